import type { Recipe } from "../../experiment/types.js";
import { binomial, KIND, multinomial, stream } from "../../sampling/index.js";
import type { Plan } from "../plan.js";
import { memory, PARTS, parts, totalOf, windowDraws } from "../sizes.js";
import { RealDraws } from "./real-draws.js";
import type { TruthTable } from "../truth.js";
import { emptyModel, type Model, type Recursion } from "./model.js";
import { streamOf } from "./streams.js";
import { Writer } from "./writer.js";

/** What an earlier model writes with: categories of the truth, their weights, and the sum of these. */
interface Written {
  readonly categories: Uint32Array;
  readonly weights: Uint32Array;
  readonly total: number;
}

/** Recipes that mix new draws from the truth and from earlier models: a token that died can come again. */
export class Mixed implements Recursion {
  readonly model: Model;
  private readonly plan: Plan;
  private readonly recipe: Recipe;
  private readonly writer: Writer;
  private readonly real: RealDraws;
  private readonly drawn: Uint32Array;
  private prefix: Uint32Array;
  /** Counts of the next model by category of the truth, and which of them are positive. */
  private readonly next: Uint32Array;
  private readonly touched: Uint32Array;
  private touchedCount = 0;
  private readonly firstCounts: Uint32Array;
  private readonly categories: Uint32Array;
  /** Earlier models p(1), p(2), ... as they write; forgotten where no later generation draws from them. */
  private history: (Written | null)[] = [];
  private ones = new Uint32Array(0);
  private truth: TruthTable;
  private chain = 0;
  private context = 0;
  private m = 0;

  constructor(plan: Plan) {
    const { tokens } = plan.truth(0);
    this.plan = plan;
    this.recipe = plan.experiment.recipe;
    this.model = emptyModel(plan.mostLive);
    this.writer = new Writer(plan.decoder, plan.mostLive);
    this.real = new RealDraws(plan);
    this.drawn = new Uint32Array(plan.mostLive);
    this.prefix = new Uint32Array(plan.mostLive + 1);
    this.next = new Uint32Array(tokens);
    this.touched = new Uint32Array(tokens);
    this.firstCounts = new Uint32Array(tokens);
    this.categories = new Uint32Array(plan.mostLive);
    this.truth = plan.truth(0);
  }

  begin(chain: number, context: number): void {
    this.chain = chain;
    this.context = context;
    this.truth = this.plan.truth(context);
    this.history = [];
    this.m = 1;
    this.firstCounts.fill(0);
    const { model } = this;
    model.total = totalOf(this.recipe, this.plan.sizes(context), 1);
    this.draw(0, model.total, KIND.model, add);
    this.collect();
    for (let j = 0; j < model.live; j++) {
      const count = model.counts[j] as number;
      model.first[j] = count;
      this.firstCounts[this.categories[j] as number] = count;
    }
  }

  advance(): void {
    this.remember();
    this.m++;
    const { recipe, plan, model, m } = this;
    const sizes = plan.sizes(this.context);
    const { samples, realSamples } = sizes;
    model.total = totalOf(recipe, sizes, m);
    switch (recipe.form) {
      case "fresh-real": {
        const { root } = streamOf(plan, KIND.shares, this.chain, this.context, m);
        const real = binomial(plan.tables, stream(root, m), samples, parts(recipe.realShare), PARTS);
        this.draw(0, real, KIND.fresh, add);
        this.draw(m - 1, samples - real, KIND.model, add);
        break;
      }
      case "weighted": {
        const A = parts(recipe.realWeight);
        this.draw(0, realSamples, KIND.fresh, (count) => scaled(A, count, realSamples));
        this.draw(m - 1, samples, KIND.model, (count) => scaled(PARTS - A, count, samples));
        break;
      }
      case "most-recent": {
        const each = windowDraws(samples, recipe.window);
        for (let t = Math.max(0, m - recipe.window); t < m; t++) this.draw(t, each, KIND.model, add);
        break;
      }
      case "randomly-sampled": {
        const shares = this.shareOut(samples);
        for (let t = 0; t < m; t++) this.draw(t, shares[t] as number, KIND.model, add);
        break;
      }
      case "mixing-matrix":
        recipe.quotas[m - 1]?.forEach((quota, t) => {
          this.draw(t, quota, KIND.model, add);
        });
        break;
      default:
        throw new Error(`Recipe ${recipe.form} does not mix.`);
    }
    this.collect();
  }

  /** How many of `samples` draws each of the models 0 ... m-1 has, chosen uniformly. */
  private shareOut(samples: number): Uint32Array {
    const { plan, m } = this;
    if (this.ones.length < m) {
      this.ones = new Uint32Array(2 * m).fill(1);
      if (this.prefix.length <= 2 * m) this.prefix = new Uint32Array(2 * m + 1);
    }
    const shares = new Uint32Array(m);
    const source = streamOf(plan, KIND.shares, this.chain, this.context, m);
    multinomial(plan.tables, source, samples, this.ones, m, m, shares, this.prefix);
    return shares;
  }

  /** Adds `trials` draws from model t, each token's count as `of` says, to the next model. */
  private draw(t: number, trials: number, kind: number, of: (count: number) => number): void {
    if (trials === 0) return;
    const { plan, m, truth, real, drawn } = this;
    const source = streamOf(plan, kind, this.chain, this.context, m, kind === KIND.model ? m - 1 - t : 0);
    if (t === 0) {
      real.draw(source, trials, truth);
      this.enter(real.categories, real.counts, real.size, of);
      return;
    }
    const from = this.history[t - 1];
    if (!from) throw new RangeError(`Model ${t} was forgotten before generation ${m}.`);
    const { categories, weights, total } = from;
    multinomial(plan.tables, source, trials, weights, total, weights.length, drawn, this.prefix);
    this.enter(categories, drawn, weights.length, of);
  }

  private enter(
    categories: Uint32Array,
    counts: Uint32Array,
    size: number,
    of: (count: number) => number,
  ): void {
    const { next, touched } = this;
    for (let j = 0; j < size; j++) {
      const count = of(counts[j] as number);
      if (count === 0) continue;
      const category = categories[j] as number;
      if (next[category] === 0) touched[this.touchedCount++] = category;
      next[category] = (next[category] as number) + count;
    }
  }

  /** Makes the model of what was drawn. */
  private collect(): void {
    const { model, truth, next, firstCounts, categories } = this;
    const found = this.touched.subarray(0, this.touchedCount).sort();
    found.forEach((category, j) => {
      categories[j] = category;
      model.ids[j] = truth.ids[category] as number;
      model.counts[j] = next[category] as number;
      model.first[j] = firstCounts[category] as number;
      model.truth[j] = truth.weights[category] as number;
      next[category] = 0;
    });
    model.live = found.length;
    this.touchedCount = 0;
  }

  /** Keeps what the model writes with for as long as a later generation may draw from it. */
  private remember(): void {
    const { model, writer, recipe, m, history, categories } = this;
    let total = 0;
    for (let j = 0; j < model.live; j++) total += model.counts[j] as number;
    writer.read(model.counts, model.live, total);
    const { places, k } = writer;
    history.push({
      categories: Uint32Array.from({ length: k }, (_, j) =>
        places === null ? (categories[j] as number) : (categories[places[j] as number] as number),
      ),
      weights: writer.weights.slice(0, k),
      total: writer.total,
    });
    const depth = memory(recipe);
    if (m > depth) history[m - depth - 1] = null;
  }
}

function add(count: number): number {
  return count;
}

/** floor(A count / of); A at most 2^31, count at most `of`, at most 2^20. */
function scaled(A: number, count: number, of: number): number {
  return Math.floor((A * count) / of);
}
