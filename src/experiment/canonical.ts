import type { ContextTable } from "../corpus/context-table.js";
import { canBeLeft } from "./recipe.js";
import type { ChainsFile } from "./schema.js";
import type { ChainsExperiment, Corpus, Decoding, Recipe, Seed, Truth } from "./types.js";

const DEFAULT_SEED = 1;
const DEFAULT_CHAINS = 10_000;
/** The cap where a run has to end and none is given. */
export const DEFAULT_GENERATIONS = 1000;
/** Shares are multiples of 1 / PARTS. */
const PARTS = 2 ** 31;

/** A file whose recipe takes no real draws and looks back one generation says so. */
export function reduced(file: ChainsFile): ChainsFile {
  const { recipe } = file;
  if (recipe.form === "mixing-matrix" || !isFullySynthetic(recipe)) return file;
  return { ...file, recipe: { form: "fully-synthetic", samples: recipe.samples } };
}

function isFullySynthetic(recipe: ChainsFile["recipe"]): boolean {
  switch (recipe.form) {
    case "partially-synthetic":
      return recipe.realSamples === 0;
    case "fresh-real":
      return Math.round(recipe.realShare * PARTS) === 0;
    case "weighted":
      return Math.round(recipe.realWeight * PARTS) === 0;
    case "most-recent":
      return recipe.window === 1;
    case "growing":
      return recipe.exponent === 0;
    default:
      return false;
  }
}

/** Every default filled in, the fields in canonical order. */
export function canonical(file: ChainsFile, text: ContextTable | null): ChainsExperiment {
  const { seed = DEFAULT_SEED, chains = DEFAULT_CHAINS, method = "simulate", engine = "auto" } = file;
  const contexts = text === null ? (file.contexts ?? 1) : text.starts.length - 1;
  const recipe = canonicalRecipe(file.recipe);
  const decoding = canonicalDecoding(file.decoding ?? {});
  const { stop = canBeLeft(recipe) ? "generations" : "collapse" } = file;
  const { generations = defaultGenerations(recipe, decoding, stop) } = file;
  return {
    version: 1,
    kind: "chains",
    seed: positiveZero(seed),
    truth: canonicalTruth(file.truth, seed),
    contexts,
    recipe,
    decoding,
    chains,
    generations,
    stop,
    method,
    engine,
  };
}

/** No cap where every chain is sure to end. */
function defaultGenerations(
  recipe: Recipe,
  decoding: Decoding,
  stop: ChainsExperiment["stop"],
): number | null {
  if (recipe.form === "mixing-matrix") return recipe.quotas.length;
  const ends = recipe.form === "fully-synthetic" && decoding.temperature <= 1 && stop === "collapse";
  return ends ? null : DEFAULT_GENERATIONS;
}

function canonicalTruth(truth: ChainsFile["truth"], seed: Seed): Truth {
  const { form } = truth;
  switch (form) {
    case "uniform":
      return { form, tokens: truth.tokens };
    case "zipf":
      return { form, tokens: truth.tokens, exponent: positiveZero(truth.exponent) };
    case "geometric":
      return { form, tokens: truth.tokens, sumOfSquares: truth.sumOfSquares };
    case "dirichlet": {
      const own = positiveZero(truth.seed ?? seed);
      return { form, tokens: truth.tokens, concentration: truth.concentration, seed: own };
    }
    case "weights":
      return { form, weights: truth.weights.map(positiveZero) };
    case "text": {
      const { tokenizer, contextLength } = truth;
      const corpus = canonicalCorpus(truth.corpus);
      return { form, corpus, tokenizer, contextLength: positiveZero(contextLength) };
    }
  }
}

function canonicalCorpus(corpus: Corpus): Corpus {
  const { form } = corpus;
  return form === "text" ? { form, text: corpus.text } : { form, name: corpus.name, sha256: corpus.sha256 };
}

function canonicalRecipe(recipe: ChainsFile["recipe"]): Recipe {
  if (recipe.form === "mixing-matrix") {
    return { form: recipe.form, quotas: recipe.quotas.map(withoutTrailingZeros) };
  }
  const { form, samples } = recipe;
  switch (form) {
    case "fully-synthetic":
    case "randomly-sampled":
      return { form, samples };
    case "partially-synthetic":
    case "accumulate":
    case "accumulate-subsample":
      return { form, samples, realSamples: recipe.realSamples ?? samples };
    case "fresh-real":
      return { form, samples, realShare: recipe.realShare };
    case "most-recent":
      return { form, samples, window: recipe.window };
    case "weighted": {
      const { realSamples = samples, realWeight } = recipe;
      return { form, samples, realSamples, realWeight };
    }
    case "growing":
      return { form, samples, exponent: recipe.exponent };
  }
}

function withoutTrailingZeros(row: readonly number[]): readonly number[] {
  return row.slice(0, row.findLastIndex((quota) => quota > 0) + 1).map(positiveZero);
}

/** Every default filled in. */
export function canonicalDecoding(decoding: NonNullable<ChainsFile["decoding"]>): Decoding {
  const { temperature = 1, topK, topP } = decoding;
  return {
    temperature,
    ...(topK === undefined ? {} : { topK }),
    ...(topP === undefined ? {} : { topP }),
  };
}

/** JSON can say -0, canonical JSON cannot. */
export function positiveZero<T>(value: T): T {
  return Object.is(value, -0) ? (0 as T) : value;
}
