import { fixedLog } from "../sampling/index.js";

/**
 * What is measured of a model p(m), as exact integers of its counts c (total n), of the first model's counts c' (total n')
 * and of the truth's weights w (total R). Nothing is divided before the digest, but where contexts differ in n: scale.ts.
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
  /** sum |c_i n' - c'_i n| */
  "driftL1",
  /** sum |c_i R - w_i n| */
  "driftFromTruthL1",
] as const;
export type Measure = (typeof MEASURES)[number];
export const MEASURE_COUNT = MEASURES.length;

/**
 * What a Dirac of token i measures, by the same places: times diracFactors(n), n the total of a later generation.
 * 1, 1, 1, c'_i, 2 (n' - c'_i), 2 (R - w_i).
 */
export function diracFactors(n: number): readonly bigint[] {
  const total = BigInt(n);
  return [total * total, 1n, entropyTermBig(n), total, total, total];
}

/** Measures that carry a standard error. */
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

/**
 * A spread is floor(x times this) of what is shown, x: a share of n^2, n n' or n R, a number of tokens, or bits. So it
 * fits 32 bits.
 */
export const SPREAD_UNITS: Readonly<Record<Spread, number>> = {
  sumOfSquares: 2 ** 30,
  support: 1,
  entropy: 2 ** 25,
  driftL1: 2 ** 30,
  driftL2Squared: 2 ** 30,
  driftFromTruthL1: 2 ** 30,
};

/** Standard errors come from the first chains alone: 1 % of relative error is enough, and the digest has none of it. */
export const SPREAD_CHAINS = 16384;

const log = new Int32Array(2);

/** floor(c log2(c) 2^16) from the sampler's fixed-point log, 1 <= c < 2^32; exact. */
export function entropyTerm(c: number): number {
  fixedLog(c, log);
  const hi = log[0] as number;
  return Math.floor(c / 65536) * hi * 128 + Math.floor(((c % 65536) * hi) / 512);
}

/** The same as a bigint. */
export function entropyTermBig(c: number): bigint {
  return BigInt(entropyTerm(c));
}
