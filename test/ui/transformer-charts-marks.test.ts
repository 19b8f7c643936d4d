import { assert } from "chai";
import fc from "fast-check";
import { marks, wordsOf } from "../../src/ui/transformer/charts/marks.js";

const CORPUS = "The lamp burns. The keeper's daughter lit it,\nand the red boat sails; it’s late.";

/** Marked words between brackets: [unknown], (again). */
function drawn(text: string, corpus: ReadonlySet<string> | null): string {
  return marks(text, corpus)
    .stretches.map(({ text: piece, unknown, again }) =>
      again ? `(${piece})` : unknown ? `[${piece}]` : piece,
    )
    .join("");
}

describe("words that are in no line of the text", () => {
  it("are marked, whatever their case and what stands around them", async () => {
    const words = await wordsOf(CORPUS);
    assert.equal(
      drawn("THE lamp, (lit) it’s! keeper's sorrd\nboat. shal-low Daughter.", words),
      "THE lamp, (lit) it’s! keeper's [sorrd]\nboat. [shal-low] Daughter.",
    );
    const { words: all, unknown } = marks("The lamp, sorrd, keeper’s.", words);
    assert.deepEqual([all, unknown], [4, 2]);
  });

  it("are not, where the text's end may have cut them or the text is not known", async () => {
    const words = await wordsOf(CORPUS);
    assert.equal(drawn("The lam", words), "The lam");
    assert.equal(drawn("The lam ", words), "The [lam] ");
    assert.equal(drawn("Nothing is known of this.", null), "Nothing is known of this.");
  });

  it("are found in a long text, wherever it is cut for reading", async () => {
    const many = Array.from({ length: 120_000 }, (_, i) => `w${i.toString(36)}x`);
    const words = await wordsOf(many.join(" "));
    assert.lengthOf([...words], many.length);
    assert.isTrue(many.every((word) => words.has(word)));
    assert.deepEqual(
      [...(await wordsOf("a".repeat(600_000)))].map(({ length }) => length),
      [600_000],
    );
  });
});

describe("passages written again at once", () => {
  it("are marked from three words on, with what stands between them", () => {
    assert.equal(drawn("We go up, we go up and on.", null), "We go up, (we go up) and on.");
    assert.equal(drawn("We go up. We go\ndown.", null), "We go up. We go\ndown.");
    assert.equal(drawn("So we go we go on.", null), "So we go we go on.");
  });

  it("are marked from eight characters on", () => {
    assert.equal(drawn("the sailing sailing boat", null), "the sailing (sailing) boat");
    assert.equal(drawn("the sailor sailor boat", null), "the sailor sailor boat");
    assert.equal(drawn("so the the the the end", null), "so the the (the the) end");
  });

  it("are whole passages: the beginning of another round is not one", () => {
    const once = "a long line of words and no other";
    assert.equal(drawn(once, null), once);
    assert.equal(drawn(`${once} a long line`, null), `${once} a long line`);
    assert.equal(drawn(`${once}, ${once}.`, null), `${once}, (${once}).`);
  });
});

describe("marks", () => {
  it("keep the text, and are quick", () => {
    const letters = fc.constantFrom("a", "b", " ", "\n", "’", "é", "𝒳", ".");
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 300 }), (pieces) => {
        const text = pieces.join("");
        const marked = marks(text, new Set(["a"]));
        assert.equal(marked.stretches.map((stretch) => stretch.text).join(""), text);
        assert.isAtMost(Math.max(marked.unknown, marked.again), marked.words);
        marked.stretches.slice(1).forEach(({ unknown, again }, i) => {
          const before = marked.stretches[i];
          assert.isFalse(before?.unknown === unknown && before.again === again);
        });
      }),
      { seed: 5, numRuns: 200 },
    );
    const start = performance.now();
    marks("the sea and the wind, ".repeat(25), new Set(["the"]));
    assert.isBelow(performance.now() - start, 250);
  });
});
