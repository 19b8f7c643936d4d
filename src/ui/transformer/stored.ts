import type { TransformerExperiment, TransformerResult } from "../../index.js";

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === "number";
const isText: Check = (value) => typeof value === "string";
const isFlag: Check = (value) => typeof value === "boolean";
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const recordOf =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isFields(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const isRows = listOf(orNull(isNumber));
const isMean = recordOf({ mean: orNull(isRows) });

const isModel = recordOf({
  generation: isNumber,
  recipe: orNull(isNumber),
  floor: isFlag,
  steps: listOf(isNumber),
  trainLoss: isRows,
  validationLoss: isRows,
  batchLoss: isRows,
  sample: orNull(isText),
});

const isRecipe = recordOf({
  generations: listOf(isNumber),
  series: recordOf({
    driftL1: isRows,
    driftFromTruthL1: isRows,
    sumOfSquares: isRows,
    entropy: isRows,
    validationLoss: isRows,
    modelLoss: isRows,
    trainLoss: isRows,
    inContextLearning: isRows,
    unigramL1: isRows,
    bigramL1: isRows,
    distinctNGrams: listOf(isRows),
  }),
});

const isSurrogate = recordOf({
  generations: listOf(isNumber),
  series: recordOf({
    sumOfSquares: isMean,
    entropy: isMean,
    driftL1: orNull(isMean),
    driftFromTruthL1: orNull(isMean),
  }),
});

const isResult = recordOf({
  seconds: isNumber,
  models: listOf(isModel),
  recipes: listOf(isRecipe),
  driftFloorL1: orNull(isNumber),
  surrogates: listOf(orNull(isSurrogate)),
  truth: recordOf({
    sumOfSquares: orNull(isNumber),
    entropy: orNull(isNumber),
    validationLoss: orNull(isNumber),
  }),
});

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/**
 * The result of an experiment as JSON gives it back, with the experiment as the lab's reader has judged it; null where anything
 * that the page draws is missing.
 */
export function storedResult(value: unknown, experiment: TransformerExperiment): TransformerResult | null {
  if (!isResult(value)) return null;
  const result = value as TransformerResult;
  if (result.recipes.length !== experiment.recipes.length) return null;
  const recipes = experiment.recipes.flatMap((recipe, i) => {
    const rows = result.recipes[i];
    return rows ? [{ ...rows, recipe }] : [];
  });
  return { ...result, experiment, recipes };
}

/** Whether a result has every generation of its experiment. */
export function isWhole({ experiment, recipes }: TransformerResult): boolean {
  return recipes.every(({ generations }) => generations.at(-1) === experiment.generations);
}
