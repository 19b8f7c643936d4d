/** How a model is trained: batches, AdamW and its learning rate. */
export interface Training {
  /** Updates. */
  readonly steps: number;
  /** Windows an update. */
  readonly batch: number;
  /** Windows at a time, a divisor of `batch`; "auto" takes as many as memory allows. Changes rounding only. */
  readonly microBatch: "auto" | number;
  readonly learningRate: number;
  readonly finalLearningRate: number;
  /** Updates in which the learning rate rises. */
  readonly warmupSteps: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Acts on tensors of two axes alone. */
  readonly weightDecay: number;
  /** Largest norm of the whole gradient. */
  readonly gradientClip: number;
}

/** The learning rate of update u = 0, 1, ...: linear warm-up, then a cosine down to the final rate (nanoGPT's). */
export function learningRate(training: Training, update: number): number {
  const { steps, warmupSteps, learningRate: peak, finalLearningRate: final } = training;
  if (update < warmupSteps) return (peak * (update + 1)) / (warmupSteps + 1);
  if (update >= steps) return final;
  const share = (update - warmupSteps) / (steps - warmupSteps);
  return final + ((peak - final) * (1 + Math.cos(Math.PI * share))) / 2;
}

/** The largest divisor of `batch` that is at most `most`, and 1 where none is. */
export function largestDivisor(batch: number, most: number): number {
  let size = Math.max(1, Math.min(batch, Math.floor(most)));
  while (batch % size !== 0) size--;
  return size;
}
