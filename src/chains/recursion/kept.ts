import { KIND, multinomial, subset } from "../../sampling/index.js";
import type { Plan } from "../plan.js";
import { totalOf } from "../sizes.js";
import { emptyModel, fillFirst, type Model, type Recursion } from "./model.js";
import { RealDraws } from "./real-draws.js";
import { streamOf } from "./streams.js";
import { Writer } from "./writer.js";

/**
 * Recipes partially-synthetic, accumulate and accumulate-subsample: the real samples are drawn once, as a corpus, and
 * no token outside it can ever come.
 */
export class Kept implements Recursion {
  readonly model: Model;
  private readonly plan: Plan;
  private readonly recipe: "partially-synthetic" | "accumulate" | "accumulate-subsample";
  private readonly writer: Writer;
  private readonly real: RealDraws;
  private readonly drawn: Uint32Array;
  private readonly prefix: Uint32Array;
  /** By entry of the corpus: the pool, the subset of it, and its place in the model's list. */
  private readonly pool: Uint32Array;
  private readonly taken: Uint32Array;
  private readonly corpus: Model;
  private readonly entries: Uint32Array;
  private poolTotal = 0;
  private chain = 0;
  private context = 0;
  private m = 0;

  constructor(plan: Plan, recipe: Kept["recipe"]) {
    const subsampled = recipe === "accumulate-subsample" ? plan.mostLive : 0;
    this.plan = plan;
    this.recipe = recipe;
    this.model = emptyModel(plan.mostLive);
    this.writer = new Writer(plan.decoder, plan.mostLive);
    this.real = new RealDraws(plan);
    this.drawn = new Uint32Array(plan.mostLive);
    this.prefix = new Uint32Array(plan.mostLive + 1);
    this.corpus = emptyModel(subsampled);
    this.pool = new Uint32Array(subsampled);
    this.taken = new Uint32Array(subsampled);
    this.entries = new Uint32Array(subsampled);
  }

  begin(chain: number, context: number): void {
    const { plan, real } = this;
    this.chain = chain;
    this.context = context;
    this.m = 1;
    const N = plan.sizes(context).realSamples;
    const truth = plan.truth(context);
    real.draw(streamOf(plan, KIND.corpus, chain, context, 0), N, truth);
    this.poolTotal = N;
    if (this.recipe !== "accumulate-subsample") {
      fillFirst(this.model, N, real, truth);
      return;
    }
    const { corpus } = this;
    fillFirst(corpus, N, real, truth);
    this.pool.set(corpus.counts.subarray(0, corpus.live));
    this.model.total = totalOf(plan.experiment.recipe, plan.sizes(context), 1);
    this.takeSubset();
    corpus.first.set(this.taken.subarray(0, corpus.live));
    this.fillModel();
  }

  advance(): void {
    const { plan, model, writer, drawn } = this;
    const sizes = plan.sizes(this.context);
    const n = sizes.samples;
    this.m++;
    writer.read(model.counts, model.live, model.total);
    model.total = totalOf(plan.experiment.recipe, sizes, this.m);
    const source = streamOf(plan, KIND.model, this.chain, this.context, this.m);
    multinomial(plan.tables, source, n, writer.weights, writer.total, writer.k, drawn, this.prefix);
    const { places, k } = writer;
    if (this.recipe === "partially-synthetic") model.counts.set(model.first.subarray(0, model.live));
    const counts = this.recipe === "accumulate-subsample" ? this.pool : model.counts;
    for (let j = 0; j < k; j++) {
      const place = places === null ? j : (places[j] as number);
      const entry = counts === this.pool ? (this.entries[place] as number) : place;
      counts[entry] = (counts[entry] as number) + (drawn[j] as number);
    }
    this.poolTotal += n;
    if (this.recipe !== "accumulate-subsample") return;
    this.takeSubset();
    this.fillModel();
  }

  private takeSubset(): void {
    const { plan, model, corpus, pool, taken, poolTotal } = this;
    const { root } = streamOf(plan, KIND.subset, this.chain, this.context, this.m);
    subset(root, this.m, model.total, pool, corpus.live, poolTotal, taken, this.prefix);
  }

  private fillModel(): void {
    const { model, corpus, taken, entries } = this;
    let live = 0;
    for (let j = 0; j < corpus.live; j++) {
      const count = taken[j] as number;
      if (count === 0) continue;
      model.ids[live] = corpus.ids[j] as number;
      model.counts[live] = count;
      model.first[live] = corpus.first[j] as number;
      model.truth[live] = corpus.truth[j] as number;
      entries[live] = j;
      live++;
    }
    model.live = live;
  }
}
