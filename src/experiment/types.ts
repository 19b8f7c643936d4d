import type { Tokenizer } from "../corpus/tokenizer.js";

export type { Tokenizer };

/**
 * What may be asked of the lab, and nothing else: the experiment file after every default has been filled in.
 * Names and meanings are those of the README's "Experiment file" section.
 */

/** p(0), the law of the real text. Real-valued forms become integer weights of total 2^31 (src/chains/truth.ts). */
export type Truth =
  | { readonly form: "uniform"; readonly tokens: number }
  | { readonly form: "zipf"; readonly tokens: number; readonly exponent: number }
  | { readonly form: "geometric"; readonly tokens: number; readonly sumOfSquares: number }
  | {
      readonly form: "dirichlet";
      readonly tokens: number;
      readonly concentration: number;
      readonly seed: Seed;
    }
  | { readonly form: "weights"; readonly weights: readonly number[] }
  | TextTruth;

/** The next-token frequencies of a text in each of its contexts (src/corpus). */
export interface TextTruth {
  readonly form: "text";
  readonly corpus: Corpus;
  readonly tokenizer: Tokenizer;
  /** l: tokens of a context, 0 or more. */
  readonly contextLength: number;
}

/** A text as an experiment names it: in full, or by the SHA-256 of its bytes; `name` is a file's name or a URL. */
export type Corpus =
  | { readonly form: "text"; readonly text: string }
  | { readonly form: "file" | "url"; readonly name: string; readonly sha256: string };

/**
 * How model p(m) is trained, m = 1, 2, ...: which draws from the truth p(0) and from earlier models it is the frequencies
 * of. n is `samples` per context and generation, N is `realSamples`. README, "Recipes", says what each form draws.
 */
export type Recipe =
  | { readonly form: "fully-synthetic"; readonly samples: number }
  | { readonly form: "partially-synthetic"; readonly samples: number; readonly realSamples: number }
  | { readonly form: "fresh-real"; readonly samples: number; readonly realShare: number }
  | { readonly form: "most-recent"; readonly samples: number; readonly window: number }
  | { readonly form: "randomly-sampled"; readonly samples: number }
  | { readonly form: "accumulate"; readonly samples: number; readonly realSamples: number }
  | { readonly form: "accumulate-subsample"; readonly samples: number; readonly realSamples: number }
  | {
      readonly form: "weighted";
      readonly samples: number;
      readonly realSamples: number;
      readonly realWeight: number;
    }
  | { readonly form: "growing"; readonly samples: number; readonly exponent: number }
  | { readonly form: "mixing-matrix"; readonly quotas: readonly (readonly number[])[] };

/** What a model's frequencies become before it writes: temperature, then topK, then topP. Real draws are as they are. */
export interface Decoding {
  readonly temperature: number;
  /** Only the K tokens of largest weight, ties to the smaller id. */
  readonly topK?: number;
  /** Only the shortest prefix of the largest whose share of what topK left reaches topP. */
  readonly topP?: number;
}

/** A safe integer >= 0 or a non-empty string. */
export type Seed = number | string;

export type EngineChoice = "auto" | "webgpu" | "cpu";
export type Stop = "collapse" | "generations";
/**
 * "simulate": generation by generation. "ancestry": T and the token left alone, drawn by the dual. "exact": the laws alone,
 * nothing drawn. The last two for fully-synthetic without decoding.
 */
export type Method = "simulate" | "ancestry" | "exact";

/** The canonical experiment of kind "chains": every field is present. */
export interface ChainsExperiment {
  readonly version: 1;
  readonly kind: "chains";
  readonly seed: Seed;
  readonly truth: Truth;
  /** Independent contexts a chain carries. */
  readonly contexts: number;
  readonly recipe: Recipe;
  readonly decoding: Decoding;
  readonly chains: number;
  /** Cap on generations; null for none. */
  readonly generations: number | null;
  readonly stop: Stop;
  readonly method: Method;
  readonly engine: EngineChoice;
}

export type Experiment = ChainsExperiment;
