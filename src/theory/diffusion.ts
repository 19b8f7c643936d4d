/**
 * The diffusion limit of E[T] for large n: -2n sum_i (1-p_i) ln(1-p_i) (multi-allele fixation time: Kimura and Ohta 1969;
 * Baxter, Blythe and McKane, q-bio/0508045). p: probabilities. At least 1, which T always is.
 */
export function diffusionMean(n: number, p: Float64Array): number {
  let sum = 0;
  for (const value of p) if (value > 0 && value < 1) sum += (1 - value) * Math.log1p(-value);
  return Math.max(1, -2 * n * sum);
}
