import { assert } from "chai";
import {
  drawBatch,
  epochs,
  floorSeed,
  forwardFlops,
  initialWeights,
  makePool,
  memoryEstimate,
  parameterCount,
  parameterTable,
  PURPOSE,
  stageKey,
  Starts,
  updateFlops,
  type Model,
} from "../../src/transformer/index.js";
import { seedWords } from "../../src/sampling/index.js";
import { normal, uniform24, uniformInteger } from "../../src/transformer/random.js";
import { drop, makeDropout } from "../../src/transformer/cpu/dropout.js";
import { MODEL, STAGE, TRAINING } from "./behaviour.js";

const PAPER: Model = {
  vocabulary: 65,
  context: 128,
  width: 256,
  layers: 8,
  heads: 4,
  bias: false,
  tiedHead: true,
  activation: "gelu",
  dropout: 0.2,
};
const QUICK: Model = { ...PAPER, context: 32, width: 32, layers: 2, heads: 2, dropout: 0 };
const GPT2: Model = {
  ...PAPER,
  vocabulary: 50257,
  context: 1024,
  width: 768,
  layers: 12,
  heads: 12,
  bias: true,
};

describe("a transformer's sizes", () => {
  it("are those of the presets", () => {
    assert.equal(parameterCount(PAPER), 6_345_216);
    assert.equal(parameterCount(QUICK), 27_840);
    assert.equal(parameterCount(GPT2), 124_439_808);
    assert.closeTo(updateFlops(PAPER, 256), 1.343e12, 1e9);
    assert.closeTo(updateFlops(QUICK, 8), 47.2e6, 1e5);
    assert.equal(forwardFlops(QUICK), 2 * (24 * 1024 + 4 * 32 * 32) + 2 * 65 * 32);
    assert.closeTo(memoryEstimate(PAPER, 16).activations, 273e6, 5e6);
    assert.closeTo(memoryEstimate(PAPER, 16).weights, 102e6, 1e6);
    assert.equal(epochs({ ...TRAINING, steps: 1000, batch: 8 }, 32, 4096), 62.5);
  });

  it("keep tensors apart, decayed ones first, in nanoGPT's order", () => {
    const model = { ...MODEL, vocabulary: 13, width: 6, heads: 3, tiedHead: false };
    const { all, decayed, length } = parameterTable(model);
    const used = new Uint8Array(length);
    for (const { name, shape, offset, size } of all) {
      assert.equal(offset % 4, 0);
      assert.equal(offset < decayed, shape.length === 2, name);
      for (let i = offset; i < offset + size; i++) used[i] = (used[i] ?? 0) + 1;
    }
    assert.equal(Math.max(...used), 1);
    assert.deepEqual(
      all.slice(0, 5).map(({ name }) => name),
      [
        "transformer.wte.weight",
        "transformer.wpe.weight",
        "transformer.h.0.ln_1.weight",
        "transformer.h.0.ln_1.bias",
        "transformer.h.0.attn.c_attn.weight",
      ],
    );
    assert.equal(all.at(-1)?.name, "lm_head.weight");
  });
});

describe("a transformer's random numbers", () => {
  it("stand at their addresses: values of an independent implementation", () => {
    const seed = seedWords(2 ** 32 + 7);
    const stage = { seed, generation: 3, recipe: 2 };
    const init = stageKey(stage, PURPOSE.init, 5);
    const normals = [-0.5352925064026102, -0.0582565842215006, -1.5744753112277172, -2.0582992658930266];
    [0, 1, 2, 1000].forEach((element, i) => assert.closeTo(normal(init, element), normals[i] ?? NaN, 1e-14));
    const batch = stageKey(stage, PURPOSE.batch, 9);
    const starts = [0, 1, 2, 3].map((row) => uniformInteger(batch, row, 1_003_822));
    assert.deepEqual(starts, [592948, 316809, 390501, 306296]);
    const sample = stageKey(stage, PURPOSE.sample, 4);
    const uniforms = [0, 1, 2].map((token) => uniform24(sample, token));
    assert.deepEqual(uniforms, [0.001684427261352539, 0.15988099575042725, 0.44593119621276855]);
    const x = new Float32Array(40).fill(1);
    drop(makeDropout(0.2, stageKey(stage, PURPOSE.dropout, 6)), 4, 0, x, 0, 40);
    const mask = Array.from(x, (value) => (value === 0 ? "0" : "1")).join("");
    assert.equal(mask, "1011111110111110001111101011111111111011");
    const floor = { seed: floorSeed(seed), generation: 0, recipe: 0 };
    assert.closeTo(normal(stageKey(floor, PURPOSE.init, 0), 0), -1.9450156867820254, 1e-14);
  });

  it("make initial weights of nanoGPT's law, other ones for each stage", () => {
    const weights = initialWeights(QUICK, STAGE);
    const { all } = parameterTable(QUICK);
    for (const { name, offset, size, shape } of all) {
      const values = weights.subarray(offset, offset + size);
      if (shape.length === 1) {
        assert.isTrue(values.every((value) => value === 1));
        continue;
      }
      const deviation = name.endsWith("c_proj.weight") ? 0.02 / 2 : 0.02;
      const mean = values.reduce((sum, w) => sum + w, 0) / size;
      const variance = values.reduce((sum, w) => sum + w * w, 0) / size;
      // Six standard errors: false alarms below 1e-7 in all.
      assert.isBelow(Math.abs(mean), (6 * deviation) / Math.sqrt(size), name);
      assert.closeTo(variance / deviation ** 2, 1, 6 * Math.sqrt(2 / size), name);
    }
    assert.deepEqual(initialWeights(QUICK, STAGE), weights);
    for (const stage of [
      { ...STAGE, generation: 1 },
      { ...STAGE, recipe: 1 },
      { ...STAGE, seed: floorSeed(STAGE.seed) },
    ]) {
      assert.notEqual(initialWeights(QUICK, stage)[0], weights[0]);
    }
  });

  it("start windows at every place within a stream, and at no other, alike", () => {
    const lengths = [7, 3, 12, 4];
    let next = 0;
    const pool = makePool(lengths.map((length) => new Uint32Array(length).map(() => next++)));
    const starts = new Starts(pool, 4);
    assert.equal(starts.count, 3 + 0 + 8 + 0);
    const allowed = [0, 1, 2, 10, 11, 12, 13, 14, 15, 16, 17];
    assert.deepEqual(
      Array.from({ length: starts.count }, (_, start) => starts.at(start)),
      allowed,
    );
    const counts = new Map(allowed.map((start) => [start, 0]));
    const batch = 11_000;
    const windows = drawBatch(STAGE, 3, pool, starts, batch, 4);
    for (let row = 0; row < batch; row++) {
      const window = windows.subarray(row * 5, row * 5 + 5);
      const first = window[0] ?? -1;
      assert.deepEqual([...window], [first, first + 1, first + 2, first + 3, first + 4]);
      counts.set(first, (counts.get(first) ?? NaN) + 1);
    }
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // The quantile of chi-square with 10 degrees of freedom at a tail of 1e-6.
    assert.isBelow(chi, 46.9);
  });

  it("drop the share they are told, and scale the rest", () => {
    const x = new Float32Array(100_000).fill(1);
    drop(makeDropout(0.2, [1, 2]), 5, 0, x, 0, x.length);
    const kept = x.filter((value) => value !== 0);
    assert.isTrue(kept.every((value) => value === 1.25));
    // Five standard errors.
    assert.closeTo(kept.length / x.length, 0.8, 5 * Math.sqrt(0.16 / x.length));
    const part = new Float32Array(10).fill(1);
    drop(makeDropout(0.2, [1, 2]), 5, 990, part, 2, 8);
    assert.deepEqual([...part.subarray(2)], [...x.subarray(990, 998)]);
  });
});
