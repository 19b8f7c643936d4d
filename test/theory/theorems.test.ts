import { assert } from "chai";
import fc from "fast-check";
import {
  bestRealWeight,
  largestSamples,
  theorem2Printed,
  theorem3Bound,
  tokenSurvival,
  type MixingRecipe,
} from "../../src/theory/index.js";
import { geometric } from "../../src/sampling/index.js";
import { enumerate } from "./enumeration.js";
import { lawsOf, near, range } from "./recipe-laws.js";
import { shares, uniform } from "./truths.js";

const partial = (N: number, n: number): MixingRecipe => ({
  form: "partially-synthetic",
  samples: n,
  realSamples: N,
});

describe("Theorem 2", () => {
  it("as printed is low by (1 - 1/N) S_0 (2 alpha/N) beta^(m-1) / D, and starts and ends with the exact law", () => {
    for (const [N, n, S0, printed, exact] of [
      [5, 20, 0.1, 0.2951, 0.30304],
      [10, 100, 0.1, 0.19, 0.19669],
      [100, 1000, 0.1, 0.10896, 0.10974],
    ] as const) {
      const laws = lawsOf(partial(N, n), uniform(10), [0, 1, 2, 3, 4000]);
      near(theorem2Printed(n, N, S0, 2), printed, 5.1e-6);
      near(laws.sumOfSquaresPrinted?.[2], printed, 5.1e-6);
      near(laws.sumOfSquares[2], exact, 5.1e-6);
      const alpha = n / (N + n);
      const D = 1 + (1 + 1 / N) * alpha;
      const beta = alpha * ((1 + 1 / N) * alpha - 1 / N);
      for (const [row, m] of [
        [2, 2],
        [3, 3],
      ] as const) {
        const slip = ((1 - 1 / N) * S0 * ((2 * alpha) / N) * beta ** (m - 1)) / D;
        near((laws.sumOfSquares[row] ?? NaN) - (laws.sumOfSquaresPrinted?.[row] ?? NaN), slip, 1e-14);
      }
      for (const row of [0, 1, 4]) {
        near(laws.sumOfSquaresPrinted?.[row], laws.sumOfSquares[row] ?? NaN, 1e-13);
      }
    }
    assert.isNull(
      lawsOf({ form: "accumulate", samples: 3, realSamples: 3 }, uniform(2), [2]).sumOfSquaresPrinted,
    );
  });
});

describe("Theorem 3", () => {
  it("has the values that the documents give, next to the elementary bound", () => {
    near(theorem3Bound(1, 100, 600), 39.7, 0.05);
    near(theorem3Bound(10, 100, 600), 24_923, 0.5);
    near(theorem3Bound(10, 1e6, 65), 0.27, 5e-3);
    const P = shares(geometric(52, 0.1));
    const laws = lawsOf(partial(100, 10), P, range(60));
    assert.deepEqual(laws.driftL1Theorem3?.slice(0, 2), [null, null]);
    near(laws.driftL1Theorem3?.[2], theorem3Bound(10, 100, 52), 1e-12);
    near(laws.driftL1Bound[60], 0.2, 5e-3);
    near(laws.driftL1Bound[60], Math.sqrt(52 * (laws.driftL2Squared[60] ?? NaN)), 1e-12);
    // 2^s - 2 with s = 2000 is beyond a double.
    assert.deepEqual(lawsOf(partial(10, 10_000), uniform(2000), [1, 2]).driftL1Theorem3, [null, null]);
    assert.equal(theorem3Bound(10_000, 10, 2000), Infinity);
  });

  it("takes each of its three cases where the paper says", () => {
    const C0 = Math.E ** 3 / (2 * Math.PI);
    const C1 = (6 * Math.E) / Math.PI ** 1.5;
    near(C0, 3.197, 1e-3);
    near(C1, 2.929, 1e-3);
    const G = (n: number, s: number): number => theorem3Bound(n, 7, s) / (Math.sqrt((Math.PI * n) / 2) / 7);
    // C0 n/e + 2 = 13.76 and C0 n/4 + 2 = 9.99 for n = 10.
    near(G(10, 14) / (C1 * 14 * Math.exp((C0 * 10) / (2 * Math.E))), 1);
    near(G(10, 13) / (C1 * 13 * ((C0 * 10) / 13) ** 6.5), 1);
    near(G(10, 10) / (C1 * 10 * ((C0 * 10) / 10) ** 5), 1);
    near(G(10, 9), 2 ** 9 - 2, 1e-9);
  });
});

describe("the largest n that keeps the drift small", () => {
  it("is where each bound passes epsilon", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 100_000 }),
        fc.integer({ min: 2, max: 200 }),
        fc.double({ min: 1e-3, max: 2, noNaN: true }),
        (N, live, epsilon) => {
          const { theorem3, elementary } = largestSamples({
            realSamples: N,
            live,
            sumOfSquares: 1 / live,
            epsilon,
          });
          const bound = (n: number): number => {
            const squared = lawsOf(partial(N, n), uniform(live), []).driftL2SquaredLimit ?? NaN;
            return Math.sqrt(live * squared);
          };
          if (theorem3 > 0) assert.isBelow(theorem3Bound(theorem3, N, live), epsilon);
          if (theorem3 < 2 ** 20) assert.isAtLeast(theorem3Bound(theorem3 + 1, N, live), epsilon);
          if (elementary > 0) assert.isBelow(bound(elementary), epsilon * (1 + 1e-12));
          if (elementary < 2 ** 20) assert.isAtLeast(bound(elementary + 1), epsilon * (1 - 1e-12));
          if (elementary === 0) assert.equal(theorem3, 0);
        },
      ),
      { seed: 7, numRuns: 25 },
    );
  });

  it("is every n where real data alone suffice, and grows like N^2 by the elementary bound", () => {
    const of = (realSamples: number, epsilon: number): { theorem3: number; elementary: number } =>
      largestSamples({ realSamples, live: 52, sumOfSquares: 0.1, epsilon });
    // sqrt(s~ (1-S_0)/(2N)) < epsilon for N = 10,000.
    assert.deepEqual(of(10_000, 0.1).elementary, 2 ** 20);
    assert.deepEqual(of(100, 0.01), { theorem3: 0, elementary: 0 });
    near(of(10_000, 0.001).elementary, (1e-6 * 1e8) / (52 * 0.9), 0.1 + 1);
    near(of(100_000, 0.001).elementary / of(10_000, 0.001).elementary, 100, 10);
    assert.isBelow(of(10_000, 0.1).theorem3, 10);
  });
});

describe("the best weight of real data", () => {
  it("is the golden ratio's inverse for N = n, and the documents' at finite sizes", () => {
    near(bestRealWeight(1000, 1000).limit, (Math.sqrt(5) - 1) / 2, 1e-15);
    near(bestRealWeight(50, 50).exact, 0.616, 5e-4);
    near(bestRealWeight(25, 100).exact, 0.388, 5e-4);
    near(bestRealWeight(5, 5).exact, 0.596, 5e-4);
    near(bestRealWeight(2 ** 20, 2 ** 20).exact, bestRealWeight(1, 1).limit, 1e-6);
  });

  it("is the one whose limit of S_m is the least", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (N, n) => {
        const { exact } = bestRealWeight(N, n);
        const limit = (realWeight: number): number =>
          lawsOf({ form: "weighted", samples: n, realSamples: N, realWeight }, uniform(2), [])
            .sumOfSquaresLimit ?? NaN;
        assert.isAbove(exact, 0);
        assert.isAtMost(limit(exact), limit(Math.min(1, exact * 1.02)));
        assert.isAtMost(limit(exact), limit(exact * 0.98));
      }),
      { seed: 2, numRuns: 60 },
    );
  });
});

describe("the survival of a token", () => {
  it("has the values that the documents give, and Suresh's bound below it", () => {
    const { exact, lower } = tokenSurvival(1000, 0.01, [0, 1, 5, 10, 50]);
    near(exact[0], 1);
    near(lower[0], 1);
    near(exact[1], 1 - 0.99 ** 1000);
    near(lower[1], 1 - Math.exp(-10));
    near(exact[2], 0.95651, 5.1e-6);
    near(exact[3], 0.82303, 5.1e-6);
    near(exact[4], 0.32185, 5.1e-6);
    near(lower[2], 0.9559, 5.1e-5);
    near(lower[3], 0.8214, 5.1e-5);
    near(lower[4], 0.3187, 5.1e-5);
    exact.forEach((value, i) => assert.isAtLeast(value, lower[i] ?? NaN));
    assert.deepEqual(tokenSurvival(10, 0, [0, 3]), { exact: [0, 0], lower: [0, 0] });
  });

  it("is that of full enumeration", () => {
    // Two tokens: the support is their survivals' sum.
    const brute = enumerate(6, [0.3, 0.7], 8);
    const rows = [1, 2, 3, 5, 8];
    const one = tokenSurvival(6, 0.3, rows).exact;
    const other = tokenSurvival(6, 0.7, rows).exact;
    rows.forEach((m, row) =>
      near((one[row] ?? NaN) + (other[row] ?? NaN), brute.support[m - 1] ?? NaN, 1e-13),
    );
  });
});
