import { frequencies } from "./measures.js";
import { finishModel, type Trained } from "./finish.js";
import type { RecursionPlan } from "./plan.js";
import { poolOf } from "./pools.js";
import { copyCurves, newCurves, type RecursionState } from "./state.js";
import { trainPlanned } from "./train.js";
import { Workbench, type Engine, type RecursionControl } from "./workbench.js";

/**
 * Trains, lets write and measures all models that `state` does not have yet, one after another on one engine; `live` hears
 * which. Whenever `control` hears that the state was saved, it is good to go on from: with the same bits, on the same
 * engine. Rejects where control.turn or the engine do.
 */
export async function runRecursion(
  plan: RecursionPlan,
  engine: Engine,
  state: RecursionState,
  control: RecursionControl,
  live: (model: Trained) => void,
): Promise<void> {
  const reference = frequencies([plan.trainingText], plan.vocabulary.length);
  for (const planned of plan.models.slice(state.findings.models.length)) {
    const pool = poolOf(plan, state, planned);
    const curves = state.saved === null ? newCurves(pool.tokens.length) : copyCurves(state.saved.curves);
    const bench = new Workbench(engine, control, curves.seconds);
    const trained: Trained = { plan, planned, curves, bench, state };
    live(trained);
    await trainPlanned(plan, planned, pool, bench, state, curves);
    await finishModel(trained, reference);
    control.saved();
  }
}
