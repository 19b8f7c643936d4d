import { GrowingList } from "./growing-list.js";
import { spellBytes, toGpt2Spelling } from "./gpt2-spelling.js";
import type { TokenReader, Vocabulary } from "./tokenizer.js";

/** Characters are encoded so many at a time. */
const PIECE = 2 ** 16;

/** The encoder's time grows with the square of a run that it may not cut beforehand. */
const LONGEST_RUN = 1000;
const TOO_LONG = new RegExp(
  ["\\p{L}", "\\p{N}", "[^\\s\\p{L}\\p{N}]", "\\s"].map((one) => `${one}{${LONGEST_RUN + 1}}`).join("|"),
  "u",
);

interface Gpt2 {
  readonly encode: (text: string) => readonly number[];
  readonly vocabulary: readonly string[];
}

/** Half a megabyte of tables is loaded where it is first asked for. */
async function load(): Promise<Gpt2> {
  const [{ encode }, { default: ranks }] = await Promise.all([
    import("gpt-tokenizer/encoding/r50k_base"),
    import("gpt-tokenizer/bpeRanks/r50k_base"),
  ]);
  const tokens = ranks.map((token) =>
    typeof token === "string" ? toGpt2Spelling(token) : spellBytes(token),
  );
  const asText = { disallowedSpecial: new Set<string>() };
  return { encode: (text) => encode(text, asText), vocabulary: [...tokens, "<|endoftext|>"] };
}

/** Reads a text as GPT-2's tokens: its ids, and its whole vocabulary of 50,257. */
export async function gpt2Reader(): Promise<TokenReader> {
  return new Gpt2Reader(await load());
}

class Gpt2Reader implements TokenReader {
  readonly what = "tokens";
  readonly tokens = new GrowingList(2 ** 16);
  private readonly gpt2: Gpt2;
  private text = "";

  constructor(gpt2: Gpt2) {
    this.gpt2 = gpt2;
  }

  push(codePoints: Uint32Array, count: number): string | null {
    for (let from = 0; from < count; from += PIECE / 16) {
      // String.fromCodePoint takes only so many at once.
      this.text += String.fromCodePoint(...codePoints.subarray(from, Math.min(count, from + PIECE / 16)));
      if (this.text.length < PIECE) continue;
      const problem = this.encode(lastBreak(this.text));
      if (problem !== null) return problem;
    }
    return null;
  }

  end(): Vocabulary | string {
    const problem = this.encode(this.text.length);
    if (problem !== null) return problem;
    const { vocabulary } = this.gpt2;
    return { tokens: vocabulary, idOf: Uint32Array.from(vocabulary, (_, id) => id) };
  }

  /** Encodes what stands before `end`. */
  private encode(end: number): string | null {
    // Where there is no break, some run is too long.
    const piece = this.text.slice(0, end === 0 ? this.text.length : end);
    this.text = this.text.slice(piece.length);
    if (TOO_LONG.test(piece)) {
      const most = LONGEST_RUN.toLocaleString("en-US");
      return `The text has more than ${most} letters, digits, signs or spaces in a row; allowed with tokenizer "gpt2": up to ${most}.`;
    }
    for (const id of this.gpt2.encode(piece)) this.tokens.push(id);
    return null;
  }
}

/** White space, letters, digits; all else is a kind of its own. */
const KINDS = [/^\s/u, /^\p{L}/u, /^\p{N}/u];
const SPACE = 0;

/**
 * The last place that no token crosses and where none before depends on what comes after: between two kinds of
 * characters. Not behind spaces, whose last one belongs to what follows, nor behind "'", which may begin "'ll". 0 where
 * there is none.
 */
function lastBreak(text: string): number {
  let after: number | null = null;
  for (let at = text.length - 1; at > 0; at--) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (/^[\uDC00-\uDFFF]/.test(character)) continue;
    const kind = KINDS.findIndex((one) => one.test(character));
    if (after !== null && kind !== after && kind !== SPACE && character !== "'") return at + character.length;
    after = kind;
  }
  return 0;
}
