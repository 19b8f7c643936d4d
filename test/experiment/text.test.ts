import { assert } from "chai";
import {
  fromLink,
  parseExperiment,
  readContexts,
  readExperiment,
  sha256Hex,
  toLink,
  type Parsed,
  type ResolvedCorpus,
} from "../../src/experiment/index.js";
import { messageOf, minimal, read } from "./examples.js";

const TEXT = "abracadabra";
const SHA = sha256Hex(TEXT);
const inline = { form: "text", text: TEXT };
const named = { form: "file", name: "spell.txt", sha256: SHA };

function withText(truth: object = {}, more: object = {}): Record<string, unknown> {
  return minimal({
    truth: { form: "text", corpus: inline, tokenizer: "characters", contextLength: 1, ...truth },
    ...more,
  });
}

async function resolved(text: string, contextLength: number): Promise<ResolvedCorpus> {
  const bytes = new TextEncoder().encode(text);
  const read = await readContexts([bytes], { tokenizer: "characters", contextLength, bytes: bytes.length });
  return typeof read === "string" ? assert.fail(read) : read;
}

describe("a truth that is a text", () => {
  it("has the contexts of the text", () => {
    assert.equal(read(withText()).contexts, 5);
    assert.equal(read(withText({ contextLength: 0 }, { contexts: 1 })).contexts, 1);
    assert.equal(
      messageOf(withText({}, { contexts: 4 })),
      "contexts is 4; allowed with this text: 5, which are its own.",
    );
    assert.equal(
      messageOf(withText({}, { chains: 2 ** 32 - 1 })),
      "chains times contexts is 21,474,836,475; allowed: below 8,589,934,592.",
    );
  });

  it("is written in canonical order", () => {
    const { truth } = read(withText({ contextLength: -0 }));
    assert.equal(
      JSON.stringify(truth),
      '{"form":"text","corpus":{"form":"text","text":"abracadabra"},"tokenizer":"characters","contextLength":0}',
    );
  });

  /** What is refused, and the sentence that says so. */
  const refused: readonly (readonly [object, string])[] = [
    [{ corpus: {} }, 'truth.corpus.form is missing; allowed: "text", "file" or "url".'],
    [{ corpus: undefined }, "truth.corpus is missing; allowed: an object with a form."],
    [{ corpus: { form: "page" } }, 'truth.corpus.form is "page"; allowed: "text", "file" or "url".'],
    [
      { corpus: { form: "text", text: "" } },
      'truth.corpus.text is ""; allowed: a non-empty text of well-formed Unicode of up to 1 MB (a file or a url may have more).',
    ],
    [
      { corpus: { form: "text", text: "\ud800" } },
      'truth.corpus.text is "\\ud800"; allowed: a non-empty text of well-formed Unicode of up to 1 MB (a file or a url may have more).',
    ],
    [
      { corpus: { ...named, sha256: SHA.toUpperCase() } },
      `truth.corpus.sha256 is "${SHA.slice(0, 40).toUpperCase()}…"; allowed: the 64 lowercase hexadecimal digits of the text's SHA-256.`,
    ],
    [
      { corpus: { ...named, name: "" } },
      'truth.corpus.name is ""; allowed: a non-empty text of up to 2,000 characters.',
    ],
    [
      { corpus: { ...named, text: TEXT } },
      'truth.corpus has an unknown field "text"; allowed: form, name and sha256.',
    ],
    [{ tokenizer: "bytes" }, 'truth.tokenizer is "bytes"; allowed: "characters" or "words".'],
    [{ contextLength: -1 }, "truth.contextLength is -1; allowed: a whole number from 0 to 32."],
    [{ contextLength: 33 }, "truth.contextLength is 33; allowed: a whole number from 0 to 32."],
    [{ contextLength: 11 }, "The text has 11 characters; allowed with contextLength 11: at least 12."],
    [{ tokenizer: "words" }, "The text has 1 word; allowed with contextLength 1: at least 2."],
  ];
  for (const [truth, message] of refused) {
    it(message, () => {
      assert.equal(messageOf(withText(truth)), message);
    });
  }

  it("is refused where it is too long to stand in the file", () => {
    const text = "é".repeat(500_000);
    read(withText({ corpus: { form: "text", text } }));
    assert.match(messageOf(withText({ corpus: { form: "text", text: `${text}.` } })), /of up to 1 MB/);
  });

  it("names the largest n for which no context has too many samples", () => {
    // Of ten characters that have a successor, a is four times as frequent as each of b and r, c and d rarer: n_a = 2 n.
    const of = (samples: number, more: object = {}): unknown =>
      withText({}, { recipe: { form: "fully-synthetic", samples, ...more } });
    assert.equal(read(of(2 ** 19)).contexts, 5);
    assert.equal(
      messageOf(of(2 ** 19 + 1)),
      "recipe.samples is 524,289; allowed with this text: up to 524,288 (its most frequent context then has up to 1,048,576).",
    );
    assert.match(
      messageOf(of(5, { form: "accumulate", realSamples: 2 ** 20 })),
      /^recipe\.realSamples is 1,048,576; allowed with this text: up to 524,288 /,
    );
    assert.match(
      messageOf(withText({}, { recipe: { form: "growing", samples: 2 ** 19, exponent: 1 }, generations: 2 })),
      /^generations is 2; allowed with recipe\.form "growing" here: a whole number from 1 to 1 /,
    );
  });
});

describe("a text that an experiment names", () => {
  const file = withText({ corpus: named });
  const refusal = (parsed: Parsed): Extract<Parsed, { ok: false }> =>
    parsed.ok ? assert.fail("It was accepted.") : parsed;

  it("is asked for where it is not at hand", () => {
    const missing = { ...named, tokenizer: "characters", contextLength: 1 };
    const message =
      `truth.corpus is the file "spell.txt", which is not at hand (SHA-256 ${SHA}); ` +
      "choose that text on the page, or give it by --corpus on the command line.";
    assert.deepEqual<unknown>(readExperiment(file), { ok: false, message, missing });
    assert.deepEqual<unknown>(parseExperiment(JSON.stringify(file)), { ok: false, message, missing });
    const url = withText({ corpus: { ...named, form: "url", name: "https://example.org/spell.txt" } });
    assert.match(
      messageOf(url),
      /^truth\.corpus is the text at "https:\/\/example\.org\/spell\.txt", which is /,
    );
  });

  it("is the one of that SHA-256 alone", async () => {
    const other = await resolved("abracadabrb", 1);
    assert.deepEqual<unknown>(refusal(readExperiment(file, other)), {
      ok: false,
      message: `truth.corpus.sha256 is ${SHA} ("spell.txt"); the text given has ${other.sha256}: it is another one.`,
      missing: { ...named, tokenizer: "characters", contextLength: 1 },
    });
  });

  it("is asked for again where it was read in other contexts", async () => {
    const { missing } = refusal(readExperiment(file, await resolved(TEXT, 2)));
    assert.equal(missing?.contextLength, 1);
  });

  it("gives what the text itself gives", async () => {
    const corpus = await resolved(TEXT, 1);
    for (const parsed of [readExperiment(file, corpus), parseExperiment(JSON.stringify(file), {}, corpus)]) {
      if (!parsed.ok) assert.fail(parsed.message);
      assert.equal(parsed.experiment.contexts, 5);
      assert.deepEqual<unknown>(parsed.experiment.truth, file["truth"]);
      const link = toLink(parsed.experiment) ?? "";
      assert.notInclude(link, "contexts");
      assert.deepEqual(fromLink(link, corpus), parsed);
      assert.equal(refusal(fromLink(link)).missing?.sha256, SHA);
    }
  });
});

describe("a link", () => {
  it("carries a short text and no long one", () => {
    const short = read(withText());
    assert.deepEqual(fromLink(toLink(short) ?? ""), { ok: true, experiment: short });
    assert.isNull(toLink(read(withText({ corpus: { form: "text", text: "ab ".repeat(3000) } }))));
    assert.isNull(toLink(read(withText({ corpus: { form: "text", text: "é🂡".repeat(500) } }))));
  });
});
