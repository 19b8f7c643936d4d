import { finite } from "./finite.js";

/** Means over contexts of one model's next-token laws, (contexts, vocabulary). */
export interface LawMeasures {
  readonly sumOfSquares: number | null;
  /** Nats. */
  readonly entropy: number | null;
}

export function lawMeasures(law: Float32Array, vocabulary: number): LawMeasures {
  const contexts = law.length / vocabulary;
  let squares = 0;
  let entropy = 0;
  for (const p of law) {
    squares += p * p;
    if (p !== 0) entropy -= p * Math.log(p);
  }
  return { sumOfSquares: finite(squares / contexts), entropy: finite(entropy / contexts) };
}

/** Mean over contexts of the L1 distance between two models' next-token laws, 0 to 2. */
export function meanL1(a: Float32Array, b: Float32Array, vocabulary: number): number | null {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return finite((sum * vocabulary) / a.length);
}

/** Frequencies of the tokens of a text and of its pairs of neighbours. */
export interface Frequencies {
  readonly unigrams: ReadonlyMap<number, number>;
  readonly bigrams: ReadonlyMap<number, number>;
}

/** Frequencies inside streams, which have to have two tokens at least. */
export function frequencies(streams: readonly Uint32Array[], vocabulary: number): Frequencies {
  const unigrams = new Map<number, number>();
  const bigrams = new Map<number, number>();
  let tokens = 0;
  for (const stream of streams) {
    tokens += stream.length;
    stream.forEach((token, i) => {
      add(unigrams, token);
      if (i > 0) add(bigrams, (stream[i - 1] as number) * vocabulary + token);
    });
  }
  return { unigrams: shares(unigrams, tokens), bigrams: shares(bigrams, tokens - streams.length) };
}

function add(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function shares(counts: ReadonlyMap<number, number>, total: number): Map<number, number> {
  return new Map(Array.from(counts, ([key, count]) => [key, count / total]));
}

/** L1 distance between two laws that are given by their tokens of positive probability. */
export function distanceL1(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [key, p] of a) sum += Math.abs(p - (b.get(key) ?? 0));
  for (const [key, p] of b) if (!a.has(key)) sum += p;
  return sum;
}

const LONGEST = 4;

/** Share of distinct n-grams among all inside streams, n = 1, 2, 3, 4; 0 where streams are shorter than n. */
export function distinctNGrams(streams: readonly Uint32Array[], vocabulary: number): number[] {
  // By position: which of the distinct (n - 1)-grams ends before it.
  let before = streams.map(({ length }) => new Float64Array(length));
  return Array.from({ length: LONGEST }, (_, i) => {
    const ids = new Map<number, number>();
    let count = 0;
    const after = streams.map((stream, s) => {
      const own = before[s] as Float64Array;
      const next = new Float64Array(stream.length);
      for (let at = i; at < stream.length; at++) {
        const gram = (i === 0 ? 0 : (own[at - 1] as number)) * vocabulary + (stream[at] as number);
        let id = ids.get(gram);
        if (id === undefined) ids.set(gram, (id = ids.size));
        next[at] = id;
        count++;
      }
      return next;
    });
    before = after;
    return count === 0 ? 0 : ids.size / count;
  });
}
