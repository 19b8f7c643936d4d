import { multinomial, sparsePicks, type Source } from "../../sampling/index.js";
import type { Plan } from "../plan.js";
import type { TruthTable } from "../truth.js";

/** Draws from p(0): the categories of the truth that came, ascending, and how often each did. */
export class RealDraws {
  /** Entries of the two lists below. */
  size = 0;
  readonly categories: Uint32Array;
  readonly counts: Uint32Array;
  private readonly plan: Plan;
  private readonly dense: Uint32Array;
  private readonly scratch: Uint32Array;
  private readonly prefix: Float64Array;

  constructor(plan: Plan) {
    const { tokens } = plan.truth(0);
    const most = Math.min(tokens, plan.mostTrials);
    this.plan = plan;
    this.categories = new Uint32Array(most);
    this.counts = new Uint32Array(most);
    this.dense = new Uint32Array(Math.max(1, Math.min(tokens, Math.floor(plan.mostTrials / 4))));
    this.scratch = new Uint32Array(plan.mostTrials);
    this.prefix = new Float64Array(this.dense.length + 1);
  }

  /** n draws. A large vocabulary costs nothing but its binary search: what did not come is not looked at. */
  draw(source: Source, n: number, truth: TruthTable): void {
    const { plan, categories, counts, dense } = this;
    const k = truth.ids.length;
    if (k > 1 && n < 4 * k) {
      const { root, generation } = source;
      this.size = sparsePicks(root, generation, n, truth.prefix, k, categories, counts, this.scratch);
      return;
    }
    multinomial(plan.tables, source, n, truth.weights, truth.total, k, dense, this.prefix);
    let size = 0;
    for (let j = 0; j < k; j++) {
      if (dense[j] === 0) continue;
      categories[size] = j;
      counts[size++] = dense[j] as number;
    }
    this.size = size;
  }
}
