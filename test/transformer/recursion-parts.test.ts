import { assert } from "chai";
import { makePool } from "../../src/transformer/pool.js";
import {
  distanceL1,
  distinctNGrams,
  frequencies,
  lawMeasures,
  meanL1,
} from "../../src/transformer/recursion/measures.js";
import { poolOf } from "../../src/transformer/recursion/pools.js";
import { workOf } from "../../src/transformer/recursion/work.js";
import { consecutiveWindows, spreadWindows } from "../../src/transformer/recursion/windows.js";
import { planOf, ran, SILENT, tiny } from "./recursion.js";

const stream = (...tokens: number[]): Uint32Array => Uint32Array.from(tokens);

describe("measures", () => {
  it("of laws are means over contexts", () => {
    const a = Float32Array.of(1, 0, 0.5, 0.5);
    const b = Float32Array.of(0, 1, 0.5, 0.5);
    assert.deepEqual(lawMeasures(a, 2), { sumOfSquares: 0.75, entropy: Math.LN2 / 2 });
    assert.equal(meanL1(a, b, 2), 1);
    assert.equal(meanL1(a, a, 2), 0);
    assert.isNull(meanL1(a, Float32Array.of(NaN, 1, 0, 1), 2));
  });

  it("of frequencies do not look across streams", () => {
    const { unigrams, bigrams } = frequencies([stream(0, 1, 0), stream(2, 2)], 3);
    assert.deepEqual(
      [...unigrams],
      [
        [0, 0.4],
        [1, 0.2],
        [2, 0.4],
      ],
    );
    assert.deepEqual(
      [...bigrams].map(([key]) => key),
      [1, 3, 8],
    );
    assert.equal(distanceL1(new Map([[0, 1]]), new Map([[1, 1]])), 2);
    assert.equal(distanceL1(bigrams, bigrams), 0);
  });

  it("of n-grams count those inside streams", () => {
    // Pairs 01 10 01 and 01 12: 3 distinct of 5; triples 010 101 012: 3 of 3; one of four tokens.
    assert.deepEqual(distinctNGrams([stream(0, 1, 0, 1), stream(0, 1, 2)], 3), [3 / 7, 3 / 5, 1, 1]);
    assert.deepEqual(distinctNGrams([stream(5, 5, 5, 5)], 2 ** 20), [1 / 4, 1 / 3, 1 / 2, 1]);
    assert.deepEqual(distinctNGrams([stream(1, 1)], 2), [1 / 2, 1, 0, 0]);
  });
});

describe("windows", () => {
  it("for validation follow one another without overlap", () => {
    const text = Uint32Array.from({ length: 111_540 }, (_, i) => i);
    const counts = [32, 64, 128].map((context) => consecutiveWindows(makePool([text]), context).count);
    assert.deepEqual(counts, [3485, 1742, 871]);
    const { tokens, count } = consecutiveWindows(makePool([stream(0, 1, 2, 3, 4, 5, 6), stream(7, 8, 9)]), 2);
    assert.equal(count, 4);
    assert.deepEqual([...tokens], [0, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9]);
  });

  it("of a model's own pool are spread over it and cross no streams", () => {
    const pool = makePool([stream(0, 1, 2, 3), stream(4, 5, 6), stream(7)]);
    assert.deepEqual([...spreadWindows(pool, 3, 2).tokens], [0, 1, 2, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual([...spreadWindows(pool, 1, 2).tokens], [0, 1, 2]);
  });
});

describe("pools", () => {
  const RECIPES = [
    { form: "partially-synthetic", samples: 128, realSamples: 512 },
    { form: "fresh-real", samples: 512, realShare: 0.5 },
    { form: "accumulate", samples: 128, realSamples: 512 },
    { form: "accumulate-subsample", samples: 256, realSamples: 512 },
    { form: "most-recent", samples: 512, window: 2 },
  ];
  const file = tiny({ recipes: RECIPES, generations: 4, training: { steps: 1, batch: 1 } });
  const plan = planOf(file);
  /** Tokens of a pool, in streams of 64. */
  const streams = (tokens: Uint32Array): string[] =>
    Array.from({ length: tokens.length / 64 }, (_, i) => tokens.subarray(64 * i, 64 * i + 64).join());

  it("are made of what each recipe says", async () => {
    const state = await ran(plan);
    const known = (name: string): string[] => streams(state.tokens.get(name) ?? new Uint32Array());
    const pool = (recipe: number, generation: number): string[] =>
      streams(poolOf(plan, state, { generation, recipe, floor: false }).tokens);
    const real = known("real");
    assert.lengthOf(real, 8);
    assert.deepEqual(pool(0, 4), [...real, ...known("written/0/3")]);
    assert.deepEqual(pool(0, 2), [...real, ...known("written/1").slice(0, 2)]);
    assert.deepEqual(pool(1, 3), [...known("fresh/1/3"), ...known("written/1/2").slice(4)]);
    assert.lengthOf(known("fresh/1/3"), 4);
    const all = [
      ...real,
      ...known("written/1").slice(0, 2),
      ...known("written/2/2"),
      ...known("written/2/3"),
    ];
    assert.deepEqual(pool(2, 4), all);
    const [subset, other] = [pool(3, 3), pool(3, 4)];
    assert.lengthOf(new Set(subset), 4);
    assert.notDeepEqual(subset, other);
    const kept = [...real, ...known("written/1").slice(0, 4), ...known("written/3/2")];
    assert.isTrue(subset.every((one) => kept.includes(one)));
    // Generation 2 looks back at p(0) and p(1), generation 4 at p(2), which has written for 3 already, and p(3).
    assert.deepEqual(pool(4, 2), [...known("fresh/4/2"), ...known("written/1").slice(0, 4)]);
    assert.deepEqual(pool(4, 4), [...known("written/4/2").slice(4), ...known("written/4/3").slice(0, 4)]);
    // No stream is written twice.
    const written = [...state.tokens]
      .filter(([name]) => name !== "contexts")
      .flatMap(([name]) => known(name));
    assert.lengthOf(new Set(written), written.length);
  });

  it("take new real tokens of a text one after another, from its start again at its end", () => {
    const corpus = planOf({ ...file, realData: "corpus" });
    const text = streams(corpus.trainingText.subarray(0, 64 * Math.floor(corpus.trainingText.length / 64)));
    const tokens = new Map([
      ["written/1", new Uint32Array(512)],
      ["written/1/9", new Uint32Array(512)],
    ]);
    const fresh = (generation: number): string[] =>
      streams(poolOf(corpus, { tokens }, { generation, recipe: 1, floor: false }).tokens).slice(0, 4);
    assert.deepEqual(fresh(2), text.slice(8, 12));
    assert.deepEqual(
      fresh(10),
      [0, 1, 2, 3].map((i) => text[(8 + 8 * 4 + i) % text.length]),
    );
  });
});

describe("the work of a recursion", () => {
  it("is what it then takes", async () => {
    const recipes = [
      { form: "fresh-real", samples: 512, realShare: 0.5 },
      { form: "most-recent", samples: 512, window: 2 },
    ];
    for (const realData of ["model", "corpus"]) {
      const plan = planOf(tiny({ recipes, realData, generations: 3, training: { steps: 7, batch: 2 } }));
      const done = { training: 0, measuring: 0, writing: 0 };
      await ran(plan, undefined, {
        ...SILENT,
        did: (activity, tokens) => (done[activity] += tokens),
      });
      const planned = { training: 0, measuring: 0, writing: 0 };
      for (const model of plan.models) {
        const work = workOf(plan, model);
        planned.training += work.training;
        planned.measuring += work.measuring;
        planned.writing += work.writing;
      }
      assert.equal(done.training, planned.training);
      assert.equal(done.writing, planned.writing);
      assert.approximately(done.measuring, planned.measuring, 0.1 * planned.measuring);
    }
  });
});
