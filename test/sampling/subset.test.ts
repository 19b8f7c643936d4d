import { assert } from "chai";
import fc from "fast-check";
import { pick } from "../../src/sampling/multinomial.js";
import { subset } from "../../src/sampling/index.js";

/** The definition word for word: a list of items, in ascending category, that each pick takes one out of. */
function naive(key: readonly [number, number], generation: number, size: number, counts: number[]): number[] {
  const items = counts.flatMap((count, category) => new Array<number>(count).fill(category));
  const taken = counts.map(() => 0);
  for (let i = 0; i < size; i++) {
    const [category = 0] = items.splice(pick(key, generation, i, items.length), 1);
    taken[category] = (taken[category] ?? 0) + 1;
  }
  return taken;
}

function taken(key: readonly [number, number], generation: number, size: number, counts: number[]): number[] {
  const out = new Uint32Array(counts.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const tree = new Uint32Array(counts.length + 1);
  subset(key, generation, size, Uint32Array.from(counts), counts.length, total, out, tree);
  return [...out];
}

describe("a subset without replacement", () => {
  it("takes the items that the definition takes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(2 ** 31),
        (counts, share, word) => {
          const total = counts.reduce((sum, count) => sum + count, 0);
          fc.pre(total > 0);
          const size = Math.floor(share * total);
          assert.deepEqual(taken([word, 7], 3, size, counts), naive([word, 7], 3, size, counts));
        },
      ),
      { seed: 1 },
    );
  });

  it("takes everything where everything is asked for", () => {
    assert.deepEqual(taken([1, 2], 1, 9, [4, 0, 5]), [4, 0, 5]);
  });

  it("follows the hypergeometric law", () => {
    // Of 3 + 2 items, 2: P(0, 1, 2 of the first) = 1/10, 6/10, 3/10. 2 degrees of freedom: above 29 once in 2e6.
    const draws = 20000;
    const seen = [0, 0, 0];
    for (let i = 0; i < draws; i++) {
      const [first = 0] = taken([i, 99], 1, 2, [3, 2]);
      seen[first] = (seen[first] ?? 0) + 1;
    }
    const chi = [0.1, 0.6, 0.3].reduce(
      (sum, p, j) => sum + ((seen[j] ?? 0) - draws * p) ** 2 / (draws * p),
      0,
    );
    assert.isBelow(chi, 29);
  });
});
