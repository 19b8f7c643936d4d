import type { ChainsExperiment } from "../experiment/types.js";
import { dirichlet, geometric, integerWeights, seedWords, TOTAL, zipf } from "../sampling/index.js";

/** p(0) of one context as integers: what every engine samples and every law is computed from. */
export interface TruthTable {
  /** Size of the vocabulary, tokens of weight 0 included. */
  readonly tokens: number;
  /** Tokens of positive weight, ascending. */
  readonly ids: Uint32Array;
  /** Their weights. */
  readonly weights: Uint32Array;
  /** Sum of the weights, at most 2^31. */
  readonly total: number;
  /** S_0. */
  readonly sumOfSquares: number;
}

/** Whether every context has the same p(0). */
export function sharesTruth(experiment: ChainsExperiment): boolean {
  return experiment.contexts === 1 || experiment.truth.form !== "dirichlet";
}

/** The integer weights of p(0) in a context. */
export function truthTable(experiment: ChainsExperiment, context: number): TruthTable {
  const all = allWeights(experiment, context);
  const ids = new Uint32Array(all.length).map((_, i) => i).filter((i) => (all[i] ?? 0) > 0);
  const weights = all.filter((w) => w > 0);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const sumOfSquares = weights.reduce((sum, w) => sum + (w / total) ** 2, 0);
  return { tokens: all.length, ids, weights, total, sumOfSquares };
}

function allWeights(experiment: ChainsExperiment, context: number): Uint32Array {
  const { truth } = experiment;
  switch (truth.form) {
    case "uniform":
      return new Uint32Array(truth.tokens).fill(1);
    case "zipf":
      return integerWeights(zipf(truth.tokens, truth.exponent));
    case "geometric":
      return integerWeights(geometric(truth.tokens, truth.sumOfSquares));
    case "dirichlet":
      return integerWeights(dirichlet(truth.tokens, truth.concentration, seedWords(truth.seed), context));
    case "weights":
      return givenWeights(truth.weights);
  }
}

/** Integer weights are taken as they are where their sum allows it. */
function givenWeights(weights: readonly number[]): Uint32Array {
  const sum = weights.reduce((total, w) => total + w, 0);
  return weights.every(Number.isInteger) && sum <= TOTAL
    ? Uint32Array.from(weights)
    : integerWeights(weights);
}

/** The same as probabilities, live tokens only, for the theory. */
export function probabilities(truth: TruthTable): Float64Array {
  return Float64Array.from(truth.weights, (w) => w / truth.total);
}
