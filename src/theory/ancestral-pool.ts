import { MOST_OPERATIONS } from "./cost.js";
import { throwBalls } from "./occupancy.js";
import { binomialPmf, hypergeometricPmf, type Pmf } from "./pmf.js";
import { growingSamples } from "./recipe.js";

/**
 * Recipes whose generations have a dual in one number: however many draws are looked at, they descend from a number D of
 * independent real draws, which depends on no token. So for h(a) = P(a real draws are not all one token), or the number of
 * different tokens among them, E h(D) is the law of one generation. h is carried forward: h_m(a) is its mean where a draws
 * of generation m are looked at.
 */

/** Functions of a = 1, 2, ..., at index a - 1, one after the other. */
type Tables = readonly Float64Array[];

/** Calls `visit` with the generations m = 1 ... last and, by table, E h(D) of generation m. */
export type Walk = (
  tables: Tables,
  last: number,
  visit: (m: number, means: readonly number[]) => void,
) => void;

/** A walk, how long its tables must be for `last` generations, and about how many operations it takes for each of them. */
export interface PoolDual {
  readonly walk: Walk;
  readonly size: number;
  readonly operations: number;
}

/** Growing: n_m draws from p(m-1) hit the n_{m-1} draws that it is the frequencies of. */
export function growingDual(n: number, exponent: number, last: number): PoolDual {
  const sizeOf = (m: number): number => growingSamples(n, exponent, m);
  const size = Math.max(n, sizeOf(Math.max(1, last)));
  return {
    size,
    operations: (20 + (size * size) / (1 + 2 * Math.max(0, exponent))) * last,
    walk: (tables, end, visit) => {
      let now = tables;
      for (let m = 1; m <= end; m++) {
        const draws = sizeOf(m);
        if (m > 1) now = hits(now, draws, sizeOf(m - 1));
        visit(m, atSize(now, draws));
      }
    },
  };
}

/** h of the number of bins hit by a balls, a = 1 ... balls. */
function hits(tables: Tables, balls: number, bins: number): Float64Array[] {
  const next = tables.map(() => new Float64Array(balls));
  throwBalls(bins, balls, (a, law) => {
    tables.forEach((h, i) => {
      let sum = 0;
      for (let j = 1; j <= Math.min(a, bins); j++) sum += (law[j] as number) * (h[j - 1] as number);
      (next[i] as Float64Array)[a - 1] = sum;
    });
  });
  return next;
}

/**
 * Randomly sampled: n draws from the average of p(0) ... p(m-1). A draw from that average is with probability 1/m one of the
 * n draws of p(m-1), which are draws from the average before; else it is a draw from the average before.
 */
export function randomlySampledDual(n: number, last: number): PoolDual {
  return {
    size: n,
    operations: sumTo(last, 4 * n, (m) => (n * reach(n / m, n) ** 2) / 2),
    walk: (tables, end, visit) => {
      const occupied = occupancy(n, n);
      let now = tables;
      for (let m = 1; m <= end; m++) {
        if (m > 1) {
          const newest = Array.from({ length: n }, (_, i) => binomialPmf(i + 1, 1 / m));
          now = look(now, newest, (h, rest, x) => {
            const law = occupied[x] as Float64Array;
            let sum = 0;
            for (let y = 1; y <= x; y++) sum += (law[y] as number) * (h[rest + y - 1] as number);
            return sum;
          });
        }
        visit(m, atSize(now, n));
      }
    },
  };
}

/**
 * Accumulate-subsample: different draws of the pool of generation m, of which some are of its last batch. Those are draws
 * from p(m-1) and hit some of the draws that were chosen for it, a random part of the pool before, which may be among the
 * other draws already.
 */
export function subsampleDual(n: number, N: number, last: number): PoolDual {
  const size = Math.min(n, N + n);
  const poolBefore = (m: number): number => N + n * (m - 2);
  return {
    size,
    operations: sumTo(last, 4 * n, (m) => (n * reach((n * n) / (N + n * m), n) ** 3) / 2),
    walk: (tables, end, visit) => {
      let now = tables;
      for (let m = 1; m <= end; m++) {
        if (m > 1) now = subsampled(now, n, m === 2 ? Math.min(n, N) : n, poolBefore(m));
        visit(m, atSize(now, m === 1 ? Math.min(n, N) : n));
      }
    },
  };
}

/** `chosen`: draws of the model before, out of a pool of `before`. */
function subsampled(tables: Tables, n: number, chosen: number, before: number): Float64Array[] {
  const newest = Array.from({ length: n }, (_, i) => hypergeometricPmf(before + n, n, i + 1));
  const most = Math.max(...newest.map(({ from, mass }) => from + mass.length - 1));
  const occupied = occupancy(most, chosen);
  /** joined[i][rest][y]: h of `rest` draws of the pool together with y of the chosen ones, which may be among them. */
  const width = Math.min(most, chosen) + 1;
  const joined = tables.map(() => Array.from({ length: n + 1 }, () => new Float64Array(width)));
  for (let rest = 0; rest <= Math.min(n, before); rest++) {
    for (let y = 1; y < width && rest + y <= n; y++) {
      const { from, mass } = hypergeometricPmf(before, rest, y);
      tables.forEach((h, i) => {
        let sum = 0;
        for (let k = 0; k < mass.length; k++)
          sum += (mass[k] as number) * (h[rest + y - from - k - 1] as number);
        (joined[i]?.[rest] as Float64Array)[y] = sum;
      });
    }
  }
  return look(tables, newest, (_, rest, x, i) => {
    const law = occupied[x] as Float64Array;
    const row = joined[i]?.[rest] as Float64Array;
    let sum = 0;
    for (let y = 1; y <= Math.min(x, chosen); y++) sum += (law[y] as number) * (row[y] as number);
    return sum;
  });
}

/**
 * One generation back: of a draws a number x, by the law newest[a - 1], is of the last batch; `mean(h, a - x, x, index)` is
 * what becomes of h then. x = 0 changes nothing.
 */
function look(
  tables: Tables,
  newest: readonly Pmf[],
  mean: (h: Float64Array, rest: number, x: number, index: number) => number,
): Float64Array[] {
  return tables.map((h, index) =>
    Float64Array.from(newest, ({ from, mass }, i) => {
      let sum = 0;
      for (let k = 0; k < mass.length; k++) {
        const x = from + k;
        const value = x === 0 ? (h[i] as number) : mean(h, i + 1 - x, x, index);
        sum += (mass[k] as number) * value;
      }
      return sum;
    }),
  );
}

/** rows[x][y] = P(x balls hit y of n bins), x = 0 ... balls. */
function occupancy(balls: number, n: number): Float64Array[] {
  const rows = [Float64Array.of(1)];
  throwBalls(n, balls, (x, law) => rows.push(law.slice(0, x + 1)));
  return rows;
}

/** Operations of generations 2 ... last, about the same from `settled` on. */
function sumTo(last: number, settled: number, of: (m: number) => number): number {
  let sum = 0;
  let m = 2;
  for (; m <= Math.min(last, settled) && sum <= MOST_OPERATIONS; m++) sum += of(m);
  return sum + Math.max(0, last + 1 - m) * of(m);
}

/** How many of n draws are of the last batch, at most, if `mean` are. */
function reach(mean: number, n: number): number {
  return Math.min(n, mean + 10 * Math.sqrt(mean) + 10);
}

function atSize(tables: Tables, a: number): number[] {
  return tables.map((h) => h[a - 1] as number);
}
