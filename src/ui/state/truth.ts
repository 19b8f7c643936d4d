import type { ChainsExperiment } from "../../index.js";

type Truth = ChainsExperiment["truth"];

/** Tokens that a truth gives any weight. */
export function liveTokens(truth: Truth): number {
  return truth.form === "weights" ? truth.weights.filter((weight) => weight > 0).length : truth.tokens;
}

/** p(0) of a small vocabulary, for a mark in the simplex; null where it takes more than a line to find. */
export function truthShares(truth: Truth): readonly number[] | null {
  let weights: readonly number[];
  if (truth.form === "weights") weights = truth.weights;
  else if (truth.form === "uniform") weights = Array.from({ length: truth.tokens }, () => 1);
  else if (truth.form === "zipf")
    weights = Array.from({ length: truth.tokens }, (_, i) => (i + 1) ** -truth.exponent);
  else return null;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
