import { fixedLog } from "../sampling/index.js";

/**
 * What is measured of a model p(m), as exact integers of its counts c (total n), of the first model's counts c' and of
 * the truth's weights w (total R). Nothing is divided before the digest.
 */
export const MEASURES = [
  /** sum c_i^2 */
  "sumOfSquares",
  /** live tokens */
  "support",
  /** sum floor(c_i log2(c_i) 2^16): entropy is log2 n less this over n */
  "entropy",
  /** sum c_i c'_i */
  "firstProduct",
  /** sum |c_i - c'_i| n */
  "driftL1",
  /** sum |c_i R - w_i n| */
  "driftFromTruthL1",
] as const;
export type Measure = (typeof MEASURES)[number];
export const MEASURE_COUNT = MEASURES.length;

/** Measures that carry a standard error; ||p(m) - p(1)||^2 is sum c^2 + sum c'^2 - 2 sum c c'. */
export const SPREADS = [
  "sumOfSquares",
  "support",
  "entropy",
  "driftL1",
  "driftL2Squared",
  "driftFromTruthL1",
] as const;
export type Spread = (typeof SPREADS)[number];
export const SPREAD_COUNT = SPREADS.length;

/** Standard errors come from the first chains alone: 1 % of relative error is enough, and the digest has none of it. */
export const SPREAD_CHAINS = 16384;

const log = new Int32Array(2);

/** floor(c log2(c) 2^16) from the sampler's fixed-point log; exact in f64 for c <= 2^20. */
export function entropyTerm(c: number): number {
  fixedLog(c, log);
  return Math.floor((c * (log[0] as number)) / 512);
}

/** The same for c up to 2^31. */
export function entropyTermBig(c: number): bigint {
  fixedLog(c, log);
  return (BigInt(c) * BigInt(log[0] as number)) >> 9n;
}

/**
 * Bits by which each spread is shifted right so that it fits 31 bits, by its largest possible value.
 * samples = n, total = R.
 */
export function spreadShifts(samples: number, total: number): readonly number[] {
  const most: Record<Spread, number> = {
    sumOfSquares: samples * samples,
    support: samples,
    entropy: Math.max(1, entropyTerm(samples)),
    driftL1: 2 * samples * samples,
    driftL2Squared: 2 * samples * samples,
    driftFromTruthL1: 2 * samples * total,
  };
  return SPREADS.map((spread) => Math.max(0, Math.floor(Math.log2(most[spread])) + 1 - 31));
}
