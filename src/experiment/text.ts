import type { ContextTable } from "../corpus/context-table.js";
import { contextsOf, type ResolvedCorpus } from "../corpus/read-contexts.js";
import type { ChainsFile } from "./schema.js";
import type { Corpus, TextTruth } from "./types.js";
import { quote } from "./words.js";

const SHOWN_NAME = 80;

/** A text that is named and not at hand, and how it is to be read. */
export type MissingText = Exclude<Corpus, { form: "text" }> & Pick<TextTruth, "tokenizer" | "contextLength">;

/** Why a text has no contexts; `missing` where it is not at hand. */
export interface NoText {
  readonly message: string;
  readonly missing?: MissingText;
}

/** The contexts of a truth that is a text; null for other truths. */
export function textOf(
  truth: ChainsFile["truth"],
  given: ResolvedCorpus | null,
): ContextTable | NoText | null {
  if (truth.form !== "text") return null;
  const { corpus, tokenizer, contextLength } = truth;
  if (corpus.form === "text") {
    const contexts = contextsOf(corpus.text, tokenizer, contextLength);
    return typeof contexts === "string" ? { message: contexts } : contexts;
  }
  const missing: MissingText = { ...corpus, tokenizer, contextLength };
  const name = quote(corpus.name, SHOWN_NAME);
  if (given !== null && given.sha256 !== corpus.sha256) {
    const message = `truth.corpus.sha256 is ${corpus.sha256} (${name}); the text given has ${given.sha256}: it is another one.`;
    return { message, missing };
  }
  if (given?.tokenizer === tokenizer && given.table.contextLength === contextLength) return given.table;
  const where = corpus.form === "file" ? `the file ${name}` : `the text at ${name}`;
  const message =
    `truth.corpus is ${where}, which is not at hand (SHA-256 ${corpus.sha256}); ` +
    "choose that text on the page, or give it by --corpus on the command line.";
  return { message, missing };
}
