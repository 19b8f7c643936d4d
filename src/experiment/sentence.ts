import type { ChainsExperiment, Truth } from "./types.js";
import { showNumber } from "./words.js";

/** A piece of the sentence; `field` is the path of the experiment's field that it speaks of. */
export interface SentencePart {
  readonly text: string;
  readonly field?: string;
}

/**
 * The experiment as two sentences. `show` writes the numbers, so that the page can space them as its reader does.
 * The parts' texts, joined as they are, are the sentences.
 */
export function experimentSentence(
  experiment: ChainsExperiment,
  show: (x: number) => string = showNumber,
): readonly SentencePart[] {
  const { chains, contexts, recipe } = experiment;
  const many = contexts > 1;
  return [
    { text: count(chains, "chain", show), field: "chains" },
    ...(many ? [{ text: " of " }, { text: count(contexts, "context", show), field: "contexts" }] : []),
    { text: chains === 1 ? " starts from a truth of " : " start from a truth of " },
    ...truthParts(experiment.truth, many, show),
    { text: ". Every generation draws " },
    { text: `n = ${count(recipe.samples, "sample", show)}`, field: "recipe.samples" },
    { text: many ? " per context from the model before it, " : " from the model before it, " },
    { text: "fully synthetic", field: "recipe.form" },
    { text: ", " },
    ...endParts(experiment, show),
    { text: "." },
  ];
}

/** The sentences as one text. */
export function sentenceText(parts: readonly SentencePart[]): string {
  return parts.map((part) => part.text).join("");
}

function truthParts(truth: Truth, many: boolean, show: (x: number) => string): readonly SentencePart[] {
  const size = truth.form === "weights" ? truth.weights.length : truth.tokens;
  const tokens: SentencePart = { text: count(size, "token", show), field: sizeField(truth) };
  const form = (text: string): SentencePart => ({ text, field: "truth.form" });
  switch (truth.form) {
    case "uniform":
      return [tokens, { text: ", " }, form("uniform")];
    case "zipf": {
      const exponent = { text: `exponent ${show(truth.exponent)}`, field: "truth.exponent" };
      return [tokens, { text: ", " }, form("Zipf"), { text: " with " }, exponent];
    }
    case "geometric": {
      const squares = { text: `sum of squares ${show(truth.sumOfSquares)}`, field: "truth.sumOfSquares" };
      return [tokens, { text: ", " }, form("geometric"), { text: " with " }, squares];
    }
    case "dirichlet": {
      const spread = { text: `concentration ${show(truth.concentration)}`, field: "truth.concentration" };
      const drawn = many ? ", each context's own drawn from a " : ", drawn from a ";
      return [tokens, { text: drawn }, form("Dirichlet law"), { text: " with " }, spread];
    }
    case "weights":
      return [tokens, { text: " with " }, form("given weights")];
  }
}

function sizeField(truth: Truth): string {
  return truth.form === "weights" ? "truth.weights" : "truth.tokens";
}

function endParts(experiment: ChainsExperiment, show: (x: number) => string): readonly SentencePart[] {
  const { stop, generations, contexts } = experiment;
  if (stop === "generations" && generations !== null) {
    return [
      { text: "for ", field: "stop" },
      { text: count(generations, "generation", show), field: "generations" },
    ];
  }
  const where = contexts > 1 ? " in every context" : "";
  const collapse = { text: `until a single token is left${where}`, field: "stop" };
  if (generations === null) return [collapse];
  const cap = { text: `generation ${show(generations)}`, field: "generations" };
  return [collapse, { text: " or " }, cap, { text: " is reached" }];
}

function count(n: number, noun: string, show: (x: number) => string): string {
  return `${show(n)} ${noun}${n === 1 ? "" : "s"}`;
}
