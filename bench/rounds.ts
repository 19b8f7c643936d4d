import type { Contender } from "./contenders.js";
import type { Done, Work } from "./ours/cell.js";

/** Median and range over the rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** What one contender did of the same work in every round; fewer rounds where its time ran out. */
export type Row = readonly { readonly work: Work; readonly done: Done }[];

/**
 * Gives the work to everyone, round after round, the first of each round another one. Whose time runs out is asked no
 * more. `workOf` is asked for the chains' multiple and the seed.
 */
export async function interleave(
  contenders: readonly Contender[],
  workOf: (times: number, seed: number) => Work,
  rounds: number,
  limit: number,
): Promise<Map<string, Row>> {
  const rows = new Map<string, { work: Work; done: Done }[]>(contenders.map(({ key }) => [key, []]));
  // Warms up compilers and caches, untimed.
  for (const contender of contenders) await contender.run(workOf(contender.times / 8, 1), limit / 4);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      const contender = contenders[(i + round) % contenders.length];
      const row = rows.get(contender?.key ?? "");
      if (contender === undefined || row === undefined || row.at(-1)?.done.finished === false) continue;
      const work = workOf(contender.times, 2 + round);
      row.push({ work, done: await contender.run(work, limit) });
    }
  }
  return rows;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  const median = (at(0.5) + (sorted[Math.ceil(0.5 * (sorted.length - 1))] ?? NaN)) / 2;
  return { median, least: at(0), most: at(1) };
}

/** Chain-generations a second by round. */
export function rates(row: Row): number[] {
  return row.map(({ done }) => done.generations / done.seconds);
}

/**
 * How many times faster `ours` is than `other`, by round: per chain-generation where both finished. Where one did not, its
 * first generations, which cost most, would count for too much: the time of the whole work is then a bound, and where
 * neither did there is none (null).
 */
export function ratios(ours: Row, other: Row): { values: number[]; bound: "" | "> " | "< " | null } {
  const finished = (row: Row): boolean => row.every(({ done }) => done.finished);
  const [a, b] = [finished(ours), finished(other)];
  const cost = ({ work, done }: Row[number]): number =>
    done.seconds / (a && b ? done.generations : work.chains);
  const values = ours.slice(0, other.length).map((one, i) => {
    const against = other[i];
    return against === undefined ? NaN : cost(against) / cost(one);
  });
  return { values, bound: a && b ? "" : a ? "> " : b ? "< " : null };
}

/** The exponent of a power law through (x, y): the least-squares slope on log axes. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
  const x = mean(logs.map(([u]) => u));
  const y = mean(logs.map(([, v]) => v));
  const products = logs.reduce((sum, [u, v]) => sum + (u - x) * (v - y), 0);
  return products / logs.reduce((sum, [u]) => sum + (u - x) ** 2, 0);
}
