import { GpuLostError, type Readback } from "../gpu/index.js";
import { FIRST_WORDS, SPREAD_WORDS, SUM_WORDS } from "./accumulator.js";
import {
  DIGITS,
  HEADER_WORDS,
  SLOT_FIRST_WORDS,
  SLOT_ROW_WORDS,
  SLOT_SPREAD_WORDS,
  SPREAD_DIGITS,
  type Layout,
} from "./gpu-memory.js";
import { MEASURE_COUNT, SPREAD_COUNT } from "./measures.js";
import type { Plan } from "./plan.js";
import type { Unit, UnitTally } from "./unit.js";

/** A unit under way on the device. */
export class OpenUnit {
  readonly unit: Unit;
  readonly slot: number;
  readonly collapse: Uint32Array;
  readonly winners: Uint32Array;
  readonly last: Uint32Array;
  private readonly plan: Plan;
  private left: number;
  private largest = 0;
  private censored = false;

  constructor(unit: Unit, slot: number, plan: Plan) {
    const items = unit.chains * unit.contexts;
    this.unit = unit;
    this.slot = slot;
    this.plan = plan;
    this.left = items;
    this.collapse = new Uint32Array(items);
    this.winners = new Uint32Array(items);
    this.last = new Uint32Array(plan.goesOn ? items : 0);
  }

  /** Enters an item's end; true when it was the unit's last. Throws where no chain can have ended so. */
  finish(item: number, collapseTime: number, winner: number, last: number): boolean {
    const { plan, unit, collapse } = this;
    const { tokens } = plan.truth(unit.firstContext);
    if (item >= collapse.length || winner >= tokens || (collapseTime === 0 && plan.cap === Infinity)) {
      throw new GpuLostError("The GPU gave an impossible answer.");
    }
    collapse[item] = collapseTime;
    this.winners[item] = winner;
    if (plan.goesOn) this.last[item] = last;
    if (collapseTime === 0) this.censored = true;
    else if (collapseTime > this.largest) this.largest = collapseTime;
    this.left--;
    return this.left === 0;
  }

  /** Rows that hold anything: up to the first at or past the last generation of a chain. */
  rows(): number {
    const { rows, cap, timesOnly, goesOn } = this.plan;
    if (timesOnly) return 0;
    const last = this.censored || goesOn ? cap : this.largest;
    const past = rows.findIndex((m) => m >= last);
    return past === -1 ? rows.length : past + 1;
  }
}

/** A finished unit whose statistics are being copied back. */
export interface PendingTally {
  readonly open: OpenUnit;
  readonly rows: number;
  /** Words of the readback at which the sums, the spreads and the open bits stand. */
  readonly sumsAt: number;
  readonly spreadsAt: number;
  readonly bitsAt: number;
  readonly bitWords: number;
}

/** Bytes that a unit's statistics take on their way back. */
export function tallyBytes(open: OpenUnit, layout: Layout): number {
  const rows = open.rows() * (SLOT_ROW_WORDS + SLOT_SPREAD_WORDS);
  return 4 * (SLOT_FIRST_WORDS + rows + open.unit.chains * layout.openWords);
}

/** Records the copies of a finished unit's statistics, and the clearing of its slot for the next unit. */
export function copyTally(
  open: OpenUnit,
  layout: Layout,
  encoder: GPUCommandEncoder,
  readback: Readback,
  tally: GPUBuffer,
): PendingTally {
  const rows = open.rows();
  const bitWords = open.unit.chains * layout.openWords;
  const from = 4 * (HEADER_WORDS + open.slot * layout.slotWords);
  const spreadsFrom = from + 4 * (SLOT_FIRST_WORDS + layout.rows * SLOT_ROW_WORDS);
  const bitsFrom = spreadsFrom + 4 * layout.rows * SLOT_SPREAD_WORDS;
  const sumsAt = readback.copy(encoder, tally, from, 4 * (SLOT_FIRST_WORDS + rows * SLOT_ROW_WORDS));
  const spreadsAt = readback.copy(encoder, tally, spreadsFrom, 4 * rows * SLOT_SPREAD_WORDS);
  const bitsAt = readback.copy(encoder, tally, bitsFrom, 4 * bitWords);
  encoder.clearBuffer(tally, from, 4 * layout.slotWords);
  return { open, rows, sumsAt, spreadsAt, bitsAt, bitWords };
}

/** A finished unit's statistics out of the words that came back. */
export function readTally(words: Uint32Array, pending: PendingTally): UnitTally {
  const { open, rows, sumsAt, spreadsAt, bitsAt, bitWords } = pending;
  const sums = (side: number): Uint32Array => {
    const out = new Uint32Array(rows * MEASURE_COUNT * SUM_WORDS);
    for (let i = 0; i < rows * MEASURE_COUNT; i++) {
      const row = Math.floor(i / MEASURE_COUNT);
      readSum(
        words,
        sumsAt + SLOT_FIRST_WORDS + DIGITS * (i + (row + side) * MEASURE_COUNT),
        out,
        SUM_WORDS * i,
      );
    }
    return out;
  };
  const spreads = (side: number): Uint32Array => {
    const out = new Uint32Array(rows * SPREAD_COUNT * SPREAD_WORDS);
    for (let i = 0; i < rows * SPREAD_COUNT; i++) {
      const row = Math.floor(i / SPREAD_COUNT);
      readSpread(words, spreadsAt + SPREAD_DIGITS * (i + (row + side) * SPREAD_COUNT), out, SPREAD_WORDS * i);
    }
    return out;
  };
  const first = new Uint32Array(FIRST_WORDS);
  readSum(words, sumsAt, first, 0);
  readSpread(words, sumsAt + DIGITS, first, SUM_WORDS);
  return {
    unit: open.unit,
    collapse: open.collapse,
    winners: open.winners,
    last: open.last,
    open: words.slice(bitsAt, bitsAt + bitWords),
    rows,
    alive: sums(0),
    collapsed: sums(1),
    aliveSpread: spreads(0),
    collapsedSpread: spreads(1),
    first,
  };
}

const DIGIT = 2 ** 18;
const WORD = 2 ** 32;

/** Brings a sum's digits, which are not carried, to three words. */
function readSum(from: Uint32Array, at: number, into: Uint32Array, to: number): void {
  const digit = (i: number): number => from[at + i] ?? 0;
  const low = digit(0) + digit(1) * DIGIT;
  // 36 and 54 bits are 4 and 22 above the second word's lowest; the last digit's sum is below 2^24.
  const high = Math.floor(low / WORD) + digit(2) * 2 ** 4 + digit(3) * 2 ** 22;
  into[to] = low % WORD;
  into[to + 1] = high % WORD;
  into[to + 2] = Math.floor(high / WORD);
}

/** The same of a spread: two words for sum h, three for sum h^2. */
function readSpread(from: Uint32Array, at: number, into: Uint32Array, to: number): void {
  const sum = (from[at] ?? 0) + (from[at + 1] ?? 0) * DIGIT;
  into[to] = sum % WORD;
  into[to + 1] = Math.floor(sum / WORD);
  readSum(from, at + 2, into, to + 2);
}
