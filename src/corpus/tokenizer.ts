import { GrowingList } from "./growing-list.js";

/** What a text is cut into: code points, or runs of what is not white space. */
export type Tokenizer = "characters" | "words";

/** Most distinct tokens of a text. */
const MOST_TOKENS = 2 ** 20;

const CODE_POINTS = 0x110000;

/** The tokens of a text, by provisional ids. */
export interface TokenReader {
  readonly what: "characters" | "words" | "tokens";
  readonly tokens: GrowingList;
  /** Takes the next code points: the first `count` of the list. Null, or a sentence. */
  push(codePoints: Uint32Array, count: number): string | null;
  /** The text is over: the vocabulary, or a sentence. */
  end(): Vocabulary | string;
}

/** A text's distinct tokens in ascending code-point order: the id of a token is its position. */
export interface Vocabulary {
  readonly tokens: readonly string[];
  /** The id of each provisional one. */
  readonly idOf: Uint32Array;
}

/** Reads the tokens of a text of about so many bytes. */
export function tokenReader(tokenizer: Tokenizer, bytes: number): TokenReader {
  return tokenizer === "characters" ? new Characters(bytes) : new Words(bytes);
}

function tooMany(what: string): string {
  const most = MOST_TOKENS.toLocaleString("en-US");
  return `The text has more than ${most} distinct ${what}; allowed: up to ${most}.`;
}

/** A character's provisional id is its code point. */
class Characters implements TokenReader {
  readonly what = "characters";
  readonly tokens: GrowingList;
  private readonly seen = new Uint8Array(CODE_POINTS);
  private highest = 0;

  constructor(bytes: number) {
    this.tokens = new GrowingList(bytes);
  }

  push(codePoints: Uint32Array, count: number): null {
    for (let i = 0; i < count; i++) {
      const codePoint = codePoints[i] ?? 0;
      this.seen[codePoint] = 1;
      if (codePoint > this.highest) this.highest = codePoint;
      this.tokens.push(codePoint);
    }
    return null;
  }

  end(): Vocabulary | string {
    const idOf = new Uint32Array(this.highest + 1);
    const tokens: string[] = [];
    for (let codePoint = 0; codePoint < idOf.length; codePoint++) {
      if (this.seen[codePoint] === 0) continue;
      idOf[codePoint] = tokens.length;
      tokens.push(String.fromCodePoint(codePoint));
    }
    return tokens.length > MOST_TOKENS ? tooMany("characters") : { tokens, idOf };
  }
}

/** A word's provisional id counts the words before it; all distinct words' code points lie in one list. */
class Words implements TokenReader {
  readonly what = "words";
  readonly tokens: GrowingList;
  private readonly letters = new GrowingList(2 ** 16);
  /** Where each distinct word begins in `letters`; what lies past the last one is the word being read. */
  private readonly starts = new GrowingList(2 ** 10);
  /** Hash slots: a word's provisional id + 1, or 0. */
  private slots = new Uint32Array(2 ** 11);
  private begin = 0;
  private hash = 0;

  constructor(bytes: number) {
    this.tokens = new GrowingList(Math.ceil(bytes / 4));
  }

  push(codePoints: Uint32Array, count: number): string | null {
    for (let i = 0; i < count; i++) {
      const codePoint = codePoints[i] ?? 0;
      if (!isWhiteSpace(codePoint)) {
        this.letters.push(codePoint);
        this.hash = mixed(this.hash, codePoint);
      } else if (this.letters.length > this.begin) {
        this.finish();
        if (this.starts.length > MOST_TOKENS) return tooMany("words");
      }
    }
    return null;
  }

  end(): Vocabulary | string {
    if (this.letters.length > this.begin) this.finish();
    const count = this.starts.length;
    if (count > MOST_TOKENS) return tooMany("words");
    const order = Uint32Array.from({ length: count }, (_, word) => word);
    order.sort((a, b) => this.compare(a, b));
    const idOf = new Uint32Array(count);
    order.forEach((word, id) => (idOf[word] = id));
    return { tokens: Array.from(order, (word) => this.text(word)), idOf };
  }

  /** The word being read is over: it is a known one, or a new one. */
  private finish(): void {
    const mask = this.slots.length - 1;
    let slot = scattered(this.hash) & mask;
    for (;;) {
      const word = (this.slots[slot] ?? 0) - 1;
      if (word === -1) {
        this.add(slot);
        break;
      }
      if (this.isCurrent(word)) {
        this.tokens.push(word);
        this.letters.length = this.begin;
        break;
      }
      slot = (slot + 1) & mask;
    }
    this.hash = 0;
  }

  private add(slot: number): void {
    this.tokens.push(this.starts.length);
    this.starts.push(this.begin);
    this.slots[slot] = this.starts.length;
    this.begin = this.letters.length;
    if (2 * this.starts.length > this.slots.length) this.rehash();
  }

  private rehash(): void {
    this.slots = new Uint32Array(2 * this.slots.length);
    const mask = this.slots.length - 1;
    for (let word = 0; word < this.starts.length; word++) {
      let hash = 0;
      const end = this.endOf(word);
      for (let at = this.startOf(word); at < end; at++) hash = mixed(hash, this.letters.at(at));
      let slot = scattered(hash) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = word + 1;
    }
  }

  private startOf(word: number): number {
    return this.starts.at(word);
  }

  private endOf(word: number): number {
    return word + 1 < this.starts.length ? this.starts.at(word + 1) : this.begin;
  }

  private isCurrent(word: number): boolean {
    const start = this.startOf(word);
    const length = this.letters.length - this.begin;
    if (this.endOf(word) - start !== length) return false;
    for (let i = 0; i < length; i++) {
      if (this.letters.at(start + i) !== this.letters.at(this.begin + i)) return false;
    }
    return true;
  }

  private compare(a: number, b: number): number {
    const [fromA, fromB] = [this.startOf(a), this.startOf(b)];
    const [lengthA, lengthB] = [this.endOf(a) - fromA, this.endOf(b) - fromB];
    const shorter = Math.min(lengthA, lengthB);
    for (let i = 0; i < shorter; i++) {
      const difference = this.letters.at(fromA + i) - this.letters.at(fromB + i);
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  private text(word: number): string {
    const pieces: string[] = [];
    const end = this.endOf(word);
    // String.fromCodePoint takes only so many at once.
    for (let from = this.startOf(word); from < end; from += 4096) {
      pieces.push(String.fromCodePoint(...this.letters.slice(from, Math.min(end, from + 4096))));
    }
    return pieces.join("");
  }
}

function mixed(hash: number, codePoint: number): number {
  return (Math.imul(hash ^ codePoint, 0x01000193) + 0x9e3779b1) | 0;
}

function scattered(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

/** Unicode's property White_Space. */
function isWhiteSpace(codePoint: number): boolean {
  if (codePoint <= 0x20) return codePoint === 0x20 || (codePoint >= 0x09 && codePoint <= 0x0d);
  if (codePoint < 0x85) return false;
  return (
    codePoint === 0x85 ||
    codePoint === 0xa0 ||
    codePoint === 0x1680 ||
    (codePoint >= 0x2000 && codePoint <= 0x200a) ||
    codePoint === 0x2028 ||
    codePoint === 0x2029 ||
    codePoint === 0x202f ||
    codePoint === 0x205f ||
    codePoint === 0x3000
  );
}
