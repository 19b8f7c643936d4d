import { multinomial, streamKey, type Source } from "../sampling/index.js";
import type { Accumulator } from "./accumulator.js";
import { entropyTerm, MEASURE_COUNT, SPREAD_CHAINS, SPREAD_COUNT, spreadShifts } from "./measures.js";
import type { Plan } from "./plan.js";
import type { TruthTable } from "./truth.js";

/** A model p(m) as it is sampled: live tokens in ascending id, and beside each what the measures compare it with. */
export interface Model {
  /** Live tokens. */
  live: number;
  readonly ids: Uint32Array;
  readonly counts: Uint32Array;
  /** The token's count in p(1). */
  readonly first: Uint32Array;
  /** The token's weight in p(0). */
  readonly truth: Uint32Array;
}

/**
 * The CPU twin of shaders/chains.wgsl: advances one chain in one context from the truth, generation by generation.
 * Buffers are made once; nothing is allocated in the loop.
 */
export class ChainRunner {
  readonly model: Model;
  private readonly drawn: Uint32Array;
  private readonly prefix: Float64Array;
  private readonly entropyTerms: Float64Array;
  private readonly measures = new Float64Array(MEASURE_COUNT);
  private readonly spreads = new Float64Array(SPREAD_COUNT);
  private truth: TruthTable;
  private scales: readonly number[];
  private source: Source = { context: [0, 0], root: [0, 0], chain: 0, generation: 0 };
  private firstSquares = 0;
  readonly plan: Plan;

  constructor(plan: Plan) {
    this.plan = plan;
    this.truth = plan.truth(0);
    const tokens = this.truth.tokens;
    const live = Math.min(tokens, plan.samples);
    this.model = {
      live: 0,
      ids: new Uint32Array(live),
      counts: new Uint32Array(live),
      first: new Uint32Array(live),
      truth: new Uint32Array(live),
    };
    this.drawn = new Uint32Array(tokens);
    this.prefix = new Float64Array(tokens + 1);
    this.entropyTerms = Float64Array.from({ length: plan.samples + 1 }, (_, c) =>
      c > 0 ? entropyTerm(c) : 0,
    );
    this.scales = this.spreadScales();
  }

  private spreadScales(): readonly number[] {
    return spreadShifts(this.plan.samples, this.truth.total).map((bits) => 2 ** -bits);
  }

  /** Draws p(1): n real draws. */
  begin(chain: number, context: number): void {
    const { plan, model, drawn } = this;
    const truth = plan.truth(context);
    if (truth !== this.truth) {
      this.truth = truth;
      this.scales = this.spreadScales();
    }
    const key = plan.contextKey(context);
    this.source = { context: key, root: streamKey(key, chain, 0), chain, generation: 1 };
    const { ids, weights, total } = truth;
    multinomial(plan.tables, this.source, plan.samples, weights, total, ids.length, drawn, this.prefix);
    let live = 0;
    for (let j = 0; j < ids.length; j++) {
      const count = drawn[j] as number;
      if (count === 0) continue;
      model.ids[live] = ids[j] as number;
      model.counts[live] = count;
      model.first[live] = count;
      model.truth[live] = weights[j] as number;
      live++;
    }
    model.live = live;
  }

  /** Draws p(m+1): n draws from p(m). */
  advance(): void {
    const { plan, model } = this;
    const { ids, counts, first, truth } = model;
    this.source.generation++;
    multinomial(
      plan.tables,
      this.source,
      plan.samples,
      counts,
      plan.samples,
      model.live,
      counts,
      this.prefix,
    );
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

  /** Runs a whole chain in one context and enters it in the accumulator as item `item`. Returns generations run. */
  run(chain: number, context: number, item: number, into: Accumulator): number {
    const { plan, model } = this;
    const { rows, cap } = plan;
    const spread = chain < SPREAD_CHAINS;
    this.begin(chain, context);
    this.measureFirst(into, spread);
    let row = 1;
    for (let m = 1; ; m++) {
      const collapsed = model.live === 1;
      if (collapsed || m === rows[row]) {
        if (row < rows.length) {
          this.measure(spread);
          into.record(row, collapsed, this.measures, spread ? this.spreads : null);
        }
        row++;
      }
      if (collapsed) {
        into.collapse[item] = m;
        into.winners[item] = model.ids[0] as number;
        return m;
      }
      if (m >= cap) return m;
      this.advance();
    }
  }

  /** Of p(0) against p(1). */
  private measureFirst(into: Accumulator, spread: boolean): void {
    const { model, truth, plan } = this;
    let product = 0;
    let liveSquares = 0;
    let distance = 0;
    this.firstSquares = 0;
    for (let j = 0; j < model.live; j++) {
      const c = model.counts[j] as number;
      const w = model.truth[j] as number;
      this.firstSquares += c * c;
      product += c * w;
      const share = w / truth.total;
      liveSquares += share * share;
      distance += (c / plan.samples - share) ** 2;
    }
    into.first.add(0, product);
    if (!spread) return;
    const dead = model.live === truth.ids.length ? 0 : Math.max(0, truth.sumOfSquares - liveSquares);
    const h = Math.floor((distance + dead) * 2 ** 30);
    into.first.add(1, h);
    into.first.addSquare(2, h);
  }

  /** Fills `measures`, and `spreads` where asked. */
  private measure(spread: boolean): void {
    const { model, measures, plan, truth, entropyTerms } = this;
    const n = plan.samples;
    const R = truth.total;
    const { counts, first, truth: weights } = model;
    let squares = 0;
    let entropy = 0;
    let product = 0;
    let moved = 0;
    let liveFirst = 0;
    let fromTruth = 0;
    let liveTruth = 0;
    for (let j = 0; j < model.live; j++) {
      const c = counts[j] as number;
      const f = first[j] as number;
      const w = weights[j] as number;
      squares += c * c;
      entropy += entropyTerms[c] as number;
      product += c * f;
      moved += Math.abs(c - f);
      liveFirst += f;
      fromTruth += Math.abs(c * R - w * n);
      liveTruth += w;
    }
    measures[0] = squares;
    measures[1] = model.live;
    measures[2] = entropy;
    measures[3] = product;
    const driftL1 = (moved + n - liveFirst) * n;
    measures[4] = driftL1;
    const fromTruthL1 = fromTruth + (R - liveTruth) * n;
    measures[5] = fromTruthL1;
    if (!spread) return;
    const { spreads, scales } = this;
    spreads[0] = squares;
    spreads[1] = model.live;
    spreads[2] = entropy;
    spreads[3] = driftL1;
    spreads[4] = squares + this.firstSquares - 2 * product;
    spreads[5] = fromTruthL1;
    for (let i = 0; i < SPREAD_COUNT; i++)
      spreads[i] = Math.floor((spreads[i] as number) * (scales[i] as number));
  }
}
