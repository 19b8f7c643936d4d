import { multiply, rows, transposed } from "./multiply.js";
import type { Real } from "./real.js";
import type { AffineTensors } from "./tensors.js";

/** out = x W^T + bias for `count` rows; W is (out, in). */
export function linear(
  count: number,
  inWidth: number,
  outWidth: number,
  x: Real,
  { weight, bias }: AffineTensors,
  out: Real,
): void {
  if (bias !== null) for (let row = 0; row < count; row++) out.set(bias, row * outWidth);
  multiply(
    count,
    outWidth,
    inWidth,
    rows(x, inWidth),
    rows(weight, inWidth),
    rows(out, outWidth),
    bias !== null,
  );
}

/** Overwrites `xGradient` with the gradient of x, and adds those of W and bias to theirs. */
export function linearBackward(
  count: number,
  inWidth: number,
  outWidth: number,
  gradient: Real,
  x: Real,
  weight: Real,
  xGradient: Real,
  parameters: AffineTensors,
): void {
  const g = rows(gradient, outWidth);
  multiply(count, inWidth, outWidth, g, transposed(rows(weight, inWidth)), rows(xGradient, inWidth), false);
  multiply(
    outWidth,
    inWidth,
    count,
    transposed(g),
    transposed(rows(x, inWidth)),
    rows(parameters.weight, inWidth),
    true,
  );
  if (parameters.bias === null) return;
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < outWidth; j++) {
      parameters.bias[j] = (parameters.bias[j] as number) + (gradient[row * outWidth + j] as number);
    }
  }
}
