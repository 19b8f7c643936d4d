import type { SecondMoments } from "./identity.js";
import { rowSum } from "./recipe.js";

/**
 * The two-time identity recursion, for recipes all of whose draws are made anew. C(m, t) is the probability that a draw from
 * p(m) and one from p(t) descend from different real draws. With n_t draws from model t among the n(m) of p(m),
 *   C(m, t) = sum_u n_u C(u, t) / n(m) for t < m, and
 *   C(m, m) = sum_u n_u C(m, u) / n(m) - sum_u n_u C(u, u) / n(m)^2,
 * since two draws from p(m) are the same one, or two of equal source u, as often as two from p(u) are taken with
 * replacement, less what n_u draws have in common with themselves.
 */

/** With less diversity than this, and the drift as near to its limit as rounding lets it, no more changes. */
const GONE = 1e-18;
const NEAR = 1e-15;
/** Generations remembered at most: their pairs are a table of 32 MB. */
const MOST_REMEMBERED = 2048;

/** Rows of quotas as sources: [t, n_t], n_t > 0. */
function sourcesOf(row: readonly number[]): (readonly [number, number])[] {
  return row.map((quota, t) => [t, quota] as const).filter(([, quota]) => quota > 0);
}

/** @throws {RangeError} when `rows` go past the last row of quotas */
export function quotaIdentity(
  quotas: readonly (readonly number[])[],
  rows: readonly number[],
  operations: number,
): SecondMoments {
  const last = rows[rows.length - 1] ?? 0;
  if (last > quotas.length) {
    throw new RangeError(`A mixing matrix of ${quotas.length} rows has no generation ${last}.`);
  }
  // different[m][t], t <= m
  const different: Float64Array[] = [Float64Array.of(1)];
  const drift = [0];
  let spent = 0;
  for (let m = 1; m <= last; m++) {
    const row = quotas[m - 1] ?? [];
    const sources = sourcesOf(row);
    spent += sources.length * m;
    if (spent > operations || m > MOST_REMEMBERED) break;
    different.push(nextRow(different, sources, rowSum(row)));
    const own = different[m]?.[m] ?? NaN;
    const first = different[1]?.[1] ?? NaN;
    drift.push(m === 1 ? 0 : Math.max(0, 2 * (different[m]?.[1] ?? NaN) - own - first));
  }
  drift[0] = 1 - (different[1]?.[1] ?? 1 - 1 / rowSum(quotas[0] ?? [1]));
  return {
    diversity: rows.map((m) => different[m]?.[m] ?? null),
    drift: rows.map((m) => drift[m] ?? null),
    limit: null,
  };
}

function nextRow(
  different: readonly Float64Array[],
  sources: readonly (readonly [number, number])[],
  total: number,
): Float64Array {
  const m = different.length;
  const next = new Float64Array(m + 1);
  for (const [u, quota] of sources) {
    const share = quota / total;
    const known = different[u] as Float64Array;
    for (let t = 0; t < u; t++) next[t] = (next[t] as number) + share * (known[t] as number);
    for (let t = u; t < m; t++) {
      next[t] = (next[t] as number) + share * ((different[t] as Float64Array)[u] as number);
    }
  }
  let own = 0;
  for (const [u, quota] of sources) {
    const share = quota / total;
    own += share * ((next[u] as number) - ((different[u] as Float64Array)[u] as number) / total);
  }
  next[m] = own;
  return next;
}

/**
 * The same for "most-recent", which only looks back `window` generations: `quota` draws from each. Sums over the window go
 * along with it, so that a generation costs O(window) operations; every `window` generations they are summed anew, lest
 * rounding gathers. The limit is known: diversity dies out, since C(m, m) loses 1/(quota window) of its share each time,
 * and C(m, 1) tends to the average of its first values with weights 1, 2, ..., window.
 */
export function windowIdentity(
  quota: number,
  window: number,
  rows: readonly number[],
  operations: number,
): SecondMoments {
  const first = 1 - 1 / quota;
  const limit = { diversity: 0, drift: Math.max(0, 2 * withFirstLimit(first, window) - first) };
  const last = rows[rows.length - 1] ?? 0;
  const needed = Math.min(window, last + 1);
  const size = Math.min(needed, MOST_REMEMBERED);
  const diversity: (number | null)[] = rows.map(() => null);
  const drift: (number | null)[] = rows.map(() => null);
  // In slot t mod `size`: C(., t), the sums of C(u, t) over the window's u, and C(t, 1).
  const different = new Float64Array(size * size);
  const sums = new Float64Array(size);
  const withFirst = new Float64Array(size);
  const next = new Float64Array(size);
  different[0] = 1;
  withFirst[0] = 1;
  let row = 0;
  if (rows[0] === 0) {
    diversity[0] = 1;
    drift[0] = 1 - first;
    row = 1;
  }
  const affordable = Math.floor(operations / (4 * (size + 40)));
  // Where not all is remembered that the window needs, it ends before anything is forgotten.
  const end = Math.min(last, affordable, size < needed ? size - 1 : Infinity);
  for (let m = 1; m <= end; m++) {
    const length = Math.min(m, window);
    const slots = Math.min(m, size);
    if (m % size === 1 || size === 1) sumAnew(different, sums, size, slots);
    let own = 0;
    let meets = 0;
    for (let slot = 0; slot < slots; slot++) {
      const value = (sums[slot] as number) / length;
      next[slot] = value;
      own += value - (different[slot * size + slot] as number) / (quota * length);
      meets += withFirst[slot] as number;
    }
    own /= length;
    meets = m === 1 ? own : meets / length;
    const slot = m % size;
    // Model m takes the place of m - size, or the next free one.
    for (let t = 0; t < slots; t++) {
      if (t === slot) continue;
      const leaves = m < size ? 0 : (different[slot * size + t] as number);
      sums[t] = (sums[t] as number) + (next[t] as number) - leaves;
      different[slot * size + t] = next[t] as number;
      different[t * size + slot] = next[t] as number;
    }
    different[slot * size + slot] = own;
    withFirst[slot] = meets;
    let sum = own;
    for (let t = 0; t < slots; t++) if (t !== slot) sum += next[t] as number;
    sums[slot] = sum;
    if (m === rows[row]) {
      diversity[row] = own;
      drift[row] = m === 1 ? 0 : Math.max(0, 2 * meets - own - first);
      row++;
    }
    if (own < GONE && Math.abs(2 * meets - first - limit.drift) < NEAR) {
      diversity.fill(0, row);
      drift.fill(limit.drift, row);
      break;
    }
  }
  return { diversity, drift, limit };
}

function sumAnew(different: Float64Array, sums: Float64Array, size: number, slots: number): void {
  for (let t = 0; t < slots; t++) {
    let sum = 0;
    for (let u = 0; u < slots; u++) sum += different[u * size + t] as number;
    sums[t] = sum;
  }
}

/** The limit of C(m, 1): C(0, 1) = 1, C(1, 1) = `first`, and their average until the window has left p(0) behind. */
function withFirstLimit(first: number, window: number): number {
  if (window === 1) return first;
  const weights = (window * (window + 1)) / 2;
  return (1 + 2 * first + ((1 + first) / 2) * (weights - 3)) / weights;
}
