import type { Truth } from "./truth.js";

/**
 * The diffusion limit of E[T] for large n: -2n sum_i (1-p_i) ln(1-p_i) (multi-allele fixation time: Kimura and Ohta,
 * Genetics 61, 1969; Littler, Math. Biosci. 25, 1975; Baxter, Blythe and McKane, q-bio/0508045). At least 1, as T is.
 * p: probabilities.
 */
export function diffusionMean(n: number, p: Float64Array): number {
  let sum = 0;
  for (const value of p) if (value > 0 && value < 1) sum += (1 - value) * Math.log1p(-value);
  return Math.max(1, -2 * n * sum);
}

/** Terms of the series: enough from SHORT on. */
const TERMS = 200;
const SHORT = 0.002;

/**
 * P(T <= n t) in the diffusion limit, for t > 0 generations over n:
 * 1 + sum_k (-1)^k (2k+1) e^(-k(k+1)t/2) sum_i p_i (1-p_i) F(1-k, k+2; 2; p_i), Kimura's series for a token that takes over
 * (PNAS 41, 1955; the rates k(k+1)/2 are those of Kingman's coalescent), summed over tokens. No term exceeds 2k+1, so that
 * rounding stays below 1e-11. In times too short for it (t < 0.002) only a token that has nearly all may take over: the
 * others die out like independent branching processes, e^(-2(1-p)/t).
 */
export function diffusionCdf(truth: Truth): (t: number) => number {
  const coefficients = new Float64Array(TERMS + 1);
  truth.values.forEach((p, i) => {
    const x = 1 - 2 * p;
    const weight = (truth.tokens[i] as number) * p * (i === 0 ? truth.rest : 1 - p);
    // F(1-k, k+2; 2; p) = 2 C_{k-1}(x) / (k(k+1)), C Gegenbauer's polynomials of index 3/2.
    let before = 0;
    let value = 1;
    for (let k = 1, sign = -1; k <= TERMS; k++, sign = -sign) {
      const share = (2 * value * weight * sign * (2 * k + 1)) / (k * (k + 1));
      coefficients[k] = (coefficients[k] as number) + share;
      [before, value] = [value, ((2 * k + 1) * x * value - (k + 1) * before) / k];
    }
  });
  return (t) => {
    if (t < SHORT) return Math.exp((-2 * truth.rest) / t);
    let sum = 1;
    // e^-45 is nothing.
    for (let k = Math.min(TERMS, Math.ceil(Math.sqrt(90 / t))); k > 0; k--)
      sum += (coefficients[k] as number) * Math.exp((-k * (k + 1) * t) / 2);
    return Math.max(0, Math.min(1, sum));
  };
}
