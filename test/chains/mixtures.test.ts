import { assert } from "chai";
import fc from "fast-check";
import { layOut } from "../../src/chains/gpu-memory.js";
import { makePlan } from "../../src/chains/index.js";
import { contextsOf } from "../../src/corpus/read-contexts.js";
import { canBeLeft } from "../../src/experiment/recipe.js";
import { GpuMemoryError, Pacer } from "../../src/gpu/index.js";
import type { ChainsExperiment, Decoding, Recipe, Truth } from "../../src/index.js";
import { experimentOf } from "./experiments.js";
import { assertSame, runOnCpu, runOnGpu, sharedDevice } from "./run-engines.js";

const GENERATIONS = [1, 2, 9, 25];

const truths: fc.Arbitrary<Truth> = fc.oneof(
  fc.record({ form: fc.constant("uniform" as const), tokens: fc.constantFrom(1, 2, 3, 8, 70) }),
  fc.record({
    form: fc.constant("zipf" as const),
    tokens: fc.constantFrom(2, 5, 30, 300),
    exponent: fc.double({ min: 0, max: 2, noNaN: true }),
  }),
  fc.record({
    form: fc.constant("weights" as const),
    weights: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 }).map((w) => [1, ...w]),
  }),
  fc.record({
    form: fc.constant("dirichlet" as const),
    tokens: fc.constantFrom(2, 4, 20, 60),
    concentration: fc.constantFrom(0.1, 1, 4),
    seed: fc.constantFrom(1, "two"),
  }),
);

const samples = fc.constantFrom(1, 2, 5, 13, 40, 97);
const realSamples = fc.constantFrom(1, 3, 30, 90);

/** Draws from each earlier model, of as many rows as the longest run has generations. */
const quotas: fc.Arbitrary<number[][]> = fc
  .array(fc.constantFrom(0, 0, 1, 3, 40), { minLength: 400, maxLength: 400 })
  .map((flat) =>
    Array.from({ length: Math.max(...GENERATIONS) }, (_, i) => {
      const at = (i * (i + 1)) / 2;
      // Some rows have fewer entries than models, and none is empty.
      const row = flat.slice(at, at + 1 + (i - (i % 3)));
      return [1 + (row[0] ?? 0), ...row.slice(1)];
    }),
  );

const recipes: Record<Recipe["form"], fc.Arbitrary<Recipe>> = {
  "fully-synthetic": fc.record({ form: fc.constant("fully-synthetic"), samples }),
  growing: fc.record({ form: fc.constant("growing"), samples, exponent: fc.constantFrom(0.3, 1) }),
  "partially-synthetic": fc.record({ form: fc.constant("partially-synthetic"), samples, realSamples }),
  accumulate: fc.record({ form: fc.constant("accumulate"), samples, realSamples }),
  "accumulate-subsample": fc.record({ form: fc.constant("accumulate-subsample"), samples, realSamples }),
  "fresh-real": fc.record({
    form: fc.constant("fresh-real"),
    samples,
    realShare: fc.constantFrom(0.001, 0.1, 0.5, 0.9, 1),
  }),
  weighted: fc.record({
    form: fc.constant("weighted"),
    samples,
    realSamples,
    realWeight: fc.constantFrom(0.001, 0.5, 0.618, 1),
  }),
  "most-recent": fc
    .record({ form: fc.constant("most-recent" as const), samples, window: fc.integer({ min: 1, max: 6 }) })
    .map((recipe) => ({ ...recipe, window: Math.min(recipe.window, recipe.samples) })),
  "randomly-sampled": fc.record({ form: fc.constant("randomly-sampled"), samples }),
  "mixing-matrix": fc.record({ form: fc.constant("mixing-matrix"), quotas }),
};

const decodings: readonly Decoding[] = [
  { temperature: 1 },
  { temperature: 0.8 },
  { temperature: 1, topK: 3 },
  { temperature: 1, topP: 0.9 },
  { temperature: 1.5, topK: 5 },
  { temperature: 3, topP: 0.5 },
  { temperature: 0.5, topK: 4, topP: 0.999 },
];

/** The rest of an experiment, and how many lanes it runs on. */
const settings = fc.record({
  seed: fc.oneof(fc.integer({ min: 0, max: 2 ** 50 }), fc.constantFrom("a", "sweep/3")),
  truth: truths,
  contexts: fc.constantFrom(1, 1, 2, 3),
  chains: fc.integer({ min: 1, max: 24 }),
  generations: fc.constantFrom(...GENERATIONS),
  stop: fc.constantFrom("collapse" as const, "generations" as const),
});

async function assertEqualEngines(experiment: ChainsExperiment, lanes = Infinity): Promise<void> {
  const gpu = await runOnGpu(experiment, lanes);
  assertSame(gpu, runOnCpu(experiment));
}

/** Runs `test` with dispatches of a few steps, so that lanes are saved and loaded in every state. */
async function inShortDispatches(test: () => Promise<void>): Promise<void> {
  const took = Reflect.get(Pacer.prototype, "took");
  Pacer.prototype.took = function (this: Pacer) {
    this.steps = 3;
  };
  try {
    await test();
  } finally {
    Pacer.prototype.took = took;
  }
}

describe("mixtures on the WebGPU engine", () => {
  Object.entries(recipes).forEach(([form, recipe], index) => {
    it(`equal the CPU engine's for recipe ${form} under every decoding`, async () => {
      // Weights of total 2^31 have no temperature.
      const possible = decodings.filter(({ temperature }) => form !== "weighted" || temperature === 1);
      const drawn = fc.sample(fc.tuple(recipe, settings, fc.constantFrom(1, 30, Infinity)), {
        seed: 100 + index,
        numRuns: possible.length,
      });
      for (const [i, [recipe, rest, lanes]] of drawn.entries()) {
        const decoding = possible[i] ?? { temperature: 1 };
        await assertEqualEngines(experimentOf({ ...rest, recipe, decoding }), lanes);
      }
    });
  });

  it("have the same measures where a text's contexts differ in n", async () => {
    const text = "abracadabra, a cat sat on the mat and a rat ate the cat that sat on the mat";
    const truth: Truth = {
      form: "text",
      corpus: { form: "text", text },
      tokenizer: "characters",
      contextLength: 1,
    };
    const table = contextsOf(text, truth.tokenizer, truth.contextLength);
    if (typeof table === "string") throw new Error(table);
    const contexts = table.starts.length - 1;
    const run: readonly Recipe[] = [
      { form: "fully-synthetic", samples: 20 },
      { form: "growing", samples: 9, exponent: 1.2 },
      { form: "partially-synthetic", samples: 20, realSamples: 9 },
      { form: "accumulate-subsample", samples: 12, realSamples: 20 },
      { form: "weighted", samples: 20, realSamples: 9, realWeight: 0.3 },
      { form: "most-recent", samples: 20, window: 7 },
      { form: "randomly-sampled", samples: 8 },
    ];
    for (const recipe of run) {
      const stop = canBeLeft(recipe) ? "generations" : "collapse";
      await assertEqualEngines(
        experimentOf({ truth, contexts, recipe, chains: 3, generations: 12, stop, seed: "text" }),
      );
    }
  });

  const few = { chains: 2, generations: 4, stop: "generations" } as const;
  const regimes: [string, Partial<ChainsExperiment>][] = [
    [
      "picks that are sorted, of more tokens than draws",
      {
        truth: { form: "zipf", tokens: 3000, exponent: 0.5 },
        recipe: { form: "fresh-real", samples: 150, realShare: 0.6 },
        ...few,
        chains: 9,
      },
    ],
    [
      "more models to draw from than draws",
      {
        truth: { form: "uniform", tokens: 2 },
        recipe: { form: "randomly-sampled", samples: 3 },
        chains: 5,
        generations: 40,
        stop: "generations",
      },
    ],
    [
      "a tree of two levels",
      {
        truth: { form: "uniform", tokens: 300 },
        recipe: { form: "partially-synthetic", samples: 3000, realSamples: 2000 },
        ...few,
        decoding: { temperature: 1.2, topK: 250, topP: 0.95 },
      },
    ],
    [
      "a tree of three levels",
      {
        truth: { form: "zipf", tokens: 5000, exponent: 0.1 },
        recipe: { form: "fresh-real", samples: 25000, realShare: 0.9 },
        ...few,
        chains: 1,
        generations: 2,
      },
    ],
    [
      "a subset of a pool of 2^17 draws",
      {
        truth: { form: "zipf", tokens: 9, exponent: 1 },
        recipe: { form: "accumulate-subsample", samples: 300, realSamples: 2 ** 17 },
        ...few,
      },
    ],
    [
      "a pool of 2^22 draws, whose measures have 62 bits",
      {
        truth: { form: "zipf", tokens: 5, exponent: 1 },
        recipe: { form: "accumulate", samples: 2 ** 20, realSamples: 2 ** 20 },
        ...few,
      },
    ],
    [
      "tempered weights that are shifted",
      {
        truth: { form: "uniform", tokens: 200 },
        recipe: { form: "most-recent", samples: 4000, window: 2 },
        decoding: { temperature: 100 },
        ...few,
      },
    ],
    [
      "more chains than lanes",
      {
        truth: { form: "uniform", tokens: 3 },
        recipe: { form: "most-recent", samples: 8, window: 2 },
        decoding: { temperature: 0.8 },
        chains: 1500,
        generations: 12,
      },
    ],
  ];
  regimes.forEach(([name, fields]) => {
    it(`equal the CPU engine's for ${name}`, async () => {
      await assertEqualEngines(experimentOf(fields), 512);
    });
  });

  it("are the same in dispatches of a few steps", async () => {
    await inShortDispatches(async () => {
      for (const [form, recipe] of Object.entries(recipes)) {
        const [drawn] = fc.sample(recipe, { seed: 3, numRuns: 1 });
        if (drawn === undefined) throw new Error(`No recipe ${form}.`);
        const decoding = { temperature: form === "weighted" ? 1 : 0.9, topK: 6, topP: 0.97 };
        const truth: Truth = { form: "zipf", tokens: 90, exponent: 0.5 };
        const stop = canBeLeft(drawn) ? "generations" : "collapse";
        await assertEqualEngines(
          experimentOf({ truth, recipe: drawn, decoding, chains: 4, generations: 3, stop }),
        );
      }
    });
  });

  it("are refused with numbers where a lane's memory does not fit", async () => {
    const { limits } = (await sharedDevice()).device;
    for (const recipe of [
      { form: "growing", samples: 10, exponent: 0.1 },
      { form: "randomly-sampled", samples: 1000 },
    ] as const) {
      const plan = makePlan(experimentOf({ recipe, generations: 2 ** 24 * 16, stop: "generations" }));
      assert.throws(
        () => layOut(plan, limits, false, Infinity, false),
        GpuMemoryError,
        /^This needs [\d,]+ MB in one GPU buffer; this GPU offers [\d,]+ MB\.$/,
      );
    }
  });
});
