import { transfer } from "comlink";
import { CpuEngine, makePlan, type Plan, type Unit, type UnitTally } from "../chains/index.js";
import type { ContextTable } from "../corpus/index.js";
import type { ChainsExperiment } from "../experiment/index.js";
import { lawsOfPlan, type LawsAtRows } from "./laws.js";

/** What a CPU worker does: the units of one experiment, one at a time, their buffers handed over; and its laws. */
export interface ChainService {
  begin(experiment: ChainsExperiment, corpus: ContextTable | null): void;
  run(unit: Unit): { tally: UnitTally; generations: number };
  /** lawsOfPlan */
  laws(rows: readonly number[] | null): LawsAtRows;
}

/** Serves the experiment it began with. */
export function chainService(): ChainService {
  let plan: Plan | null = null;
  let engine: CpuEngine | null = null;
  const begun = (): Plan => {
    if (plan === null) throw new Error("The worker was asked before it was given its experiment.");
    return plan;
  };
  return {
    begin(experiment, corpus) {
      plan = makePlan(experiment, corpus);
      engine = null;
    },
    run(unit) {
      engine ??= new CpuEngine(begun());
      const done = engine.run(unit);
      const parts = Object.values(done.tally).filter((part) => part instanceof Uint32Array);
      return transfer(
        done,
        parts.map(({ buffer }) => buffer as ArrayBuffer),
      );
    },
    laws: (rows) => lawsOfPlan(begun(), rows),
  };
}
