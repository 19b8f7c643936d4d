import type { Real } from "./real.js";

const EPSILON = 1e-5;

/** What the backward pass needs of a layer norm: for each row its mean and 1 / sqrt(variance + 1e-5). */
export interface Moments {
  readonly mean: Real;
  readonly inverse: Real;
}

/** out = gain (x - mean) / sqrt(variance + 1e-5) + bias over rows of `width`, with the biased variance. */
export function layerNorm(
  count: number,
  width: number,
  x: Real,
  gain: Real,
  bias: Real | null,
  moments: Moments,
  out: Real,
): void {
  for (let row = 0; row < count; row++) {
    const at = row * width;
    let sum = 0;
    for (let j = 0; j < width; j++) sum += x[at + j] as number;
    const mean = sum / width;
    let squares = 0;
    for (let j = 0; j < width; j++) squares += ((x[at + j] as number) - mean) ** 2;
    const inverse = 1 / Math.sqrt(squares / width + EPSILON);
    moments.mean[row] = mean;
    moments.inverse[row] = inverse;
    for (let j = 0; j < width; j++) {
      out[at + j] =
        ((x[at + j] as number) - mean) * inverse * (gain[j] as number) +
        (bias === null ? 0 : (bias[j] as number));
    }
  }
}

/** Adds the gradient of x to `xGradient`, and those of gain and bias to theirs. */
export function layerNormBackward(
  count: number,
  width: number,
  gradient: Real,
  x: Real,
  gain: Real,
  moments: Moments,
  xGradient: Real,
  gainGradient: Real,
  biasGradient: Real | null,
): void {
  for (let row = 0; row < count; row++) {
    const at = row * width;
    const mean = moments.mean[row] as number;
    const inverse = moments.inverse[row] as number;
    let sum = 0;
    let product = 0;
    for (let j = 0; j < width; j++) {
      const g = gradient[at + j] as number;
      const normal = ((x[at + j] as number) - mean) * inverse;
      gainGradient[j] = (gainGradient[j] as number) + g * normal;
      if (biasGradient !== null) biasGradient[j] = (biasGradient[j] as number) + g;
      sum += g * (gain[j] as number);
      product += g * (gain[j] as number) * normal;
    }
    sum /= width;
    product /= width;
    for (let j = 0; j < width; j++) {
      const normal = ((x[at + j] as number) - mean) * inverse;
      const own = (gradient[at + j] as number) * (gain[j] as number);
      xGradient[at + j] = (xGradient[at + j] as number) + inverse * (own - sum - normal * product);
    }
  }
}
