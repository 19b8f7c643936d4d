import { assert } from "chai";
import type { CorpusRead } from "../../src/index.js";
import { fetchText } from "../../src/ui/form/text-source.js";
import { LabTextTruth } from "../../src/ui/form/text-truth.js";
import { tokenName, tokensOf } from "../../src/ui/state/sizes.js";
import { Texts, type TextTruth } from "../../src/ui/state/texts.js";
import { fieldIn, inside, shown, textOf, until } from "./views.js";

const SHA = "ab".repeat(32);
const table = {
  tokens: ["a", "b"],
  contextLength: 1,
  contexts: Uint32Array.of(0, 1),
  starts: Uint32Array.of(0, 1, 2),
  ids: Uint32Array.of(1, 0),
  counts: Uint32Array.of(2, 1),
};
const read: CorpusRead = { ok: true, corpus: { sha256: SHA, tokenizer: "characters", table } };

interface Asked {
  readonly text: string;
  readonly contextLength: number;
  readonly signal: AbortSignal;
  readonly progress: (share: number) => void;
  answer(read: CorpusRead): void;
}

interface Tried {
  readonly element: LabTextTruth;
  readonly taken: TextTruth[];
  readonly asked: Asked[];
}

const inline: TextTruth = {
  form: "text",
  corpus: { form: "text", text: "abab" },
  tokenizer: "characters",
  contextLength: 1,
};

/** The text truth with a worker that answers as the test says. */
async function open(change: Partial<LabTextTruth> = {}): Promise<Tried> {
  const asked: Asked[] = [];
  const taken: TextTruth[] = [];
  const texts = new Texts({
    readCorpus: async (blob, _tokenizer, contextLength, progress, signal) => {
      const text = await blob.text();
      return new Promise((answer) => asked.push({ text, contextLength, signal, progress, answer }));
    },
  });
  const element = Object.assign(new LabTextTruth(), {
    truth: inline,
    contexts: 2,
    tokens: 2,
    texts,
    ...change,
  });
  element.take = (truth) => {
    taken.push(truth);
    element.truth = truth;
    return "";
  };
  return { element: await shown(element), taken, asked };
}

async function settled(element: LabTextTruth): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve));
  await element.updateComplete;
}

/** Chooses a file, and waits until the worker is asked to read it. */
async function choose({ element, asked }: Tried, name: string, text: string): Promise<void> {
  const files = new DataTransfer();
  files.items.add(new File([text], name));
  const input = fieldIn(element, "#text-file");
  input.files = files.files;
  const before = asked.length;
  input.dispatchEvent(new Event("change"));
  await until(() => asked.length > before);
  await settled(element);
}

describe("the truth of a text", () => {
  it("takes a pasted text as it is, and refuses none", async () => {
    const { element, taken, asked } = await open();
    inside(element, "#text-use").click();
    await settled(element);
    assert.match(textOf(inside(element, "#text-error")), /^The pasted text is empty; allowed: /);
    fieldIn(element, "#text-paste").value = "to be or not";
    inside(element, "#text-use").click();
    await settled(element);
    assert.deepEqual(taken, [{ ...inline, corpus: { form: "text", text: "to be or not" } }]);
    assert.isEmpty(asked);
    element.remove();
  });

  it("refuses a file that is too large before it reads it", async () => {
    const { element, asked } = await open();
    const file = new File([], "huge.txt");
    Object.defineProperty(file, "size", { value: 100_000_001 });
    const drop = new Event("drop");
    Object.defineProperty(drop, "dataTransfer", { value: { files: [file] } });
    inside(element, ".drop").dispatchEvent(drop);
    await settled(element);
    assert.equal(
      textOf(inside(element, "#text-error")),
      "huge.txt has 100,000,001 bytes; allowed: up to 100,000,000.",
    );
    assert.isEmpty(asked);
    element.remove();
  });

  it("reads a file with progress, and again when the context length changes", async () => {
    const tried = await open();
    const { element, taken, asked } = tried;
    await choose(tried, "play.txt", "abab");
    asked[0]?.progress(0.4);
    await settled(element);
    assert.match(textOf(inside(element, ".reading")), /^Reading play\.txt, 40 %/);
    asked[0]?.answer(read);
    await settled(element);
    const corpus = { form: "file", name: "play.txt", sha256: SHA } as const;
    assert.deepEqual(taken, [{ ...inline, corpus }]);
    asked[0]?.progress(1);
    await settled(element);
    assert.notMatch(textOf(inside(element, ".drop")), /Reading/);
    const box = fieldIn(element, '[data-path="truth.contextLength"]', "#box");
    box.value = "2";
    box.dispatchEvent(new Event("change"));
    await until(() => asked.length === 2);
    assert.deepInclude(asked[1], { text: "abab", contextLength: 2 });
    asked[1]?.answer({ ok: false, message: "The text is too short." });
    await settled(element);
    assert.equal(
      textOf(inside(element, '[data-path="truth.contextLength"]', "#error")),
      "The text is too short.",
    );
    assert.lengthOf(taken, 1);
    element.remove();
  });

  it("can be cancelled, and hears nothing more of it then", async () => {
    const tried = await open();
    const { element, taken, asked } = tried;
    await choose(tried, "play.txt", "abab");
    inside(element, "#text-cancel").click();
    assert.isTrue(asked.at(0)?.signal.aborted);
    asked[0]?.answer(read);
    await settled(element);
    assert.isEmpty(taken);
    assert.isNull(element.renderRoot.querySelector(".reading"));
    element.remove();
  });

  it("opens an experiment with the text that it names, and with no other", async () => {
    const found: string[] = [];
    const text = {
      form: "file",
      name: "play.txt",
      sha256: SHA,
      tokenizer: "characters",
      contextLength: 3,
    } as const;
    const missing = {
      text,
      found: ({ sha256 }: { sha256: string }) => {
        found.push(sha256);
        return "";
      },
    };
    const tried = await open({ missing });
    const { element, asked } = tried;
    assert.match(textOf(inside(element, ".missing")), /not here: play\.txt \(SHA-256 abababab…\)/);
    await choose(tried, "other.txt", "x");
    asked[0]?.answer({ ok: true, corpus: { ...read.corpus, sha256: "cd".repeat(32) } });
    await settled(element);
    assert.match(textOf(inside(element, "#text-error")), /another text: .*cdcdcdcd.*abababab/);
    assert.isEmpty(found);
    await choose(tried, "play.txt", "abab");
    assert.equal(asked[1]?.contextLength, 3);
    asked[1]?.answer(read);
    await settled(element);
    assert.deepEqual(found, [SHA]);
    element.missing = { ...missing };
    await settled(element);
    asked[2]?.answer(read);
    await settled(element);
    assert.deepEqual(found, [SHA, SHA], "and without asking the second time");
    element.remove();
  });
});

describe("a text by its address", () => {
  const signal = new AbortController().signal;
  async function refused(address: string): Promise<string> {
    const source = await fetchText(address, () => undefined, signal);
    return typeof source === "string" ? source : "";
  }

  it("is refused in words where it is none", async () => {
    assert.match(await refused("not an address"), /^The address is “not an address”; allowed/);
    assert.match(await refused("ftp://a.example/x"), /begins with ftp:\/\/; allowed: https/);
    assert.match(await refused(new URL("/no-such-file.txt", location.href).href), /answered 404/);
  });

  it("comes as a file does", async () => {
    const address = new URL("/package.json", location.href).href;
    let bytes = 0;
    const source = await fetchText(address, (count) => (bytes = count), signal);
    if (typeof source === "string") throw new Error(source);
    assert.equal(source.name, address);
    assert.equal(source.blob.size, bytes);
    assert.include(await source.blob.text(), "collapse-lab");
  });
});

describe("tokens of a text", () => {
  it("are in the order of their code points and have names", () => {
    const words: TextTruth = {
      ...inline,
      tokenizer: "words",
      corpus: { form: "text", text: "b a\nb  😀 c" },
    };
    assert.equal(tokensOf(words, null), 4);
    assert.deepEqual(
      [0, 1, 2, 3].map((token) => tokenName(words, null, token)),
      ["“a”", "“b”", "“c”", "“😀”"],
    );
    const characters: TextTruth = { ...inline, corpus: { form: "text", text: "a b\n" } };
    assert.deepEqual(
      [0, 1, 2].map((token) => tokenName(characters, null, token)),
      ["line end", "space", "“a”"],
    );
    assert.equal(tokenName({ form: "uniform", tokens: 3 }, null, 2), "2");
    assert.equal(tokenName({ ...inline, corpus: { form: "file", name: "x", sha256: SHA } }, table, 1), "“b”");
  });
});
