import { assert } from "chai";
import { encode } from "gpt-tokenizer/encoding/r50k_base";
import { readTokens, textOfTokens, type ResolvedTokens } from "../../src/corpus/index.js";

const END = "<|endoftext|>";

async function read(text: string, chunk = 2 ** 20): Promise<ResolvedTokens> {
  const answer = await readTokens(chunks(text, chunk), "gpt2");
  return typeof answer === "string" ? assert.fail(answer) : answer;
}

function* chunks(text: string, size: number): Generator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** Texts of all kinds of characters, white space of all lengths and contractions among them; more than one piece long. */
function mixture(words: number): string {
  const parts = [
    "the",
    " ",
    "  ",
    "\n",
    "\n\n",
    "'",
    "'ll",
    "don't",
    " 2026",
    "—",
    "漢字",
    "🦊",
    "é",
    "\t",
    "(x)",
    "\u00a0",
  ];
  let state = 1;
  let text = "";
  for (let i = 0; i < words; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += parts[(state >>> 16) % parts.length] ?? "";
  }
  return text;
}

describe("GPT-2's tokens of a text", () => {
  it("are the published ones", async () => {
    // The ids that GPT-2's own encoder gives.
    assert.deepEqual(Array.from((await read("Hello world")).text.ids), [15496, 995]);
    assert.deepEqual(Array.from((await read("\n\n")).text.ids), [628]);
    assert.deepEqual(Array.from((await read("\n\nIt")).text.ids), [198, 198, 1026]);
    const { vocabulary } = (await read(END)).text;
    assert.equal(vocabulary.length, 50_257);
    assert.deepEqual([vocabulary[995], vocabulary[198], vocabulary[50_256]], ["Ġworld", "Ċ", END]);
    assert.isAbove((await read(END)).text.ids.length, 1, "a text is only a text");
  });

  it("are the same in pieces as at once, and give the text back", async () => {
    const text = mixture(80_000);
    const whole = encode(text, { disallowedSpecial: new Set() });
    for (const chunk of [2 ** 20, 4099]) {
      const { text: tokens, tokenizer } = await read(text, chunk);
      assert.deepEqual(Array.from(tokens.ids), whole);
      assert.equal(textOfTokens(tokens.ids, tokens.vocabulary, tokenizer), text);
    }
  });

  it("of a long run without a break are refused at once", async () => {
    const sentence =
      "The text has more than 1,000 letters, digits, signs or spaces in a row; " +
      'allowed with tokenizer "gpt2": up to 1,000.';
    for (const run of ["a", "7", "-", " "]) {
      assert.equal(await readTokens(chunks(run.repeat(1_000_000), 2 ** 16), "gpt2"), sentence);
      assert.equal(await readTokens(chunks(`b${run.repeat(1001)}`, 2 ** 16), "gpt2"), sentence);
    }
    assert.isAtLeast((await read(`b${" ".repeat(1000)}`)).text.ids.length, 1);
  });
});
