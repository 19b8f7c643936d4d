import { initialWeights } from "../initial-weights.js";
import { makePool, type Pool } from "../pool.js";
import { trainModel } from "../train-model.js";
import type { TrainingState } from "../transformer.js";
import { finite } from "./finite.js";
import { initialStage, stageOf, stepsOf, type PlannedModel, type RecursionPlan } from "./plan.js";
import { copyCurves, type Curves, type RecursionState } from "./state.js";
import { consecutiveWindows, spreadWindows, type Windows } from "./windows.js";
import type { Workbench } from "./workbench.js";

/** A state is saved after so many updates, or so many seconds. */
const SAVE_UPDATES = 250;
const SAVE_SECONDS = 20;
/** After so many it is known how long one takes. */
const FIRST_UPDATES = 8;

/**
 * Trains one model on its pool, or goes on from `state.saved`; `curves` grow from what was saved. The model is left on the
 * workbench, and saved.
 */
export async function trainPlanned(
  plan: RecursionPlan,
  planned: PlannedModel,
  pool: Pool,
  bench: Workbench,
  state: RecursionState,
  curves: Curves,
): Promise<void> {
  const { training, evaluation, model } = { ...plan.experiment, model: plan.model };
  const { context } = model;
  const stage = stageOf(plan, planned);
  const steps = stepsOf(plan, planned);
  bench.transformer.restore(state.saved?.state ?? freshState(plan, planned));
  const validation = consecutiveWindows(makePool([plan.validationText]), context);
  const own = spreadWindows(pool, validation.count, context);
  const save = async (): Promise<void> => {
    state.saved = { curves: copyCurves(curves), state: await bench.transformer.state() };
    bench.control.saved();
  };
  const updateUpTo = async (end: number): Promise<void> => {
    const from = curves.batchLoss.length;
    let began = performance.now();
    for await (const done of trainModel(bench.transformer, training, stage, pool, from, end)) {
      curves.batchLoss.push(finite(done.loss));
      curves.learningRate.push(done.learningRate);
      curves.gradientNorm.push(finite(done.gradientNorm));
      await bench.did("training", training.batch * context, began);
      began = performance.now();
    }
  };

  let nextSave = curves.batchLoss.length + FIRST_UPDATES;
  for (;;) {
    const step = curves.batchLoss.length;
    const isLast = step === steps;
    if ((step % evaluation.every === 0 || isLast) && curves.steps.at(-1) !== step) {
      await read(curves, step, own, validation, bench, plan);
    }
    if (isLast || step >= nextSave) {
      await save();
      nextSave = step + updatesToSave(curves.seconds.training / step);
    }
    if (isLast) return;
    const nextReading = (Math.floor(step / evaluation.every) + 1) * evaluation.every;
    await updateUpTo(Math.min(steps, nextReading, nextSave));
  }
}

/** Updates from one save to the next, where one takes so many seconds. */
function updatesToSave(seconds: number): number {
  return Math.max(1, Math.min(SAVE_UPDATES, Math.floor(SAVE_SECONDS / seconds)));
}

/** Reads the losses of the whole validation text and of as many windows of the model's own pool. */
async function read(
  curves: Curves,
  step: number,
  own: Windows,
  validation: Windows,
  bench: Workbench,
  plan: RecursionPlan,
): Promise<void> {
  const { earlyToken, lateToken } = plan.experiment.evaluation;
  const train = await bench.lossesByPosition(own);
  const real = await bench.lossesByPosition(validation);
  // Token i is the target at position i - 1.
  const [early, late] = [real[earlyToken - 1], real[lateToken - 1]];
  curves.steps.push(step);
  curves.trainLoss.push(finite(mean(train)));
  curves.validationLoss.push(finite(mean(real)));
  curves.inContextLearning = early === undefined || late === undefined ? null : finite(late - early);
}

export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function freshState(plan: RecursionPlan, planned: PlannedModel): TrainingState {
  const given = planned.generation === 0 ? plan.truth : null;
  const weights = given ?? initialWeights(plan.model, initialStage(plan, planned));
  return {
    weights,
    firstMoment: new Float32Array(weights.length),
    secondMoment: new Float32Array(weights.length),
  };
}
