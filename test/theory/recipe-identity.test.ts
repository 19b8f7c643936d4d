import { assert } from "chai";
import fc from "fast-check";
import type { MixingRecipe } from "../../src/theory/index.js";
import { batchIdentity } from "./batch-identity.js";
import { lawsOf, near, range, sizesOf } from "./recipe-laws.js";
import { uniform } from "./truths.js";

/** Second moments depend on the truth by S_0 alone. */
const P = uniform(10);
const S0 = 0.1;
/** Rows that skip generations, and end at `last`. */
const sparse = (last: number): number[] => [0, 1, 2, 3, 5, 8, 13, 20].filter((m) => m < last).concat(last);

describe("the second moments of every recipe", () => {
  it("are those of the identity recursion over batches, whichever rows are asked", () => {
    const recipes = [
      { form: "fully-synthetic", samples: 13 },
      { form: "partially-synthetic", samples: 10, realSamples: 100 },
      { form: "partially-synthetic", samples: 100, realSamples: 10 },
      { form: "fresh-real", samples: 50, realShare: 0.25 },
      { form: "fresh-real", samples: 1, realShare: 2 ** -20 },
      { form: "most-recent", samples: 10, window: 2 },
      { form: "most-recent", samples: 23, window: 7 },
      { form: "most-recent", samples: 40, window: 40 },
      { form: "most-recent", samples: 100, window: 60 },
      { form: "randomly-sampled", samples: 10 },
      { form: "accumulate", samples: 10, realSamples: 3 },
      { form: "accumulate", samples: 4, realSamples: 100 },
      { form: "weighted", samples: 25, realSamples: 100, realWeight: 0.3125 },
      { form: "growing", samples: 10, exponent: 0.5 },
      { form: "growing", samples: 30, exponent: -0.6 },
      { form: "growing", samples: 3, exponent: 0.01 },
    ] as const;
    for (const recipe of recipes) {
      const exact = batchIdentity(recipe, sizesOf(recipe), S0, 50);
      for (const rows of [range(50), sparse(50), [0], [1], [2], [7, 50]]) {
        const laws = lawsOf(recipe, P, rows);
        rows.forEach((m, row) => {
          const what = `${JSON.stringify(recipe)}, m ${m}`;
          near(laws.sumOfSquares[row], exact.sumOfSquares[m] ?? NaN, 2e-13, what);
          near(laws.driftL2Squared[row], exact.driftL2Squared[m] ?? NaN, 2e-13, what);
        });
      }
    }
  });

  it("of random mixing matrices are those of the identity recursion", () => {
    const row = (m: number): fc.Arbitrary<number[]> =>
      fc
        .tuple(fc.array(fc.constantFrom<number>(0, 0, 1, 2, 5, 100), { maxLength: m }), fc.nat(m - 1))
        .map(([quotas, t]) => {
          // No row is empty, and trailing zeros may be missing.
          const filled: number[] = Array.from(
            { length: Math.max(quotas.length, t + 1) },
            (_, i) => quotas[i] ?? 0,
          );
          if (!filled.some((quota) => quota > 0)) filled[t] = 5;
          return filled;
        });
    fc.assert(
      fc.property(fc.tuple(...Array.from({ length: 12 }, (_, i) => row(i + 1))), (quotas) => {
        const recipe: MixingRecipe = { form: "mixing-matrix", quotas };
        const exact = batchIdentity(recipe, sizesOf(recipe), S0, 12);
        const laws = lawsOf(recipe, P, range(12));
        for (const m of range(12)) {
          near(laws.sumOfSquares[m], exact.sumOfSquares[m] ?? NaN, 1e-13);
          near(laws.driftL2Squared[m], exact.driftL2Squared[m] ?? NaN, 1e-13);
        }
        const [total = NaN] = quotas.map((quota) => quota.reduce((a, b) => a + b, 0));
        near(laws.sumOfSquares[1], S0 + (1 - S0) / total, 1e-13);
      }),
      { seed: 11, numRuns: 40 },
    );
  });

  it("are the ones that the documents give", () => {
    const at = (recipe: MixingRecipe, m: number): number => lawsOf(recipe, P, [m]).sumOfSquares[0] ?? NaN;
    const window = (K: number): MixingRecipe => ({ form: "most-recent", samples: 10, window: K });
    for (const [K, m, S] of [
      [2, 2, 0.226],
      [2, 20, 0.6629],
      [5, 2, 0.3812],
      [5, 100, 0.757],
      [10, 1, 1],
      [10, 2, 0.55],
      [10, 500, 0.8771],
    ] as const) {
      near(at(window(K), m), S, 5.1e-5, `K ${K}, m ${m}`);
    }
    const partial = (N: number, n: number): MixingRecipe => ({
      form: "partially-synthetic",
      samples: n,
      realSamples: N,
    });
    for (const [N, n, m, S] of [
      [10, 100, 1, 0.19],
      [10, 100, 2, 0.19669],
      [10, 100, 3, 0.20217],
      [10, 100, 50, 0.22682],
      [5, 20, 1, 0.28],
      [5, 20, 2, 0.30304],
      [5, 20, 10_000, 0.33878],
      [100, 1000, 2, 0.10974],
    ] as const) {
      near(at(partial(N, n), m), S, 5.1e-6, `N ${N}, n ${n}, m ${m}`);
    }
    near(lawsOf(partial(100, 10), P, []).driftL2SquaredLimit, 7.42e-4, 5e-7);
    near(lawsOf(partial(10, 100), P, []).driftL2SquaredLimit, 0.036818, 5e-7);
    near(lawsOf(partial(100, 1000), P, []).driftL2SquaredLimit, 0.004223, 2e-6);
    for (const [n, limit] of [
      [3, 0.51838],
      [10, 0.24091],
      [50, 0.12932],
    ] as const) {
      near(lawsOf({ form: "randomly-sampled", samples: n }, P, []).sumOfSquaresLimit, limit, 5.1e-6);
      near(
        lawsOf({ form: "accumulate", samples: n, realSamples: n }, P, []).sumOfSquaresLimit,
        limit,
        5.1e-6,
      );
    }
    near(at({ form: "accumulate", samples: 10, realSamples: 40 }, 2), 0.12601, 5.1e-6);
    near(at({ form: "accumulate", samples: 10, realSamples: 40 }, 50), 0.14012, 5.1e-6);
    const kazdan = lawsOf({ form: "accumulate-subsample", samples: 10, realSamples: 10 }, P, [2]);
    near(kazdan.sumOfSquares[0], 0.25182, 5.1e-6);
    near(kazdan.sumOfSquaresLimit, 0.33491, 5.1e-6);
    const grown = (exponent: number, samples = 10): MixingRecipe => ({ form: "growing", samples, exponent });
    near((1 - (lawsOf(grown(1.5), P, []).sumOfSquaresLimit ?? NaN)) / (1 - S0), 0.76493, 5.1e-6);
    near((1 - at(grown(1), 100_000)) / (1 - S0), 0.296, 5e-4);
    // Every n_m is a multiple of 10^6: nothing is rounded, and prod (1 - 1/(n k^2)) is the sine's.
    const x = Math.PI / 1000;
    near((1 - (lawsOf(grown(2, 1e6), P, []).sumOfSquaresLimit ?? NaN)) / (1 - S0), Math.sin(x) / x, 1e-12);
  });

  it("end where the limits are", () => {
    const ends: readonly (readonly [MixingRecipe, number, number])[] = [
      [{ form: "fully-synthetic", samples: 10 }, 2000, 1e-12],
      [{ form: "partially-synthetic", samples: 10, realSamples: 30 }, 2000, 1e-12],
      [{ form: "fresh-real", samples: 10, realShare: 0.1 }, 2000, 1e-12],
      [{ form: "most-recent", samples: 10, window: 2 }, 5000, 1e-12],
      [{ form: "most-recent", samples: 30, window: 5 }, 50_000, 1e-12],
      [{ form: "most-recent", samples: 5, window: 5 }, 5000, 1e-12],
      [{ form: "randomly-sampled", samples: 10 }, 2 ** 31 - 1, 1e-9],
      [{ form: "accumulate", samples: 10, realSamples: 7 }, 2 ** 31 - 1, 1e-9],
      [{ form: "accumulate-subsample", samples: 10, realSamples: 7 }, 2 ** 31 - 1, 1e-9],
      [{ form: "accumulate-subsample", samples: 5, realSamples: 70 }, 2 ** 31 - 1, 1e-9],
      [{ form: "weighted", samples: 10, realSamples: 7, realWeight: 0.2 }, 2000, 1e-12],
      [{ form: "growing", samples: 10, exponent: -0.3 }, 2000, 1e-12],
      [{ form: "growing", samples: 1, exponent: 1.5 }, 15_000, 2e-4],
      [{ form: "growing", samples: 4, exponent: 1.5 }, 3000, 1e-2],
    ];
    for (const [recipe, last, tolerance] of ends) {
      const laws = lawsOf(recipe, P, [last]);
      near(laws.sumOfSquaresLimit, laws.sumOfSquares[0] ?? NaN, tolerance, JSON.stringify(recipe));
      near(laws.driftL2SquaredLimit, laws.driftL2Squared[0] ?? NaN, tolerance, JSON.stringify(recipe));
    }
    assert.isNull(lawsOf({ form: "mixing-matrix", quotas: [[3]] }, P, [1]).sumOfSquaresLimit);
  });

  it("take products over very many generations as factor by factor", () => {
    for (const [recipe, factor] of [
      [{ form: "randomly-sampled", samples: 2 }, (k: number) => 1 - 1 / (2 * k * k)],
      [
        { form: "accumulate", samples: 3, realSamples: 5 },
        (k: number) => 1 - (k === 1 ? 1 / 5 : 3 / (5 + 3 * (k - 1)) ** 2),
      ],
      [
        { form: "accumulate-subsample", samples: 3, realSamples: 5 },
        (k: number) => (k === 1 ? 2 / 3 : 1 - 8 / ((5 + 3 * (k - 1)) * (4 + 3 * (k - 1)))),
      ],
    ] as const) {
      const rows = [60, 1000, 1003, 100_000];
      const laws = lawsOf(recipe, P, rows);
      let product = 1 - S0;
      for (let m = 1; m <= 100_000; m++) {
        product *= factor(m);
        if (rows.includes(m)) near(laws.sumOfSquares[rows.indexOf(m)], 1 - product, 1e-13);
      }
    }
  });

  it("reduce to fully-synthetic where the recipe says the same", () => {
    const rows = [0, 1, 2, 3, 10, 100];
    const fully = lawsOf({ form: "fully-synthetic", samples: 12 }, P, rows);
    const same: readonly MixingRecipe[] = [
      { form: "partially-synthetic", samples: 12, realSamples: 0 },
      { form: "fresh-real", samples: 12, realShare: 0 },
      { form: "fresh-real", samples: 12, realShare: 2 ** -33 },
      { form: "most-recent", samples: 12, window: 1 },
      { form: "weighted", samples: 12, realSamples: 5, realWeight: 0 },
      { form: "growing", samples: 12, exponent: 0 },
    ];
    for (const recipe of same) assert.deepEqual(lawsOf(recipe, P, rows), fully);
    // What is not rewritten, but as good as the same.
    const quotas = Array.from({ length: 100 }, (_, m) =>
      Array.from({ length: m + 1 }, (_x, t) => (t === m ? 12 : 0)),
    );
    for (const recipe of [
      { form: "mixing-matrix", quotas },
      { form: "growing", samples: 12, exponent: 1e-12 },
      { form: "fresh-real", samples: 12, realShare: 2 ** -31 },
    ] as const) {
      const laws = lawsOf(recipe, uniform(3), rows);
      const exact = lawsOf({ form: "fully-synthetic", samples: 12 }, uniform(3), rows);
      rows.forEach((_, row) => {
        for (const series of ["sumOfSquares", "driftL2Squared", "support", "collapsedFraction"] as const) {
          near(laws[series]?.[row], exact[series]?.[row] ?? NaN, 1e-6, `${recipe.form}, ${series}`);
        }
      });
    }
    // And a window of 2 as a matrix.
    const two = Array.from({ length: 40 }, (_, m) =>
      Array.from({ length: m + 1 }, (_x, t) => (t >= m - 1 ? 3 : 0)),
    );
    const matrix = lawsOf({ form: "mixing-matrix", quotas: two }, uniform(3), range(40));
    const window = lawsOf({ form: "most-recent", samples: 6, window: 2 }, uniform(3), range(40));
    for (const series of [
      "sumOfSquares",
      "driftL2Squared",
      "driftL1Bound",
      "support",
      "collapsedFraction",
    ] as const) {
      range(40).forEach((m) => near(matrix[series]?.[m], window[series]?.[m] ?? NaN, 1e-13));
    }
  });
});
