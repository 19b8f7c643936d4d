import { assert } from "chai";
import fc from "fast-check";
import { lawsAt, makePlan } from "../../src/chains/index.js";
import { readExperiment, type ChainsExperiment, type Recipe } from "../../src/index.js";
import { runOnCpu } from "./run-engines.js";

// Means against exact laws. 6 standard errors is 2e-9 a comparison; fewer than 300 of them: below 1e-6 in all.
const SIGMAS = 6;

const geometric = { form: "geometric", tokens: 20, sumOfSquares: 0.2 } as const;

function read(fields: Record<string, unknown>): ChainsExperiment {
  const parsed = readExperiment({ version: 1, kind: "chains", truth: geometric, ...fields });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.experiment;
}

const RECIPES: readonly Recipe[] = [
  { form: "fully-synthetic", samples: 12 },
  { form: "partially-synthetic", samples: 30, realSamples: 8 },
  { form: "fresh-real", samples: 20, realShare: 0.2 },
  { form: "most-recent", samples: 11, window: 3 },
  { form: "randomly-sampled", samples: 9 },
  { form: "accumulate", samples: 10, realSamples: 6 },
  { form: "accumulate-subsample", samples: 8, realSamples: 12 },
  { form: "weighted", samples: 15, realSamples: 7, realWeight: 0.4 },
  { form: "growing", samples: 6, exponent: 0.7 },
  { form: "mixing-matrix", quotas: [[7], [3, 5], [0, 2, 9], [1, 1, 1, 6], [4, 0, 0, 0, 4]] },
];

function near(
  found: number | null | undefined,
  error: number | null | undefined,
  exact: number | null | undefined,
  what: string,
): void {
  assert.closeTo(found ?? NaN, exact ?? NaN, SIGMAS * (error ?? NaN) + 1e-9, what);
}

describe("every recipe follows its exact law", () => {
  RECIPES.forEach((recipe) => {
    it(recipe.form, () => {
      const generations = recipe.form === "mixing-matrix" ? 5 : 25;
      const experiment = read({ recipe, chains: 20_000, generations, stop: "generations" });
      const plan = makePlan(experiment);
      const { series, generations: rows } = runOnCpu(experiment, 4096);
      const laws = lawsAt(plan, rows);
      assert.isArray(laws.sumOfSquares);
      assert.isArray(laws.driftL2Squared);
      rows.forEach((m, row) => {
        const at = `at generation ${m}`;
        const { sumOfSquares, driftL2Squared, driftL1, support, collapsedFraction } = series;
        near(sumOfSquares.mean?.[row], sumOfSquares.standardError?.[row], laws.sumOfSquares[row], `S ${at}`);
        const drift = driftL2Squared.standardError?.[row];
        near(driftL2Squared.mean?.[row], drift, laws.driftL2Squared[row], `drift ${at}`);
        assert.isAtMost(driftL1.mean?.[row] ?? NaN, (laws.driftL1Bound[row] ?? NaN) + 0.02, `bound ${at}`);
        const alive = laws.support?.[row];
        if (typeof alive === "number")
          near(support.mean?.[row], support.standardError?.[row], alive, `support ${at}`);
        const share = laws.collapsedFraction?.[row];
        if (typeof share !== "number") return;
        const error = Math.sqrt((share * (1 - share)) / experiment.chains) + 1 / experiment.chains;
        near(collapsedFraction.mean?.[row], error, share, `collapsed ${at}`);
      });
    });
  });

  it("a text's contexts of unequal n, fully synthetic", () => {
    const text = "the cat sat on the mat and the rat ran to the hat at noon";
    const truth = {
      form: "text",
      corpus: { form: "text", text },
      tokenizer: "characters",
      contextLength: 1,
    };
    const recipe = { form: "fully-synthetic", samples: 9 };
    const experiment = read({ truth, recipe, chains: 4000, generations: 30, stop: "generations" });
    const { series, generations: rows, contextCollapseTime, collapseTime } = runOnCpu(experiment, 4096);
    const laws = lawsAt(makePlan(experiment), rows);
    rows.forEach((m, row) => {
      const { sumOfSquares, driftL2Squared, support, collapsedFraction } = series;
      const at = `at generation ${m}`;
      near(sumOfSquares.mean?.[row], sumOfSquares.standardError?.[row], laws.sumOfSquares[row], `S ${at}`);
      const drift = driftL2Squared.standardError?.[row];
      near(driftL2Squared.mean?.[row], drift, laws.driftL2Squared[row], `drift ${at}`);
      near(support.mean?.[row], support.standardError?.[row], laws.support?.[row], `support ${at}`);
      const share = laws.collapsedFraction?.[row] ?? NaN;
      const error = Math.sqrt((share * (1 - share)) / experiment.chains) + 1 / experiment.chains;
      near(collapsedFraction.mean?.[row], error, share, `collapsed ${at}`);
    });
    assert.isAbove(contextCollapseTime?.collapsed ?? 0, 0);
    assert.isNull(collapseTime.left);
  });

  it("random mixing matrices", () => {
    const matrix = fc
      .integer({ min: 2, max: 6 })
      .chain((rows) =>
        fc
          .tuple(
            ...Array.from({ length: rows }, (_, row) =>
              fc.array(fc.integer({ min: 0, max: 6 }), { minLength: row + 1, maxLength: row + 1 }),
            ),
          )
          .filter((quotas) => quotas.every((quota) => quota.some((q) => q > 0))),
      );
    fc.assert(
      fc.property(matrix, (quotas) => {
        const experiment = read({ recipe: { form: "mixing-matrix", quotas }, chains: 3000 });
        const { series, generations: rows } = runOnCpu(experiment, 4096);
        const laws = lawsAt(makePlan(experiment), rows);
        rows.forEach((m, row) => {
          const error = series.sumOfSquares.standardError?.[row];
          near(series.sumOfSquares.mean?.[row], error, laws.sumOfSquares[row], `S at ${m}`);
          const drift = series.driftL2Squared.standardError?.[row];
          near(series.driftL2Squared.mean?.[row], drift, laws.driftL2Squared[row], `drift at ${m}`);
        });
      }),
      { seed: 11, numRuns: 12 },
    );
  });
});

describe("where a Dirac can be left", () => {
  const recipe = { form: "fresh-real", samples: 3, realShare: 0.1 };
  const truth = { form: "uniform", tokens: 2 };

  it("T is the first visit, and the chains that left it are counted", () => {
    const experiment = read({ truth, recipe, chains: 2000, generations: 40 });
    assert.equal(experiment.stop, "generations");
    const { collapseTime, series } = runOnCpu(experiment);
    assert.equal(collapseTime.collapsed, 2000);
    // From a Dirac the other token comes with probability 0.143 a generation.
    assert.isAbove(collapseTime.left ?? 0, 1900);
    assert.isBelow(collapseTime.left ?? 0, 2000);
    const share = series.collapsedFraction.mean ?? [];
    assert.isBelow(share[40] ?? NaN, 0.9);
    // P(p(1) is a Dirac) = 1/4, within 6 standard errors.
    assert.closeTo(share[1] ?? NaN, 0.25, 0.06);
  });

  it("stop at collapse asks for T alone: the same T, and no series", () => {
    const going = runOnCpu(read({ truth, recipe, chains: 500, generations: 40 }));
    const { collapseTime, series, digest } = runOnCpu(
      read({ truth, recipe, chains: 500, generations: 40, stop: "collapse" }),
    );
    assert.deepEqual(collapseTime.counts, going.collapseTime.counts);
    assert.isNull(collapseTime.left);
    assert.isNull(series.sumOfSquares.mean);
    assert.isNull(series.collapsedFraction.mean);
    assert.match(digest ?? "", /^[0-9a-f]{64}$/);
  });

  it("a chain of several contexts is a Dirac where all of them are", () => {
    const experiment = read({ truth, recipe, contexts: 2, chains: 6000, generations: 12 });
    const one = runOnCpu(read({ truth, recipe, chains: 6000, generations: 12 }));
    const { series, collapseTime, contextCollapseTime } = runOnCpu(experiment);
    series.collapsedFraction.mean?.forEach((share, row) => {
      const single = one.series.collapsedFraction.mean?.[row] ?? NaN;
      // Independent contexts: the square; 6 standard errors of both.
      assert.closeTo(share ?? NaN, single ** 2, 0.06);
    });
    const { collapsed = 0, censored = 0 } = contextCollapseTime ?? {};
    assert.equal((collapsed ?? 0) + (censored ?? 0), 12_000);
    assert.isAbove(collapsed ?? 0, 11_000);
    assert.isAbove(collapseTime.left ?? 0, 0);
  });
});

describe("the ends of the recipes", () => {
  const T = (fields: Record<string, unknown>): unknown => runOnCpu(read({ chains: 300, ...fields })).digest;

  it("without real data, or with a window of one, is fully synthetic to the bit", () => {
    const samples = 7;
    const plain = T({ recipe: { form: "fully-synthetic", samples } });
    const reduced = [
      { form: "partially-synthetic", samples, realSamples: 0 },
      { form: "fresh-real", samples, realShare: 0 },
      { form: "most-recent", samples, window: 1 },
      { form: "weighted", samples, realSamples: 5, realWeight: 0 },
      { form: "growing", samples, exponent: 0 },
    ];
    for (const recipe of reduced) assert.equal(T({ recipe }), plain, recipe.form);
  });

  it("decoding that keeps all changes no bit", () => {
    const recipe = { form: "fully-synthetic", samples: 9 };
    const plain = T({ recipe });
    for (const decoding of [
      { temperature: 1 },
      { temperature: 1, topK: 20 },
      { temperature: 1, topP: 1 },
      { temperature: 1, topK: 2 ** 20, topP: 1 },
    ]) {
      assert.equal(T({ recipe, decoding }), plain);
    }
    assert.notEqual(T({ recipe, decoding: { temperature: 0.9 } }), plain);
  });

  it("most-recent with K = n draws one sample, a Dirac, and leaves it", () => {
    const { collapseTime } = runOnCpu(
      read({ recipe: { form: "most-recent", samples: 5, window: 5 }, chains: 200, generations: 30 }),
    );
    assert.deepEqual(collapseTime.counts, [[1, 200]]);
    assert.isAbove(collapseTime.left ?? 0, 150);
  });

  it("a corpus that is a Dirac stays one, and any other never becomes one", () => {
    for (const form of ["partially-synthetic", "accumulate"]) {
      const truth = { form: "uniform", tokens: 2 };
      const recipe = { form, samples: 4, realSamples: 2 };
      const { collapseTime } = runOnCpu(read({ truth, recipe, chains: 400, generations: 20 }));
      assert.equal(collapseTime.counts?.length, 1);
      assert.equal(collapseTime.counts?.[0]?.[0], 1);
      assert.closeTo(collapseTime.collapsed ?? 0, 200, 60);
      assert.equal((collapseTime.collapsed ?? 0) + (collapseTime.censored ?? 0), 400);
    }
  });
});

describe("decoding in chains", () => {
  const base = { truth: { form: "zipf", tokens: 12, exponent: 1 }, chains: 400, generations: 60 };
  const mean = (decoding: Record<string, number>): number => {
    const recipe = { form: "fully-synthetic", samples: 30 };
    const { series } = runOnCpu(read({ ...base, recipe, decoding, stop: "generations" }));
    return series.sumOfSquares.mean?.at(-1) ?? NaN;
  };

  it("below temperature 1 collapses faster, above 1 goes to the uniform law", () => {
    const plain = mean({ temperature: 1 });
    assert.isAbove(mean({ temperature: 0.7 }), plain + 0.05);
    assert.isBelow(mean({ temperature: 3 }), plain - 0.2);
  });

  it("with topK = 1 ends at generation 2, in the most frequent token of p(1)", () => {
    const recipe = { form: "fully-synthetic", samples: 30 };
    const { collapseTime } = runOnCpu(
      read({ ...base, recipe, decoding: { temperature: 1, topK: 1 }, generations: null }),
    );
    assert.deepEqual(collapseTime.counts, [[2, 400]]);
  });

  it("does not change p(1), nor draws from the truth", () => {
    const first = (fields: Record<string, unknown>): unknown =>
      runOnCpu(read({ ...base, generations: 1, stop: "generations", ...fields })).digest;
    const recipe = { form: "fully-synthetic", samples: 30 };
    assert.equal(first({ recipe, decoding: { temperature: 0.5, topK: 2 } }), first({ recipe }));
    const all = { form: "fresh-real", samples: 30, realShare: 1 };
    const many = { recipe: all, generations: 5, decoding: { temperature: 0.5, topK: 2 } };
    assert.equal(first(many), first({ recipe: all, generations: 5 }));
  });
});
