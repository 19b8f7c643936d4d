import type { ContextTable } from "./context-table.js";
import { countContexts } from "./count-contexts.js";
import type { TokenReader, Vocabulary } from "./tokenizer.js";
import { Utf8Decoder } from "./utf8.js";

/** The largest text, in bytes. */
export const TEXT_BYTES = 100_000_000;

/** A text as its tokens. */
export interface TextTokens {
  /** The id of each token of the text: its position in the vocabulary. */
  readonly ids: Uint32Array;
  /** The text's distinct tokens in ascending code-point order; all of GPT-2's, in its order and its spelling (gpt2.ts). */
  readonly vocabulary: readonly string[];
}

/** A text on its way from bytes to tokens. */
export class TextReader {
  bytes = 0;
  private readonly decoder = new Utf8Decoder();
  private readonly reader: TokenReader;

  constructor(reader: TokenReader) {
    this.reader = reader;
  }

  push(bytes: Uint8Array): string | null {
    this.bytes += bytes.length;
    if (this.bytes > TEXT_BYTES) {
      const most = TEXT_BYTES / 1e6;
      return `The text has more than ${most} MB; allowed: up to ${most} MB.`;
    }
    const count = this.decoder.push(bytes);
    return count === -1 ? this.notUtf8() : this.reader.push(this.decoder.codePoints, count);
  }

  *contexts(contextLength: number): Generator<number, ContextTable | string> {
    const vocabulary = this.end();
    if (typeof vocabulary === "string") return vocabulary;
    const { tokens } = this.reader;
    if (tokens.length <= contextLength) return this.tooShort(contextLength);
    return yield* countContexts(tokens, vocabulary, contextLength);
  }

  /** The whole text, token by token. */
  all(): TextTokens | string {
    const vocabulary = this.end();
    if (typeof vocabulary === "string") return vocabulary;
    const { tokens } = this.reader;
    const ids = tokens.slice(0, tokens.length).map((token) => vocabulary.idOf[token] ?? 0);
    return { ids, vocabulary: vocabulary.tokens };
  }

  private end(): Vocabulary | string {
    return this.decoder.isWhole ? this.reader.end() : this.notUtf8();
  }

  private notUtf8(): string {
    const offset = this.decoder.errorOffset.toLocaleString("en-US");
    return `The text is not UTF-8 at byte offset ${offset}; allowed: UTF-8.`;
  }

  private tooShort(contextLength: number): string {
    const { what, tokens } = this.reader;
    const { length } = tokens;
    const noun = length === 1 ? what.slice(0, -1) : what;
    const has = length === 0 ? `no ${noun}` : `${length} ${noun}`;
    return `The text has ${has}; allowed with contextLength ${contextLength}: at least ${contextLength + 1}.`;
  }
}
