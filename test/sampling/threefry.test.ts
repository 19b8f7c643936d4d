import { assert } from "chai";
import { contextKey, KIND, seedWords, streamKey, threefry } from "../../src/sampling/index.js";

const hex = (words: Iterable<number>): string => Array.from(words, (w) => (w >>> 0).toString(16)).join(" ");

describe("threefry2x32-20", () => {
  // Random123's kat_vectors.
  const known: [number[], number[], string][] = [
    [[0, 0], [0, 0], "6b200159 99ba4efe"],
    [[0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], "c4923a9c 483df7a0"],
    [[-1, -1], [-1, -1], "1cb996fc bb002be7"],
  ];
  known.forEach(([key, counter, expected]) => {
    it(`gives the published answer ${expected}`, () => {
      const out = new Int32Array(2);
      threefry(key[0] ?? 0, key[1] ?? 0, counter[0] ?? 0, counter[1] ?? 0, out);
      assert.equal(hex(out), expected);
    });
  });
});

describe("streams", () => {
  it("are addressed by seed, kind, context, chain and generation", () => {
    const context = contextKey(seedWords(1), KIND.model, 0);
    assert.equal(hex(context), "ec66872 2d84e7b1");
    const chain = streamKey(context, 0, 0);
    assert.equal(hex(chain), "d3b08f69 63b1f82b");
    const block = new Int32Array(2);
    threefry(chain[0], chain[1], 0, 1, block);
    assert.equal(hex(block), "d2339002 8a310bf5");
  });

  it("take seeds past 2^32 and strings", () => {
    assert.deepEqual(seedWords(2 ** 32 + 5), [5, 1]);
    assert.equal(hex(seedWords("abc")), "da1300cb 1f04225e");
    assert.equal(hex(seedWords("collapses/17")), "7816b224 7c072913");
  });
});
