import { transfer } from "comlink";
import { CpuEngine, makePlan, type Unit, type UnitTally } from "../chains/index.js";
import type { ContextTable } from "../corpus/index.js";
import type { ChainsExperiment } from "../experiment/index.js";

/** What a CPU worker does: the units of one experiment, one at a time, its buffers handed over. */
export interface ChainService {
  begin(experiment: ChainsExperiment, corpus: ContextTable | null): void;
  run(unit: Unit): { tally: UnitTally; generations: number };
}

/** Serves the units of the experiment it began with. */
export function chainService(): ChainService {
  let engine: CpuEngine | null = null;
  return {
    begin(experiment, corpus) {
      engine = new CpuEngine(makePlan(experiment, corpus));
    },
    run(unit) {
      if (engine === null) throw new Error("The worker was given a unit before its experiment.");
      const done = engine.run(unit);
      const parts = Object.values(done.tally).filter((part) => part instanceof Uint32Array);
      return transfer(
        done,
        parts.map(({ buffer }) => buffer as ArrayBuffer),
      );
    },
  };
}
