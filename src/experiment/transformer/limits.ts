/** What may be asked of a transformer, the same on every engine. Both ends are allowed. */
export const TRANSFORMER_LIMITS = {
  validationShare: { from: 0.001, to: 0.999 },
  context: { from: 2, to: 4096 },
  width: { from: 1, to: 8192 },
  layers: { from: 1, to: 128 },
  heads: { from: 1, to: 128 },
  dropout: { from: 0, to: 0.95 },
  steps: { from: 1, to: 10_000_000 },
  batch: { from: 1, to: 65_536 },
  learningRate: { from: 0, to: 10 },
  warmupSteps: { from: 0, to: 10_000_000 },
  beta: { from: 0, to: 0.999999 },
  epsilon: { from: 1e-20, to: 1 },
  weightDecay: { from: 0, to: 100 },
  gradientClip: { from: 1e-6, to: 1e6 },
  recipes: { from: 1, to: 16 },
  /** n and N, in tokens. */
  samples: { from: 1, to: 2 ** 24 },
  window: { from: 1, to: 2 ** 20 },
  generations: { from: 1, to: 1000 },
  promptCharacters: 1000,
  streamLength: { from: 3, to: 2 ** 20 },
  every: { from: 1, to: 10_000_000 },
  contexts: { from: 1, to: 10_000 },
  token: { from: 1, to: 4096 },
} as const;

/** The most tokens that the models of one recipe write together, and so the largest pool. */
export const MOST_TOKENS_WRITTEN = 2 ** 28;
