import { assert } from "chai";
import fc from "fast-check";
import {
  agreement,
  CollapseLaw,
  collapseMoments,
  diffusionMean,
  drawnCollapseTime,
  fullySyntheticLaws,
  rowsHorizon,
} from "../../src/theory/index.js";
import { geometric, integerWeights, zipf } from "../../src/sampling/index.js";
import { rowGenerations } from "../../src/index.js";
import { enumerate } from "./enumeration.js";

const uniform = (s: number): Float64Array => new Float64Array(s).fill(1 / s);
const shares = (p: Float64Array): Float64Array =>
  Float64Array.from(integerWeights(p), (w) => w / 2 ** 31).filter((x) => x > 0);
const moments = (n: number, p: Float64Array): { mean: number; standardDeviation: number } =>
  collapseMoments(n, agreement(p, n));
const close = (found: number | null | undefined, exact: number, relative: number): void => {
  assert.closeTo((found ?? NaN) / exact, 1, relative, `${String(found)} against ${exact}`);
};

describe("exact laws", () => {
  it("equal full enumeration for tiny chains: T, support, sum of squares, winners, Theorem 1", () => {
    for (const [n, p] of [
      [4, [0.5, 0.5]],
      [6, [0.2, 0.3, 0.5]],
      [5, [0.1, 0.2, 0.3, 0.4]],
      [9, [0.6, 0.3, 0.1]],
      [1, [0.5, 0.5]],
      [3, [1]],
    ] as const) {
      const generations = 24;
      const brute = enumerate(n, p, generations);
      const rows = Array.from({ length: generations + 1 }, (_, m) => m);
      const laws = fullySyntheticLaws({
        truths: [Float64Array.from(p)],
        contexts: 1,
        samples: n,
        generations: rows,
      });
      for (let m = 1; m <= generations; m++) {
        const cdf = brute.cdf[m - 1] ?? NaN;
        assert.closeTo(laws.collapseTime.distribution?.[m] ?? NaN, cdf, 1e-12);
        assert.closeTo(laws.collapsedFraction?.[m] ?? NaN, cdf, 1e-12);
        assert.closeTo(laws.sumOfSquares[m] ?? NaN, brute.sumOfSquares[m - 1] ?? NaN, 1e-12);
        assert.closeTo(laws.support?.[m] ?? NaN, brute.support[m - 1] ?? NaN, 1e-12);
        assert.isAtLeast(cdf, (laws.collapsedLower[m] ?? NaN) - 1e-12);
        assert.isAtMost(cdf, (laws.collapsedUpper[m] ?? NaN) + 1e-12);
      }
      if ((brute.cdf.at(-1) ?? 0) > 1 - 1e-3) {
        p.forEach((share, i) => {
          assert.closeTo(brute.winners[i] ?? NaN, share, 1e-3);
        });
      }
    }
  });

  it("have the published means", () => {
    close(moments(10, uniform(3)).mean, 14.8495798, 1e-9);
    close(moments(100, uniform(3)).mean, 160.063, 1e-6);
    close(moments(100, uniform(81)).mean, 196.5061486, 1e-9);
    close(moments(1000, uniform(2)).mean, 1383.500977, 1e-9);
    close(moments(1000, uniform(50000)).mean, 1996.955563, 1e-9);
    close(moments(10000, uniform(50000)).mean, 19996.00817, 1e-9);
    close(moments(1000, shares(zipf(50257, 1))).mean, 1984.046, 1e-6);
    const truth = shares(geometric(52, 0.1));
    close(moments(10, truth).mean, 17.48, 3e-4);
    close(moments(10, truth).standardDeviation, 10.15, 3e-4);
    close(moments(100, truth).mean, 187.3, 3e-5);
    close(moments(100, truth).standardDeviation, 107.02, 3e-5);
    close(moments(400, truth).mean, 755.4, 1e-4);
    for (const [n, ratio] of [
      [10, 1.259],
      [100, 1.366],
      [1000, 1.3835],
    ] as const) {
      close(moments(n, uniform(2)).mean / n, ratio, 4e-4);
    }
  });

  it("agree with themselves: mean and sd from one pass, and from the distribution", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 400 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 30 }),
        (n, weights) => {
          const total = weights.reduce((a, b) => a + b, 0);
          const p = Float64Array.from(weights, (w) => w / total);
          const one = moments(n, p);
          const law = CollapseLaw.of({ truths: [p], contexts: 1, samples: n });
          const other = law?.largestMoments();
          close(other?.mean, one.mean, 1e-9);
          close(other?.standardDeviation, one.standardDeviation, 1e-7);
          const S0 = p.reduce((sum, x) => sum + x * x, 0);
          const lower = 1 + ((1 - S0) / (1 - 1 / p.length)) * (n - 1);
          assert.isAtLeast(one.mean, lower - 1e-9);
          assert.isAtMost(one.mean, 1 + (1 - S0) * n * (n - 1) + 1e-9);
        },
      ),
      { seed: 8, numRuns: 40 },
    );
  });

  it("jump over generations as they walk through them", () => {
    for (const n of [30, 700]) {
      const law = CollapseLaw.of({ truths: [uniform(7)], contexts: 1, samples: n });
      const every = Array.from({ length: 12 * n }, (_, m) => m);
      const walked = law?.cdf(every) ?? [];
      const jumped = law?.cdf(every.filter((m) => m % 37 === 0)) ?? [];
      jumped.forEach((F, i) => {
        assert.closeTo(F, walked[37 * i] ?? NaN, 1e-12);
      });
      walked.forEach((F, m) => {
        assert.isAtLeast(F, (walked[m - 1] ?? 0) - 1e-13);
        assert.isAtMost(F, 1);
      });
      for (const share of [0.001, 0.5, 0.999]) {
        const quantile = law?.quantile(share) ?? NaN;
        assert.isAtLeast(walked[quantile] ?? 1, share);
        assert.isBelow(walked[quantile - 1] ?? 1, share);
      }
    }
  });

  it("give the largest over contexts as a product, and one context as an average", () => {
    const truths = [uniform(2), Float64Array.of(0.9, 0.1), uniform(5)];
    const rows = rowGenerations(300);
    const single = truths.map((p) =>
      fullySyntheticLaws({ truths: [p], contexts: 1, samples: 12, generations: rows }),
    );
    const all = fullySyntheticLaws({ truths, contexts: 3, samples: 12, generations: rows });
    let mean = 0;
    let squares = 0;
    rows.forEach((m, row) => {
      const each = single.map(({ collapseTime }) => collapseTime.distribution?.[row] ?? NaN);
      const product = each.reduce((a, b) => a * b, 1);
      assert.closeTo(all.collapseTime.distribution?.[row] ?? NaN, product, 1e-12);
      const average = each.reduce((a, b) => a + b, 0) / 3;
      assert.closeTo(all.contextCollapseTime?.distribution?.[row] ?? NaN, average, 1e-12);
      if (m < 255) {
        mean += 1 - product;
        squares += (2 * m + 1) * (1 - product);
      }
    });
    close(all.collapseTime.mean, mean, 1e-6);
    close(all.collapseTime.standardDeviation, Math.sqrt(squares - mean ** 2), 1e-4);
    const four = fullySyntheticLaws({ truths: [uniform(3)], contexts: 4, samples: 12, generations: [20] });
    const one = fullySyntheticLaws({ truths: [uniform(3)], contexts: 1, samples: 12, generations: [20] });
    close(four.collapseTime.distribution?.[0], (one.collapseTime.distribution?.[0] ?? NaN) ** 4, 1e-12);
  });

  it("tend to the diffusion limit", () => {
    const p = Float64Array.of(0.5, 0.3, 0.2);
    const error = (n: number): number => Math.abs(moments(n, p).mean / diffusionMean(n, p) - 1);
    assert.isBelow(error(5000), 0.001);
    assert.isBelow(error(5000), error(100) / 10);
    const exact = drawnCollapseTime({ truths: [p], contexts: 1, samples: 8000 }, "exact");
    const limit = drawnCollapseTime({ truths: [p], contexts: 1, samples: 8000 }, "diffusion");
    assert.isNotNull(exact);
    assert.isNotNull(limit);
    close(limit.high, exact.high, 0.01);
    close(limit.low, exact.low, 0.02);
    limit.generations.forEach((m, i) => {
      const near = exact.generations.findIndex((other) => other >= m);
      if (near > 0) assert.closeTo(limit.cdf[i] ?? NaN, exact.cdf[near] ?? NaN, 0.02);
    });
  });

  it("draw the law from 0 past its 0.999 quantile, on at most some 600 points", () => {
    for (const samples of [1, 2, 50, 3000]) {
      const drawn = drawnCollapseTime({ truths: [uniform(4)], contexts: 2, samples }, "exact");
      assert.equal(drawn?.generations[0], 0);
      assert.equal(drawn?.cdf[0], 0);
      assert.isAtLeast(drawn?.cdf.at(-1) ?? 0, 0.999);
      assert.isAtMost(drawn?.generations.length ?? Infinity, 610);
    }
    assert.isAbove(rowsHorizon({ truths: [uniform(4)], contexts: 1, samples: 2 ** 20 }), 2 ** 20);
  });

  it("are quick enough for n = 100,000", function () {
    this.timeout(20_000);
    close(moments(100_000, uniform(50_000)).mean / 100_000, 2, 1e-4);
  });
});
