import { contextKey, exactLog2, streamKey, threefry, type Key } from "../sampling/index.js";

/** What a transformer's random numbers are for; the kinds of src/sampling/streams.ts end below 16. */
export const PURPOSE = {
  /** Initial weights. */
  init: 16,
  /** Starts of the windows of a batch. */
  batch: 17,
  dropout: 18,
  /** Tokens that a model writes. */
  sample: 19,
  /** Contexts in which models are compared. */
  contexts: 20,
  /** Real tokens written by p(0). */
  real: 21,
  /** The second model that is trained on the tokens of p(1). */
  floor: 22,
} as const;

/** Which model of an experiment: generation m of the recipe with this index (0 for p(0) and p(1), which are shared). */
export interface Stage {
  readonly seed: Key;
  readonly generation: number;
  readonly recipe: number;
}

/** The seed of the second model that is trained on the tokens of p(1): its weights, batches and masks are its own. */
export function floorSeed(seed: Key): Key {
  return contextKey(seed, PURPOSE.floor, 0);
}

/** Key of one stage's numbers for a purpose; `first` is the first counter (tensor, step or stream). */
export function stageKey(stage: Stage, purpose: number, first: number): Key {
  return streamKey(contextKey(stage.seed, purpose, stage.generation), stage.recipe, first);
}

const block = new Int32Array(2);

/** The two words (unsigned) of block (c0, c1). */
function words([k0, k1]: Key, c0: number, c1: number): readonly [number, number] {
  threefry(k0, k1, c0, c1, block);
  return [(block[0] ?? 0) >>> 0, (block[1] ?? 0) >>> 0];
}

/** floor(U n / 2^64) for the 64-bit U of block (counter, 0): uniform over 0 ... n-1. */
export function uniformInteger(key: Key, counter: number, n: number): number {
  const [high, low] = words(key, counter, 0);
  return Number((((BigInt(high) << 32n) | BigInt(low)) * BigInt(n)) >> 64n);
}

/** The 24-bit uniform in [0, 1) of block (counter, 0). */
export function uniform24(key: Key, counter: number): number {
  return (words(key, counter, 0)[0] >>> 8) * 2 ** -24;
}

const LN2 = 0.6931471805599453;

/** A standard normal by Marsaglia's polar method, from the 53-bit uniforms of blocks (element, 0), (element, 1), ... */
export function normal(key: Key, element: number): number {
  let draw = 0;
  const uniform = (): number => {
    const [high, low] = words(key, element, draw++);
    return (high * 2 ** 21 + (low >>> 11) + 0.5) * 2 ** -53;
  };
  for (;;) {
    const u = 2 * uniform() - 1;
    const v = 2 * uniform() - 1;
    const s = u * u + v * v;
    if (s < 1 && s > 0) return u * Math.sqrt((-2 * LN2 * exactLog2(s)) / s);
  }
}
