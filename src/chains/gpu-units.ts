import { GpuLostError, type Readback } from "../gpu/index.js";
import { ROW_SPREAD_WORDS, ROW_WORDS } from "./accumulator.js";
import {
  HEADER_WORDS,
  SLOT_FIRST_WORDS,
  SLOT_ROW_WORDS,
  SLOT_SPREAD_WORDS,
  type Layout,
} from "./gpu-memory.js";
import type { Plan } from "./plan.js";
import type { Unit, UnitTally } from "./unit.js";

/** A unit under way on the device. */
export class OpenUnit {
  readonly unit: Unit;
  readonly slot: number;
  readonly collapse: Uint32Array;
  readonly winners: Uint32Array;
  private left: number;
  private largest = 0;
  private censored = false;

  constructor(unit: Unit, slot: number) {
    this.unit = unit;
    this.slot = slot;
    this.left = unit.chains * unit.contexts;
    this.collapse = new Uint32Array(this.left);
    this.winners = new Uint32Array(this.left);
  }

  /** Enters an item's end; true when it was the unit's last. Throws where no chain can have ended so. */
  finish(item: number, collapseTime: number, winner: number, plan: Plan): boolean {
    const { tokens } = plan.truth(this.unit.firstContext);
    if (item >= this.collapse.length || winner >= tokens || (collapseTime === 0 && plan.cap === Infinity)) {
      throw new GpuLostError("The GPU gave an impossible answer.");
    }
    this.collapse[item] = collapseTime;
    this.winners[item] = winner;
    if (collapseTime === 0) this.censored = true;
    else if (collapseTime > this.largest) this.largest = collapseTime;
    this.left--;
    return this.left === 0;
  }

  /** Rows that hold anything: up to the first at or past the largest T, or to the cap. */
  rows(plan: Plan): number {
    const last = this.censored ? plan.cap : this.largest;
    const past = plan.rows.findIndex((m) => m >= last);
    return past === -1 ? plan.rows.length : past + 1;
  }
}

/** A finished unit whose statistics are being copied back. */
export interface PendingTally {
  readonly open: OpenUnit;
  readonly rows: number;
  /** Words of the readback at which the sums and the spreads stand. */
  readonly sumsAt: number;
  readonly spreadsAt: number;
}

/** Bytes that a unit's statistics take on their way back. */
export function tallyBytes(rows: number): number {
  return 4 * (SLOT_FIRST_WORDS + rows * (SLOT_ROW_WORDS + SLOT_SPREAD_WORDS));
}

/** Records the copies of a finished unit's statistics, and the clearing of its slot for the next unit. */
export function copyTally(
  open: OpenUnit,
  plan: Plan,
  layout: Layout,
  encoder: GPUCommandEncoder,
  readback: Readback,
  tally: GPUBuffer,
): PendingTally {
  const rows = open.rows(plan);
  const from = 4 * (HEADER_WORDS + open.slot * layout.slotWords);
  const spreadsFrom = from + 4 * (SLOT_FIRST_WORDS + plan.rows.length * SLOT_ROW_WORDS);
  const sumsAt = readback.copy(encoder, tally, from, 4 * (SLOT_FIRST_WORDS + rows * SLOT_ROW_WORDS));
  const spreadsAt = readback.copy(encoder, tally, spreadsFrom, 4 * rows * SLOT_SPREAD_WORDS);
  encoder.clearBuffer(tally, from, 4 * layout.slotWords);
  return { open, rows, sumsAt, spreadsAt };
}

/** A finished unit's statistics out of the words that came back. */
export function readTally(words: Uint32Array, pending: PendingTally): UnitTally {
  const { open, rows, sumsAt, spreadsAt } = pending;
  const side = (at: number, width: number, which: number): Uint32Array => {
    const out = new Uint32Array(rows * width);
    for (let row = 0; row < rows; row++) {
      const from = at + (2 * row + which) * width;
      out.set(words.subarray(from, from + width), row * width);
    }
    return out;
  };
  const sums = sumsAt + SLOT_FIRST_WORDS;
  return {
    unit: open.unit,
    collapse: open.collapse,
    winners: open.winners,
    rows,
    alive: side(sums, ROW_WORDS, 0),
    collapsed: side(sums, ROW_WORDS, 1),
    aliveSpread: side(spreadsAt, ROW_SPREAD_WORDS, 0),
    collapsedSpread: side(spreadsAt, ROW_SPREAD_WORDS, 1),
    first: words.slice(sumsAt, sums),
  };
}
