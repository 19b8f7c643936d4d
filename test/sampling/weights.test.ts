import { assert } from "chai";
import fc from "fast-check";
import {
  dirichlet,
  exactExp2,
  exactLog2,
  geometric,
  integerWeights,
  seedWords,
  zipf,
} from "../../src/sampling/index.js";
import { fnv } from "./golden.js";

describe("truths as integer weights", () => {
  it("have the words of the definition", () => {
    const found = [
      zipf(900, 1),
      zipf(50000, 1.07),
      geometric(52, 0.1),
      dirichlet(81, 1, seedWords(1), 0),
      dirichlet(600, 0.05, seedWords(1), 3),
    ].map((p) => fnv(integerWeights(p)));
    assert.deepEqual(found, ["ecb3901f", "3354b3dd", "93e7c751", "985c454b", "063e58c1"]);
  });

  it("total 2^31 and lie within one of their share", () => {
    const share = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 50 }), (p) => {
        const sum = p.reduce((a, b) => a + b, 0);
        fc.pre(sum > 1e-300);
        const weights = integerWeights(p);
        assert.equal(
          weights.reduce((a, b) => a + b, 0),
          2 ** 31,
        );
        weights.forEach((w, i) => {
          assert.closeTo(w, ((p[i] ?? 0) / sum) * 2 ** 31, 1.001);
        });
      }),
      { seed: 3 },
    );
  });

  it("reach the sum of squares that a geometric law is asked for", () => {
    for (const [tokens, S0] of [
      [52, 0.1],
      [1000, 0.002],
      [3, 0.9],
    ] as const) {
      const p = geometric(tokens, S0);
      const sum = p.reduce((a, b) => a + b, 0);
      assert.closeTo(
        p.reduce((a, b) => a + (b / sum) ** 2, 0),
        S0,
        1e-12,
      );
    }
  });

  it("are Dirichlet: means and second moments over 4,000 contexts within 5.5 standard errors", () => {
    for (const [tokens, a] of [
      [3, 0.2],
      [4, 1],
      [2, 3],
    ] as const) {
      const draws = 4000;
      const mean = 1 / tokens;
      const second = (a + 1) / (tokens * (tokens * a + 1));
      let sum = 0;
      let squares = 0;
      let fourths = 0;
      for (let context = 0; context < draws; context++) {
        const p = dirichlet(tokens, a, seedWords(9), context);
        const x = (p[0] ?? 0) / p.reduce((total, q) => total + q, 0);
        sum += x;
        squares += x * x;
        fourths += x ** 4;
      }
      const error = Math.sqrt((second - mean ** 2) / draws);
      assert.closeTo(sum / draws, mean, 5.5 * error);
      assert.closeTo(squares / draws, second, 5.5 * Math.sqrt((fourths / draws - second ** 2) / draws));
    }
  });
});

describe("exact log2 and exp2", () => {
  it("agree with the platform's to a few ulp", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
        fc.double({ min: -1000, max: 1000, noNaN: true }),
        (x, y) => {
          const log = Math.log2(x);
          assert.closeTo(exactLog2(x), log, 1e-15 * Math.max(1, Math.abs(log)));
          assert.closeTo(exactExp2(y) / 2 ** y, 1, 1e-13);
        },
      ),
      { seed: 4, numRuns: 2000 },
    );
  });
});
