import { kept } from "./theorem1.js";
import type { Truth } from "./truth.js";

/** How far a fully synthetic chain has gone from its first model p(1). */

/**
 * E||p(m) - p(1)||_2^2 = S_m - S_1 for m >= 1, since p(m) is unbiased given p(1), with S_m of Eq. 6 of arXiv 2404.05090.
 * At m = 0 it is S_1 - S_0: the truth against p(1). `diversity`: 1 - S_0.
 */
export function driftL2Squared(n: number, diversity: number, m: number): number {
  if (m === 0) return diversity / n;
  if (m === 1 || n === 1) return 0;
  return -diversity * kept(n, 1) * Math.expm1((m - 1) * Math.log1p(-1 / n));
}

/**
 * Average over contexts of a bound on E||p(m) - p(1)||_1: sqrt(s~ E||p(m) - p(1)||_2^2) by Cauchy and Schwarz, and never
 * above 2.
 */
export function driftL1Bound(
  n: number,
  truths: readonly Pick<Truth, "diversity" | "live">[],
  m: number,
): number {
  const perDiversity = driftL2Squared(n, 1, m);
  const sum = truths.reduce(
    (total, { diversity, live }) => total + Math.min(2, Math.sqrt(live * diversity * perDiversity)),
    0,
  );
  return sum / truths.length;
}

/** The limit of E||p(m) - p(1)||_1 for large m: 2 (1 - S_1), how far p(1) is from a token drawn from it. */
export function terminalDriftL1(n: number, diversity: number): number {
  return 2 * kept(n, 1) * diversity;
}
