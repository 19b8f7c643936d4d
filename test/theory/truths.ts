import fc from "fast-check";
import { integerWeights } from "../../src/sampling/index.js";

export const uniform = (s: number): Float64Array => new Float64Array(s).fill(1 / s);

/** A real-valued truth as the lab reads it: integer weights of total 2^31. */
export const shares = (p: Float64Array): Float64Array =>
  Float64Array.from(integerWeights(p), (w) => w / 2 ** 31).filter((x) => x > 0);

/** Truths from nearly even to nearly a Dirac. */
export const anyTruth = fc
  .array(fc.double({ min: 0, max: 25, noNaN: true }), { minLength: 1, maxLength: 12 })
  .map((logs) => {
    const weights = logs.map((x) => 2 ** -x);
    const total = weights.reduce((a, b) => a + b, 0);
    return Float64Array.from(weights, (w) => w / total);
  });
