import type { Measurer } from "./measurer.js";
import { MEASURE_COUNT, SPREAD_COUNT } from "./measures.js";
import type { Plan } from "./plan.js";
import { openWords, type Unit, type UnitTally } from "./unit.js";

/** Words of one sum, and of one spread (sum h, sum h^2), in a tally. */
export const SUM_WORDS = 3;
export const SPREAD_WORDS = 5;
export const ROW_WORDS = MEASURE_COUNT * SUM_WORDS;
export const ROW_SPREAD_WORDS = SPREAD_COUNT * SPREAD_WORDS;
export const FIRST_WORDS = 8;

const WORD = 2 ** 32;

/** Exact sums of doubles that are whole numbers: kept as high and low parts, written out as u32 words. */
class Sums {
  private readonly low: Float64Array;
  private readonly high: Float64Array;

  constructor(length: number) {
    this.low = new Float64Array(length);
    this.high = new Float64Array(length);
  }

  /** Adds high 2^32. */
  addHigh(at: number, high: number): void {
    this.high[at] = (this.high[at] as number) + high;
  }

  /** Adds a whole number of at most 2^52. */
  add(at: number, value: number): void {
    const sum = (this.low[at] as number) + value;
    this.low[at] = sum;
    // Carried before the low part could lose a bit.
    if (sum >= 2 ** 52) this.carry(at);
  }

  /** Adds the square of a whole number of at most 2^31. */
  addSquare(at: number, value: number): void {
    if (value < 2 ** 26) this.add(at, value * value);
    else {
      const a = value >>> 16;
      const b = value & 65535;
      const middle = a * b;
      this.high[at] = (this.high[at] as number) + a * a + (middle >>> 15);
      this.add(at, b * b + (middle & 32767) * 2 ** 17);
    }
  }

  private carry(at: number): void {
    const low = this.low[at] as number;
    const high = Math.floor(low / WORD);
    this.high[at] = (this.high[at] as number) + high;
    this.low[at] = low - high * WORD;
  }

  write(at: number, words: Uint32Array, to: number, count: number): void {
    this.carry(at);
    const high = this.high[at] as number;
    words[to] = this.low[at] as number;
    words[to + 1] = high % WORD;
    if (count > 2) words[to + 2] = Math.floor(high / WORD);
  }

  clear(): void {
    this.low.fill(0);
    this.high.fill(0);
  }
}

/** Gathers one unit's statistics on the CPU and writes them out in the words that the GPU writes. */
export class Accumulator {
  readonly alive: Sums;
  readonly collapsed: Sums;
  readonly aliveH: Sums;
  readonly aliveH2: Sums;
  readonly collapsedH: Sums;
  readonly collapsedH2: Sums;
  readonly first = new Sums(3);
  collapse = new Uint32Array(0);
  winners = new Uint32Array(0);
  last = new Uint32Array(0);
  private open = new Uint32Array(0);
  private rows = 0;
  private readonly capacity: number;
  private readonly words: number;

  constructor(plan: Plan) {
    const capacity = plan.rows.length;
    this.capacity = capacity;
    this.words = plan.goesOn ? openWords(capacity) : 0;
    this.alive = new Sums(capacity * MEASURE_COUNT);
    this.collapsed = new Sums(capacity * MEASURE_COUNT);
    this.aliveH = new Sums(capacity * SPREAD_COUNT);
    this.aliveH2 = new Sums(capacity * SPREAD_COUNT);
    this.collapsedH = new Sums(capacity * SPREAD_COUNT);
    this.collapsedH2 = new Sums(capacity * SPREAD_COUNT);
  }

  begin(unit: Unit): void {
    for (const sums of [
      this.alive,
      this.collapsed,
      this.aliveH,
      this.aliveH2,
      this.collapsedH,
      this.collapsedH2,
      this.first,
    ]) {
      sums.clear();
    }
    this.collapse = new Uint32Array(unit.chains * unit.contexts);
    this.winners = new Uint32Array(unit.chains * unit.contexts);
    this.last = new Uint32Array(this.words > 0 ? unit.chains * unit.contexts : 0);
    this.open = new Uint32Array(this.words * unit.chains);
    this.rows = 0;
  }

  /** Enters an item's measures at a row, and its spreads if it is one of the first chains. */
  record(row: number, isCollapsed: boolean, { high, low, spreads }: Measurer, spread: boolean): void {
    if (row >= this.rows) this.rows = Math.min(row + 1, this.capacity);
    const sums = isCollapsed ? this.collapsed : this.alive;
    for (let i = 0; i < MEASURE_COUNT; i++) {
      if (high[i] !== 0) sums.addHigh(row * MEASURE_COUNT + i, high[i] as number);
      sums.add(row * MEASURE_COUNT + i, low[i] as number);
    }
    if (!spread) return;
    const h = isCollapsed ? this.collapsedH : this.aliveH;
    const h2 = isCollapsed ? this.collapsedH2 : this.aliveH2;
    for (let i = 0; i < SPREAD_COUNT; i++) {
      h.add(row * SPREAD_COUNT + i, spreads[i] as number);
      h2.addSquare(row * SPREAD_COUNT + i, spreads[i] as number);
    }
  }

  /** Marks a chain of the unit as not a Dirac at a row. */
  markOpen(chain: number, row: number): void {
    const at = chain * this.words + (row >>> 5);
    this.open[at] = (this.open[at] as number) | (1 << (row & 31));
  }

  finish(unit: Unit): UnitTally {
    const sums = (from: Sums): Uint32Array => {
      const words = new Uint32Array(this.rows * ROW_WORDS);
      for (let i = 0; i < this.rows * MEASURE_COUNT; i++) from.write(i, words, i * SUM_WORDS, SUM_WORDS);
      return words;
    };
    const spreads = (h: Sums, h2: Sums): Uint32Array => {
      const words = new Uint32Array(this.rows * ROW_SPREAD_WORDS);
      for (let i = 0; i < this.rows * SPREAD_COUNT; i++) {
        h.write(i, words, i * SPREAD_WORDS, 2);
        h2.write(i, words, i * SPREAD_WORDS + 2, 3);
      }
      return words;
    };
    const first = new Uint32Array(FIRST_WORDS);
    this.first.write(0, first, 0, 3);
    this.first.write(1, first, 3, 2);
    this.first.write(2, first, 5, 3);
    return {
      unit,
      collapse: this.collapse,
      winners: this.winners,
      last: this.last,
      open: this.open,
      rows: this.rows,
      alive: sums(this.alive),
      collapsed: sums(this.collapsed),
      aliveSpread: spreads(this.aliveH, this.aliveH2),
      collapsedSpread: spreads(this.collapsedH, this.collapsedH2),
      first,
    };
  }
}
