import { assert } from "chai";
import type { MixingRecipe } from "../../src/theory/index.js";
import { enumerateRecipe } from "./recipe-enumeration.js";
import { lawsOf, near, range, sizesOf } from "./recipe-laws.js";

describe("the laws of every recipe", () => {
  const recipes: readonly MixingRecipe[] = [
    { form: "fully-synthetic", samples: 3 },
    { form: "partially-synthetic", samples: 3, realSamples: 2 },
    { form: "partially-synthetic", samples: 2, realSamples: 4 },
    { form: "partially-synthetic", samples: 2, realSamples: 1 },
    { form: "fresh-real", samples: 3, realShare: 0.25 },
    { form: "fresh-real", samples: 2, realShare: 1 },
    { form: "most-recent", samples: 4, window: 2 },
    { form: "most-recent", samples: 5, window: 2 },
    { form: "most-recent", samples: 3, window: 3 },
    { form: "most-recent", samples: 6, window: 5 },
    { form: "randomly-sampled", samples: 3 },
    { form: "randomly-sampled", samples: 1 },
    { form: "accumulate", samples: 2, realSamples: 3 },
    { form: "accumulate", samples: 3, realSamples: 1 },
    { form: "accumulate-subsample", samples: 3, realSamples: 3 },
    { form: "accumulate-subsample", samples: 2, realSamples: 4 },
    { form: "accumulate-subsample", samples: 4, realSamples: 2 },
    { form: "accumulate-subsample", samples: 3, realSamples: 1 },
    { form: "accumulate-subsample", samples: 1, realSamples: 2 },
    { form: "weighted", samples: 3, realSamples: 2, realWeight: 0.375 },
    { form: "weighted", samples: 2, realSamples: 3, realWeight: 0.5 },
    { form: "weighted", samples: 2, realSamples: 2, realWeight: 1 },
    { form: "growing", samples: 2, exponent: 0.7 },
    { form: "growing", samples: 4, exponent: -1 },
    { form: "mixing-matrix", quotas: [[2], [1, 2], [0, 1, 3], [1, 1, 1, 1]] },
    {
      form: "mixing-matrix",
      quotas: [
        [3, 0, 0],
        [0, 2],
        [2, 1],
        [0, 0, 0, 4],
      ],
    },
  ];
  for (const recipe of recipes) {
    it(`are those of full enumeration: ${JSON.stringify(recipe)}`, () => {
      for (const p of [[0.5, 0.5], [0.7, 0.2, 0.1], [1]]) {
        const last = p.length === 3 ? 3 : 4;
        const brute = enumerateRecipe(recipe, sizesOf(recipe), p, last);
        const laws = lawsOf(recipe, p, range(last));
        for (const m of range(last)) {
          const what = `p ${p.join()}, m ${m}`;
          near(laws.sumOfSquares[m], brute.sumOfSquares[m] ?? NaN, 1e-12, `S, ${what}`);
          near(laws.driftL2Squared[m], brute.driftL2Squared[m] ?? NaN, 1e-12, `drift, ${what}`);
          near(laws.support?.[m], brute.support[m] ?? NaN, 1e-12, `support, ${what}`);
          near(laws.collapsedFraction?.[m], brute.dirac[m] ?? NaN, 1e-12, `rho, ${what}`);
          assert.isAtLeast((laws.driftL1Bound[m] ?? NaN) + 1e-12, brute.driftL1[m] ?? NaN, `bound, ${what}`);
          const { distribution } = laws.collapseTime;
          if (distribution !== null) near(distribution[m], brute.collapsed[m] ?? NaN, 1e-12, `T, ${what}`);
          if (recipe.form === "partially-synthetic" && m > 1) {
            assert.isAtLeast((laws.driftL1Theorem3?.[m] ?? NaN) + 1e-12, brute.driftL1[m] ?? NaN);
          }
        }
        const byDual = ["randomly-sampled", "accumulate-subsample"].includes(recipe.form);
        const absorbing = ["fully-synthetic", "growing", "partially-synthetic", "accumulate"].includes(
          recipe.form,
        );
        assert.equal(laws.collapseTime.distribution !== null, absorbing || (p.length < 3 && !byDual));
      }
    });
  }

  it("are not known where a draw weighs less than the smallest part of 2^31", () => {
    const p = [0.5, 0.5];
    const laws = (realWeight: number): ReturnType<typeof lawsOf> =>
      lawsOf({ form: "weighted", samples: 3, realSamples: 2, realWeight }, p, range(4));
    for (const realWeight of [2 ** -31, 1 - 2 ** -30]) {
      assert.isNull(laws(realWeight).support);
      assert.isNull(laws(realWeight).collapsedFraction);
      assert.isNull(laws(realWeight).collapseTime.distribution);
    }
    for (const realWeight of [2 ** -30, 1 - 2 ** -29]) assert.isNotNull(laws(realWeight).support);
  });
});
