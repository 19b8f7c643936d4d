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
  | { readonly form: "weights"; readonly weights: readonly number[] };

/** How generation m's training data are drawn from the truth and from earlier models. */
export interface FullySynthetic {
  readonly form: "fully-synthetic";
  /** n, per context and generation. */
  readonly samples: number;
}
export type Recipe = FullySynthetic;

export interface Decoding {
  readonly temperature: number;
}

/** A safe integer >= 0 or a non-empty string. */
export type Seed = number | string;

export type EngineChoice = "auto" | "webgpu" | "cpu";
export type Stop = "collapse" | "generations";
export type Method = "simulate";

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
