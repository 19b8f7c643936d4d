import type { ChainsResult, EngineReport } from "../result.js";
import type { TransformerExperiment, TransformerRecipe } from "./types.js";

/** Null stands for what is not defined, or not finite. */
type Rows = readonly (number | null)[];

/** What comes back of an experiment of kind "transformer". Losses and entropies are in nats. */
export interface TransformerResult {
  readonly version: 1;
  readonly experiment: TransformerExperiment;
  readonly engine: EngineReport;
  /** Seconds of computing, pauses left out. */
  readonly seconds: number;
  readonly parameters: number;
  /** Floating-point operations of one update. */
  readonly flopsPerStep: number;
  /** In order of training. */
  readonly models: readonly TrainedModel[];
  readonly recipes: readonly RecipeRows[];
  /** Drift of a second model trained on the tokens of p(1), with weights and batches of its own. */
  readonly driftFloorL1: number | null;
  /**
   * By recipe, what it does to a trigram model of the corpus; null where that cannot be, none where the experiment does not
   * ask for it.
   */
  readonly surrogates: readonly (ChainsResult | null)[];
  /** p(0). */
  readonly truth: {
    readonly sumOfSquares: number | null;
    readonly entropy: number | null;
    readonly validationLoss: number | null;
  };
}

/** One training. */
export interface TrainedModel {
  readonly generation: number;
  /** Index of its recipe; null for p(0), p(1) and the floor's model, which all recipes share. */
  readonly recipe: number | null;
  /** Whether it is the second model of p(1)'s tokens. */
  readonly floor: boolean;
  /** Updates done at each reading of the losses. */
  readonly steps: readonly number[];
  readonly trainLoss: Rows;
  readonly validationLoss: Rows;
  /** By update: the batch's loss before it, with dropout; the learning rate; the gradient's norm before clipping. */
  readonly batchLoss: Rows;
  readonly learningRate: Rows;
  readonly gradientNorm: Rows;
  /** Tokens of its pool. */
  readonly tokens: number;
  readonly seconds: number;
  /** Tokens a second; null where nothing was written, or not measured. */
  readonly tokensPerSecond: { readonly training: number | null; readonly sampling: number | null };
  /** The beginning of what it wrote; null where it wrote nothing. */
  readonly sample: string | null;
  /** SHA-256 of its weights in float32; null while it is trained. Equal on one engine and adapter, not across them. */
  readonly weightsDigest: string | null;
}

/** One recipe's generations; the series are as long as `generations`. */
export interface RecipeRows {
  readonly recipe: TransformerRecipe;
  readonly generations: readonly number[];
  readonly series: TransformerSeries;
}

export interface TransformerSeries {
  /** Mean over contexts of the L1 distance to p(1), 0 to 2. */
  readonly driftL1: Rows;
  /** The same to p(0). */
  readonly driftFromTruthL1: Rows;
  readonly sumOfSquares: Rows;
  readonly entropy: Rows;
  /** Of the real text that no model learns. */
  readonly validationLoss: Rows;
  /** Of tokens of p(0) that no model learns. */
  readonly modelLoss: Rows;
  readonly trainLoss: Rows;
  /** Mean loss of the late token minus that of the early one: below 0 where context helps. */
  readonly inContextLearning: Rows;
  /** L1 distance of what the model writes to the training text, in frequencies of tokens and of pairs. */
  readonly unigramL1: Rows;
  readonly bigramL1: Rows;
  /** Distinct n-grams among all that the model writes, n = 1 to 4. */
  readonly distinctNGrams: readonly Rows[];
}
