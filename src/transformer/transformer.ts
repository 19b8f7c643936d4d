import type { Key } from "../sampling/index.js";
import type { Model } from "./model.js";
import type { Written, WritingRequest } from "./writing.js";

/** One update of AdamW. */
export interface Update {
  /** 0 for the first. */
  readonly number: number;
  /** (batch, context + 1): inputs and, one on, targets. */
  readonly windows: Uint32Array;
  readonly learningRate: number;
  /** Key of the update's dropout; it matters only where the model drops. */
  readonly dropoutKey: Key;
}

/** What an update reports: both of before it. */
export interface UpdateReport {
  /** Mean over the batch, nats, with dropout. */
  readonly loss: number;
  /** Of the whole gradient, before clipping. */
  readonly gradientNorm: number;
}

/** All that an update changes, flat as parameterTable lays it out. */
export interface TrainingState {
  readonly weights: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** A model on an engine: it learns, is judged and writes. One call at a time, but for `train`. */
export interface Transformer {
  readonly model: Model;
  /** One update. May be called again before it resolves: updates queue up in order. */
  train(update: Update): Promise<UpdateReport>;
  /** Losses -log p(target) of every target of windows of `length` + 1 tokens: (windows, length), nats, no dropout. */
  losses(windows: Uint32Array, length: number): Promise<Float32Array>;
  /** Next-token probabilities behind each context of `length` tokens: (contexts, vocabulary). */
  probabilities(contexts: Uint32Array, length: number): Promise<Float32Array>;
  /** Writes streams; tokens come as they are drawn. Stop by leaving the loop. */
  write(request: WritingRequest): AsyncGenerator<Written, void, undefined>;
  state(): Promise<TrainingState>;
  restore(state: TrainingState): void;
  destroy(): void;
}
