import { sumRule } from "./sum-rule.js";

/**
 * sum of term(k), k = from ... to, for a term that varies on the scale of k alone (a rational function whose poles have
 * Re k <= 1, or its logarithm): stretches no longer than k/2 by a rule that is exact for polynomials of degree < 20. What
 * that leaves out is below 1e-18 of the stretch: the poles are 5 half-lengths from its middle.
 */
export function slowSum(term: (k: number) => number, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k <= to;) {
    const length = Math.min(to - k + 1, Math.max(1, Math.floor(k / 2)));
    const { at, weights } = sumRule(length);
    for (let i = 0; i < at.length; i++) sum += (weights[i] as number) * term(k + (at[i] as number));
    k += length;
  }
  return sum;
}

/** Instead of infinity for terms that fall like 1/k^2: what is beyond is below 1e-15. */
export const FAR = 2 ** 50;
