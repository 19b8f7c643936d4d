import { threefry } from "./threefry.js";

/** What a stream of random numbers is for. Streams of different kinds never share a draw. */
export const KIND = {
  /** Draws from a model; from the truth in generation 1. */
  model: 1,
  /** A truth that is drawn itself. */
  truth: 2,
  /** The real samples that are drawn once and kept. */
  corpus: 3,
  /** Real samples that are new in each generation. */
  fresh: 4,
  /** How many draws each source has. */
  shares: 5,
  /** A subset without replacement. */
  subset: 6,
  /** A genealogy, by which T is drawn without its chain. */
  ancestry: 7,
} as const;

/** A 64-bit key as two 32-bit words. */
export type Key = readonly [number, number];

const scratch = new Int32Array(2);

function hash(key: Key, c0: number, c1: number): Key {
  threefry(key[0], key[1], c0, c1, scratch);
  return [scratch[0] ?? 0, scratch[1] ?? 0];
}

/**
 * The 64-bit seed words of an experiment's seed: a safe integer >= 0 as it is, or a non-empty string hashed from its
 * UTF-8 bytes, eight at a time.
 */
export function seedWords(seed: number | string): Key {
  if (typeof seed === "number") return [seed | 0, Math.floor(seed / 2 ** 32) | 0];
  const bytes = new TextEncoder().encode(seed);
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  padded.set(bytes);
  const words = new DataView(padded.buffer);
  let state: Key = [bytes.length | 0, 0];
  for (let at = 0; at < padded.length; at += 8) {
    state = hash(state, words.getInt32(at, true), words.getInt32(at + 4, true));
  }
  return state;
}

/** Key shared by all chains of one context: `source` is the lag of the model drawn from (0 = the model just before). */
export function contextKey(seed: Key, kind: number, context: number, source = 0): Key {
  return hash(seed, kind | (source << 8), context);
}

/** Key of one chain's stream; item 0 is the root of the splitting tree, others are its nodes (level << 24 | index). */
export function streamKey(context: Key, chain: number, item: number): Key {
  return hash(context, chain, item);
}
