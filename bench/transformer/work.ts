import type { Model, Training } from "../../src/transformer/index.js";

/** What every contender is asked: updates of a model, or tokens that it writes, until the seconds are up. */
export interface Work {
  readonly task: "training" | "sampling";
  readonly context: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Windows an update, or streams that are written. */
  readonly batch: number;
  readonly seconds: number;
}

/** Tokens learned or written, and how long that took. */
export interface Done {
  readonly tokens: number;
  readonly seconds: number;
}

/** Software adapters, CPUs, real GPUs, the slowest first. */
export const SPEEDS = ["software", "cpu", "gpu"] as const;
export type Speed = (typeof SPEEDS)[number];

/** A preset as it is measured. */
export interface Size {
  readonly name: string;
  readonly context: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly batch: number;
  /** The slowest that are asked: an update of larger ones takes others a minute. */
  readonly slowest: Speed;
}

export const SIZES: readonly Size[] = [
  { name: "quick", context: 32, width: 32, layers: 2, heads: 2, batch: 8, slowest: "software" },
  { name: "medium", context: 64, width: 128, layers: 4, heads: 4, batch: 12, slowest: "cpu" },
  { name: "paper", context: 128, width: 256, layers: 8, heads: 4, batch: 256, slowest: "gpu" },
];

/** Characters of tiny Shakespeare. */
export const VOCABULARY = 65;

export function modelOf({ context, width, layers, heads }: Work): Model {
  return {
    vocabulary: VOCABULARY,
    context,
    width,
    layers,
    heads,
    bias: false,
    tiedHead: true,
    activation: "gelu",
    dropout: 0,
  };
}

export function trainingOf(batch: number): Training {
  return {
    steps: 1000,
    batch,
    microBatch: "auto",
    learningRate: 0.001,
    finalLearningRate: 0.0001,
    warmupSteps: 100,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    weightDecay: 0.1,
    gradientClip: 1,
  };
}

/** Windows of tokens whose values do not matter: (batch, context + 1). */
export function someWindows({ batch, context }: Work): Uint32Array {
  return Uint32Array.from({ length: batch * (context + 1) }, (_, i) => (i * 7919) % VOCABULARY);
}
