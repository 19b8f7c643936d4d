/** Seeded numbers for tests: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers from -1 to 1. */
export function randomArray(random: () => number, length: number): Float32Array {
  return new Float32Array(length).map(() => 2 * random() - 1);
}

export function randomTokens(random: () => number, length: number, vocabulary: number): Uint32Array {
  return new Uint32Array(length).map(() => Math.floor(random() * vocabulary));
}
