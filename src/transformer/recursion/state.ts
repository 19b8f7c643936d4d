import type { TransformerResult } from "../../experiment/index.js";
import type { TrainingState } from "../transformer.js";

/** What training a model leaves to be drawn, arrays that grow. */
export interface Curves {
  readonly steps: number[];
  readonly trainLoss: (number | null)[];
  readonly validationLoss: (number | null)[];
  readonly batchLoss: (number | null)[];
  readonly learningRate: number[];
  readonly gradientNorm: (number | null)[];
  /** At the last reading of the validation loss. */
  inContextLearning: number | null;
  /** Tokens of the pool. */
  tokens: number;
  /** Seconds spent on each. */
  readonly seconds: { training: number; measuring: number; writing: number };
}

/** A model that is done. */
export interface ModelRecord extends Curves {
  readonly tokensWritten: number;
  readonly sample: string | null;
  readonly weightsDigest: string;
}

/** One generation of a recipe, measured: the cells of a result's series. */
export interface Row {
  readonly generation: number;
  readonly driftL1: number | null;
  readonly driftFromTruthL1: number | null;
  readonly sumOfSquares: number | null;
  readonly entropy: number | null;
  readonly validationLoss: number | null;
  readonly modelLoss: number | null;
  readonly trainLoss: number | null;
  readonly inContextLearning: number | null;
  readonly unigramL1: number;
  readonly bigramL1: number;
  readonly distinctNGrams: readonly number[];
}

/** Numbers that a recursion knows, apart from tokens, laws and weights. */
export interface Findings {
  /** Models that are done, in order of training. */
  readonly models: ModelRecord[];
  /** By recipe. */
  readonly rows: Row[][];
  truth: TransformerResult["truth"];
  driftFloorL1: number | null;
}

/** A model in training, as it was when it was last saved. */
export interface SavedTraining {
  readonly curves: Curves;
  readonly state: TrainingState;
}

/** A recursion under way: all that it needs to go on. */
export interface RecursionState {
  readonly findings: Findings;
  /** Streams that models wrote, by name (pools.ts). */
  readonly tokens: Map<string, Uint32Array>;
  /** Next-token laws of p(0) and p(1) in every context: (contexts, vocabulary). */
  readonly laws: Map<string, Float32Array>;
  /** Of the first model that is not done; null where it has not begun. */
  saved: SavedTraining | null;
}

/** Before anything is done. */
export function newRecursion(recipes: number): RecursionState {
  return {
    findings: {
      models: [],
      rows: Array.from({ length: recipes }, () => []),
      truth: { sumOfSquares: null, entropy: null, validationLoss: null },
      driftFloorL1: null,
    },
    tokens: new Map(),
    laws: new Map(),
    saved: null,
  };
}

export function newCurves(tokens: number): Curves {
  return {
    steps: [],
    trainLoss: [],
    validationLoss: [],
    batchLoss: [],
    learningRate: [],
    gradientNorm: [],
    inContextLearning: null,
    tokens,
    seconds: { training: 0, measuring: 0, writing: 0 },
  };
}

/** Curves that no longer grow with the others. */
export function copyCurves(curves: Curves): Curves {
  return structuredClone(curves);
}
