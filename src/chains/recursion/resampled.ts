import { KIND, multinomial, type SamplerTables, type Source } from "../../sampling/index.js";
import type { Plan } from "../plan.js";
import { totalOf } from "../sizes.js";
import { emptyModel, fillFirst, type Model, type Recursion } from "./model.js";
import { RealDraws } from "./real-draws.js";
import { streamOf } from "./streams.js";
import { Writer } from "./writer.js";

/** Recipes fully-synthetic and growing: every draw is from the model before. */
export class Resampled implements Recursion {
  readonly model: Model;
  private readonly plan: Plan;
  private readonly tables: SamplerTables;
  private readonly real: RealDraws;
  private readonly prefix: Uint32Array;
  private readonly writer: Writer;
  private readonly growing: boolean;
  private source: Source;
  private context = 0;

  constructor(plan: Plan) {
    this.plan = plan;
    this.tables = plan.tables;
    this.model = emptyModel(plan.mostLive);
    this.real = new RealDraws(plan);
    this.prefix = new Uint32Array(plan.mostLive + 1);
    this.writer = new Writer(plan.decoder, plan.mostLive);
    this.growing = plan.experiment.recipe.form === "growing";
    this.source = streamOf(plan, KIND.model, 0, 0, 0);
  }

  begin(chain: number, context: number): void {
    const { plan, real } = this;
    this.context = context;
    this.source = streamOf(plan, KIND.model, chain, context, 1);
    const n = totalOf(plan.experiment.recipe, plan.sizes(context), 1);
    const truth = plan.truth(context);
    real.draw(this.source, n, truth);
    fillFirst(this.model, n, real, truth);
  }

  advance(): void {
    const { plan, model, source, writer } = this;
    const { counts } = model;
    source.generation++;
    writer.read(counts, model.live, model.total);
    // What cannot be written is gone for good.
    if (writer.places !== null) this.keep(writer.places, writer.k);
    if (this.growing) {
      model.total = totalOf(plan.experiment.recipe, plan.sizes(this.context), source.generation);
    }
    multinomial(
      this.tables,
      source,
      model.total,
      writer.weights,
      writer.total,
      writer.k,
      counts,
      this.prefix,
    );
    const { ids, first, truth } = model;
    let live = 0;
    for (let j = 0; j < model.live; j++) {
      const count = counts[j] as number;
      if (count === 0) continue;
      if (live < j) {
        ids[live] = ids[j] as number;
        counts[live] = count;
        first[live] = first[j] as number;
        truth[live] = truth[j] as number;
      }
      live++;
    }
    model.live = live;
  }

  private keep(places: Uint32Array, k: number): void {
    const { model } = this;
    for (let j = 0; j < k; j++) {
      const place = places[j] as number;
      model.ids[j] = model.ids[place] as number;
      model.first[j] = model.first[place] as number;
      model.truth[j] = model.truth[place] as number;
    }
    model.live = k;
  }
}
