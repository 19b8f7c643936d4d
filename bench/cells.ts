import type { Work } from "./ours/cell.js";

/** One cell of the grid: chains of n samples over s tokens from a uniform truth. */
export interface Cell {
  readonly n: number;
  readonly s: number;
  /** Chains on the CPU: enough for numpy's loop over all of them at once to be worth its while. */
  readonly chains: number;
  /** Generations after which the chains of a quick run end, where whole ones take too long; 0 for none. */
  readonly quickCap: number;
}

export const CELLS: readonly Cell[] = [
  { n: 100, s: 3, chains: 4000, quickCap: 0 },
  { n: 100, s: 81, chains: 2000, quickCap: 0 },
  { n: 1000, s: 1000, chains: 100, quickCap: 0 },
  { n: 1000, s: 50257, chains: 100, quickCap: 0 },
  { n: 10000, s: 50257, chains: 10, quickCap: 0 },
  { n: 100000, s: 2, chains: 64, quickCap: 10000 },
  { n: 1000000, s: 50257, chains: 1, quickCap: 200 },
];

export function workOf(cell: Cell, quick: boolean, seed: number, times = 1): Work {
  const { n, s, chains, quickCap } = cell;
  const wanted = (quick ? chains / 2 : chains) * times;
  return { n, s, chains: Math.max(1, Math.round(wanted)), cap: quick ? quickCap : 0, seed };
}
