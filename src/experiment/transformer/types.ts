import type { ModelTokenizer } from "../../corpus/index.js";
import type { Corpus, Decoding, EngineChoice, Recipe, Seed } from "../types.js";

/**
 * What may be asked of a transformer, and nothing else: the experiment file after every default has been filled in.
 * Names and meanings are those of the README's section "Transformers".
 */

/** The text that p(0) learns, and how it is cut into tokens. */
export type TransformerCorpus = (Corpus | { readonly form: "tiny-shakespeare" }) & {
  readonly tokenizer: ModelTokenizer;
  /** Share of the tokens, the last ones, that no model learns. */
  readonly validationShare: number;
};

/** Where p(0) comes from: it learns the text, or its weights are given in a safetensors file. */
export type TransformerTruth =
  { readonly form: "trained" } | { readonly form: "weights"; readonly name: string; readonly sha256: string };

/** The sizes of every model of the experiment; its vocabulary is the text's. */
export interface TransformerModel {
  readonly context: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly bias: boolean;
  readonly tiedHead: boolean;
  readonly activation: "gelu" | "gelu-tanh";
  readonly dropout: number;
}

/** How every model of the experiment is trained. */
export interface TransformerTraining {
  readonly steps: number;
  readonly batch: number;
  readonly microBatch: "auto" | number;
  readonly learningRate: number;
  readonly finalLearningRate: number;
  readonly warmupSteps: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly gradientClip: number;
  /** Whether all generations start from the weights that p(0) started from. */
  readonly initialWeights: "fresh" | "shared";
}

/** The recipes that transformers have; their sizes are tokens, in whole streams. */
export type TransformerRecipe = Extract<
  Recipe,
  {
    form:
      | "fully-synthetic"
      | "partially-synthetic"
      | "fresh-real"
      | "accumulate"
      | "accumulate-subsample"
      | "most-recent";
  }
>;

/** How models write. */
export interface TransformerSampling {
  /** What every stream starts from; not part of what is written. */
  readonly prompt: string;
  /** Tokens of a stream. */
  readonly streamLength: number;
  readonly window: "refresh" | "slide";
}

/** What is measured of every model. */
export interface TransformerEvaluation {
  /** Updates from one reading of the losses to the next. */
  readonly every: number;
  /** Contexts in which models are compared. */
  readonly contexts: number;
  readonly contextLength: number;
  /** Tokens of p(0) that no model learns. */
  readonly heldOutSamples: number;
  /** In-context learning is the mean loss of the late token minus that of the early one (1 is the first predicted). */
  readonly earlyToken: number;
  readonly lateToken: number;
}

/** The canonical experiment of kind "transformer": every field is present. */
export interface TransformerExperiment {
  readonly version: 1;
  readonly kind: "transformer";
  readonly seed: Seed;
  readonly corpus: TransformerCorpus;
  readonly truth: TransformerTruth;
  readonly model: TransformerModel;
  readonly training: TransformerTraining;
  /** Where real tokens come from: written by p(0), or the text itself. */
  readonly realData: "model" | "corpus";
  readonly recipes: readonly TransformerRecipe[];
  /** Models p(1) ... p(generations) are trained for each recipe. */
  readonly generations: number;
  /** How p(1), p(2), ... write; p(0) writes at temperature 1. */
  readonly decoding: Decoding;
  readonly sampling: TransformerSampling;
  readonly evaluation: TransformerEvaluation;
  /** Whether a trigram model of the corpus goes through the same recipes beside it. */
  readonly surrogate: boolean;
  readonly engine: EngineChoice;
  readonly precision: "float32";
}
