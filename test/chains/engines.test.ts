import { assert } from "chai";
import fc from "fast-check";
import { checkAdapter, drawOnCpu, drawOnGpu, type BinomialRow } from "../../src/chains/self-test.js";
import type { ChainsExperiment, Truth } from "../../src/index.js";
import { CHAINS, BINOMIALS } from "../sampling/golden.js";
import { experimentOf } from "./experiments.js";
import { assertSame, runOnCpu, runOnGpu, sharedDevice } from "./run-engines.js";

const truths: fc.Arbitrary<Truth> = fc.oneof(
  fc.record({ form: fc.constant("uniform" as const), tokens: fc.integer({ min: 1, max: 300 }) }),
  fc.record({
    form: fc.constant("zipf" as const),
    tokens: fc.integer({ min: 1, max: 400 }),
    exponent: fc.double({ min: 0, max: 2, noNaN: true }),
  }),
  fc.record({
    form: fc.constant("dirichlet" as const),
    tokens: fc.integer({ min: 2, max: 60 }),
    concentration: fc.constantFrom(0.1, 1, 4),
    seed: fc.constantFrom(1, "two"),
  }),
  fc.record({
    form: fc.constant("weights" as const),
    weights: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 20 }).map((w) => [1, ...w]),
  }),
);

const experiments: fc.Arbitrary<ChainsExperiment> = fc
  .record({
    seed: fc.oneof(fc.integer({ min: 0, max: 2 ** 50 }), fc.constantFrom("a", "sweep/3")),
    truth: truths,
    contexts: fc.constantFrom(1, 1, 2, 5),
    samples: fc.constantFrom(1, 2, 5, 17, 40, 97, 300),
    chains: fc.integer({ min: 1, max: 70 }),
    generations: fc.constantFrom(null, null, 1, 7, 300),
    ends: fc.boolean(),
  })
  .map(({ ends, ...fields }) =>
    experimentOf({ ...fields, stop: ends && fields.generations !== null ? "generations" : "collapse" }),
  );

describe("the CPU engine", () => {
  CHAINS.forEach(({ truth, samples, ends }) => {
    it(`gives the golden chains of ${truth.form}, ${truth.tokens} tokens, n = ${samples}`, () => {
      const chains = ends.split(" ");
      const result = runOnCpu(experimentOf({ truth, samples, chains: chains.length }));
      const expected = new Map<number, number>();
      for (const end of chains) {
        const T = Number(end.split(":")[0]);
        expected.set(T, (expected.get(T) ?? 0) + 1);
      }
      assert.deepEqual(
        result.collapseTime.counts,
        [...expected].sort((a, b) => a[0] - b[0]),
      );
      const winners = new Map<number, number>();
      for (const end of chains) {
        const token = Number(end.split(":")[1]);
        winners.set(token, (winners.get(token) ?? 0) + 1);
      }
      assert.deepEqual(
        result.winners,
        [...winners].sort((a, b) => a[0] - b[0]),
      );
    });
  });

  it("gives one result whatever the units and their order", () => {
    fc.assert(
      fc.property(
        experiments,
        fc.integer({ min: 1, max: 500 }),
        fc.infiniteStream(fc.nat(1000)),
        (experiment, items, order) => {
          const whole = runOnCpu(experiment, 1e9);
          const parts = runOnCpu(experiment, items, (count) =>
            Array.from({ length: count }, (_, i) => ({ i, key: Number(order.next().value) }))
              .sort((a, b) => a.key - b.key)
              .map(({ i }) => i),
          );
          // Standard errors of contexts with different truths are pooled by unit, and agree to rounding only.
          assert.equal(parts.digest, whole.digest);
          assert.deepEqual(parts.collapseTime, whole.collapseTime);
          if (experiment.truth.form !== "dirichlet") assert.deepEqual(parts.series, whole.series);
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });
});

describe("the WebGPU engine", () => {
  it("draws the golden binomials, and those of every regime", async () => {
    const { device } = await sharedDevice();
    const rows = BINOMIALS.map(([n, c, R], i): BinomialRow => [[0x01234567 + i, 0x89abcdef], i + 1, n, c, R]);
    assert.deepEqual(
      (await drawOnGpu(device, 2 ** 20, rows)).map((answer) => answer.slice(0, 4)),
      BINOMIALS.map(([, , , ...drawn]) => drawn),
    );
    assert.isTrue(await checkAdapter(device));
    const many = fc.sample(
      fc.tuple(
        fc.tuple(fc.nat(2 ** 32 - 1), fc.nat(2 ** 32 - 1)),
        fc.nat(2 ** 32 - 1),
        fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 2 ** 20 })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 2 ** 31 })),
      ),
      { seed: 6, numRuns: 20000 },
    );
    const random = many.map(([key, generation, n, share, R]): BinomialRow => [
      key,
      generation,
      n,
      Math.round(share * R),
      R,
    ]);
    assert.deepEqual(await drawOnGpu(device, 2 ** 20, random), drawOnCpu(2 ** 20, random));
  });

  it("equals the CPU engine over random experiments, standard errors included", async () => {
    await fc.assert(
      fc.asyncProperty(experiments, fc.constantFrom(1, 30, 128, Infinity), async (experiment, lanes) => {
        const cpu = runOnCpu(experiment);
        const gpu = await runOnGpu(experiment, lanes);
        assertSame(gpu, cpu);
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  it("gives the same T and tokens where they alone are asked for", async () => {
    for (const tokens of [3, 70]) {
      const experiment = experimentOf({ truth: { form: "uniform", tokens }, samples: 300, chains: 100 });
      const gpu = await runOnGpu(experiment, Infinity, true);
      const cpu = runOnCpu(experiment);
      assert.deepEqual(gpu.collapseTime, cpu.collapseTime);
      assert.deepEqual(gpu.winners, cpu.winners);
    }
  });

  const regimes: [string, ChainsExperiment][] = [
    [
      "a tree of two levels",
      experimentOf({ truth: { form: "uniform", tokens: 500 }, samples: 3000, chains: 3, generations: 40 }),
    ],
    [
      "a tree of three levels",
      experimentOf({
        truth: { form: "zipf", tokens: 5000, exponent: 0.1 },
        samples: 30000,
        chains: 2,
        generations: 5,
      }),
    ],
    [
      "more tokens than samples",
      experimentOf({ truth: { form: "zipf", tokens: 3000, exponent: 1 }, samples: 200, chains: 20 }),
    ],
    [
      "a large vocabulary",
      experimentOf({ truth: { form: "zipf", tokens: 50257, exponent: 1 }, samples: 100, chains: 30 }),
    ],
    [
      "two tokens, most of whose generations are no rows",
      experimentOf({ truth: { form: "uniform", tokens: 2 }, samples: 1000, chains: 60 }),
    ],
    [
      "few tokens and many samples",
      experimentOf({ truth: { form: "zipf", tokens: 40, exponent: 1 }, samples: 300, chains: 60 }),
    ],
    [
      "a node of one token, and one of none at times",
      experimentOf({ truth: { form: "uniform", tokens: 65 }, samples: 600, chains: 6, generations: 300 }),
    ],
    [
      "sums of more than two digits",
      experimentOf({ truth: { form: "uniform", tokens: 3 }, samples: 2 ** 20, chains: 300, generations: 3 }),
    ],
    [
      "a million tokens",
      experimentOf({ truth: { form: "uniform", tokens: 1e6 }, samples: 50, chains: 70, generations: 2 }),
    ],
    [
      "more chains than lanes",
      experimentOf({ truth: { form: "uniform", tokens: 2 }, samples: 5, chains: 5000 }),
    ],
  ];
  regimes.forEach(([name, experiment]) => {
    it(`equals the CPU engine for ${name}`, async () => {
      const gpu = await runOnGpu(experiment, 512);
      assertSame(gpu, runOnCpu(experiment));
    });
  });
});
