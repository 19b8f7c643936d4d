/** What may be asked, the same on every engine. Both ends are allowed. */
export const LIMITS = {
  tokens: { from: 1, to: 2 ** 20 },
  /** n, and every other batch of draws. */
  samples: { from: 1, to: 2 ** 20 },
  /** N where there may be no real draws at all. */
  realSamples: { from: 0, to: 2 ** 20 },
  chains: { from: 1, to: 2 ** 32 - 1 },
  contexts: { from: 1, to: 2 ** 20 },
  generations: { from: 1, to: 2 ** 31 - 1 },
  /** Of a Zipf truth. */
  exponent: { from: 0, to: 100 },
  concentration: { from: 1e-3, to: 1e6 },
  contextLength: { from: 0, to: 32 },
  share: { from: 0, to: 1 },
  /** Exponent of recipe "growing". */
  growth: { from: -10, to: 10 },
  temperature: { from: 0.01, to: 100 },
  topK: { from: 1, to: 2 ** 20 },
  /** Rows of a mixing matrix. */
  rows: { from: 1, to: 4096 },
} as const;

/** The chains of a run, times the contexts of each, stay below this. */
export const CHAIN_CONTEXTS = 2 ** 33;
/** The largest sum of a truth's weights, and of a pool of draws. */
export const TOTAL_WEIGHT = 2 ** 31;
/** The largest total of counts that a temperature other than 1 takes. */
export const TEMPERATURE_TOTAL = 2 ** 22;
/** The most generations of a recipe that draws from all the models before. */
export const LONG_MEMORY = 2 ** 24;
/** The largest experiment file, in bytes of UTF-8. */
export const FILE_BYTES = 50_000_000;
/** The longest text inside an experiment, in bytes of UTF-8. */
export const INLINE_BYTES = 1_000_000;
/** The longest name of a text, in characters. */
export const NAME_CHARACTERS = 2000;
/** The longest share link, in characters. */
export const LINK_CHARACTERS = 8192;
