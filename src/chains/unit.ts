/**
 * The unit of work: some chains in some of their contexts. Engines may cut an experiment into units as they like; the
 * parts add up to the same integers.
 */
export interface Unit {
  readonly firstChain: number;
  readonly chains: number;
  readonly firstContext: number;
  readonly contexts: number;
}

/** What a finished unit found. Items are (chain, context) pairs, chain by chain. */
export interface UnitTally {
  readonly unit: Unit;
  /** T of each item; 0 if it was still alive at the cap. */
  readonly collapse: Uint32Array;
  /** The token each item collapsed to; meaningless where T is 0. */
  readonly winners: Uint32Array;
  /** Where chains go on after T: the last generation at which each item was not a Dirac, 0 for none; else empty. */
  readonly last: Uint32Array;
  /**
   * Where chains go on after T: by chain of the unit, openWords(rows of the plan) words; bit r is 1 where one of the
   * chain's contexts in this unit is not a Dirac at row r. Else empty.
   */
  readonly open: Uint32Array;
  /** Rows recorded below: rows past them hold zeros. */
  readonly rows: number;
  /** Sums over items by [row][measure], three u32 words each, low first: of models still alive at the row. */
  readonly alive: Uint32Array;
  /** The same for collapsed items, entered at the first row at or past T; they count from there on. */
  readonly collapsed: Uint32Array;
  /** Second moments of the items of the first chains by [row][spread], five words: sum h (2), sum h^2 (3). */
  readonly aliveSpread: Uint32Array;
  readonly collapsedSpread: Uint32Array;
  /** [sum of c_i(1) w_i (3 words), sum h (2), sum h^2 (3) of 2^30 ||p(0) - p(1)||^2]: row 0 against row 1. */
  readonly first: Uint32Array;
}

/** Words of a chain's bits, one for each row. */
export function openWords(rows: number): number {
  return Math.ceil(rows / 32);
}

/** An experiment cut into units, in order: chains outside, contexts inside. */
export interface Units {
  readonly count: number;
  /** Items (chain, context) of the largest unit. */
  readonly items: number;
  at(index: number): Unit;
}

/**
 * Cuts the chains from `firstChain` on into units of about `items` (chain, context) pairs: whole chains where possible,
 * and one context a unit where contexts differ in their truth.
 */
export function cutUnits(
  chains: number,
  contexts: number,
  items: number,
  sharedTruth: boolean,
  firstChain = 0,
): Units {
  const contextsAtOnce = sharedTruth ? Math.min(contexts, Math.max(1, items)) : 1;
  const chainsAtOnce = Math.max(1, Math.floor(items / contextsAtOnce));
  const perBlock = Math.ceil(contexts / contextsAtOnce);
  return {
    count: Math.ceil(Math.max(0, chains - firstChain) / chainsAtOnce) * perBlock,
    items: Math.min(chainsAtOnce, Math.max(1, chains - firstChain)) * contextsAtOnce,
    at(index) {
      const chain = firstChain + Math.floor(index / perBlock) * chainsAtOnce;
      const context = (index % perBlock) * contextsAtOnce;
      return {
        firstChain: chain,
        chains: Math.min(chainsAtOnce, chains - chain),
        firstContext: context,
        contexts: Math.min(contextsAtOnce, contexts - context),
      };
    },
  };
}
