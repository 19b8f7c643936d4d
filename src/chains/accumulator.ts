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
  readonly low: Float64Array;
  readonly high: Float64Array;

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
    if (sum >= 2 ** 52) this.carry(at);
  }

  /** Adds the square of a whole number of at most 2^31. */
  addSquare(at: number, value: number): void {
    this.addHigh(at, squareHigh(value));
    this.add(at, squareLow(value));
  }

  /** Adds six whole numbers of at most 2^52 from `at` on. Written out, since a loop costs half as much again. */
  addRow(at: number, values: Float64Array): void {
    const { low } = this;
    const s0 = (low[at] as number) + (values[0] as number);
    const s1 = (low[at + 1] as number) + (values[1] as number);
    const s2 = (low[at + 2] as number) + (values[2] as number);
    const s3 = (low[at + 3] as number) + (values[3] as number);
    const s4 = (low[at + 4] as number) + (values[4] as number);
    const s5 = (low[at + 5] as number) + (values[5] as number);
    low[at] = s0;
    low[at + 1] = s1;
    low[at + 2] = s2;
    low[at + 3] = s3;
    low[at + 4] = s4;
    low[at + 5] = s5;
    if (s0 + s1 + s2 + s3 + s4 + s5 >= 2 ** 52) this.carryRow(at);
  }

  /** Carries six sums, before a low part could lose a bit. */
  carryRow(at: number): void {
    for (let i = 0; i < 6; i++) this.carry(at + i);
  }

  private carry(at: number): void {
    const low = this.low[at] as number;
    if (low < WORD) return;
    const high = Math.floor(low / WORD);
    this.high[at] = (this.high[at] as number) + high;
    this.low[at] = low - high * WORD;
  }

  /** Writes a sum as `count` words, low first: a word takes a number modulo 2^32. */
  write(at: number, words: Uint32Array, to: number, count: number): void {
    this.carry(at);
    const high = this.high[at] as number;
    words[to] = this.low[at] as number;
    words[to + 1] = high;
    if (count > 2) words[to + 2] = high / WORD;
  }

  /** Forgets the first `length` sums. */
  clear(length: number): void {
    this.low.fill(0, 0, length);
    this.high.fill(0, 0, length);
  }
}

/** Adds six spreads, and their squares, from `at` on. */
function addSpreads(h: Sums, h2: Sums, at: number, values: Uint32Array): void {
  const { low: sums } = h;
  const { low, high } = h2;
  let full = false;
  for (let i = 0; i < 6; i++) {
    const value = values[i] as number;
    const sum = (sums[at + i] as number) + value;
    const sumLow = (low[at + i] as number) + squareLow(value);
    sums[at + i] = sum;
    low[at + i] = sumLow;
    high[at + i] = (high[at + i] as number) + squareHigh(value);
    if (sum >= 2 ** 52 || sumLow >= 2 ** 52) full = true;
  }
  if (full) {
    h.carryRow(at);
    h2.carryRow(at);
  }
}

/** The square of a whole number of at most 2^31 is squareHigh 2^32 + squareLow, which is below 2^34. */
function squareHigh(value: number): number {
  const a = value >>> 16;
  return Math.imul(a, a) + (Math.imul(a, value & 65535) >>> 15);
}

function squareLow(value: number): number {
  const b = value & 65535;
  return b * b + (Math.imul(value >>> 16, b) & 32767) * 2 ** 17;
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
    // Only what the last unit reached holds anything.
    for (const sums of [this.alive, this.collapsed]) sums.clear(this.rows * MEASURE_COUNT);
    for (const sums of [this.aliveH, this.aliveH2, this.collapsedH, this.collapsedH2]) {
      sums.clear(this.rows * SPREAD_COUNT);
    }
    this.first.clear(3);
    this.collapse = new Uint32Array(unit.chains * unit.contexts);
    this.winners = new Uint32Array(unit.chains * unit.contexts);
    this.last = new Uint32Array(this.words > 0 ? unit.chains * unit.contexts : 0);
    this.open = new Uint32Array(this.words * unit.chains);
    this.rows = 0;
  }

  /** Enters an item's measures at a row, and its spreads if it is one of the first chains. */
  record(row: number, isCollapsed: boolean, { wide, high, low, spreads }: Measurer, spread: boolean): void {
    if (row >= this.rows) this.rows = Math.min(row + 1, this.capacity);
    const sums = isCollapsed ? this.collapsed : this.alive;
    const at = row * MEASURE_COUNT;
    sums.addRow(at, low);
    if (wide) for (let i = 0; i < MEASURE_COUNT; i++) sums.addHigh(at + i, high[i] as number);
    if (!spread) return;
    const h = isCollapsed ? this.collapsedH : this.aliveH;
    const h2 = isCollapsed ? this.collapsedH2 : this.aliveH2;
    addSpreads(h, h2, row * SPREAD_COUNT, spreads);
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
