import { multinomial, sparsePicks, type SamplerTables, type Source } from "../../sampling/index.js";
import type { Plan } from "../plan.js";
import type { TruthTable } from "../truth.js";

/** Tokens a draw, from which on looking at each of them would cost more than sorting the draws. */
const LARGE = 8;

/** Draws from p(0): the categories of the truth that came, ascending, and how often each did. */
export class RealDraws {
  /** Entries of the two lists below. */
  size = 0;
  readonly categories: Uint32Array;
  readonly counts: Uint32Array;
  private readonly tables: SamplerTables;
  private readonly dense: Uint32Array;
  private readonly scratch: Uint32Array;
  private readonly prefix: Uint32Array;

  constructor(plan: Plan) {
    const { tokens } = plan.truth(0);
    const most = Math.min(tokens, plan.mostTrials);
    this.tables = plan.tables;
    this.categories = new Uint32Array(most);
    this.counts = new Uint32Array(most);
    this.dense = new Uint32Array(Math.min(tokens, LARGE * plan.mostTrials));
    this.scratch = new Uint32Array(plan.mostTrials);
    this.prefix = new Uint32Array(this.dense.length + 1);
  }

  /** n draws. A large vocabulary costs nothing but its binary search: what did not come is not looked at then. */
  draw(source: Source, n: number, truth: TruthTable): void {
    const { categories, counts, dense } = this;
    const k = truth.ids.length;
    if (k > LARGE * n) {
      const { root, generation } = source;
      this.size = sparsePicks(root, generation, n, truth.prefix, k, categories, counts, this.scratch);
      return;
    }
    multinomial(this.tables, source, n, truth.weights, truth.total, k, dense, this.prefix);
    let size = 0;
    for (let j = 0; j < k; j++) {
      if (dense[j] === 0) continue;
      categories[size] = j;
      counts[size++] = dense[j] as number;
    }
    this.size = size;
  }
}
