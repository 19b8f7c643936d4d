import type { EngineReport, RecipeRows, TrainedModel, TransformerResult } from "../../experiment/index.js";
import { parameterCount, updateFlops } from "../sizes.js";
import { recipeAt, type PlannedModel, type RecursionPlan } from "./plan.js";
import type { Curves, Findings, ModelRecord, Row } from "./state.js";

/** The result of what has been found; `growing` are the curves of a model that is not done. */
export function transformerResult(
  plan: RecursionPlan,
  findings: Findings,
  growing: Curves | null,
  engine: EngineReport,
  seconds: number,
): TransformerResult {
  const { experiment, model } = plan;
  const done = findings.models.map((record, i) => trainedModel(plan, plan.models[i], record, record));
  const open = growing === null ? [] : [trainedModel(plan, plan.models[done.length], growing, null)];
  return {
    version: 1,
    experiment,
    engine,
    seconds,
    parameters: parameterCount(model),
    flopsPerStep: updateFlops(model, experiment.training.batch),
    models: [...done, ...open],
    recipes: findings.rows.map((rows, index) => recipeRows(plan, index, rows)),
    driftFloorL1: findings.driftFloorL1,
    surrogates: [],
    truth: findings.truth,
  };
}

function trainedModel(
  plan: RecursionPlan,
  planned: PlannedModel | undefined,
  curves: Curves,
  record: ModelRecord | null,
): TrainedModel {
  const { generation, recipe, floor } = planned ?? { generation: 0, recipe: null, floor: false };
  const { steps, trainLoss, validationLoss, batchLoss, learningRate, gradientNorm, tokens, seconds } = curves;
  const { training } = plan.experiment;
  const learned = batchLoss.length * training.batch * plan.model.context;
  return {
    generation,
    recipe,
    floor,
    steps: [...steps],
    trainLoss: [...trainLoss],
    validationLoss: [...validationLoss],
    batchLoss: [...batchLoss],
    learningRate: [...learningRate],
    gradientNorm: [...gradientNorm],
    tokens,
    seconds: seconds.training + seconds.measuring + seconds.writing,
    tokensPerSecond: {
      training: rate(learned, seconds.training),
      sampling: record === null ? null : rate(record.tokensWritten, seconds.writing),
    },
    sample: record?.sample ?? null,
    weightsDigest: record?.weightsDigest ?? null,
  };
}

function rate(tokens: number, seconds: number): number | null {
  return tokens > 0 && seconds > 0 ? tokens / seconds : null;
}

function recipeRows(plan: RecursionPlan, index: number, rows: readonly Row[]): RecipeRows {
  const column = <K extends Exclude<keyof Row, "distinctNGrams">>(name: K): Row[K][] =>
    rows.map((row) => row[name]);
  return {
    recipe: recipeAt(plan, index),
    generations: column("generation"),
    series: {
      driftL1: column("driftL1"),
      driftFromTruthL1: column("driftFromTruthL1"),
      sumOfSquares: column("sumOfSquares"),
      entropy: column("entropy"),
      validationLoss: column("validationLoss"),
      modelLoss: column("modelLoss"),
      trainLoss: column("trainLoss"),
      inContextLearning: column("inContextLearning"),
      unigramL1: column("unigramL1"),
      bigramL1: column("bigramL1"),
      distinctNGrams: [0, 1, 2, 3].map((n) => rows.map(({ distinctNGrams }) => distinctNGrams[n] ?? null)),
    },
  };
}
