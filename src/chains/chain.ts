import type { Accumulator } from "./accumulator.js";
import { Measurer } from "./measurer.js";
import { SPREAD_CHAINS } from "./measures.js";
import type { Plan } from "./plan.js";
import { Kept } from "./recursion/kept.js";
import { Mixed } from "./recursion/mixed.js";
import type { Recursion } from "./recursion/model.js";
import { Resampled } from "./recursion/resampled.js";

/** The recursion of an experiment's recipe. */
export function recursionOf(plan: Plan): Recursion {
  const { form } = plan.experiment.recipe;
  switch (form) {
    case "fully-synthetic":
    case "growing":
      return new Resampled(plan);
    case "partially-synthetic":
    case "accumulate":
    case "accumulate-subsample":
      return new Kept(plan, form);
    default:
      return new Mixed(plan);
  }
}

/** Runs chains of one plan, one in one context at a time: the CPU twin of the kernels in shaders/. */
export class ChainRunner {
  private readonly plan: Plan;
  private readonly recursion: Recursion;
  private readonly measurer: Measurer;

  constructor(plan: Plan) {
    this.plan = plan;
    this.recursion = recursionOf(plan);
    this.measurer = new Measurer(plan);
  }

  /** Runs a chain of a unit in one context and enters it in the accumulator. Returns generations run. */
  run(chain: number, context: number, inUnit: number, item: number, into: Accumulator): number {
    const { recursion, plan, measurer } = this;
    const { rows, cap, timesOnly, goesOn } = plan;
    const { model } = recursion;
    const spread = chain < SPREAD_CHAINS;
    recursion.begin(chain, context);
    if (!timesOnly) measurer.begin(model, context, into, spread);
    let row = 1;
    for (let m = 1; ; m++) {
      const dirac = model.live === 1;
      const ends = dirac && !goesOn;
      if (ends || m === rows[row]) {
        if (row < rows.length && !timesOnly) {
          if (ends) measurer.takeDirac(model, spread);
          else measurer.take(model, spread);
          into.record(row, ends, measurer, spread);
          if (goesOn && !dirac) into.markOpen(inUnit, row);
        }
        row++;
      }
      if (dirac && into.collapse[item] === 0) {
        into.collapse[item] = m;
        into.winners[item] = model.ids[0] as number;
      }
      if (goesOn && !dirac) into.last[item] = m;
      if (ends || m >= cap) return m;
      recursion.advance();
    }
  }
}
