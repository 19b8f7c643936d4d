/**
 * The weight w of N new real draws each generation, beside n synthetic ones (recipe "weighted"), that keeps the model
 * nearest to the truth in the long run: the minimum of lim E||p(m) - p(0)||_2^2, i.e. of
 * (w^2/N + (1-w)^2/n) / (1 - (1-w)^2 (1 - 1/n)), where (1 - 1/n) w^2 + (1/n + k) w = k, k = N/n. For large n that is
 * (sqrt(k^2 + 4k) - k)/2, the golden ratio's inverse for k = 1 (He, Xu and Cheng, 2502.18049).
 */
export function bestRealWeight(realSamples: number, samples: number): { exact: number; limit: number } {
  const k = realSamples / samples;
  const weight = (square: number, linear: number): number =>
    (2 * k) / (linear + Math.sqrt(linear * linear + 4 * square * k));
  return { exact: weight(1 - 1 / samples, 1 / samples + k), limit: weight(1, k) };
}
