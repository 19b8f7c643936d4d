import { Accumulator } from "./accumulator.js";
import { ChainRunner } from "./chain.js";
import { AncestralRunner } from "./ancestral.js";
import type { Plan } from "./plan.js";
import type { Unit, UnitTally } from "./unit.js";

/** Runs units of one plan on one core. */
export class CpuEngine {
  private readonly runner: ChainRunner | AncestralRunner;
  private readonly accumulator: Accumulator;

  constructor(plan: Plan) {
    const { method } = plan.experiment;
    this.runner = method === "ancestry" ? new AncestralRunner(plan) : new ChainRunner(plan);
    this.accumulator = new Accumulator(plan);
  }

  /** Runs a unit to its end. `generations` is chain-generations done, for the speed shown. */
  run(unit: Unit): { tally: UnitTally; generations: number } {
    const { runner, accumulator } = this;
    accumulator.begin(unit);
    let generations = 0;
    for (let i = 0; i < unit.chains; i++) {
      for (let j = 0; j < unit.contexts; j++) {
        generations += runner.run(
          unit.firstChain + i,
          unit.firstContext + j,
          i,
          i * unit.contexts + j,
          accumulator,
        );
      }
    }
    return { tally: accumulator.finish(unit), generations };
  }
}
