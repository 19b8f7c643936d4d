import { parameterTable, type Model } from "./model.js";
import type { Training } from "./training.js";

/** Weights of a model, biases and gains included. */
export function parameterCount(model: Model): number {
  return parameterTable(model).all.reduce((sum, { size }) => sum + size, 0);
}

/** Floating-point operations of one forward pass for one token: L (24 d^2 + 4 T d) + 2 V d. */
export function forwardFlops({ vocabulary, context, width, layers }: Model): number {
  return layers * (24 * width ** 2 + 4 * context * width) + 2 * vocabulary * width;
}

/** Floating-point operations of one update: the backward pass costs two forward ones. */
export function updateFlops(model: Model, batch: number): number {
  return 3 * forwardFlops(model) * batch * model.context;
}

/** What a model in training takes, in bytes. */
export interface MemoryEstimate {
  /** Weights, gradient and AdamW's two moments. */
  readonly weights: number;
  /** Activations of `microBatch` windows, kept for the backward pass. */
  readonly activations: number;
}

/** Bytes for training with `microBatch` windows at a time, in float32. */
export function memoryEstimate(model: Model, microBatch: number): MemoryEstimate {
  const { width, layers, vocabulary, context } = model;
  return {
    weights: 16 * parameterTable(model).length,
    activations: 4 * (16 * width * layers + vocabulary + 2 * width) * context * microBatch,
  };
}

/** How often training reads each token of a pool, on average. */
export function epochs(training: Training, context: number, poolTokens: number): number {
  return (training.steps * training.batch * context) / poolTokens;
}
