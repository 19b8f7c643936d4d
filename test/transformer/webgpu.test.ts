import { assert } from "chai";
import { GpuMemoryError } from "../../src/gpu/index.js";
import {
  collectStreams,
  CpuTransformer,
  initialWeights,
  WebGpuTransformer,
} from "../../src/transformer/index.js";
import { describeTransformer, MODEL, STAGE, TRAINING, wildWeights } from "./behaviour.js";
import { sharedDevice } from "./device.js";
import { errors, isDetermined, NAMES, reference, relativeError, windowsOf } from "./fixture.js";
import { randomNumbers, randomTokens } from "./numbers.js";

const KINDS = [
  { kind: "for software adapters", software: true, effort: { updates: 120, learned: 0.02, draws: 2000 } },
  { kind: "for GPUs", software: false, effort: { updates: 30, learned: 1, draws: 300 } },
];

for (const { kind, software, effort } of KINDS) {
  describe(`the WebGPU engine's kernels ${kind} beside PyTorch`, () => {
    NAMES.forEach((name) => {
      it(`have the logits, gradients and updates of "${name}"`, async () => {
        const { model, training, weights, steps, ...wanted } = await reference(name);
        const flat = Float32Array.from(weights);
        const engine = await WebGpuTransformer.create(await sharedDevice(), model, training, flat, software);
        const counts = isDetermined(model.width);
        const first = steps[0];
        assert.isDefined(first);
        // The logits of every position, as log probabilities.
        const { vocabulary } = model;
        const length = first.inputs[0]?.length ?? 0;
        for (let end = 1; end <= length; end++) {
          const contexts = Uint32Array.from(first.inputs.flatMap((row) => row.slice(0, end)));
          const found = await engine.probabilities(contexts, end);
          first.inputs.forEach((_, row) => {
            const at = (row * length + end - 1) * vocabulary;
            const logits = wanted.logits.data.slice(at, at + vocabulary);
            const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
            const logs = found.subarray(row * vocabulary, (row + 1) * vocabulary).map(Math.log);
            const error = relativeError(
              logs.map((log) => log + Math.log(sum)),
              logits,
            );
            assert.isBelow(error, 2e-5, `logits of row ${row} at ${end - 1}`);
          });
        }
        for (const [number, step] of steps.entries()) {
          const { loss, gradientNorm } = await engine.train({
            number,
            windows: windowsOf(step),
            learningRate: step.rate,
            dropoutKey: [0, 0],
          });
          assert.closeTo(loss, step.loss, 1e-5);
          assert.closeTo(gradientNorm, step.gradientNorm, 3e-5 * step.gradientNorm);
          if (number > 0) continue;
          // The first moment is (1 - beta1) times the clipped gradient.
          const scale = 0.1 * Math.min(1, 1 / (step.gradientNorm + 1e-6));
          const gradient = (await engine.state()).firstMoment.map((m) => m / scale);
          for (const [tensor, error] of errors(model, gradient, wanted.gradients, counts)) {
            assert.isBelow(error, 3e-5, tensor);
          }
        }
        const { weights: after } = await engine.state();
        engine.destroy();
        for (const [tensor, error] of errors(model, after, wanted.after, counts)) {
          assert.isBelow(error, 1e-4, tensor);
        }
      });
    });
  });

  describeTransformer(
    `the WebGPU engine with kernels ${kind}`,
    async (model, training, weights) =>
      WebGpuTransformer.create(await sharedDevice(), model, training, weights, software),
    effort,
  );

  describe(`the WebGPU engine with kernels ${kind} beside the CPU engine`, () => {
    it("has the same losses and weights, to the bit, when asked again", async () => {
      const model = { ...MODEL, context: 20, dropout: 0.2 };
      const training = { ...TRAINING, batch: 16 };
      const windows = randomTokens(randomNumbers(16), 16 * 21, MODEL.vocabulary);
      const run = async (): Promise<unknown[]> => {
        const weights = wildWeights(model, 17);
        const engine = await WebGpuTransformer.create(
          await sharedDevice(),
          model,
          training,
          weights,
          software,
        );
        const losses: number[] = [];
        for (let number = 0; number < 2; number++) {
          const update = { number, windows, learningRate: 0.01, dropoutKey: [number, 2] } as const;
          losses.push((await engine.train(update)).loss);
        }
        const { weights: after } = await engine.state();
        engine.destroy();
        return [losses, after];
      };
      assert.deepEqual(await run(), await run());
    });

    it("has its losses and gradients, dropout and micro-batches included", async () => {
      const model = {
        ...MODEL,
        vocabulary: 70,
        context: 33,
        width: 24,
        heads: 3,
        tiedHead: false,
        dropout: 0.2,
      };
      // Enough rows that GPUs cut the sums over them.
      const training = { ...TRAINING, batch: 16, microBatch: 8 };
      const weights = initialWeights(model, STAGE);
      const gpu = await WebGpuTransformer.create(await sharedDevice(), model, training, weights, software);
      const cpu = new CpuTransformer(model, training, weights);
      const random = randomNumbers(12);
      for (let number = 0; number < 3; number++) {
        const windows = randomTokens(random, 16 * 34, 70);
        const update = { number, windows, learningRate: 0.003, dropoutKey: [number, 1] } as const;
        const [found, wanted] = [await gpu.train(update), await cpu.train(update)];
        assert.closeTo(found.loss, wanted.loss, 2e-5);
        assert.closeTo(found.gradientNorm, wanted.gradientNorm, 1e-4 * wanted.gradientNorm);
        if (number > 0) continue;
        assert.isBelow(relativeError((await gpu.state()).firstMoment, cpu.firstMoment), 3e-5);
      }
      const windows = randomTokens(random, 5 * 34, 70);
      assert.isBelow(relativeError(await gpu.losses(windows, 33), await cpu.losses(windows, 33)), 1e-4);
      gpu.destroy();
    });
  });
}

describe("the WebGPU engine's memory and queue", () => {
  it("refuses what no buffer of this GPU holds, with the numbers", async () => {
    const model = { ...MODEL, vocabulary: 50257, width: 65536, context: 8 };
    const gpu = await sharedDevice();
    let message = "";
    try {
      await WebGpuTransformer.create(gpu, model, TRAINING, new Float32Array(4));
    } catch (error) {
      assert.instanceOf(error, GpuMemoryError);
      message = error.message;
    }
    assert.match(message, /needs [\d,]+ MB .* offers [\d,]+ MB/);
  });

  it("has its gradient with GPT-2's vocabulary, whose logits come in pieces", async () => {
    const model = { ...MODEL, vocabulary: 50_257, context: 50, width: 4, heads: 1, layers: 1 };
    // 400 rows; 64 MB of logits are 333.
    const training = { ...TRAINING, batch: 8, microBatch: 8 };
    const weights = initialWeights(model, STAGE);
    const gpu = await WebGpuTransformer.create(await sharedDevice(), model, training, weights);
    const cpu = new CpuTransformer(model, training, weights);
    const windows = randomTokens(randomNumbers(18), 8 * 51, 50_257);
    const update = { number: 0, windows, learningRate: 0.003, dropoutKey: [0, 1] } as const;
    const [found, wanted] = [await gpu.train(update), await cpu.train(update)];
    assert.closeTo(found.loss, wanted.loss, 2e-5);
    assert.isBelow(relativeError((await gpu.state()).firstMoment, cpu.firstMoment), 3e-5);
    gpu.destroy();
  });

  it("writes every stream as if it were alone, however many there are", async () => {
    const engine = await WebGpuTransformer.create(
      await sharedDevice(),
      MODEL,
      TRAINING,
      wildWeights(MODEL, 15),
    );
    const keys = Array.from({ length: 600 }, (_, stream) => [stream, 7] as const);
    const write = (first: number): Promise<Uint32Array[]> => {
      const own = keys.slice(first);
      const prompt = Uint32Array.of(1);
      const how = { prompt, length: 13, decoding: { temperature: 1 }, window: "refresh" } as const;
      return collectStreams(own.length, 13, engine.write({ ...how, keys: own }));
    };
    // A full context starts again for 256 streams at a time.
    const all = await write(0);
    assert.deepEqual(all.slice(590), await write(590));
    assert.deepEqual(all.slice(200), await write(200));
    engine.destroy();
  });

  it("takes several updates in flight in order", async () => {
    const gpu = await sharedDevice();
    const random = randomNumbers(13);
    const windows = [0, 1, 2].map(() => randomTokens(random, 4 * 9, MODEL.vocabulary));
    const run = async (queued: boolean): Promise<number[]> => {
      const engine = await WebGpuTransformer.create(gpu, MODEL, TRAINING, wildWeights(MODEL, 14));
      const losses: number[] = [];
      const pending = windows.map((batch, number) => {
        const update = { number, windows: batch, learningRate: 0.01, dropoutKey: [0, 0] } as const;
        return () => engine.train(update);
      });
      if (queued)
        losses.push(...(await Promise.all(pending.map((train) => train()))).map(({ loss }) => loss));
      else for (const train of pending) losses.push((await train()).loss);
      engine.destroy();
      return losses;
    };
    assert.deepEqual(await run(true), await run(false));
  });
});
