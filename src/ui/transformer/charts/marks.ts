/** A piece of a text that is marked in one way. */
export interface Stretch {
  readonly text: string;
  /** A word that is in no line of the corpus. */
  readonly unknown: boolean;
  /** Of a passage that stands directly before. */
  readonly again: boolean;
}

/** A text in marked pieces; joined, they are the text. */
export interface Marked {
  readonly stretches: readonly Stretch[];
  readonly words: number;
  readonly unknown: number;
  readonly again: number;
}

/** A passage counts as written again from so many characters, or so many words, on. */
const CHARACTERS = 8;
const WORDS = 3;

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;

/** A corpus is read so many characters at a time, so that the page stays quick. */
const SLICE = 2 ** 16;

/** A corpus's distinct words, in lower case. */
export async function wordsOf(corpus: string): Promise<ReadonlySet<string>> {
  const words = new Set<string>();
  for (let from = 0; from < corpus.length;) {
    const space = corpus.slice(from + SLICE).search(/\s/);
    const to = space < 0 ? corpus.length : from + SLICE + space;
    for (const word of corpus.slice(from, to).match(WORD) ?? []) words.add(word.toLowerCase());
    from = to;
    if (from < corpus.length) await new Promise((turn) => setTimeout(turn));
  }
  return words;
}

interface Word {
  readonly from: number;
  readonly to: number;
  readonly lower: string;
}

/**
 * Marks a text of some hundred characters: words that are not among those of the corpus (null where that is not known), and
 * words of a passage of 8 characters or 3 words at least that stands directly before, word for word. A word that the text's
 * end may have cut is never unknown.
 */
export function marks(text: string, corpus: ReadonlySet<string> | null): Marked {
  const words: Word[] = Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
    lower: word.toLowerCase(),
  }));
  const letters = repeated(
    Uint32Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)),
    CHARACTERS,
  );
  const ids = new Map<string, number>();
  for (const { lower } of words) if (!ids.has(lower)) ids.set(lower, ids.size);
  const sayings = repeated(
    Uint32Array.from(words, ({ lower }) => ids.get(lower) ?? 0),
    WORDS,
  );
  const judged = words.map(({ from, to, lower }, i) => ({
    from,
    to,
    unknown: corpus !== null && to < text.length && !corpus.has(lower),
    again: sayings[i] === 1 || !letters.subarray(from, to).includes(0),
  }));
  const stretches: Stretch[] = [];
  const add = (from: number, to: number, unknown: boolean, again: boolean): void => {
    const last = stretches.at(-1);
    const piece = text.slice(from, to);
    if (piece === "") return;
    if (last?.unknown === unknown && last.again === again)
      stretches[stretches.length - 1] = { ...last, text: last.text + piece };
    else stretches.push({ text: piece, unknown, again });
  };
  let end = 0;
  let wasAgain = false;
  for (const { from, to, unknown, again } of judged) {
    // What stands between two words of a passage belongs to it.
    add(end, from, false, wasAgain && again);
    add(from, to, unknown, again);
    end = to;
    wasAgain = again;
  }
  add(end, text.length, false, false);
  const count = (of: "unknown" | "again"): number => judged.filter((word) => word[of]).length;
  return { stretches, words: words.length, unknown: count("unknown"), again: count("again") };
}

/**
 * 1 at every symbol of a passage, `least` symbols long or longer, that stands directly before; else 0. For every length of the
 * passage, symbols in a row that equal those so far before them are counted: as many as the length are the whole passage again.
 */
function repeated(symbols: Uint32Array, least: number): Uint8Array {
  const again = new Uint8Array(symbols.length);
  for (let length = least; 2 * length <= symbols.length; length++) {
    let run = 0;
    for (let i = length; i < symbols.length; i++) {
      run = symbols[i] === symbols[i - length] ? run + 1 : 0;
      if (run === length) again.fill(1, i - run + 1, i + 1);
      else if (run > length) again[i] = 1;
    }
  }
  return again;
}
