import type { TextTokens } from "../../corpus/index.js";
import type { TransformerExperiment } from "../../experiment/index.js";
import { epochs, memoryEstimate, parameterCount, updateFlops } from "../../transformer/index.js";
import { flopsOf, planRecursion, workOf } from "../../transformer/recursion/index.js";

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
  };
}
