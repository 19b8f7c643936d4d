import { FIRST_WORDS, ROW_SPREAD_WORDS, ROW_WORDS, SPREAD_WORDS, SUM_WORDS } from "./accumulator.js";
import {
  MEASURE_COUNT,
  SPREAD_CHAINS,
  SPREAD_COUNT,
  SPREAD_UNITS,
  SPREADS,
  type Spread,
} from "./measures.js";
import type { UnitTally } from "./unit.js";

/** Histogram: value to count. */
export type Histogram = Map<number, number>;

export function addTo(histogram: Histogram, value: number, count = 1): void {
  histogram.set(value, (histogram.get(value) ?? 0) + count);
}

/** Ascending [value, count] pairs. */
export function pairs(histogram: Histogram): [number, number][] {
  return [...histogram].sort((a, b) => a[0] - b[0]);
}

/** Second moments by [row][spread], as exact integers. */
interface Moments {
  readonly h: bigint[];
  readonly h2: bigint[];
}

/** Sums of squared deviations within units of one context: [row][spread], `tail` counting from its row on. */
interface Deviations {
  freedom: number;
  first: number;
  readonly alive: number[];
  readonly tail: number[];
}

/** Sums as they are written to a checkpoint: integers past 2^53 as text. */
export interface SavedSums {
  readonly items: number;
  readonly alive: readonly string[];
  readonly collapsed: readonly string[];
  readonly winners: readonly [number, number][];
  readonly contextCounts: readonly [number, number][];
  readonly contextCensored: number;
  readonly contextLeft: number;
  readonly spreadItems: number;
  readonly spreads: readonly (readonly string[])[];
  readonly first: readonly string[];
  readonly within: Deviations;
}

/**
 * Exact statistics of (chain, context) items by row. Two of them add up to that of their union, in any order. Entries of
 * `collapsed` count from their row on.
 */
export class Sums {
  items = 0;
  readonly alive: bigint[] = [];
  readonly collapsed: bigint[] = [];
  readonly winners: Histogram = new Map();
  readonly contextCounts: Histogram = new Map();
  contextCensored = 0;
  /** Items that were not a Dirac at some generation after T. */
  contextLeft = 0;
  /** Sum of c_i(1) w_i. */
  truthProduct = 0n;
  /** Items among the first chains, whose second moments are kept. */
  spreadItems = 0;
  readonly aliveSpread: Moments = { h: [], h2: [] };
  readonly collapsedSpread: Moments = { h: [], h2: [] };
  /** h and h^2 of 2^30 ||p(0) - p(1)||^2. */
  firstH = 0n;
  firstH2 = 0n;
  /** Where contexts differ in their truth, a chain's spread is that within contexts, found unit by unit. */
  readonly within: Deviations = { freedom: 0, first: 0, alive: [], tail: [] };

  private readonly sharedTruth: boolean;

  /** `sharedTruth`: whether every context has the same p(0). */
  constructor(sharedTruth: boolean) {
    this.sharedTruth = sharedTruth;
  }

  add(unit: UnitTally): void {
    const items = unit.collapse.length;
    this.items += items;
    for (let i = 0; i < items; i++) {
      const T = unit.collapse[i] as number;
      if (T === 0) this.contextCensored++;
      else {
        addTo(this.contextCounts, T);
        addTo(this.winners, unit.winners[i] as number);
        if ((unit.last[i] ?? 0) > T) this.contextLeft++;
      }
    }
    addSums(this.alive, unit.alive, unit.rows);
    addSums(this.collapsed, unit.collapsed, unit.rows);
    const first = unit.first;
    if (first.length !== FIRST_WORDS) throw new RangeError("unit tally: wrong length");
    this.truthProduct += words(first, 0, 3);
    const spread = Math.max(0, Math.min(unit.unit.chains, SPREAD_CHAINS - unit.unit.firstChain));
    if (spread === 0) return;
    this.spreadItems += spread * unit.unit.contexts;
    if (!this.sharedTruth) {
      this.addWithin(unit, spread * unit.unit.contexts);
      return;
    }
    addMoments(this.aliveSpread, unit.aliveSpread, unit.rows);
    addMoments(this.collapsedSpread, unit.collapsedSpread, unit.rows);
    this.firstH += words(first, 3, 2);
    this.firstH2 += words(first, 5, 3);
  }

  private addWithin(unit: UnitTally, items: number): void {
    const own = new Sums(true);
    own.spreadItems = items;
    addMoments(own.aliveSpread, unit.aliveSpread, unit.rows);
    addMoments(own.collapsedSpread, unit.collapsedSpread, unit.rows);
    own.firstH = words(unit.first, 3, 2);
    own.firstH2 = words(unit.first, 5, 3);
    this.within.freedom += items - 1;
    this.within.first += (own.firstVariance() ?? 0) * (items - 1);
    for (let index = 0; index < SPREAD_COUNT; index++) {
      own.variance(index, unit.rows + 1).forEach((variance, row) => {
        const into = row < unit.rows ? this.within.alive : this.within.tail;
        const at = row * SPREAD_COUNT + index;
        into[at] = (into[at] ?? 0) + (variance ?? 0) * (items - 1);
      });
    }
  }

  merge(other: Sums): void {
    this.items += other.items;
    this.contextCensored += other.contextCensored;
    this.contextLeft += other.contextLeft;
    other.contextCounts.forEach((count, T) => {
      addTo(this.contextCounts, T, count);
    });
    other.winners.forEach((count, token) => {
      addTo(this.winners, token, count);
    });
    addAll(this.alive, other.alive);
    addAll(this.collapsed, other.collapsed);
    this.truthProduct += other.truthProduct;
    for (const [mine, theirs] of [
      [this.aliveSpread, other.aliveSpread],
      [this.collapsedSpread, other.collapsedSpread],
    ] as const) {
      addAll(mine.h, theirs.h);
      addAll(mine.h2, theirs.h2);
    }
    this.spreadItems += other.spreadItems;
    this.firstH += other.firstH;
    this.firstH2 += other.firstH2;
    this.within.freedom += other.within.freedom;
    this.within.first += other.within.first;
    addNumbers(this.within.alive, other.within.alive);
    addNumbers(this.within.tail, other.within.tail);
  }

  toJson(): SavedSums {
    const text = (values: readonly bigint[]): string[] =>
      Array.from(values, (v) => ((v as bigint | undefined) ?? 0n).toString());
    const numbers = (values: readonly number[]): number[] =>
      Array.from(values, (v) => (v as number | undefined) ?? 0);
    return {
      items: this.items,
      alive: text(this.alive),
      collapsed: text(this.collapsed),
      winners: pairs(this.winners),
      contextCounts: pairs(this.contextCounts),
      contextCensored: this.contextCensored,
      contextLeft: this.contextLeft,
      spreadItems: this.spreadItems,
      spreads: [this.aliveSpread.h, this.aliveSpread.h2, this.collapsedSpread.h, this.collapsedSpread.h2].map(
        text,
      ),
      first: text([this.truthProduct, this.firstH, this.firstH2]),
      within: {
        ...this.within,
        alive: numbers(this.within.alive),
        tail: numbers(this.within.tail),
      },
    };
  }

  /** Adds what `toJson` wrote. */
  fromJson(saved: SavedSums): void {
    const other = new Sums(this.sharedTruth);
    const fill = (into: bigint[], from: readonly string[] | undefined): void => {
      from?.forEach((value) => into.push(BigInt(value)));
    };
    other.items = saved.items;
    fill(other.alive, saved.alive);
    fill(other.collapsed, saved.collapsed);
    for (const [token, count] of saved.winners) other.winners.set(token, count);
    for (const [T, count] of saved.contextCounts) other.contextCounts.set(T, count);
    other.contextCensored = saved.contextCensored;
    other.contextLeft = saved.contextLeft;
    other.spreadItems = saved.spreadItems;
    const { aliveSpread, collapsedSpread } = other;
    [aliveSpread.h, aliveSpread.h2, collapsedSpread.h, collapsedSpread.h2].forEach((into, i) => {
      fill(into, saved.spreads[i]);
    });
    const [truthProduct, firstH, firstH2] = saved.first.map(BigInt);
    other.truthProduct = truthProduct ?? 0n;
    other.firstH = firstH ?? 0n;
    other.firstH2 = firstH2 ?? 0n;
    other.within.freedom = saved.within.freedom;
    other.within.first = saved.within.first;
    other.within.alive.push(...saved.within.alive);
    other.within.tail.push(...saved.within.tail);
    this.merge(other);
  }

  /**
   * Sum of a measure over all items at each of the first `rows` rows; `factor` is what a Dirac's constant is times at a
   * row.
   */
  measure(index: number, rows: number, factor: (row: number) => bigint): bigint[] {
    return running(this.alive, this.collapsed, index, MEASURE_COUNT, rows, factor);
  }

  /**
   * Mean of a spread's quantity at a row over the first chains' items, and its standard error over all items; null where
   * they are too few, or contexts differ in their truth.
   */
  spread(spread: Spread, row: number): { readonly mean: number; readonly standardError: number } | null {
    const index = SPREADS.indexOf(spread);
    const variance = this.variance(index, row + 1)[row] ?? null;
    if (variance === null || !this.sharedTruth || this.spreadItems < 8) return null;
    const h = running(this.aliveSpread.h, this.collapsedSpread.h, index, SPREAD_COUNT, row + 1);
    const unit = SPREAD_UNITS[spread];
    return {
      mean: Number(h[row] ?? 0n) / this.spreadItems / unit,
      standardError: Math.sqrt(variance / this.items) / unit,
    };
  }

  /** Variance of an item's spread (in squared units of h) at each row; null with fewer than two items. */
  variance(index: number, rows: number): (number | null)[] {
    if (!this.sharedTruth) return this.varianceWithin(index, rows);
    const h = running(this.aliveSpread.h, this.collapsedSpread.h, index, SPREAD_COUNT, rows);
    const h2 = running(this.aliveSpread.h2, this.collapsedSpread.h2, index, SPREAD_COUNT, rows);
    return h.map((sum, row) => sampleVariance(this.spreadItems, sum, h2[row] ?? 0n));
  }

  private varianceWithin(index: number, rows: number): (number | null)[] {
    const { alive, tail, freedom } = this.within;
    let constant = 0;
    return Array.from({ length: rows }, (_, row) => {
      const at = row * SPREAD_COUNT + index;
      constant += tail[at] ?? 0;
      return freedom > 0 ? (constant + (alive[at] ?? 0)) / freedom : null;
    });
  }

  /** The same for ||p(0) - p(1)||^2, in units of 2^-30. */
  firstVariance(): number | null {
    if (this.sharedTruth) return sampleVariance(this.spreadItems, this.firstH, this.firstH2);
    return this.within.freedom > 0 ? this.within.first / this.within.freedom : null;
  }
}

function sampleVariance(count: number, sum: bigint, squares: bigint): number | null {
  if (count < 2) return null;
  const N = BigInt(count);
  return Number(squares * N - sum * sum) / count / (count - 1);
}

function words(from: Uint32Array, at: number, count: number): bigint {
  let value = 0n;
  for (let i = count - 1; i >= 0; i--) value = (value << 32n) | BigInt(from[at + i] ?? 0);
  return value;
}

function addSums(into: bigint[], from: Uint32Array, rows: number): void {
  for (let i = 0; i < (rows * ROW_WORDS) / SUM_WORDS; i++) {
    into[i] = (into[i] ?? 0n) + words(from, i * SUM_WORDS, SUM_WORDS);
  }
}

function addMoments(into: Moments, from: Uint32Array, rows: number): void {
  for (let i = 0; i < (rows * ROW_SPREAD_WORDS) / SPREAD_WORDS; i++) {
    into.h[i] = (into.h[i] ?? 0n) + words(from, i * SPREAD_WORDS, 2);
    into.h2[i] = (into.h2[i] ?? 0n) + words(from, i * SPREAD_WORDS + 2, 3);
  }
}

function addAll(into: bigint[], from: readonly bigint[]): void {
  for (let i = 0; i < from.length; i++) into[i] = (into[i] ?? 0n) + (from[i] ?? 0n);
}

function addNumbers(into: number[], from: readonly number[]): void {
  for (let i = 0; i < from.length; i++) into[i] = (into[i] ?? 0) + (from[i] ?? 0);
}

function running(
  alive: readonly bigint[],
  collapsed: readonly bigint[],
  index: number,
  stride: number,
  rows: number,
  factor: (row: number) => bigint = () => 1n,
): bigint[] {
  const sums: bigint[] = [];
  let constant = 0n;
  for (let row = 0; row < rows; row++) {
    constant += collapsed[row * stride + index] ?? 0n;
    sums.push(constant * factor(row) + (alive[row * stride + index] ?? 0n));
  }
  return sums;
}
