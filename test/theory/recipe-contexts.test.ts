import { assert } from "chai";
import {
  contextLaws,
  recipeLaws,
  type LawsAsked,
  type MixingRecipe,
  type RecipeLaws,
} from "../../src/theory/index.js";
import { geometric } from "../../src/sampling/index.js";
import { enumerateRecipe } from "./recipe-enumeration.js";
import { lawsOf, near, range } from "./recipe-laws.js";
import { shares, uniform } from "./truths.js";

const EVERY: readonly MixingRecipe[] = [
  { form: "fully-synthetic", samples: 1 },
  { form: "partially-synthetic", samples: 1, realSamples: 1 },
  { form: "fresh-real", samples: 1, realShare: 0.25 },
  { form: "most-recent", samples: 1, window: 3 },
  { form: "randomly-sampled", samples: 1 },
  { form: "accumulate", samples: 1, realSamples: 1 },
  { form: "accumulate-subsample", samples: 1, realSamples: 1 },
  { form: "weighted", samples: 1, realSamples: 1, realWeight: 0.5 },
  { form: "growing", samples: 1, exponent: 0.5 },
  { form: "mixing-matrix", quotas: [[2], [1, 1], [0, 2, 1], [1, 0, 0, 2]] },
];
const SERIES = [
  "sumOfSquares",
  "sumOfSquaresPrinted",
  "support",
  "driftL2Squared",
  "driftL1Bound",
  "driftL1Theorem3",
] as const;

/** The contexts of a text: each its own truth, n and N. */
const truths = [
  uniform(3),
  Float64Array.of(0.7, 0.2, 0.1),
  uniform(1),
  Float64Array.of(0.5, 0, 0.5),
  uniform(3),
];
const sizes = { samples: [4, 7, 2, 4, 1], realSamples: [4, 3, 2, 6, 1] };

const single = (recipe: MixingRecipe, i: number, rows: readonly number[]): RecipeLaws =>
  lawsOf(recipe, truths[i] ?? uniform(1), rows, {
    samples: [sizes.samples[i] ?? 0],
    realSamples: [sizes.realSamples[i] ?? 0],
  });

describe("the laws of contexts that each have their own truth, n and N", () => {
  for (const recipe of EVERY) {
    it(`average those of one context, and multiply where all collapse: ${recipe.form}`, () => {
      const rows = recipe.form === "mixing-matrix" ? range(4) : range(60);
      const all = recipeLaws({ recipe, decoded: false, truths, contexts: 5, ...sizes, generations: rows });
      const each = truths.map((_, i) => single(recipe, i, rows));
      rows.forEach((m, row) => {
        for (const series of SERIES) {
          if (all[series]?.[row] === null || all[series] === null) {
            assert.isTrue(
              each.every((laws) => (laws[series]?.[row] ?? null) === null),
              series,
            );
            continue;
          }
          const mean = each.reduce((sum, laws) => sum + (laws[series]?.[row] ?? NaN) / 5, 0);
          near(all[series][row], mean, 1e-12, `${series}, m ${m}`);
        }
        const product = each.reduce((x, laws) => x * (laws.collapsedFraction?.[row] ?? NaN), 1);
        near(all.collapsedFraction?.[row], product, 1e-12, `rho, m ${m}`);
        const { distribution } = all.collapseTime;
        if (distribution === null) return;
        const F = each.map((laws) => laws.collapseTime.distribution?.[row] ?? NaN);
        near(
          distribution[row],
          F.reduce((x, y) => x * y, 1),
          1e-12,
        );
        near(all.contextCollapseTime?.distribution?.[row], F.reduce((x, y) => x + y, 0) / 5, 1e-12);
      });
      near(
        all.sumOfSquaresLimit ?? 0,
        each.reduce((sum, laws) => sum + (laws.sumOfSquaresLimit ?? 0) / 5, 0),
        1e-12,
      );
      near(
        all.driftL2SquaredLimit ?? 0,
        each.reduce((sum, laws) => sum + (laws.driftL2SquaredLimit ?? 0) / 5, 0),
        1e-12,
      );
    });
  }

  it("have the moments of T that a sum over all generations has, whatever the n", () => {
    const many = Array.from({ length: 40 }, (_, j) =>
      j === 7 ? Float64Array.of(0.999, 0.001) : uniform(1 + (j % 5)),
    );
    const samples = many.map((_, j) => Math.ceil(900 / (1 + j) ** 1.5));
    const asked = { truths: many, contexts: 40, samples };
    const { one, largest, last } = contextLaws(asked);
    for (const law of [one, largest]) {
      assert.isNotNull(law);
      const alive = law.alive(range(last));
      const first = alive.reduce((sum, value) => sum + value, 0);
      const second = alive.reduce((sum, value, m) => sum + (2 * m + 1) * value, 0);
      const { mean, standardDeviation } = law.moments();
      near(mean / first, 1, 1e-12);
      near(standardDeviation / Math.sqrt(second - first * first), 1, 1e-9);
    }
    const laws = recipeLaws({
      recipe: { form: "fully-synthetic", samples: 1 },
      decoded: false,
      ...asked,
      realSamples: samples.map(() => 0),
      generations: [0, 1, 100],
    });
    near((laws.collapseTime.mean ?? NaN) / (largest?.moments().mean ?? NaN), 1, 1e-13);
    near((laws.contextCollapseTime?.mean ?? NaN) / (one?.moments().mean ?? NaN), 1, 1e-13);
  });

  it("share one truth over many contexts", () => {
    const p = Float64Array.of(0.9, 0.1);
    for (const recipe of EVERY) {
      const rows = range(4);
      const more = { samples: [3], realSamples: [2] };
      const one = lawsOf(recipe, p, rows, more);
      const many = lawsOf(recipe, p, rows, { ...more, contexts: 7 });
      for (const series of SERIES) assert.deepEqual(many[series], one[series], series);
      rows.forEach((_, row) =>
        near(many.collapsedFraction?.[row], (one.collapsedFraction?.[row] ?? NaN) ** 7),
      );
      assert.deepEqual(many.contextCollapseTime?.distribution, one.collapseTime.distribution);
    }
  });

  it("say what does not fit", () => {
    const asked: LawsAsked = {
      recipe: { form: "accumulate", samples: 3, realSamples: 3 },
      decoded: false,
      truths: [uniform(2)],
      contexts: 1,
      samples: [3],
      realSamples: [3],
      generations: [0, 1],
    };
    assert.throws(
      () => recipeLaws({ ...asked, samples: [3, 4], realSamples: [3, 3] }),
      RangeError,
      "1 truths have as many sample sizes",
    );
    assert.throws(() => recipeLaws({ ...asked, realSamples: [] }), RangeError, "real samples, not 0");
    assert.throws(() => recipeLaws({ ...asked, realSamples: [0] }), RangeError, "1 real sample or more");
    const matrix: MixingRecipe = { form: "mixing-matrix", quotas: [[3]] };
    assert.throws(
      () => recipeLaws({ ...asked, recipe: matrix, generations: [2] }),
      RangeError,
      "1 rows has no generation 2",
    );
  });
});

describe("what is known of T and of the number of live tokens", () => {
  it("of randomly sampled data: 1.46 Diracs in 100 runs of 500 generations (Figure 6)", () => {
    const laws = lawsOf({ form: "randomly-sampled", samples: 10 }, shares(geometric(52, 0.1)), range(500));
    const Diracs = laws.collapsedFraction?.slice(1).reduce<number>((sum, value) => sum + (value ?? NaN), 0);
    near(100 * (Diracs ?? NaN), 1.46, 5e-3);
    assert.isNull(laws.collapseTime.distribution);
    assert.isNull(laws.collapseTime.mean);
  });

  it("of growing data: the mean where T ends within the rows, none where it may not end", () => {
    const p = [0.7, 0.2, 0.1];
    const shrinking: MixingRecipe = { form: "growing", samples: 4, exponent: -1 };
    // n_m = 4, 2, 1: T is 3 at most.
    const brute = enumerateRecipe(shrinking, { samples: 4, realSamples: 0 }, p, 3);
    const laws = lawsOf(shrinking, p, [0, 3, 9]);
    const mean = brute.collapsed.reduce((sum, F) => sum + 1 - F, 0);
    near(laws.collapseTime.mean, mean);
    const second = brute.collapsed.reduce((sum, F, m) => sum + (2 * m + 1) * (1 - F), 0);
    near(laws.collapseTime.standardDeviation, Math.sqrt(second - mean * mean));
    assert.isNull(lawsOf({ form: "growing", samples: 4, exponent: 1.5 }, p, range(20)).collapseTime.mean);
    // As good as constant.
    const steady = lawsOf({ form: "growing", samples: 12, exponent: 1e-9 }, p, [600]).collapseTime;
    const fully = lawsOf({ form: "fully-synthetic", samples: 12 }, p, [600]).collapseTime;
    near(steady.mean, fully.mean ?? NaN, 1e-9);
    near(steady.standardDeviation, fully.standardDeviation ?? NaN, 1e-9);
    assert.isNull(lawsOf({ form: "growing", samples: 12, exponent: 1e-9 }, p, [100]).collapseTime.mean);
  });

  it("of two tokens: the first of several Diracs, its mean where it ends within the rows", () => {
    // p(m) is 1/2 each until it is a Dirac, with probability 1/2 a generation.
    const fresh = lawsOf({ form: "fresh-real", samples: 2, realShare: 0.25 }, uniform(2), [0, 1, 3, 200]);
    near(fresh.collapseTime.mean, 2, 1e-13);
    near(fresh.collapseTime.standardDeviation, Math.SQRT2, 1e-13);
    fresh.collapseTime.distribution?.slice(0, 3).forEach((F, i) => near(F, [0, 0.5, 0.875][i] ?? NaN, 1e-14));
    // In the long run: from 1/2 a Dirac has probability 1/2, from a Dirac (7/8)^2 + (1/8)^2.
    near(fresh.collapsedFraction?.[3], 0.5 / (1.5 - 50 / 64), 1e-13);
    assert.isNull(
      lawsOf({ form: "fresh-real", samples: 2, realShare: 0.25 }, uniform(2), [0, 20]).collapseTime.mean,
    );
    assert.isNull(
      lawsOf({ form: "fresh-real", samples: 2, realShare: 0.25 }, uniform(3), [0, 200]).collapseTime
        .distribution,
    );
  });

  it("of a corpus that is kept: T is 1 or never", () => {
    for (const form of ["partially-synthetic", "accumulate"] as const) {
      const never = lawsOf({ form, samples: 5, realSamples: 3 }, [0.7, 0.2, 0.1], [0, 1, 2, 1000]);
      const rho = 0.343 + 0.008 + 0.001;
      never.collapseTime.distribution?.forEach((F, row) => near(F, row === 0 ? 0 : rho));
      assert.isNull(never.collapseTime.mean);
      near(lawsOf({ form, samples: 5, realSamples: 1 }, [0.7, 0.2, 0.1], [0, 1]).collapseTime.mean, 1);
      near(lawsOf({ form, samples: 5, realSamples: 3 }, [1], [0, 1]).collapseTime.mean, 1);
      // N beyond the table of single numbers.
      const large = lawsOf({ form, samples: 5, realSamples: 3000 }, [0.999, 0.0009, 0.0001], [1]);
      near(large.collapsedFraction?.[0], 0.999 ** 3000, 1e-14);
      near(large.support?.[0], 3 - 0.001 ** 3000 - 0.9991 ** 3000 - 0.9999 ** 3000, 1e-12);
    }
  });

  it("of a window: an approximation where it is small beside sqrt n, and no mean", () => {
    const at = (samples: number, window: number, p = uniform(4)): number | null => {
      const { mean, diffusion } = lawsOf({ form: "most-recent", samples, window }, p, [0, 1]).collapseTime;
      assert.isNull(mean);
      return diffusion;
    };
    assert.isNull(at(31, 2));
    near((at(32, 2) ?? NaN) / (1.5 ** 2 * 32), 6 * Math.log(4 / 3), 1e-12);
    near((at(1000, 4) ?? NaN) / (2.5 ** 2 * 1000), 6 * Math.log(4 / 3), 1e-12);
  });

  it("with a decoding: generations 0 and 1 alone", () => {
    for (const recipe of EVERY) {
      const rows = recipe.form === "mixing-matrix" ? range(4) : [0, 1, 2, 500];
      const more = { samples: [6], realSamples: [5] };
      const plain = lawsOf(recipe, [0.7, 0.2, 0.1], rows, more);
      const decoded = lawsOf(recipe, [0.7, 0.2, 0.1], rows, { ...more, decoded: true });
      for (const series of [
        "sumOfSquares",
        "support",
        "driftL2Squared",
        "driftL1Bound",
        "collapsedFraction",
      ] as const) {
        assert.equal(decoded[series]?.length, rows.length);
        near(decoded[series]?.[0], plain[series]?.[0] ?? NaN, 1e-13, series);
        near(decoded[series]?.[1], plain[series]?.[1] ?? NaN, 1e-13, series);
        assert.isTrue(decoded[series]?.slice(2).every((value) => value === null));
      }
      for (const law of [
        "collapsedLower",
        "sumOfSquaresPrinted",
        "driftL1Theorem3",
        "sumOfSquaresLimit",
        "driftL2SquaredLimit",
      ] as const) {
        assert.isNull(decoded[law]);
      }
      assert.isTrue(Object.values(decoded.collapseTime).every((value) => value === null));
    }
  });
});

describe("what is too costly", () => {
  it("is null, in seconds at most, while closed forms go on to the last generation", () => {
    const last = 2 ** 31 - 1;
    const rows = [0, 1, 2, 1000, last];
    for (const recipe of EVERY) {
      if (recipe.form === "mixing-matrix") continue;
      const asked = { ...recipe, ...("window" in recipe ? { window: 2 ** 20 } : {}) } as MixingRecipe;
      const laws = lawsOf(asked, uniform(50), rows, { samples: [2 ** 20], realSamples: [2 ** 20] });
      assert.isNumber(laws.sumOfSquares[2]);
      assert.isNumber(laws.driftL2Squared[2]);
      assert.equal(
        laws.sumOfSquares[4] === null,
        recipe.form === "most-recent" || recipe.form === "growing",
        recipe.form,
      );
      const known = ["fully-synthetic", "partially-synthetic", "accumulate"].includes(recipe.form);
      assert.equal(laws.support !== null, known, recipe.form);
      assert.equal(laws.collapsedFraction !== null, known, recipe.form);
    }
  });

  it("leaves out T where there are too many different n, whose rows still have an end", () => {
    const samples = Array.from({ length: 2000 }, (_, i) => 1 + 3 * i);
    const asked = { truths: samples.map(() => uniform(2)), contexts: 2000, samples };
    const { one, largest, largestAtMost, last } = contextLaws(asked);
    assert.isNull(one);
    assert.isNull(largest);
    assert.equal(largestAtMost([0])[0], 1);
    assert.isBelow(largestAtMost([last])[0] ?? NaN, 1e-12);
  });
});
