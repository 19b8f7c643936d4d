import { assert } from "chai";
import { sumRule } from "../../src/theory/sum-rule.js";

describe("the rule for sums of smooth terms", () => {
  it("sums powers up to the 19th exactly, at any length", () => {
    for (const length of [1, 2, 40, 41, 47, 64, 333, 5000]) {
      const { at, weights } = sumRule(length);
      assert.isAtMost(at.length, 40);
      assert.deepEqual(
        [...new Set(at)].sort((a, b) => a - b),
        [...at],
      );
      assert.isAtLeast(at[0] ?? NaN, 0);
      assert.isBelow(at.at(-1) ?? NaN, length);
      for (const degree of [0, 1, 2, 7, 18, 19]) {
        const q = (x: number): number => ((x + 1) / length) ** degree;
        let exact = 0;
        for (let x = 0; x < length; x++) exact += q(x);
        const found = at.reduce((sum, x, i) => sum + (weights[i] ?? NaN) * q(x), 0);
        assert.approximately(found / exact, 1, 1e-12, `length ${length}, degree ${degree}`);
      }
    }
  });
});
