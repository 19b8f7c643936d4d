import { corpora, tokensOf, type ResolvedTokens, type TextTokens } from "../../corpus/index.js";
import type { Corpus } from "../types.js";
import { quote } from "../words.js";
import type { TransformerCorpus } from "./types.js";

const SHOWN_NAME = 80;

/** A text that is named and not at hand, and what cuts it into tokens. */
export type MissingTokens = Exclude<Corpus, { form: "text" }> & Pick<TransformerCorpus, "tokenizer">;

/** Why a corpus has no tokens; `missing` where it is not at hand. */
export interface NoTokens {
  readonly message: string;
  readonly missing?: MissingTokens;
}

/** The tokens of an experiment's corpus: those of its own text, else those of the text given beside it. */
export function corpusTokens(corpus: TransformerCorpus, given: ResolvedTokens | null): TextTokens | NoTokens {
  const { tokenizer } = corpus;
  if (corpus.form === "text") {
    const text = tokensOf(corpus.text, tokenizer);
    return typeof text === "string" ? { message: text } : text;
  }
  const missing: MissingTokens = { ...named(corpus), tokenizer };
  const { form, sha256 } = missing;
  const name = quote(missing.name, SHOWN_NAME);
  if (given !== null && given.sha256 !== sha256) {
    const message = `corpus is ${name} with the SHA-256 ${sha256}; the text given has ${given.sha256}: it is another one.`;
    return { message, missing };
  }
  if (given?.tokenizer === tokenizer) return given.text;
  const where = form === "file" ? `the file ${name}` : `the text at ${name}`;
  const message =
    `corpus is ${where}, which is not at hand (SHA-256 ${sha256}); ` +
    "choose that text on the page, or give it by --corpus on the command line.";
  return { message, missing };
}

function named(corpus: Exclude<TransformerCorpus, { form: "text" }>): Exclude<Corpus, { form: "text" }> {
  if (corpus.form !== "tiny-shakespeare") {
    const { form, name, sha256 } = corpus;
    return { form, name, sha256 };
  }
  const offered = corpora.find(({ id }) => id === corpus.form)?.corpus;
  if (offered?.form !== "url") throw new Error(`${corpus.form} is not among the texts that are offered.`);
  return offered;
}

/** Where the tokens that models may learn end, and those for validation begin. */
export function trainingTokens({ ids }: TextTokens, { validationShare }: TransformerCorpus): number {
  return Math.floor(ids.length * (1 - validationShare));
}
