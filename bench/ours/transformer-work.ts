import {
  initialWeights,
  trainModel,
  makePool,
  type Model,
  type Training,
  type Transformer,
} from "../../src/transformer/index.js";
import { modelOf, someWindows, trainingOf, type Done, type Work } from "../transformer/work.js";

/** Opens a model on an engine. */
export type Create = (model: Model, training: Training, weights: Float32Array) => Promise<Transformer>;

const STAGE = { seed: [1, 0], generation: 0, recipe: 0 } as const;
/** Most updates between two looks at the clock. */
const MOST_UPDATES = 64;

/** Does work of one model after another; an engine stays open from one asking to the next. */
export function transformerRunner(create: Create): (work: Work, now: () => number) => Promise<Done> {
  let open: { key: string; transformer: Transformer } | null = null;
  return async (work, now) => {
    const key = JSON.stringify({ ...work, seconds: 0 });
    if (open?.key !== key) {
      open?.transformer.destroy();
      const model = modelOf(work);
      const transformer = await create(model, trainingOf(work.batch), initialWeights(model, STAGE));
      open = { key, transformer };
      // Compiles, untimed.
      await (work.task === "training" ? learn(transformer, work, 1) : write(transformer, work));
    }
    const { transformer } = open;
    const began = now();
    let tokens = 0;
    let updates = 1;
    for (;;) {
      tokens +=
        work.task === "training" ? await learn(transformer, work, updates) : await write(transformer, work);
      const seconds = now() - began;
      const left = (work.seconds - seconds) / seconds;
      if (left <= 0) return { tokens, seconds };
      const fitting = Math.floor((left * tokens) / (work.batch * work.context));
      updates = Math.max(1, Math.min(fitting, MOST_UPDATES));
    }
  };
}

/** Updates as a run makes them, two under way at a time; returns the tokens learned. */
async function learn(transformer: Transformer, work: Work, updates: number): Promise<number> {
  const training = trainingOf(work.batch);
  const pool = makePool([someWindows(work)]);
  let tokens = 0;
  for await (const { loss } of trainModel(transformer, training, STAGE, pool, 0, updates)) {
    if (!Number.isFinite(loss)) throw new Error("The loss is not finite.");
    tokens += work.batch * work.context;
  }
  return tokens;
}

/** Writes as many tokens as a context holds in every stream; returns how many. */
async function write(transformer: Transformer, { batch, context }: Work): Promise<number> {
  let tokens = 0;
  const request = {
    prompt: Uint32Array.of(0),
    length: context,
    keys: Array.from({ length: batch }, (_, stream) => [stream, 1] as const),
    decoding: { temperature: 1 },
    window: "refresh",
  } as const;
  for await (const { streams, count } of transformer.write(request)) tokens += streams * count;
  return tokens;
}
