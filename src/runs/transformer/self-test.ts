import type { GpuDevice } from "../../gpu/index.js";
import {
  collectStreams,
  CpuTransformer,
  drawBatch,
  initialWeights,
  makePool,
  PURPOSE,
  stageKey,
  Starts,
  WebGpuTransformer,
  writingKeys,
  type Model,
  type Stage,
  type Training,
  type Transformer,
} from "../../transformer/index.js";

/** Large enough for the kernels of large models, small enough for the blink of an eye. */
const MODEL: Model = {
  vocabulary: 65,
  context: 32,
  width: 64,
  layers: 1,
  heads: 2,
  bias: true,
  tiedHead: true,
  activation: "gelu",
  dropout: 0.1,
};

/** With an epsilon of a gradient's size, an update depends on the gradient smoothly, and not on its sign alone. */
const TRAINING: Training = {
  steps: 1,
  batch: 4,
  microBatch: 2,
  learningRate: 0.1,
  finalLearningRate: 0.1,
  warmupSteps: 0,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 0.01,
  weightDecay: 0.1,
  gradientClip: 1,
};

const STAGE: Stage = { seed: [1, 2], generation: 0, recipe: 0 };
const STREAMS = 4;
/** Past the context, so that it is started again. */
const LENGTH = 40;
/** Rounding differs by a thousandth of this; and no token changes with weights that differ by as much. */
const TOLERANCE = 1e-4;

interface Answer {
  readonly numbers: Float64Array;
  readonly tokens: readonly Uint32Array[];
}

/**
 * Whether a device trains and writes as the CPU does: one update of a small model, what it says of its loss, and what it
 * writes. A fraction of a second with the kernels' compilation. Rejects where the device is lost.
 */
export async function checkTransformer(gpu: GpuDevice): Promise<boolean> {
  const weights = initialWeights(MODEL, STAGE);
  const device = await WebGpuTransformer.create(gpu, MODEL, TRAINING, weights);
  try {
    const cpu = await answerOf(new CpuTransformer(MODEL, TRAINING, weights));
    const own = await answerOf(device);
    const agree = cpu.numbers.every((value, i) => {
      const difference = Math.abs(value - (own.numbers[i] ?? NaN));
      return difference <= TOLERANCE * (1 + Math.abs(value));
    });
    return agree && cpu.tokens.every((tokens, i) => tokens.join() === own.tokens[i]?.join());
  } finally {
    device.destroy();
  }
}

/** One update and then some writing: loss, gradient norm and weights, and the tokens. */
async function answerOf(transformer: Transformer): Promise<Answer> {
  const { vocabulary, context } = MODEL;
  const text = Uint32Array.from({ length: 500 }, (_, i) => (i * i + (i >> 3)) % vocabulary);
  const pool = makePool([text]);
  const { loss, gradientNorm } = await transformer.train({
    number: 0,
    windows: drawBatch(STAGE, 0, pool, new Starts(pool, context), TRAINING.batch, context),
    learningRate: TRAINING.learningRate,
    dropoutKey: stageKey(STAGE, PURPOSE.dropout, 0),
  });
  const { weights } = await transformer.state();
  const writing = transformer.write({
    prompt: Uint32Array.of(0),
    length: LENGTH,
    keys: writingKeys(STAGE, PURPOSE.sample, STREAMS),
    decoding: { temperature: 1 },
    window: "refresh",
  });
  const tokens = await collectStreams(STREAMS, LENGTH, writing);
  return { numbers: Float64Array.of(loss, gradientNorm, ...weights), tokens };
}
