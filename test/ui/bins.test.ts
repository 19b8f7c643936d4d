import { assert } from "chai";
import fc from "fast-check";
import {
  between,
  binsFor,
  extent,
  fill,
  lawAt,
  lawBetween,
  lawLine,
  roundWidth,
} from "../../src/ui/charts/bins.js";
import { wilson } from "../../src/ui/charts/intervals.js";
import { ticks } from "../../src/ui/charts/ticks.js";
import { exactLaws } from "./views.js";

describe("the histogram's bins", () => {
  it("cover the law from low to high with whole, round widths", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 1e6 }), (low, more) => {
        const bins = binsFor(low, low + more);
        assert.isAtMost(bins.first, low);
        assert.isAtLeast(bins.first + bins.count * bins.width - 1, low + more);
        assert.isAtMost(bins.count, 45);
        assert.isTrue(Number.isInteger(bins.first) && Number.isInteger(bins.width) && bins.width > 0);
        const [from, to] = extent(bins);
        assert.isBelow(from, to);
      }),
      { seed: 1 },
    );
    assert.deepEqual([0.2, 1.1, 7, 9, 14, 101].map(roundWidth), [1, 2, 8, 10, 15, 150]);
  });

  it("hold every chain exactly once", () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 99 })));
    fc.assert(
      fc.property(counts, (chains) => {
        const bins = binsFor(40, 800);
        const { inside, before, beyond } = fill(bins, chains);
        const all = chains.reduce((sum, [, number]) => sum + number, 0);
        assert.equal(
          inside.reduce((sum, number) => sum + number, before + beyond),
          all,
        );
        assert.equal(between(chains, 1, 5000), all);
      }),
      { seed: 2 },
    );
  });

  it("have a bin for the generation that is its own", () => {
    const bins = { first: 1, width: 5, count: 3 };
    const { inside, before, beyond } = fill(bins, [
      [1, 1],
      [5, 2],
      [6, 4],
      [15, 8],
      [16, 16],
    ]);
    assert.deepEqual([...inside, before, beyond], [3, 4, 8, 0, 16]);
  });
});

describe("the law over the bins", () => {
  const law = exactLaws().collapseTime;
  if (!law) throw new Error("There is a law.");

  it("is P(T <= m), also between rows and beyond them", () => {
    assert.equal(lawAt(law, 0), 0);
    assert.closeTo(lawAt(law, 20), law.cdf[20] ?? NaN, 1e-15);
    const coarse = { ...law, generations: Float64Array.of(0, 10, 20), cdf: Float64Array.of(0, 0.4, 0.5) };
    assert.closeTo(lawAt(coarse, 5), 0.2, 1e-15);
    assert.equal(lawAt(coarse, 99), 0.5);
  });

  it("gives a range the probability of its generations", () => {
    assert.closeTo(lawBetween(law, 3, 3), (law.cdf[3] ?? 0) - (law.cdf[2] ?? 0), 1e-15);
  });

  it("has the area of the bars", () => {
    const bins = binsFor(law.low, law.high);
    const { x, y } = lawLine(law, bins);
    const step = (x[1] ?? 0) - (x[0] ?? 0);
    const area = y.reduce((sum, value) => sum + (value * step) / bins.width, 0);
    assert.closeTo(area, 1, 0.003);
  });
});

describe("Wilson's interval", () => {
  it("is the published one", () => {
    // 95 % for 10 of 20, 0 of 10 (Newcombe, Statistics in Medicine 17 (1998), method 3).
    const [low, high] = wilson(10, 20);
    assert.closeTo(low, 0.2993, 1e-4);
    assert.closeTo(high, 0.7007, 1e-4);
    assert.deepEqual(wilson(0, 10)[0], 0);
    assert.closeTo(wilson(0, 10)[1], 0.2775, 1e-4);
    assert.deepEqual(wilson(10, 10)[1], 1);
    assert.deepEqual(wilson(0, 0), [0, 1]);
  });
});

describe("ticks", () => {
  it("are few, round and within the axis", () => {
    assert.deepEqual(ticks(1, 2), [0, 0.5, 1]);
    assert.deepEqual(ticks(0.117, 3), [0, 0.05, 0.1]);
    for (const top of [1e-9, 0.003, 7, 81, 12345]) {
      const made = ticks(top);
      assert.isAtMost(made.length, 5);
      assert.isAtLeast(made.length, 2);
      assert.isAtMost(made[made.length - 1] ?? 0, top);
    }
  });
});
