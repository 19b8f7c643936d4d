import { contextsOf, type ContextTable } from "../corpus/index.js";
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
  /** Exclusive prefix sums of the weights, and behind them their sum. */
  readonly prefix: Uint32Array;
  /** Sum of the weights, at most 2^31. */
  readonly total: number;
  /** S_0. */
  readonly sumOfSquares: number;
}

/** Whether every context has the same p(0) and the same n. */
export function sharesTruth({ contexts, truth }: ChainsExperiment): boolean {
  return contexts === 1 || (truth.form !== "dirichlet" && truth.form !== "text");
}

/**
 * The contexts of a truth that is a text, null for other truths: those of the experiment's own text, else those that
 * `corpus` was read as.
 */
export function contextsOfText(
  { truth }: ChainsExperiment,
  corpus: ContextTable | null,
): ContextTable | null {
  if (truth.form !== "text") return null;
  const contexts =
    truth.corpus.form === "text"
      ? contextsOf(truth.corpus.text, truth.tokenizer, truth.contextLength)
      : (corpus ?? "The text of truth.corpus was not given.");
  if (typeof contexts === "string") throw new Error(contexts);
  return contexts;
}

/** The integer weights of p(0) in a context; `text` is what contextsOfText gave. */
export function truthTable(
  experiment: ChainsExperiment,
  context: number,
  text: ContextTable | null,
): TruthTable {
  if (text !== null) return successors(text, context);
  const all = allWeights(experiment, context);
  const ids = new Uint32Array(all.length).map((_, i) => i).filter((i) => (all[i] ?? 0) > 0);
  const weights = all.filter((w) => w > 0);
  return table(all.length, ids, weights);
}

function successors({ tokens, starts, ids, counts }: ContextTable, context: number): TruthTable {
  const from = starts[context] ?? 0;
  const to = starts[context + 1] ?? from;
  return table(tokens.length, ids.slice(from, to), counts.slice(from, to));
}

function table(tokens: number, ids: Uint32Array, weights: Uint32Array): TruthTable {
  const prefix = new Uint32Array(weights.length + 1);
  weights.forEach((w, i) => {
    prefix[i + 1] = (prefix[i] as number) + w;
  });
  const total = prefix[weights.length] as number;
  const sumOfSquares = weights.reduce((sum, w) => sum + (w / total) ** 2, 0);
  return { tokens, ids, weights, prefix, total, sumOfSquares };
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
    case "text":
      throw new Error("A text's weights are those of its contexts.");
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
