import { assert } from "chai";
import fc from "fast-check";
import {
  collapsedLower,
  recipeLaws,
  winnerLaw,
  type Contexts,
  type RecipeLaws,
} from "../../src/theory/index.js";
import { rowGenerations } from "../../src/experiment/index.js";
import { geometric, zipf } from "../../src/sampling/index.js";
import { enumerate } from "./enumeration.js";
import { anyTruth, shares, uniform } from "./truths.js";

const range = (length: number): number[] => Array.from({ length }, (_, m) => m);
const fullySyntheticLaws = (asked: Contexts & { generations: readonly number[] }): RecipeLaws =>
  recipeLaws({
    recipe: { form: "fully-synthetic", samples: 1 },
    decoded: false,
    realSamples: asked.samples.map(() => 0),
    ...asked,
  });
const lawsOf = (samples: number, p: Float64Array, generations: readonly number[] = []): RecipeLaws =>
  fullySyntheticLaws({ truths: [p], contexts: 1, samples: [samples], generations });
const near = (found: number | null | undefined, exact: number, tolerance = 1e-13): void =>
  assert.approximately(found ?? NaN, exact, tolerance);
const within = (found: number | null | undefined, exact: number, relative: number): void =>
  near(found, exact, relative * Math.abs(exact));

describe("laws of a fully synthetic chain", () => {
  it("are those of full enumeration for tiny chains", () => {
    for (const [n, p] of [
      [4, [0.5, 0.5]],
      [6, [0.2, 0.3, 0.5]],
      [5, [0.1, 0.2, 0.3, 0.4]],
      [9, [0.6, 0.3, 0.1]],
      [8, [0.999, 0.001]],
      [2, [0.3, 0.7]],
      [1, [0.3, 0.7]],
      [3, [1]],
    ] as const) {
      const generations = 60;
      const brute = enumerate(n, p, generations);
      const laws = lawsOf(n, Float64Array.from(p), range(generations + 1));
      const S0 = p.reduce((sum, x) => sum + x * x, 0);
      near(laws.sumOfSquares[0], S0);
      near(laws.support?.[0], p.length);
      near(laws.driftL2Squared[0], brute.firstL2Squared);
      assert.isAtLeast(laws.driftL1Bound[0] ?? NaN, brute.firstL1 - 1e-13);
      near(laws.collapseTime.distribution?.[0], 0);
      near(laws.collapsedFraction?.[0], p.length === 1 ? 1 : 0);
      for (let m = 1; m <= generations; m++) {
        const cdf = brute.cdf[m - 1] ?? NaN;
        near(laws.collapseTime.distribution?.[m], cdf);
        near(laws.collapsedFraction?.[m], cdf);
        near(laws.sumOfSquares[m], brute.sumOfSquares[m - 1] ?? NaN);
        near(laws.support?.[m], brute.support[m - 1] ?? NaN);
        near(laws.driftL2Squared[m], brute.driftL2Squared[m - 1] ?? NaN);
        assert.isAtMost(laws.collapsedLower?.[m] ?? NaN, cdf + 1e-13);
        assert.isAtLeast(laws.collapsedUpper?.[m] ?? NaN, cdf - 1e-13);
        assert.isAtLeast(laws.driftL1Bound[m] ?? NaN, (brute.driftL1[m - 1] ?? NaN) - 1e-13);
      }
      // What is alive after 60 generations of 9 samples: (8/9)^60 < 1e-3.
      near(laws.driftL2SquaredLimit, brute.driftL2Squared[generations - 1] ?? NaN, 2e-3);
      winnerLaw([Float64Array.from(p)]).forEach((share, i) => near(brute.winners[i], share, 2e-3));
    }
  });

  it("give the known mean and standard deviation of T", () => {
    const even = [
      [10, 3, 14.8495798],
      [100, 3, 160.063],
      [100, 81, 196.5061486],
      [1000, 2, 1383.500977],
      [1000, 50_000, 1996.955563],
      [10_000, 50_000, 19996.00817],
    ] as const;
    for (const [n, s, mean] of even) within(lawsOf(n, uniform(s)).collapseTime.mean, mean, 1e-6);
    for (const [n, s, mean] of [even[0], even[2], even[3], even[4]]) {
      within(lawsOf(n, uniform(s)).collapseTime.mean, mean, 4e-10);
    }
    const large = lawsOf(1_000_000, uniform(50_000)).collapseTime;
    within(large.mean, 1999974.673, 1e-9);
    within(large.standardDeviation, 1076787.4, 1e-7);
    within(lawsOf(1000, shares(zipf(50257, 1))).collapseTime.mean, 1984.046, 1e-7);
    for (const [n, mean, deviation, diffusion] of [
      [10, 17.48, 10.15, 18.95],
      [50, 92.77, null, 94.8],
      [100, 187.3, 107.02, 189.5],
      [400, 755.4, null, 758.1],
    ] as const) {
      const law = lawsOf(n, shares(geometric(52, 0.1))).collapseTime;
      within(law.mean, mean, 3e-4);
      if (deviation !== null) within(law.standardDeviation, deviation, 3e-4);
      within(law.diffusion, diffusion, 5e-4);
    }
  });

  it("hold at the edges: one sample, one live token, a token of 2^-31, zeros, none but row 0", () => {
    const rows = rowGenerations(300);
    for (const [n, p] of [
      [1, uniform(3)],
      [1, uniform(1)],
      [7, uniform(1)],
      [1000, Float64Array.of(0, 1, 0)],
    ] as const) {
      const laws = lawsOf(n, p, rows);
      near(laws.collapseTime.mean, 1);
      near(laws.collapseTime.standardDeviation, 0);
      near(laws.collapseTime.lowerBound, 1);
      near(laws.collapseTime.upperBound, 1);
      assert.deepEqual(laws.collapseTime.distribution?.slice(0, 3), [0, 1, 1]);
      assert.deepEqual(laws.support?.slice(1, 3), [1, 1]);
      near(laws.driftL2Squared[2], 0);
      for (const series of Object.values(laws).filter(Array.isArray)) {
        (series as number[]).forEach((value) => assert.isTrue(Number.isFinite(value)));
      }
    }
    const faint = lawsOf(1000, Float64Array.of(1 - 2 ** -31, 2 ** -31), rows);
    // T > 1 needs the faint token in p(1): n 2^-31, and then it is one of n neutral samples: about 2 ln n more generations.
    within(1 - (faint.collapseTime.distribution?.[1] ?? NaN), 1000 * 2 ** -31, 1e-6);
    assert.isAtLeast(faint.collapseTime.mean ?? NaN, faint.collapseTime.lowerBound ?? NaN);
    assert.deepEqual(lawsOf(50, Float64Array.of(0.5, 0, 0.5), rows), lawsOf(50, uniform(2), rows));
    assert.deepEqual(lawsOf(5, uniform(2), []).sumOfSquares, []);
    assert.deepEqual(lawsOf(5, uniform(2), [0]).support, [2]);
  });

  it("of several contexts: the largest T as a product, one of them as an average, bounds to match", () => {
    const truths = [uniform(2), Float64Array.of(0.9, 0.1), uniform(5), uniform(1)];
    const rows = range(700);
    const each = truths.map((p) => lawsOf(12, p, rows));
    const all = fullySyntheticLaws({ truths, contexts: 4, samples: [12, 12, 12, 12], generations: rows });
    const many = fullySyntheticLaws({ truths: [uniform(5)], contexts: 9, samples: [12], generations: rows });
    const at = (values: readonly (number | null)[] | null | undefined, row: number): number =>
      values?.[row] ?? NaN;
    let mean = 0;
    let second = 0;
    rows.forEach((m) => {
      const F = each.map((laws) => at(laws.collapseTime.distribution, m));
      const product = F.reduce((a, b) => a * b, 1);
      const average = (pick: (laws: RecipeLaws) => readonly (number | null)[] | null): number =>
        each.reduce((sum, laws) => sum + at(pick(laws), m) / 4, 0);
      near(at(all.collapseTime.distribution, m), product);
      near(at(all.contextCollapseTime?.distribution, m), F.reduce((a, b) => a + b, 0) / 4);
      near(at(many.collapsedFraction, m), (F[2] ?? NaN) ** 9);
      assert.isAtMost(at(all.collapsedLower, m), product + 1e-13);
      assert.isAtLeast(at(all.collapsedUpper, m), at(all.collapsedFraction, m) - 1e-13);
      near(
        at(all.sumOfSquares, m),
        average((laws) => laws.sumOfSquares),
      );
      near(
        at(all.support, m),
        average((laws) => laws.support),
      );
      near(
        at(all.driftL2Squared, m),
        average((laws) => laws.driftL2Squared),
      );
      near(
        at(all.driftL1Bound, m),
        average((laws) => laws.driftL1Bound),
      );
      near(at(many.support, m), at(each[2]?.support, m));
      mean += 1 - product;
      second += (2 * m + 1) * (1 - product);
    });
    within(all.collapseTime.mean, mean, 1e-12);
    within(all.collapseTime.standardDeviation, Math.sqrt(second - mean * mean), 1e-11);
    const means = each.map((laws) => laws.collapseTime.mean ?? NaN);
    within(all.contextCollapseTime?.mean, means.reduce((a, b) => a + b, 0) / 4, 1e-13);
    assert.isNull(all.collapseTime.diffusion);
    assert.isNull(each[0]?.contextCollapseTime);
    near(all.collapseTime.lowerBound, Math.max(...each.map((laws) => laws.collapseTime.lowerBound ?? NaN)));
    near(
      all.collapseTime.upperBound,
      1 + each.reduce((sum, laws) => sum + (laws.collapseTime.upperBound ?? NaN) - 1, 0),
    );
  });

  it("keep their order for any truth, n and number of contexts", () => {
    fc.assert(
      fc.property(
        anyTruth,
        fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 9000 })),
        fc.integer({ min: 1, max: 1000 }),
        (p, samples, contexts) => {
          const rows = rowGenerations(Math.min(40 * samples, 2 ** 25));
          const laws = fullySyntheticLaws({ truths: [p], contexts, samples: [samples], generations: rows });
          const { distribution, mean, lowerBound, upperBound } = laws.collapseTime;
          rows.forEach((m, row) => {
            const F = distribution?.[row] ?? NaN;
            assert.isAtLeast(F, distribution?.[row - 1] ?? 0, "P(T <= m) rises");
            assert.isAtMost(F, 1);
            const rho = laws.collapsedFraction?.[row] ?? NaN;
            assert.isAtMost(laws.collapsedLower?.[row] ?? NaN, rho + 1e-12);
            assert.isAtLeast(laws.collapsedUpper?.[row] ?? NaN, rho - 1e-12);
            const support = laws.support?.[row] ?? NaN;
            assert.isAtLeast(support, 1 - 1e-12);
            assert.isAtMost(support, m === 0 ? p.length : Math.min(p.length, samples) + 1e-9);
            assert.isAtMost(laws.sumOfSquares[row] ?? NaN, 1);
            assert.isAtMost(laws.driftL1Bound[row] ?? NaN, 2);
            assert.isAtLeast(laws.driftL2Squared[row] ?? NaN, 0);
          });
          assert.isAtLeast((mean ?? NaN) * (1 + 1e-12), lowerBound ?? NaN);
          assert.isAtMost((mean ?? NaN) * (1 - 1e-12), upperBound ?? NaN);
          const one = laws.contextCollapseTime;
          if (one !== null) {
            assert.isAtMost((one.mean ?? NaN) * (1 - 1e-12), mean ?? NaN);
            one.distribution?.forEach((F, row) => near(distribution?.[row], F ** contexts, 1e-11));
          }
        },
      ),
      { seed: 5, numRuns: 20 },
    );
  });

  it("leave out what is too costly, and say what does not fit", () => {
    const truths = Array.from({ length: 16_000 }, (_, i) => Float64Array.of(0.5 + i / 1e5, 0.5 - i / 1e5));
    const laws = fullySyntheticLaws({
      truths,
      contexts: 16_000,
      samples: truths.map(() => 300),
      generations: [0, 1, 100],
    });
    assert.isNull(laws.collapseTime.mean);
    assert.isNull(laws.collapseTime.distribution);
    assert.isNull(laws.collapsedFraction);
    assert.isNumber(laws.contextCollapseTime?.mean);
    assert.isAtMost(laws.collapsedLower?.[2] ?? NaN, laws.collapsedUpper?.[2] ?? NaN);
    const two = { truths: [uniform(2), uniform(3)], contexts: 3, samples: [4, 4], generations: [] };
    assert.throws(() => fullySyntheticLaws(two), RangeError, "3 contexts have 1 truth or 3, not 2.");
    const half = { truths: [Float64Array.of(0.5, 0.4)], contexts: 1, samples: [4], generations: [] };
    assert.throws(() => fullySyntheticLaws(half), RangeError, "sum to 1, not to 0.9");
  });

  it("bound E[T] and rho_m as Theorem 1 does", () => {
    for (const [n, lower, upper] of [
      [10, 9.3, 82],
      [50, 46, 2206],
      [100, 92, 8911],
      [400, 367, 143_641],
    ] as const) {
      const law = lawsOf(n, shares(geometric(52, 0.1))).collapseTime;
      within(law.lowerBound, lower, 6e-3);
      within(law.upperBound, upper, 1e-5);
    }
    // 1 - S_0 = 0.18 and 0.4968, s~ = 2 and 3.
    const truths = [Float64Array.of(0.9, 0.1), Float64Array.of(0.64, 0.3, 0.06)];
    const left = 0.9 ** 30;
    const two = fullySyntheticLaws({ truths, contexts: 2, samples: [10, 10], generations: [30] });
    near(two.collapsedLower?.[0], (1 - 10 * 0.18 * left) * (1 - 10 * 0.4968 * left));
    near(two.collapsedUpper?.[0], (1 - 2 * 0.18 * left) * (1 - 1.5 * 0.4968 * left));
  });

  it("bound rho_m from below only where p(m) is counted, m >= 1", () => {
    assert.equal(collapsedLower(1, [{ diversity: 0.5, live: 2 }], 1, 0), 0);
    assert.equal(collapsedLower(1, [{ diversity: 0.5, live: 2 }], 1, 1), 1);
    assert.equal(collapsedLower(5, [{ diversity: 0, live: 1 }], 1, 0), 1);
  });
});
