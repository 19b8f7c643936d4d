import { assert } from "chai";
import {
  CpuTransformer,
  decode,
  learningRate,
  parameterTable,
  type Model,
} from "../../src/transformer/index.js";
import type { Activations } from "../../src/transformer/cpu/activations.js";
import { logitsOf } from "../../src/transformer/cpu/head.js";
import type { Real } from "../../src/transformer/cpu/real.js";
import { describeTransformer, MODEL, TRAINING, wildWeights } from "./behaviour.js";
import { errors, fixture, isDetermined, NAMES, reference, relativeError, windowsOf } from "./fixture.js";
import { randomArray, randomNumbers, randomTokens } from "./numbers.js";

const ENGINES = [
  {
    make: Float64Array,
    // The fixture has nine digits.
    tolerance: { value: 1e-8, gradient: 1e-8, after: 1e-8, loss: 2e-8, zero: 1e-14 },
  },
  { make: Float32Array, tolerance: { value: 2e-5, gradient: 3e-5, after: 1e-4, loss: 1e-5, zero: 1e-6 } },
] as const;

/** The fixture's names for what a block computes. */
function named({ embedded, blocks, lnF }: Activations): [string, Real][] {
  return [
    ["transformer.drop", embedded],
    ...blocks.flatMap((block, i): [string, Real][] => {
      const at = `transformer.h.${i}.`;
      return [
        [`${at}ln_1`, block.ln1],
        [`${at}attn.softmax`, block.softmax],
        [`${at}attn`, block.attn],
        [`${at}residual_1`, block.residual1],
        [`${at}ln_2`, block.ln2],
        [`${at}mlp.c_fc`, block.fc],
        [`${at}residual_2`, block.residual2],
      ];
    }),
    ["transformer.ln_f", lnF],
  ];
}

for (const { make, tolerance } of ENGINES) {
  describe(`the CPU engine in ${make.name} beside PyTorch`, () => {
    NAMES.forEach((name) => {
      it(`has the activations, logits and gradients of "${name}"`, async () => {
        const { model, training, weights, steps, ...wanted } = await reference(name);
        const engine = new CpuTransformer(model, training, weights, make);
        const step = steps[0];
        assert.isDefined(step);
        const loss = engine.differentiate({ windows: windowsOf(step), dropoutKey: [0, 0] });
        assert.closeTo(loss, step.loss, tolerance.loss);
        const { activations } = engine;
        assert.isNotNull(activations);
        for (const [what, values] of named(activations)) {
          const found = wanted.activations[what]?.data ?? [NaN];
          assert.equal(values.length, found.length, what);
          assert.isBelow(relativeError(values, found), tolerance.value, what);
        }
        const rows = activations.lnF.length / model.width;
        const logits = new make(rows * model.vocabulary);
        const { head } = parameterTable(model);
        const from = engine.weights.subarray(head.offset, head.offset + head.size);
        logitsOf(model, from, activations.lnF, 0, rows, logits);
        assert.isBelow(relativeError(logits, wanted.logits.data), tolerance.value);

        const { width } = model;
        for (const [tensor, error] of errors(model, engine.gradient, wanted.gradients, isDetermined(width))) {
          assert.isBelow(error, tolerance.gradient, tensor);
        }
        for (const { cAttn } of parameterTable(model).blocks) {
          if (cAttn.bias === null) continue;
          const { offset } = cAttn.bias;
          const keys = engine.gradient.subarray(offset + width, offset + 2 * width);
          assert.isBelow(Math.max(...keys.map(Math.abs)), tolerance.zero);
        }
      });

      it(`has the weights of "${name}" after three updates`, async () => {
        const { model, training, weights, steps, ...wanted } = await reference(name);
        const engine = new CpuTransformer(model, training, weights, make);
        for (const [number, step] of steps.entries()) {
          const { loss, gradientNorm } = await engine.train({
            number,
            windows: windowsOf(step),
            learningRate: step.rate,
            dropoutKey: [0, 0],
          });
          assert.closeTo(loss, step.loss, tolerance.loss);
          assert.closeTo(gradientNorm, step.gradientNorm, tolerance.gradient * step.gradientNorm);
        }
        const { weights: after, firstMoment, secondMoment } = engine;
        const counts = isDetermined(model.width);
        const found = [
          ...errors(model, after, wanted.after, counts),
          ...(wanted.firstMoment ? errors(model, firstMoment, wanted.firstMoment, counts) : []),
          ...(wanted.secondMoment ? errors(model, secondMoment, wanted.secondMoment, counts) : []),
        ];
        for (const [tensor, error] of found) assert.isBelow(error, tolerance.after, tensor);
      });
    });
  });
}

describe("the schedule and decoding beside PyTorch", () => {
  it("has the fixture's learning rates", async () => {
    const { peak, steps, warmup, final, rates } = (await fixture()).schedule;
    const { training } = await reference("plain");
    const own = {
      ...training,
      steps,
      warmupSteps: warmup,
      learningRate: peak,
      finalLearningRate: peak * final,
    };
    for (const [update, rate] of rates) assert.closeTo(learningRate(own, update), rate, 1e-8 * peak);
  });

  it("has the fixture's probabilities", async () => {
    const { logits, cases } = (await fixture()).decoding;
    for (const { temperature, topK, topP, probabilities } of cases) {
      const weights = new Float64Array(logits.length);
      const decoding = {
        temperature,
        ...(topK === null ? {} : { topK }),
        ...(topP === null ? {} : { topP }),
      };
      const sum = decode(decoding, logits, 0, weights);
      assert.isBelow(
        relativeError(
          weights.map((w) => w / sum),
          probabilities,
        ),
        1e-8,
      );
    }
  });
});

describeTransformer(
  "the CPU engine",
  (model, training, weights) => Promise.resolve(new CpuTransformer(model, training, weights)),
  { updates: 120, learned: 0.02, draws: 20_000 },
);

describe("the CPU engine's gradient", () => {
  const models: Model[] = [
    { ...MODEL, vocabulary: 13, context: 19, width: 12, heads: 3, layers: 2, tiedHead: false, dropout: 0.3 },
    { ...MODEL, context: 18, activation: "gelu-tanh", bias: false },
  ];
  for (const model of models) {
    it(`is the slope of its loss in float64 (${model.activation}, dropout ${model.dropout})`, () => {
      const random = randomNumbers(10);
      const weights = Float64Array.from(wildWeights(model, 11));
      const batch = 2;
      const windows = randomTokens(random, batch * (model.context + 1), model.vocabulary);
      const update = { windows, dropoutKey: [3, 4] as const };
      const training = { ...TRAINING, batch };
      const lossAt = (at: Float64Array): number =>
        new CpuTransformer(model, training, at, Float64Array).differentiate(update);
      const engine = new CpuTransformer(model, training, weights, Float64Array);
      engine.differentiate(update);
      for (const { name, offset, size } of parameterTable(model).all) {
        const direction = new Float64Array(weights.length);
        direction.set(randomArray(random, size), offset);
        const moved = (step: number): number => lossAt(weights.map((w, i) => w + step * (direction[i] ?? 0)));
        const h = 1e-4;
        const slope = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
        const wanted = direction.reduce((sum, d, i) => sum + d * (engine.gradient[i] ?? 0), 0);
        assert.closeTo(slope, wanted, 1e-9 + 1e-8 * Math.abs(wanted), name);
      }
    });
  }
});

describe("the CPU engine between the parts of a batch", () => {
  const training = { ...TRAINING, batch: 6, microBatch: 2 } as const;
  const weights = wildWeights(MODEL, 12);
  const updates = [0, 1, 2].map((number) => ({
    number,
    windows: randomTokens(randomNumbers(20 + number), 6 * (MODEL.context + 1), MODEL.vocabulary),
    learningRate: 0.01,
    dropoutKey: [5, number] as const,
  }));

  it("rests, and its updates still follow one another", async () => {
    let rests = 0;
    const rest = (): Promise<void> => {
      rests++;
      return new Promise((resolve) => setTimeout(resolve));
    };
    const resting = new CpuTransformer(MODEL, training, weights, Float32Array, rest);
    const together = await Promise.all(updates.map((update) => resting.train(update)));
    const alone = new CpuTransformer(MODEL, training, weights);
    for (const [i, update] of updates.entries()) assert.deepEqual(together[i], await alone.train(update));
    assert.deepEqual(await resting.state(), await alone.state());
    assert.equal(rests, 3 * updates.length);
  });

  it("gives an update up where its rest rejects, which has then changed nothing", async () => {
    const rest = (): Promise<void> => Promise.reject(new Error("Stopped."));
    const stopped = new CpuTransformer(MODEL, training, weights, Float32Array, rest);
    const ends = await Promise.allSettled(updates.map((update) => stopped.train(update)));
    assert.deepEqual(new Set(ends.map(({ status }) => status)), new Set(["rejected"]));
    assert.deepEqual(await stopped.state(), await new CpuTransformer(MODEL, training, weights).state());
  });
});
