import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { TextReader, type TextTokens } from "./text-reader.js";
import type { Tokenizer } from "./tokenizer.js";

/** What a text was read as, token by token, and what it was read by. */
export interface ResolvedTokens {
  /** Lowercase hex SHA-256 of the text's bytes. */
  readonly sha256: string;
  readonly tokenizer: Tokenizer;
  readonly text: TextTokens;
}

/** Reads a text in UTF-8, up to 100 MB, as its tokens. A text that is refused is a sentence. Rejects where the chunks do. */
export async function readTokens(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  tokenizer: Tokenizer,
): Promise<ResolvedTokens | string> {
  const reader = new TextReader(tokenizer, 0);
  const hash = sha256.create();
  for await (const chunk of chunks) {
    hash.update(chunk);
    const problem = reader.push(chunk);
    if (problem !== null) return problem;
  }
  const text = reader.all();
  return typeof text === "string" ? text : { sha256: bytesToHex(hash.digest()), tokenizer, text };
}

/** The tokens of a text that is there as a whole, or a sentence. */
export function tokensOf(text: string, tokenizer: Tokenizer): TextTokens | string {
  const bytes = new TextEncoder().encode(text);
  const reader = new TextReader(tokenizer, bytes.length);
  return reader.push(bytes) ?? reader.all();
}
