import type { Accumulator } from "./accumulator.js";
import { entropyTerm, MEASURE_COUNT, SPREAD_COUNT } from "./measures.js";
import type { Plan } from "./plan.js";
import type { Model } from "./recursion/model.js";
import { scale, scalesOf, type Scales } from "./scale.js";
import type { TruthTable } from "./truth.js";

/** Above this a sum of products may lose a bit in a double, and is kept in two parts. */
const EXACT = 2 ** 51;
const SHARE = 2 ** 44;

/**
 * Takes the measures of one context's models, p(1) first. A measure is high[i] 2^32 + low[i], and low[i] alone where not
 * `wide`; `spreads` are outside the digest. Buffers are made once.
 */
export class Measurer {
  wide = false;
  readonly high = new Float64Array(MEASURE_COUNT);
  readonly low = new Float64Array(MEASURE_COUNT);
  readonly spreads = new Uint32Array(SPREAD_COUNT);
  private readonly plan: Plan;
  private readonly entropyTerms: Float64Array;
  private truth: TruthTable;
  private firstTotal = 0;
  /** sum (c'_i / n')^2. */
  private firstSquares = 0;
  private total = 0;
  /** What depends on the totals alone: log2 n, 1/n^2, 1/(n n') and 1/(n R). */
  private totalBits = 0;
  private toSquares = 0;
  private toFirst = 0;
  private toTruth = 0;
  private narrow = false;
  private scales: Scales | null = null;

  constructor(plan: Plan) {
    this.plan = plan;
    this.truth = plan.truth(0);
    const most = Math.min(plan.mostTotal, 2 ** 16);
    this.entropyTerms = Float64Array.from({ length: most + 1 }, (_, c) => (c > 0 ? entropyTerm(c) : 0));
  }

  /** Takes up p(1) of a context, and enters p(0) against p(1). */
  begin(model: Model, context: number, into: Accumulator, spread: boolean): void {
    const { plan } = this;
    this.truth = plan.truth(context);
    this.firstTotal = model.total;
    this.total = -1;
    const { truth, firstTotal } = this;
    let product = 0;
    let liveSquares = 0;
    let distance = 0;
    let squares = 0;
    for (let j = 0; j < model.live; j++) {
      const share = (model.counts[j] as number) / firstTotal;
      const real = (model.truth[j] as number) / truth.total;
      squares += share * share;
      product += (model.counts[j] as number) * (model.truth[j] as number);
      liveSquares += real * real;
      distance += (share - real) ** 2;
    }
    this.firstSquares = squares;
    this.at(model.total);
    const scales = this.scales;
    into.first.add(0, scales === null ? product : scale(0, product, scales.truth));
    if (!spread) return;
    const dead = model.live === truth.ids.length ? 0 : Math.max(0, truth.sumOfSquares - liveSquares);
    const h = Math.floor((distance + dead) * 2 ** 30);
    into.first.add(1, h);
    into.first.addSquare(2, h);
  }

  /** Takes the measures of a later model, or p(1) again, and its spreads where asked. */
  take(model: Model, spread: boolean): void {
    this.at(model.total);
    if (this.narrow) this.takeNarrow(model, spread);
    else this.takeWide(model, spread);
    if (this.scales !== null) this.bringToScale(this.scales);
  }

  /** What the Dirac that a model is measures from there on, times diracFactors; at scale as it is. */
  takeDirac(model: Model, spread: boolean): void {
    this.at(model.total);
    const { low, spreads, truth, firstTotal, scales, total } = this;
    const first = 2 * (firstTotal - (model.first[0] as number));
    const fromTruth = 2 * (truth.total - (model.truth[0] as number));
    this.wide = false;
    low[0] = 1;
    low[1] = 1;
    low[2] = 1;
    low[3] = model.first[0] as number;
    low[4] = first;
    low[5] = fromTruth;
    if (spread) {
      spreads[0] = 2 ** 30;
      spreads[1] = 1;
      spreads[2] = 0;
      spreads[3] = (first / firstTotal) * 2 ** 30;
      const product = (model.first[0] as number) / firstTotal;
      spreads[4] = (1 + this.firstSquares - 2 * product) * 2 ** 30;
      spreads[5] = (fromTruth / truth.total) * 2 ** 30;
    }
    if (scales === null) return;
    low[0] = SHARE;
    low[2] = 0;
    low[3] = scale(0, (model.first[0] as number) * total, scales.first);
    low[4] = scale(0, first * total, scales.first);
    low[5] = scale(0, fromTruth * total, scales.truth);
  }

  /** Finds what all models of this total share. */
  private at(total: number): void {
    if (total === this.total) return;
    const { plan, truth, firstTotal } = this;
    this.total = total;
    this.totalBits = Math.log2(total);
    this.toSquares = 1 / (total * total);
    this.toFirst = 1 / (total * firstTotal);
    this.toTruth = 1 / (total * truth.total);
    this.narrow = 2 * total * Math.max(total, firstTotal, truth.total) < EXACT;
    this.scales = plan.scaled ? scalesOf(total, firstTotal, truth.total) : null;
  }

  private entropyOf(c: number): number {
    return c < this.entropyTerms.length ? (this.entropyTerms[c] as number) : entropyTerm(c);
  }

  private takeNarrow(model: Model, spread: boolean): void {
    const { low, total: n, firstTotal, truth, entropyTerms } = this;
    const R = truth.total;
    const { counts, first, truth: weights } = model;
    const tabled = n < entropyTerms.length;
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
      entropy += tabled ? (entropyTerms[c] as number) : this.entropyOf(c);
      product += c * f;
      moved += Math.abs(c * firstTotal - f * n);
      liveFirst += f;
      fromTruth += Math.abs(c * R - w * n);
      liveTruth += w;
    }
    moved += (firstTotal - liveFirst) * n;
    fromTruth += (R - liveTruth) * n;
    this.wide = false;
    low[0] = squares;
    low[1] = model.live;
    low[2] = entropy;
    low[3] = product;
    low[4] = moved;
    low[5] = fromTruth;
    if (spread) this.takeSpreads(squares, model.live, entropy, product, moved, fromTruth);
  }

  /** The same where products of up to 62 bits are summed: each is x 2^16 + y, and so is the sum. */
  private takeWide(model: Model, spread: boolean): void {
    const { high, low, total: n, firstTotal } = this;
    const R = this.truth.total;
    let entropy = 0;
    let liveFirst = 0;
    let liveTruth = 0;
    const squares = new Pair();
    const product = new Pair();
    const moved = new Pair();
    const fromTruth = new Pair();
    for (let j = 0; j < model.live; j++) {
      const c = model.counts[j] as number;
      const f = model.first[j] as number;
      const w = model.truth[j] as number;
      squares.addProduct(c, c);
      entropy += this.entropyOf(c);
      product.addProduct(c, f);
      moved.addDistance(c, firstTotal, f, n);
      liveFirst += f;
      fromTruth.addDistance(c, R, w, n);
      liveTruth += w;
    }
    moved.addProduct(firstTotal - liveFirst, n);
    fromTruth.addProduct(R - liveTruth, n);
    this.wide = true;
    low[1] = model.live;
    low[2] = entropy;
    const pairs = [
      [0, squares],
      [3, product],
      [4, moved],
      [5, fromTruth],
    ] as const;
    for (const [i, pair] of pairs) {
      high[i] = pair.high();
      low[i] = pair.low();
    }
    if (!spread) return;
    this.takeSpreads(squares.value(), model.live, entropy, product.value(), moved.value(), fromTruth.value());
  }

  private takeSpreads(
    squares: number,
    live: number,
    entropy: number,
    product: number,
    moved: number,
    fromTruth: number,
  ): void {
    const { spreads, toFirst } = this;
    const share = squares * this.toSquares;
    const bits = this.totalBits - entropy / this.total / 65536;
    spreads[0] = share * 2 ** 30;
    spreads[1] = live;
    spreads[2] = Math.max(0, bits) * 2 ** 25;
    spreads[3] = moved * toFirst * 2 ** 30;
    spreads[4] = Math.max(0, share + this.firstSquares - 2 * (product * toFirst)) * 2 ** 30;
    spreads[5] = fromTruth * this.toTruth * 2 ** 30;
  }

  private bringToScale({ squares, first, truth, entropy }: Scales): void {
    const { high, low, total } = this;
    // The entropy itself, so that a Dirac's is 0 whatever its total.
    low[2] = this.entropyOf(total) - (low[2] as number);
    [squares, null, entropy, first, first, truth].forEach((by, i) => {
      if (by === null) return;
      low[i] = scale(high[i] as number, low[i] as number, by);
      high[i] = 0;
    });
    this.wide = false;
  }
}

/** An exact sum of products of whole numbers below 2^32: x 2^16 + y. */
class Pair {
  private x = 0;
  private y = 0;

  addProduct(a: number, b: number): void {
    this.x += a * Math.floor(b / 65536);
    this.y += a * (b % 65536);
  }

  /** Adds |a b - c d|. */
  addDistance(a: number, b: number, c: number, d: number): void {
    const x = a * Math.floor(b / 65536) - c * Math.floor(d / 65536);
    const y = a * (b % 65536) - c * (d % 65536);
    // The sum is rounded once: its sign is right.
    if (x * 65536 + y < 0) {
      this.x -= x;
      this.y -= y;
    } else {
      this.x += x;
      this.y += y;
    }
  }

  value(): number {
    return this.high() * 2 ** 32 + this.low();
  }

  high(): number {
    return Math.floor(this.x / 65536) + Math.floor(this.rest() / 2 ** 32);
  }

  low(): number {
    return this.rest() - Math.floor(this.rest() / 2 ** 32) * 2 ** 32;
  }

  private rest(): number {
    return (this.x - Math.floor(this.x / 65536) * 65536) * 65536 + this.y;
  }
}
