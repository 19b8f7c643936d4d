/** A series that a chart draws: values by generation, ascending, with null where none is known. */
export interface Rows {
  readonly generations: readonly number[];
  readonly values: readonly (number | null)[] | null;
}

/** The generations of several series that are to be drawn, without repeats. */
export function mergedGenerations(all: readonly (readonly number[])[], from: number, to: number): number[] {
  const merged = new Set<number>();
  for (const generations of all)
    for (const generation of generations) if (generation >= from && generation <= to) merged.add(generation);
  return [...merged].sort((a, b) => a - b);
}

/** A series at the given generations. */
export function valuesAt(rows: Rows, generations: readonly number[]): (number | null)[] {
  const { values } = rows;
  if (!values) return generations.map(() => null);
  const byGeneration = new Map(rows.generations.map((generation, i) => [generation, values[i] ?? null]));
  return generations.map((generation) => byGeneration.get(generation) ?? null);
}

/** About `wanted` places of x, evenly spread, always the same for the same x. */
export function spread(x: readonly number[], to: number, wanted = 24): Set<number> {
  const chosen = new Set<number>();
  const from = x[0] ?? 0;
  let i = 0;
  for (let k = 0; k <= wanted; k++) {
    const target = from + ((to - from) * k) / wanted;
    while (i + 1 < x.length && Math.abs((x[i + 1] ?? 0) - target) <= Math.abs((x[i] ?? 0) - target)) i++;
    chosen.add(i);
  }
  return chosen;
}
