import type { TextTokens } from "../../corpus/index.js";
import type { TransformerExperiment } from "../../experiment/index.js";
import { epochs, memoryEstimate, parameterCount, updateFlops, type Model } from "../../transformer/index.js";
import { flopsOf, planRecursion, workOf } from "../../transformer/recursion/index.js";

/** The most bytes that a model's weights, gradient and moments may take. */
const MOST_BYTES = 4e9;

/** What an experiment of kind "transformer" asks of a machine, before it is started. */
export interface TransformerEstimate {
  readonly vocabulary: number;
  readonly parameters: number;
  /** Models to be trained. */
  readonly models: number;
  /** Floating-point operations of one update, and of the whole run. */
  readonly flopsPerStep: number;
  readonly flops: number;
  /** Weights, gradient and moments; and the activations of one window. */
  readonly weightBytes: number;
  readonly windowBytes: number;
  /** How often p(1) reads each of its tokens, and its parameters a token: many make losses rise from generation to generation. */
  readonly epochs: number;
  readonly parametersPerToken: number;
  /** Why no engine takes such a model; null where one may. */
  readonly refusal: string | null;
}

/** Why no engine takes a model, with the numbers; null where one may. */
export function sizeProblem(model: Model): string | null {
  const { weights: bytes } = memoryEstimate(model, 1);
  if (bytes <= MOST_BYTES) return null;
  const [needs, most] = [bytes / 1e9, MOST_BYTES / 1e9];
  return `The model's weights, gradient and moments need ${needs.toFixed(1)} GB; allowed: up to ${most} GB.`;
}

/** Of a canonical experiment and its text (corpusTokens). */
export function transformerEstimate(
  experiment: TransformerExperiment,
  text: TextTokens,
): TransformerEstimate {
  const plan = planRecursion(experiment, text);
  const { model, models, realSamples } = plan;
  const { training } = experiment;
  const parameters = parameterCount(model);
  const { weights, activations } = memoryEstimate(model, 1);
  return {
    vocabulary: model.vocabulary,
    parameters,
    models: models.length,
    flopsPerStep: updateFlops(model, training.batch),
    flops: models.reduce((sum, planned) => sum + flopsOf(plan, workOf(plan, planned)), 0),
    weightBytes: weights,
    windowBytes: activations,
    epochs: epochs(training, model.context, realSamples),
    parametersPerToken: parameters / realSamples,
    refusal: sizeProblem(model),
  };
}
