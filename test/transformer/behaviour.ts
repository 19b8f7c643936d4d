import { assert } from "chai";
import {
  collectStreams,
  decode,
  drawToken,
  initialWeights,
  learningRate,
  makePool,
  parameterTable,
  PURPOSE,
  trainModel,
  writingKeys,
  type Decoding,
  type Model,
  type Training,
  type Transformer,
  type Window,
} from "../../src/transformer/index.js";
import { uniform24, type Stage } from "../../src/transformer/random.js";
import { randomArray, randomNumbers, randomTokens } from "./numbers.js";
import { relativeError } from "./fixture.js";

/** Opens a model on an engine. */
export type Create = (model: Model, training: Training, weights: Float32Array) => Promise<Transformer>;

export const STAGE: Stage = { seed: [1, 0], generation: 0, recipe: 0 };

export const MODEL: Model = {
  vocabulary: 11,
  context: 8,
  width: 16,
  layers: 2,
  heads: 2,
  bias: true,
  tiedHead: true,
  activation: "gelu",
  dropout: 0,
};

export const TRAINING: Training = {
  steps: 120,
  batch: 4,
  microBatch: "auto",
  learningRate: 0.01,
  finalLearningRate: 0.01,
  warmupSteps: 0,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  gradientClip: 1,
};

/** Weights far from their initial law, so that attention and the next token's law are far from flat. */
export function wildWeights(model: Model, seed: number): Float32Array {
  const random = randomNumbers(seed);
  const table = parameterTable(model);
  const weights = new Float32Array(table.length);
  for (const { offset, size, shape } of table.all) {
    const values = randomArray(random, size).map((u) => (shape.length === 1 ? 1 + 0.2 * u : 0.6 * u));
    weights.set(values, offset);
  }
  return weights;
}

/** Chi-square's quantile at a tail of 1e-6 (Wilson and Hilferty). */
function chiSquareLimit(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 4.7534 * Math.sqrt(spread)) ** 3;
}

/** How much is asked of an engine: less of kernels that this adapter only emulates. */
export interface Effort {
  /** Updates on one batch, and the loss that they end below. */
  readonly updates: number;
  readonly learned: number;
  /** Tokens drawn for a chi-square test. */
  readonly draws: number;
}

/** The tests that every engine passes. */
export function describeTransformer(name: string, create: Create, effort: Effort): void {
  describe(name, () => {
    const random = randomNumbers(3);
    const windows = randomTokens(random, 4 * 9, MODEL.vocabulary);
    for (let row = 0; row < 4; row++) windows[row * 9] = row;

    it("starts at a loss of ln V + d 0.02^2 / 2", async () => {
      const model: Model = { ...MODEL, vocabulary: 65, context: 32, width: 32 };
      const engine = await create(model, { ...TRAINING, batch: 8 }, initialWeights(model, STAGE));
      const batch = randomTokens(random, 8 * 33, 65);
      const { loss } = await engine.train({
        number: 0,
        windows: batch,
        learningRate: 0,
        dropoutKey: [0, 0],
      });
      engine.destroy();
      // Five standard deviations over seeds, of 1.7e-4 d each.
      assert.closeTo(loss, Math.log(65) + (32 * 0.02 ** 2) / 2, 5 * 1.7e-4 * 32);
    });

    it("learns one batch by heart", async () => {
      const engine = await create(MODEL, TRAINING, initialWeights(MODEL, STAGE));
      let last = Infinity;
      for (let number = 0; number < effort.updates; number++) {
        const update = { number, windows, learningRate: 0.01, dropoutKey: [0, 0] } as const;
        last = (await engine.train(update)).loss;
      }
      assert.isBelow(last, effort.learned);
      const losses = await engine.losses(windows, 8);
      engine.destroy();
      assert.equal(losses.length, 32);
      assert.isBelow(Math.max(...losses), 10 * effort.learned);
    });

    it("judges as it trains where nothing is dropped", async () => {
      const engine = await create(MODEL, TRAINING, wildWeights(MODEL, 4));
      const losses = await engine.losses(windows, 8);
      const { loss } = await engine.train({ number: 0, windows, learningRate: 0.01, dropoutKey: [0, 0] });
      engine.destroy();
      assert.closeTo(losses.reduce((sum, one) => sum + one) / losses.length, loss, 1e-5);
    });

    it("has one gradient whatever the micro-batch, dropout included", async () => {
      const model = { ...MODEL, dropout: 0.3 };
      const moments: Float32Array[] = [];
      const all: number[] = [];
      for (const microBatch of [1, 2, 4]) {
        const engine = await create(model, { ...TRAINING, microBatch }, wildWeights(model, 5));
        const { loss } = await engine.train({
          number: 0,
          windows,
          learningRate: 0.01,
          dropoutKey: [5, 6],
        });
        all.push(loss);
        moments.push((await engine.state()).firstMoment);
        engine.destroy();
      }
      const [one = [], two = [], four = []] = moments;
      assert.closeTo(all[0] ?? NaN, all[2] ?? NaN, 1e-5);
      assert.isBelow(relativeError(one, four), 1e-5);
      assert.isBelow(relativeError(two, four), 1e-5);
    });

    it("gives the same losses twice, and again from a saved state", async () => {
      const model = { ...MODEL, dropout: 0.2 };
      const update = (number: number): Parameters<Transformer["train"]>[0] => ({
        number,
        windows,
        learningRate: 0.01,
        dropoutKey: [number, 7],
      });
      const run = async (): Promise<number[]> => {
        const engine = await create(model, TRAINING, wildWeights(model, 6));
        const losses: number[] = [];
        for (let u = 0; u < 3; u++) losses.push((await engine.train(update(u))).loss);
        const other = await create(model, TRAINING, wildWeights(model, 7));
        other.restore(await engine.state());
        losses.push((await engine.train(update(3))).loss);
        assert.equal((await other.train(update(3))).loss, losses[3]);
        engine.destroy();
        other.destroy();
        return losses;
      };
      assert.deepEqual(await run(), await run());
    });

    it("trains in parts as in one go, and rests where the loop is left", async () => {
      const training = { ...TRAINING, steps: 6, warmupSteps: 3 };
      const model = { ...MODEL, dropout: 0.1 };
      const pool = makePool([randomTokens(randomNumbers(15), 60, MODEL.vocabulary)]);
      const whole = await create(model, training, wildWeights(model, 16));
      const losses: number[] = [];
      for await (const done of trainModel(whole, training, STAGE, pool, 0, 6)) {
        assert.equal(done.number, losses.length);
        assert.equal(done.learningRate, learningRate(training, done.number));
        losses.push(done.loss);
      }
      const parts = await create(model, training, wildWeights(model, 16));
      const again: number[] = [];
      for (const [from, to] of [
        [0, 1],
        [1, 4],
        [4, 6],
      ] as const) {
        for await (const { loss } of trainModel(parts, training, STAGE, pool, from, to)) again.push(loss);
      }
      assert.deepEqual(again, losses);
      assert.deepEqual(await parts.state(), await whole.state());

      const left = await create(model, training, wildWeights(model, 16));
      const numbers: number[] = [];
      for await (const { number } of trainModel(left, training, STAGE, pool, 0, 6)) {
        numbers.push(number);
        if (number === 2) break;
      }
      const { weights } = await left.state();
      assert.deepEqual(numbers, [0, 1, 2]);
      // What was under way when the loop was left is in the weights: nothing changes them later.
      assert.deepEqual((await left.state()).weights, weights);
      for (const engine of [whole, parts, left]) engine.destroy();
    });

    (["refresh", "slide"] as const satisfies Window[]).forEach((window) => {
      it(`writes with the window "${window}" as without a cache`, async () => {
        const engine = await create(MODEL, TRAINING, wildWeights(MODEL, 8));
        const keys = writingKeys(STAGE, PURPOSE.sample, 5);
        const decoding: Decoding = { temperature: 0.9 };
        const prompt = Uint32Array.of(2, 3);
        const length = 21;
        const request = { prompt, length, keys, decoding, window };
        const streams = await collectStreams(5, length, engine.write(request));
        for (const [s, stream] of streams.entries()) {
          const text = [...prompt];
          let start = 0;
          for (let i = 0; i < length; i++) {
            if (window === "slide") start = Math.max(0, text.length - 8);
            else if (text.length - start === 8) start = text.length - 4;
            const seen = Uint32Array.from(text.slice(start));
            const p = await engine.probabilities(seen, seen.length);
            const weights = new Float64Array(MODEL.vocabulary);
            const sum = decode(decoding, p.map(Math.log), 0, weights);
            const token = drawToken(weights, sum, uniform24(keys[s] ?? [0, 0], i));
            assert.equal(stream[i], token, `token ${i} of stream ${s}`);
            text.push(token);
          }
        }
        engine.destroy();
      });
    });

    it("draws tokens with their probabilities (chi-square, false alarms 4e-6)", async () => {
      const engine = await create(MODEL, TRAINING, wildWeights(MODEL, 9));
      const { draws } = effort;
      const prompt = Uint32Array.of(1);
      const p = await engine.probabilities(prompt, 1);
      const choices: Decoding[] = [
        { temperature: 1 },
        { temperature: 0.7 },
        { temperature: 1, topK: 5 },
        { temperature: 1.3, topK: 9, topP: 0.8 },
      ];
      for (const [generation, decoding] of choices.entries()) {
        const keys = writingKeys({ ...STAGE, generation }, PURPOSE.sample, draws);
        const request = { prompt, length: 1, keys, decoding, window: "refresh" } as const;
        const counts = new Float64Array(MODEL.vocabulary);
        for (const [token] of await collectStreams(draws, 1, engine.write(request))) {
          counts[token ?? 0] = (counts[token ?? 0] ?? 0) + 1;
        }
        const weights = new Float64Array(MODEL.vocabulary);
        const sum = decode(decoding, p.map(Math.log), 0, weights);
        let chi = 0;
        let freedom = -1;
        weights.forEach((weight, k) => {
          const expected = (draws * weight) / sum;
          const count = counts[k] ?? 0;
          if (expected === 0) assert.equal(count, 0);
          if (expected < 1) return;
          chi += (count - expected) ** 2 / expected;
          freedom++;
        });
        assert.isBelow(chi, chiSquareLimit(freedom), JSON.stringify(decoding));
      }
      engine.destroy();
    });
  });
}
