import { promptTokens, type TextTokens } from "../../corpus/index.js";
import {
  realSamplesOf,
  trainingTokens,
  type TransformerExperiment,
  type TransformerRecipe,
} from "../../experiment/index.js";
import { seedWords, type Key } from "../../sampling/index.js";
import type { Model } from "../model.js";
import { floorSeed, type Stage } from "../random.js";

/** One training of a recursion. */
export interface PlannedModel {
  readonly generation: number;
  /** Index of its recipe; null where all recipes share it. */
  readonly recipe: number | null;
  /** Whether it is the second model of p(1)'s tokens, by which the drift's floor is measured. */
  readonly floor: boolean;
}

/** An experiment and its text, ready to be carried out. */
export interface RecursionPlan {
  readonly experiment: TransformerExperiment;
  readonly seed: Key;
  readonly model: Model;
  readonly vocabulary: readonly string[];
  /** The text's tokens that models may learn, and the others. */
  readonly trainingText: Uint32Array;
  readonly validationText: Uint32Array;
  readonly prompt: Uint32Array;
  /** The weights of p(0) where they are given, flat (parameterTable); null where it is trained. */
  readonly truth: Float32Array | null;
  /** N. */
  readonly realSamples: number;
  /** In order of training: p(0), p(1), its second, then the recipes' generations side by side. */
  readonly models: readonly PlannedModel[];
}

/** Plans a canonical experiment; `text` is its corpus (corpusTokens). Weights that it names are to be put in. */
export function planRecursion(experiment: TransformerExperiment, text: TextTokens): RecursionPlan {
  const { recipes, generations, sampling } = experiment;
  const end = trainingTokens(text, experiment.corpus);
  const ids = new Map(text.vocabulary.map((token, id) => [token, id]));
  const later = Array.from({ length: generations - 1 }, (_, i) =>
    recipes.map((_, recipe): PlannedModel => ({ generation: i + 2, recipe, floor: false })),
  );
  return {
    experiment,
    seed: seedWords(experiment.seed),
    model: { ...experiment.model, vocabulary: text.vocabulary.length },
    vocabulary: text.vocabulary,
    trainingText: text.ids.subarray(0, end),
    validationText: text.ids.subarray(end),
    prompt: Uint32Array.from(
      promptTokens(sampling.prompt, experiment.corpus.tokenizer),
      (token) => ids.get(token) ?? 0,
    ),
    truth: null,
    realSamples: Math.max(...recipes.map(realSamplesOf)),
    models: [
      { generation: 0, recipe: null, floor: false },
      { generation: 1, recipe: null, floor: false },
      { generation: 1, recipe: null, floor: true },
      ...later.flat(),
    ],
  };
}

/** Whose random numbers a training draws. */
export function stageOf({ seed }: RecursionPlan, { generation, recipe, floor }: PlannedModel): Stage {
  return { seed: floor ? floorSeed(seed) : seed, generation, recipe: recipe ?? 0 };
}

/** Updates of a model's training: none where its weights are given. */
export function stepsOf({ experiment }: RecursionPlan, { generation }: PlannedModel): number {
  return generation === 0 && experiment.truth.form === "weights" ? 0 : experiment.training.steps;
}

/** Whose initial weights a training starts from. */
export function initialStage(plan: RecursionPlan, planned: PlannedModel): Stage {
  const shared = plan.experiment.training.initialWeights === "shared";
  return shared ? { seed: plan.seed, generation: 0, recipe: 0 } : stageOf(plan, planned);
}

/** The recipe with this index. */
export function recipeAt({ experiment }: RecursionPlan, index: number): TransformerRecipe {
  const recipe = experiment.recipes[index];
  if (recipe === undefined) throw new RangeError(`There is no recipe ${index}.`);
  return recipe;
}

/** Streams of n tokens. */
export function streamsOf({ experiment }: RecursionPlan, tokens: number): number {
  return tokens / experiment.sampling.streamLength;
}

/** Streams that a model writes: n of its recipe, or the largest where recipes share the model. */
export function streamsWritten(plan: RecursionPlan, { generation, recipe, floor }: PlannedModel): number {
  if (generation === 0 || floor) return 0;
  const { recipes } = plan.experiment;
  const writing = recipe === null ? recipes : [recipeAt(plan, recipe)];
  return streamsOf(plan, Math.max(...writing.map(({ samples }) => samples)));
}

/** Streams of new real tokens in the pool of generation m >= 2 of a recipe. */
export function freshStreams(plan: RecursionPlan, recipe: TransformerRecipe, generation: number): number {
  const streams = streamsOf(plan, recipe.samples);
  if (recipe.form === "fresh-real") return Math.round(recipe.realShare * streams);
  if (recipe.form !== "most-recent" || generation > recipe.window) return 0;
  return Math.floor(streams / recipe.window);
}
