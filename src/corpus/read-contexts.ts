import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { ContextTable } from "./context-table.js";
import { TEXT_BYTES, TextReader } from "./text-reader.js";
import { tokenReader, type Tokenizer } from "./tokenizer.js";
import { Turns } from "./turns.js";

/** Bytes read of a file at once. */
const CHUNK = 2 ** 20;

/** What a text was read as, and what it was read by. */
export interface ResolvedCorpus {
  /** Lowercase hex SHA-256 of the text's bytes. */
  readonly sha256: string;
  readonly tokenizer: Tokenizer;
  readonly table: ContextTable;
}

export interface ReadingText {
  readonly tokenizer: Tokenizer;
  readonly contextLength: number;
  /** The text's length in bytes, as far as it is known beforehand. */
  readonly bytes: number;
  /** Hears how much is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reads a text in UTF-8, up to 100 MB, as a table of its contexts; others get their turn about every 50 ms. A text that
 * is refused is a sentence. Rejects with the signal's reason, and where the chunks do.
 */
export async function readContexts(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { tokenizer, contextLength, bytes, onProgress, signal }: ReadingText,
): Promise<ResolvedCorpus | string> {
  const passes = contextLength + 2;
  const turns = new Turns(signal, onProgress);
  const text = new TextReader(tokenReader(tokenizer, Math.min(bytes, TEXT_BYTES)));
  const hash = sha256.create();
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += CHUNK) {
      const part = chunk.subarray(from, from + CHUNK);
      hash.update(part);
      const problem = text.push(part);
      if (problem !== null) return problem;
      await turns.next(Math.min(1, text.bytes / bytes) / passes);
    }
  }
  const counting = text.contexts(contextLength);
  for (let step = counting.next(); ; step = counting.next()) {
    if (step.done !== true) {
      await turns.next((1 + step.value) / passes);
      continue;
    }
    if (typeof step.value === "string") return step.value;
    onProgress?.(1);
    return { sha256: bytesToHex(hash.digest()), tokenizer, table: step.value };
  }
}

/** The pieces of a file, for readContexts. */
export async function* blobChunks(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < blob.size; from += CHUNK) {
    yield new Uint8Array(await blob.slice(from, from + CHUNK).arrayBuffer());
  }
}

/** The contexts of a text that is there as a whole, or a sentence. The last answer is remembered. */
export function contextsOf(text: string, tokenizer: Tokenizer, contextLength: number): ContextTable | string {
  const { last } = remembered;
  if (last?.text === text && last.tokenizer === tokenizer && last.contextLength === contextLength) {
    return last.contexts;
  }
  const contexts = contextsOfText(text, tokenizer, contextLength);
  remembered.last = { text, tokenizer, contextLength, contexts };
  return contexts;
}

const remembered: {
  last: {
    readonly text: string;
    readonly tokenizer: Tokenizer;
    readonly contextLength: number;
    readonly contexts: ContextTable | string;
  } | null;
} = { last: null };

function contextsOfText(text: string, tokenizer: Tokenizer, contextLength: number): ContextTable | string {
  const bytes = new TextEncoder().encode(text);
  const reader = new TextReader(tokenReader(tokenizer, bytes.length));
  const problem = reader.push(bytes);
  if (problem !== null) return problem;
  const counting = reader.contexts(contextLength);
  for (let step = counting.next(); ; step = counting.next()) if (step.done === true) return step.value;
}
