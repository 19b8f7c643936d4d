/** What may be asked, the same on every engine. Both ends are allowed. */
export const LIMITS = {
  tokens: { from: 1, to: 2 ** 20 },
  samples: { from: 1, to: 2 ** 20 },
  chains: { from: 1, to: 2 ** 32 - 1 },
  contexts: { from: 1, to: 2 ** 20 },
  generations: { from: 1, to: 2 ** 31 - 1 },
  exponent: { from: 0, to: 100 },
  concentration: { from: 1e-3, to: 1e6 },
} as const;

/** The chains of a run, times the contexts of each, stay below this. */
export const CHAIN_CONTEXTS = 2 ** 33;
/** The largest sum of a truth's weights. */
export const TOTAL_WEIGHT = 2 ** 31;
/** The largest experiment file, in bytes of UTF-8. */
export const FILE_BYTES = 50_000_000;
/** The longest share link, in characters. */
export const LINK_CHARACTERS = 8192;
