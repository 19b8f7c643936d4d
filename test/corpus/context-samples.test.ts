import { assert } from "chai";
import fc from "fast-check";
import { contextSamples, largestContextSamples, mostSamples } from "../../src/corpus/context-samples.js";
import type { ContextTable } from "../../src/experiment/index.js";

/** A table of contexts that occur so often; each has one successor. */
function tableOf(times: readonly number[]): ContextTable {
  return {
    tokens: ["a"],
    contextLength: 1,
    contexts: new Uint32Array(times.length),
    starts: Uint32Array.from({ length: times.length + 1 }, (_, j) => j),
    ids: new Uint32Array(times.length),
    counts: Uint32Array.from(times),
  };
}

/** n_j as it is written, in whole numbers of any size. */
function byDefinition(times: readonly number[], samples: number): number[] {
  const total = BigInt(times.reduce((sum, count) => sum + count, 0));
  return times.map((count) => {
    const n = (2n * BigInt(samples) * BigInt(times.length) * BigInt(count) + total) / (2n * total);
    return Math.max(1, Number(n));
  });
}

describe("the samples of a text's contexts", () => {
  it("are shared out by how often each occurs", () => {
    // Halves are rounded up: 5 * 3 * 1 / 10 = 1.5.
    assert.deepEqual([...contextSamples(tableOf([6, 3, 1]), 5)], [9, 5, 2]);
    assert.deepEqual([...contextSamples(tableOf([7, 7]), 4)], [4, 4]);
    assert.deepEqual([...contextSamples(tableOf([9999, 1]), 10)], [20, 1]);
    assert.deepEqual([...contextSamples(tableOf([3]), 2 ** 20)], [2 ** 20]);
  });

  const many = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1e7 })), {
    minLength: 1,
    maxLength: 10,
  });

  it("are exactly those of the definition", () => {
    const check = (times: readonly number[], samples: number): void => {
      const table = tableOf(times);
      const expected = byDefinition(times, samples);
      assert.deepEqual([...contextSamples(table, samples)], expected);
      assert.equal(largestContextSamples(table, samples), Math.max(...expected));
    };
    fc.assert(fc.property(many, fc.integer({ min: 1, max: 2 ** 20 }), check), { seed: 1, numRuns: 2000 });
    // The ends of the range: 2^20 contexts, 10^8 tokens, 2^20 samples.
    const wide = Array.from({ length: 2 ** 20 }, (_, j) => 1 + (j % 190));
    const table = tableOf(wide);
    for (const samples of [1, 999_983, 2 ** 20]) {
      const [got, expected] = [contextSamples(table, samples), byDefinition(wide, samples)];
      assert.equal(
        got.findIndex((n, j) => n !== expected[j]),
        -1,
      );
    }
  });

  it("stay within a limit up to the largest n that it names", () => {
    fc.assert(
      fc.property(many, fc.constantFrom(10, 1000, 2 ** 20), (times, limit) => {
        const largest = mostSamples(tableOf(times), limit);
        if (largest > 0) assert.isAtMost(Math.max(...byDefinition(times, largest)), limit);
        assert.isAbove(Math.max(...byDefinition(times, largest + 1)), limit);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
