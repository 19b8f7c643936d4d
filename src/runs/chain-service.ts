import { transfer } from "comlink";
import { CpuEngine, makePlan, type Unit, type UnitTally } from "../chains/index.js";
import { canonicalJson, type ChainsExperiment } from "../experiment/index.js";

/** What a CPU worker does: one unit at a time, its buffers handed over. */
export interface ChainService {
  run(experiment: ChainsExperiment, unit: Unit): { tally: UnitTally; generations: number };
}

/** Serves units, keeping the tables of the experiment it was last asked for. */
export function chainService(): ChainService {
  let engine: CpuEngine | null = null;
  let current = "";
  return {
    run(experiment, unit) {
      const name = canonicalJson(experiment);
      if (engine === null || name !== current) {
        engine = new CpuEngine(makePlan(experiment));
        current = name;
      }
      const done = engine.run(unit);
      const { collapse, winners, alive, collapsed, aliveSpread, collapsedSpread, first } = done.tally;
      const parts = [collapse, winners, alive, collapsed, aliveSpread, collapsedSpread, first];
      return transfer(
        done,
        parts.map(({ buffer }) => buffer as ArrayBuffer),
      );
    },
  };
}
