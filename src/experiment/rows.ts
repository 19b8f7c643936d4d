import type { Stop } from "./types.js";

/** Generations 0 to 255 are rows, and from there 44 an octave. */
const DENSE = 256;
const PER_OCTAVE = 44;
/** The row 2^31 lies past the largest generation an experiment may ask for. */
const OCTAVES = 23;

/**
 * The generations m that a result may have as rows, ascending: 0 ... 255, then floor(256 * 2^(j/44) + 1/2).
 * No value lies within 1e-4 of a rounding edge (tested in exact integers), so every engine's power gives these.
 */
export const ROW_GENERATIONS: readonly number[] = [
  ...Array.from({ length: DENSE }, (_, m) => m),
  ...Array.from({ length: PER_OCTAVE * OCTAVES + 1 }, (_, j) =>
    Math.floor(DENSE * 2 ** (j / PER_OCTAVE) + 0.5),
  ),
];

/** The row generations m <= `last`. */
export function rowGenerations(last: number): number[] {
  return ROW_GENERATIONS.slice(0, countBelow(last + 1));
}

/** What decides a result's rows, so that parts of a run can be merged. */
export interface RowsAsked {
  readonly stop: Stop;
  /** The cap on generations, null for none. */
  readonly generations: number | null;
  /** The largest collapse time among the chains; 0 where none collapsed. */
  readonly largestT: number;
  /** Chains that had not collapsed at the cap. */
  readonly censored: number;
}

/**
 * The rows of a result: with stop "generations" those below the cap and the cap itself; else those up to the first
 * one at or past the largest T, or, where the cap censored chains, those up to the cap.
 */
export function rowsFor({ stop, generations, largestT, censored }: RowsAsked): number[] {
  if (generations !== null) {
    if (stop === "generations") return [...rowGenerations(generations - 1), generations];
    if (censored > 0) return rowGenerations(generations);
  }
  return ROW_GENERATIONS.slice(0, countBelow(largestT) + 1);
}

/** How many row generations lie below `limit`. */
function countBelow(limit: number): number {
  const first = ROW_GENERATIONS.findIndex((m) => m >= limit);
  return first === -1 ? ROW_GENERATIONS.length : first;
}
