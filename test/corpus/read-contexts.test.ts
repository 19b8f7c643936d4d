import { assert } from "chai";
import fc from "fast-check";
import {
  blobChunks,
  contextsOf,
  corpora,
  readContexts,
  sha256Hex,
  type ContextTable,
} from "../../src/experiment/index.js";
import { plainContexts, type PlainContexts } from "./reference.js";

const TOKENIZERS = ["characters", "words"] as const;
type Tokenizer = (typeof TOKENIZERS)[number];

function tableOf(text: string, tokenizer: Tokenizer, contextLength: number): ContextTable {
  const table = contextsOf(text, tokenizer, contextLength);
  if (typeof table === "string") assert.fail(table);
  return table;
}

function plain({ tokens, contextLength, contexts, starts, ids, counts }: ContextTable): PlainContexts {
  return {
    tokens,
    contexts: Array.from({ length: starts.length - 1 }, (_, j) => {
      const entries: [number, number][] = [];
      for (let e = starts[j] ?? 0; e < (starts[j + 1] ?? 0); e++) entries.push([ids[e] ?? 0, counts[e] ?? 0]);
      return [[...contexts.slice(j * contextLength, (j + 1) * contextLength)], entries] as const;
    }),
  };
}

async function readBytes(
  bytes: Uint8Array,
  pieces: number,
  tokenizer: Tokenizer = "characters",
  contextLength = 0,
): Promise<ContextTable | string> {
  const chunks: Uint8Array[] = [];
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
  const read = await readContexts(chunks, { tokenizer, contextLength, bytes: bytes.length });
  return typeof read === "string" ? read : read.table;
}

describe("the contexts of a text", () => {
  it("are those of a text read by hand", () => {
    assert.deepEqual(plain(tableOf("abab\r\nab", "characters", 2)), {
      tokens: ["\n", "\r", "a", "b"],
      contexts: [
        [[0, 2], [[3, 1]]],
        [[1, 0], [[2, 1]]],
        [
          [2, 3],
          [
            [1, 1],
            [2, 1],
          ],
        ],
        [[3, 1], [[0, 1]]],
        [[3, 2], [[3, 1]]],
      ],
    });
    assert.deepEqual(plain(tableOf("to be, or not\u3000to be", "words", 1)), {
      tokens: ["be", "be,", "not", "or", "to"],
      contexts: [
        [[1], [[3, 1]]],
        [[2], [[4, 1]]],
        [[3], [[2, 1]]],
        [
          [4],
          [
            [0, 1],
            [1, 1],
          ],
        ],
      ],
    });
  });

  it("are those of the definition, in its order", () => {
    const texts = fc.oneof(
      fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 300 }),
      // Characters past U+FFFF come after U+E000 ... U+FFFF, in UTF-16 they come before.
      fc.string({
        unit: fc.constantFrom("a", "é", "\uffee", "🂡", "🂢", " ", "\n", "\u0085", "\u2028"),
        maxLength: 80,
      }),
      fc.string({ unit: "binary", maxLength: 60 }),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom(...TOKENIZERS), fc.nat(6), (text, tokenizer, contextLength) => {
        const table = contextsOf(text, tokenizer, contextLength);
        const expected = plainContexts(text, tokenizer, contextLength);
        if (typeof table === "string") assert.isEmpty(expected.contexts);
        else assert.deepEqual(plain(table), expected);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("do not depend on where the pieces of the text end", async () => {
    const text = "Ä word, 🂡 a wörd 🂡🂡, ein Wort — \u3000 Ä word".repeat(3);
    const bytes = new TextEncoder().encode(text);
    for (const tokenizer of TOKENIZERS) {
      const whole = tableOf(text, tokenizer, 2);
      for (const pieces of [1, 2, 3, 7, 50, bytes.length]) {
        assert.deepEqual(await readBytes(bytes, pieces, tokenizer, 2), whole);
      }
    }
  });

  it("of three tokens and length 4 are at most 81", () => {
    let state = 1;
    const text = Array.from({ length: 5000 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return "abc"[(state >>> 16) % 3];
    }).join("");
    assert.equal(tableOf(text, "characters", 4).starts.length - 1, 81);
  });

  it("come with the text's SHA-256, from a blob", async () => {
    const text = "naïve café\n";
    const blob = new Blob([text]);
    const reading = { tokenizer: "words", contextLength: 1, bytes: blob.size } as const;
    assert.deepEqual(await readContexts(blobChunks(blob), reading), {
      sha256: sha256Hex(text),
      tokenizer: "words",
      table: tableOf(text, "words", 1),
    });
  });
});

describe("texts that are refused", () => {
  it("are too short", () => {
    assert.equal(
      contextsOf("", "characters", 0),
      "The text has no characters; allowed with contextLength 0: at least 1.",
    );
    assert.equal(
      contextsOf(" \n\t\u2003", "words", 0),
      "The text has no words; allowed with contextLength 0: at least 1.",
    );
    assert.equal(
      contextsOf("x", "characters", 1),
      "The text has 1 character; allowed with contextLength 1: at least 2.",
    );
    assert.equal(
      contextsOf("a b c", "words", 3),
      "The text has 3 words; allowed with contextLength 3: at least 4.",
    );
    assert.equal(tableOf("x", "characters", 0).starts.length, 2);
  });

  const INVALID: readonly (readonly [string, readonly number[], number])[] = [
    ["a lone continuation byte", [0x61, 0x80], 1],
    ["overlong", [0x61, 0x62, 0xc0, 0xaf], 2],
    ["overlong in three", [0xe0, 0x9f, 0xbf], 0],
    ["overlong in four", [0xf0, 0x8f, 0xbf, 0xbf], 0],
    ["a surrogate", [0x61, 0xed, 0xa0, 0x80], 1],
    ["past U+10FFFF", [0xf4, 0x90, 0x80, 0x80], 0],
    ["no lead byte", [0xff], 0],
    ["cut off", [0x61, 0x62, 0xe2, 0x82], 2],
    ["cut off by another character", [0xe2, 0x82, 0x61], 0],
    ["Latin 1", [0x63, 0x61, 0x66, 0xe9, 0x20], 3],
  ];
  for (const [what, bytes, offset] of INVALID) {
    it(`are no UTF-8: ${what}`, async () => {
      const message = `The text is not UTF-8 at byte offset ${offset}; allowed: UTF-8.`;
      for (const pieces of [1, bytes.length]) {
        assert.equal(await readBytes(Uint8Array.from(bytes), pieces), message);
      }
    });
  }

  it("are those that a browser's strict decoder refuses", async () => {
    const pieces = fc.constantFrom(
      ...INVALID.map(([, bytes]) => bytes),
      [0x61],
      [0xc3, 0xa9],
      [0xf0, 0x9f, 0x82, 0xa1],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 4 }), async (parts) => {
        const bytes = Uint8Array.from(parts.flat());
        const read = await readBytes(bytes, 2);
        let text: string | null = null;
        try {
          text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        } catch {
          assert.match(typeof read === "string" ? read : "", /^The text is not UTF-8 /);
        }
        if (text !== null) assert.deepEqual(read, tableOf(text, "characters", 0));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("have more than 100 MB", async () => {
    const megabyte = new Uint8Array(1e6).fill(0x20);
    function* chunks(): Generator<Uint8Array> {
      for (let i = 0; i < 100; i++) yield megabyte;
      yield Uint8Array.of(0x61);
    }
    const reading = { tokenizer: "words", contextLength: 0, bytes: 10 } as const;
    assert.equal(
      await readContexts(chunks(), reading),
      "The text has more than 100 MB; allowed: up to 100 MB.",
    );
  });
});

describe("a long text", () => {
  /** Words of three letters out of 32^3, pseudo-random: many contexts soon. */
  function longText(words: number): Uint8Array {
    const bytes = new Uint8Array(4 * words).fill(0x20);
    let state = 7;
    for (let i = 0; i < bytes.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      if (i % 4 !== 3) bytes[i] = 0x40 + (state >>> 27);
    }
    return bytes;
  }

  it("with too many contexts is told the longest that fits", async () => {
    const read = await readBytes(longText(1_000_000), 8, "characters", 6);
    assert.equal(
      read,
      "truth.contextLength is 6, which gives more than 1,048,576 contexts; allowed for this text: up to 4.",
    );
    const fits = await readBytes(longText(1_000_000), 8, "characters", 4);
    assert.isAbove(typeof fits === "string" ? 0 : fits.starts.length, 2 ** 16);
  });

  it("with too many words is refused", async () => {
    const bytes = new TextEncoder().encode(
      Array.from({ length: 2 ** 20 + 1 }, (_, i) => i.toString(36)).join(" "),
    );
    assert.equal(
      await readBytes(bytes, 4, "words", 0),
      "The text has more than 1,048,576 distinct words; allowed: up to 1,048,576.",
    );
  });

  it("tells its progress and can be stopped", async () => {
    const bytes = longText(1_000_000);
    const shares: number[] = [];
    const reading = { tokenizer: "characters", contextLength: 4, bytes: bytes.length } as const;
    await readContexts([bytes], { ...reading, onProgress: (share) => shares.push(share) });
    assert.isAbove(shares.length, 3);
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.equal(shares.at(-1), 1);

    const stop = new AbortController();
    const stopped = readContexts([bytes], {
      ...reading,
      onProgress: () => {
        stop.abort(new Error("enough"));
      },
      signal: stop.signal,
    });
    assert.equal(
      await stopped.then(
        () => "read",
        (error: unknown) => String(error),
      ),
      "Error: enough",
    );
  });
});

describe("the offered texts", () => {
  it("are there, or say where they are", () => {
    for (const { corpus } of corpora) {
      if (corpus.form === "text") assert.isAbove(tableOf(corpus.text, "characters", 2).starts.length, 200);
      else assert.match(corpus.sha256, /^[0-9a-f]{64}$/);
    }
    assert.equal(new Set(corpora.map(({ id }) => id)).size, corpora.length);
  });
});
