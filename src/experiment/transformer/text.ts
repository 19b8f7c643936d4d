import { charactersOf, corpora, type ResolvedTokens, type TextTokens } from "../../corpus/index.js";
import type { Corpus } from "../types.js";
import { sha256Hex } from "../json.js";
import { quote } from "../words.js";
import type { TransformerCorpus } from "./types.js";

const SHOWN_NAME = 80;

/** A text that is named and not at hand, or that tables are to be loaded for, and what cuts it into tokens. */
export type MissingTokens = Corpus & Pick<TransformerCorpus, "tokenizer">;

/** Why a corpus has no tokens; `missing` where it is not at hand. */
export interface NoTokens {
  readonly message: string;
  readonly missing?: MissingTokens;
}

/** The tokens of an experiment's corpus: those of its own text, else those of the text given beside it. */
export function corpusTokens(corpus: TransformerCorpus, given: ResolvedTokens | null): TextTokens | NoTokens {
  const { tokenizer } = corpus;
  if (corpus.form === "text" && tokenizer === "characters") {
    const text = charactersOf(corpus.text);
    return typeof text === "string" ? { message: text } : text;
  }
  const missing: MissingTokens = { ...namedCorpus(corpus), tokenizer };
  const wanted = missing.form === "text" ? sha256Hex(missing.text) : missing.sha256;
  const name = missing.form === "text" ? "the text of the experiment" : quote(missing.name, SHOWN_NAME);
  if (given !== null && given.sha256 !== wanted) {
    const message = `corpus is ${name} with the SHA-256 ${wanted}; the text given has ${given.sha256}: it is another one.`;
    return { message, missing };
  }
  if (given?.tokenizer === tokenizer) return given.text;
  if (missing.form === "text")
    return { message: `corpus is ${name}, which is not cut into GPT-2's tokens yet.`, missing };
  const where = missing.form === "file" ? `the file ${name}` : `the text at ${name}`;
  const message =
    `corpus is ${where}, which is not at hand (SHA-256 ${wanted}); ` +
    "choose that text on the page, or give it by --corpus on the command line.";
  return { message, missing };
}

/** The same corpus as experiments of any kind name it. */
export function namedCorpus(corpus: TransformerCorpus): Corpus {
  switch (corpus.form) {
    case "text":
      return { form: corpus.form, text: corpus.text };
    case "file":
    case "url":
      return { form: corpus.form, name: corpus.name, sha256: corpus.sha256 };
    case "tiny-shakespeare": {
      const offered = corpora.find(({ id }) => id === corpus.form)?.corpus;
      if (offered?.form !== "url") throw new Error(`${corpus.form} is not among the texts that are offered.`);
      return offered;
    }
  }
}

/** Where the tokens that models may learn end, and those for validation begin. */
export function trainingTokens({ ids }: TextTokens, { validationShare }: TransformerCorpus): number {
  return Math.floor(ids.length * (1 - validationShare));
}
