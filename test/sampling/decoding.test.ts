import { assert } from "chai";
import fc from "fast-check";
import { decode, decoder, temperedLogs } from "../../src/sampling/index.js";
import { fnv } from "./golden.js";

const counts = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 40 });

function decoded(c: readonly number[], temperature: number, topK = Infinity, topP = 1): number[] {
  const weights = new Uint32Array(c.length);
  const most = Math.max(...c);
  const total = decode(decoder(temperature, topK, topP, most), Uint32Array.from(c), c.length, weights);
  assert.equal(
    total,
    weights.reduce((sum, w) => sum + w, 0),
  );
  return [...weights];
}

/** Positions by descending weight, ties by position. */
function ranked(weights: readonly number[]): number[] {
  return weights.map((_, i) => i).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
}

describe("decoding", () => {
  it("has the logarithms of the definition", () => {
    assert.equal(fnv(temperedLogs(0.7, 1e4)), "6155793b");
  });

  it("leaves counts as they are at temperature 1, for any K and P that keep all", () => {
    fc.assert(
      fc.property(counts, (c) => {
        assert.deepEqual(decoded(c, 1), c);
        assert.deepEqual(decoded(c, 1, c.length, 1), c);
      }),
      { seed: 1 },
    );
  });

  it("weighs by the power 1/temperature within 1e-6 of the largest, of a sum below 2^31", () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(0.5, 0.8, 1.25, 2, 10), (c, temperature) => {
        const weights = decoded(c, temperature);
        const sum = weights.reduce((a, b) => a + b, 0);
        assert.isBelow(sum, 2 ** 31);
        assert.isAbove(sum, 2 ** 29);
        const largest = Math.max(...c);
        const top = Math.max(...weights);
        c.forEach((count, i) => {
          assert.closeTo((weights[i] ?? 0) / top, (count / largest) ** (1 / temperature), 1e-6);
        });
      }),
      { seed: 2 },
    );
  });

  it("lets only the largest live at a small temperature, ties together", () => {
    assert.deepEqual(
      decoded([999, 1000, 3, 1000], 0.01).map((w) => w > 0),
      [true, true, false, true],
    );
    assert.deepEqual(
      decoded([1, 100], 0.01).map((w) => w > 0),
      [false, true],
    );
  });

  it("keeps the K largest, ties to the smaller id", () => {
    assert.deepEqual(decoded([3, 5, 3, 3, 9], 1, 3), [3, 5, 0, 0, 9]);
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 45 }), (c, K) => {
        const kept = new Set(ranked(c).slice(0, K));
        assert.deepEqual(
          decoded(c, 1, K),
          c.map((count, i) => (kept.has(i) ? count : 0)),
        );
      }),
      { seed: 3 },
    );
  });

  it("keeps the shortest prefix whose share of what K left reaches P", () => {
    assert.deepEqual(decoded([5, 3, 2], 1, Infinity, 0.5), [5, 0, 0]);
    assert.deepEqual(decoded([5, 3, 2], 1, Infinity, 0.5 + 2 ** -30), [5, 3, 0]);
    assert.deepEqual(decoded([4, 4, 4, 4], 1, 2, 0.6), [4, 4, 0, 0]);
    assert.deepEqual(decoded([4, 5], 1, Infinity, 1e-300), [0, 5]);
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: 1, max: 45 }),
        fc.double({ min: 1e-9, max: 1, noNaN: true }),
        fc.constantFrom(1, 0.5, 3, 0.01),
        (c, K, P, temperature) => {
          const full = decoded(c, temperature);
          const order = ranked(full).slice(0, K);
          const of = order.reduce((sum, i) => sum + BigInt(full[i] ?? 0), 0n);
          const wanted = BigInt(Math.floor(P * 2 ** 31 + 0.5)) * of;
          const kept = new Set<number>();
          let sum = 0n;
          for (const i of order) {
            if (sum * 2n ** 31n >= wanted) break;
            kept.add(i);
            sum += BigInt(full[i] ?? 0);
          }
          assert.deepEqual(
            decoded(c, temperature, K, P),
            full.map((w, i) => (kept.has(i) ? w : 0)),
          );
        },
      ),
      { seed: 4 },
    );
  });
});
