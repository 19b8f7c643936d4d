import { assert } from "chai";
import {
  Ancestry,
  contextLaws,
  disagreement,
  expectation,
  readTruth,
  richness,
} from "../../src/theory/index.js";
import { descend } from "../../src/theory/descent.js";
import { expectations, momentsByRecursion } from "./recursion.js";

/** From nearly even to one token that has nearly all, up to one that is first missed at about A_j = n. */
const TRUTHS = [
  [0.5, 0.5],
  [0.9, 0.1],
  [0.96, 0.03, 0.01],
  [0.99, 0.01],
  [0.9985, 0.001, 0.0005],
  [1 / 3, 1 / 3, 1 / 3],
];

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error("There is no law.");
  return value;
}

describe("the ancestral process", () => {
  it("has the laws that its recursion has, below and above the point where not every number is kept", () => {
    for (const n of [1, 2, 20, 256, 257, 700]) {
      const last = Math.min(2 * n, 400);
      const functions = TRUTHS.flatMap((p) => [
        (a: number) => (a === 0 ? 0 : 1 - p.reduce((sum, x) => sum + x ** a, 0)),
        (a: number) => p.reduce((sum, x) => sum + 1 - (1 - x) ** a, 0),
      ]);
      const exact = expectations(n, last, functions);
      const ancestry = new Ancestry(n);
      const laws = ancestry.laws(Array.from({ length: last + 1 }, (_, j) => j));
      const tables = TRUTHS.flatMap((p) => {
        const truth = readTruth(Float64Array.from(p));
        return [disagreement(truth, ancestry.points), richness(truth, ancestry.points)];
      });
      tables.forEach((table, i) => {
        laws.forEach((law, j) => {
          assert.approximately(
            expectation(law, table),
            exact[i]?.[j] ?? NaN,
            3e-13,
            `n ${n}, j ${j}, h ${i}`,
          );
        });
      });
    }
  });

  it("is the same by long steps and by single ones, and the same list gives the same bits", () => {
    const truth = readTruth(Float64Array.of(0.7, 0.2, 0.1));
    for (const n of [40, 900]) {
      const ancestry = new Ancestry(n);
      const table = disagreement(truth, ancestry.points);
      const at = (generations: readonly number[]): number[] =>
        ancestry.laws(generations).map((law) => expectation(law, table));
      const every = at(Array.from({ length: 12 * n }, (_, j) => j));
      const some = [0, 1, 5, 63, 64, 65, 127, 128, 129, 200, 255, 256, 257, 400, 12 * n - 1].filter(
        (j, i, all) => j < 12 * n && j > (all[i - 1] ?? -1),
      );
      at(some).forEach((value, i) => {
        assert.approximately(value, every[some[i] ?? 0] ?? NaN, 1e-13);
        assert.approximately(at(some.slice(i, i + 1))[0] ?? NaN, value, 1e-14);
      });
      assert.deepEqual(new Ancestry(n).laws(some), ancestry.laws(some));
    }
  });

  it("gives the bits of a fresh walk, whatever was asked before: beginnings of lists, longer ones and others", () => {
    const list = (n: number, count: number): number[] =>
      Array.from({ length: count }, (_, j) => Math.floor((j * j * n) / 3000));
    for (const n of [40, 900, 5000]) {
      const ancestry = new Ancestry(n);
      for (const count of [90, 60, 200, 90, 41, 150]) {
        assert.deepEqual(
          ancestry.laws(list(n, count)),
          new Ancestry(n).laws(list(n, count)),
          `${n}, ${count}`,
        );
        const other = list(n + 7, count);
        assert.deepEqual(ancestry.laws(other), new Ancestry(n).laws(other), `${n}, other ${count}`);
      }
    }
  });

  it("keeps masses that are nearly positive all the way down, so that rounding cannot grow", () => {
    for (const n of [257, 311, 1000, 4999, 9999, 10_000, 50_021]) {
      const { laws, next } = descend(n, 256);
      for (const { at, mass } of [...laws, next]) {
        assert.approximately(
          mass.reduce((sum, value) => sum + value, 0),
          1,
          1e-14,
        );
        assert.isBelow(
          mass.reduce((sum, value) => sum + Math.abs(value), 0),
          1.001,
        );
        assert.isAtLeast(Math.min(...at), 1);
        assert.isAtMost(Math.max(...at), n);
      }
      assert.isAtMost(Math.max(...next.at), 256);
    }
  });

  it("lets two lineages meet with probability 1/n to the last digits, at n = 2^17 - 1 after 20 n generations", () => {
    const n = 2 ** 17 - 1;
    const ancestry = new Ancestry(n);
    const more = ancestry.points.at.map((a) => a - 1);
    const alive = ancestry.laws([20 * n, 21 * n, 22 * n]).map((law) => expectation(law, more));
    const decay = Math.exp(n * Math.log1p(-1 / n));
    assert.approximately((alive[1] ?? NaN) / (alive[0] ?? NaN), decay, 1e-12);
    assert.approximately((alive[2] ?? NaN) / (alive[1] ?? NaN), decay, 1e-12);
  });

  it("yields E[T] and sd[T] as the triangular recursion does, and as the sum over every generation", () => {
    for (const n of [2, 3, 17, 65, 256, 300, 900]) {
      for (const p of TRUTHS) {
        const laws = contextLaws({ truths: [Float64Array.from(p)], contexts: 1, samples: [n] });
        const one = present(laws.one);
        const { mean, standardDeviation } = one.moments();
        const exact = momentsByRecursion(n, p);
        assert.approximately(mean / exact.mean, 1, 2e-13, `n ${n}, ${p.join()}`);
        assert.approximately(standardDeviation / exact.standardDeviation, 1, 2e-12, `n ${n}, ${p.join()}`);
        const cdf = one.alive(Array.from({ length: laws.last + 1 }, (_, m) => m)).map((alive) => 1 - alive);
        const sum = cdf.reduce((total, F) => total + 1 - F, 0);
        assert.approximately(mean / sum, 1, 1e-12, "E[T] = sum of 1 - P(T <= m)");
      }
    }
  });

  it("sums the largest of very many contexts as term by term", () => {
    for (const contexts of [81, 10_000, 2 ** 20]) {
      const laws = contextLaws({ truths: [Float64Array.of(0.6, 0.4)], contexts, samples: [300] });
      const largest = present(laws.largest);
      const { mean, standardDeviation } = largest.moments();
      const alive = largest.alive(Array.from({ length: laws.last + 1 }, (_, m) => m));
      const first = alive.reduce((sum, value) => sum + value, 0);
      const second = alive.reduce((sum, value, m) => sum + (2 * m + 1) * value, 0);
      assert.approximately(mean / first, 1, 1e-12);
      assert.approximately(standardDeviation / Math.sqrt(second - first * first), 1, 1e-9);
    }
  });
});
