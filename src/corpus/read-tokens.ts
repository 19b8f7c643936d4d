import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { gpt2Reader } from "./gpt2.js";
import { fromGpt2Spelling, toGpt2Spelling } from "./gpt2-spelling.js";
import { TextReader, type TextTokens } from "./text-reader.js";
import { tokenReader } from "./tokenizer.js";

/** What a transformer's text is cut into: code points, or GPT-2's byte pairs. */
export type ModelTokenizer = "characters" | "gpt2";

/** What a text was read as, token by token, and what it was read by. */
export interface ResolvedTokens {
  /** Lowercase hex SHA-256 of the text's bytes. */
  readonly sha256: string;
  readonly tokenizer: ModelTokenizer;
  readonly text: TextTokens;
}

/** Reads a text in UTF-8, up to 100 MB, as its tokens. A text that is refused is a sentence. Rejects where the chunks do. */
export async function readTokens(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  tokenizer: ModelTokenizer,
): Promise<ResolvedTokens | string> {
  const reader = new TextReader(tokenizer === "gpt2" ? await gpt2Reader() : tokenReader(tokenizer, 0));
  const hash = sha256.create();
  for await (const chunk of chunks) {
    hash.update(chunk);
    const problem = reader.push(chunk);
    if (problem !== null) return problem;
  }
  const text = reader.all();
  return typeof text === "string" ? text : { sha256: bytesToHex(hash.digest()), tokenizer, text };
}

/** The characters of a text that is there as a whole, or a sentence. */
export function charactersOf(text: string): TextTokens | string {
  const bytes = new TextEncoder().encode(text);
  const reader = new TextReader(tokenReader("characters", bytes.length));
  return reader.push(bytes) ?? reader.all();
}

/** Tokens of these ids as a text. What GPT-2's pairs leave of a cut character is U+FFFD. */
export function textOfTokens(
  ids: Uint32Array,
  vocabulary: readonly string[],
  tokenizer: ModelTokenizer,
): string {
  const spelled = Array.from(ids, (id) => vocabulary[id] ?? "").join("");
  return tokenizer === "gpt2" ? fromGpt2Spelling(spelled) : spelled;
}

/** The tokens that begin a stream, as the vocabulary spells them: with "gpt2" all is to be one token. */
export function promptTokens(prompt: string, tokenizer: ModelTokenizer): string[] {
  return tokenizer === "gpt2" ? [toGpt2Spelling(prompt)] : Array.from(prompt);
}
