import { windowIdentity, quotaIdentity } from "./quota-identity.js";
import { growingSamples, roundedShare, windowQuota, type MixingRecipe, type Sizes } from "./recipe.js";
import { FAR, slowSum } from "./slow-sum.js";

/** A value by row; null where it is not known, or too costly. */
export type Rows = readonly (number | null)[];

/**
 * The second moments of a linear recipe in units of the truth's diversity 1 - S_0, which they are proportional to whatever
 * the truth is: two draws differ if they descend from two different real draws, and those are of different tokens.
 */
export interface SecondMoments {
  /** c_m = (1 - S_m) / (1 - S_0): the probability that two draws from p(m) descend from different real draws. */
  readonly diversity: Rows;
  /** E||p(m) - p(1)||_2^2 / (1 - S_0). */
  readonly drift: Rows;
  /** Both for m to infinity. */
  readonly limit: { readonly diversity: number; readonly drift: number } | null;
}

/**
 * The second moments at ascending rows m. Closed forms and products cost little whatever m is; the two-time identity
 * recursions (most-recent, mixing-matrix) stop after about `operations`: what lies beyond is null.
 */
export function secondMoments(
  recipe: MixingRecipe,
  sizes: Sizes,
  rows: readonly number[],
  operations: number,
): SecondMoments {
  const { samples: n, realSamples: N } = sizes;
  switch (recipe.form) {
    case "fully-synthetic":
      return martingale(n, rows, (from, to) => (to - from + 1) * Math.log1p(-1 / n), n === 1 ? 0 : -Infinity);
    case "growing":
      return growing(n, recipe.exponent, rows);
    case "accumulate": {
      // Two draws from p(k+1) are both of its last n draws, and descend from one and the same draw of p(k).
      const term = (k: number): number => Math.log1p(-n / (N + (k - 1) * n) ** 2);
      const sum = (from: number, to: number): number => slowSum(term, from, to);
      return martingale(N, rows, sum, slowSum(term, 2, FAR));
    }
    case "partially-synthetic":
      return partiallySynthetic(n, N, rows);
    case "fresh-real": {
      const share = roundedShare(recipe.realShare);
      return freshEachTime(1 / n, 1 / n, share, 1 - 1 / n, rows);
    }
    case "weighted": {
      const w = roundedShare(recipe.realWeight);
      return freshEachTime(1 / N, w ** 2 / N + (1 - w) ** 2 / n, w, 1 - 1 / n, rows);
    }
    case "randomly-sampled":
      return randomlySampled(n, rows);
    case "accumulate-subsample":
      return subsample(n, N, rows);
    case "most-recent":
      return windowIdentity(windowQuota(n, recipe.window), recipe.window, rows, operations);
    case "mixing-matrix":
      return quotaIdentity(recipe.quotas, rows, operations);
  }
}

/**
 * Recipes whose p(m), m >= 1, is a martingale: E||p(m) - p(1)||_2^2 = S_m - S_1. `first`: draws of p(1). `logFactors(from,
 * to)`: sum of ln(c_k / c_{k-1}), k = from ... to, from >= 2; `logLimit`: that of all k >= 2.
 */
function martingale(
  first: number,
  rows: readonly number[],
  logFactors: (from: number, to: number) => number,
  logLimit: number,
): SecondMoments {
  const c1 = 1 - 1 / first;
  let log = 0;
  let reached = 1;
  const logs = rows.map((m) => {
    if (m > reached) {
      // 0 lineages stay 0: with c_1 = 0 a factor may be anything.
      log += c1 === 0 ? 0 : logFactors(reached + 1, m);
      reached = m;
    }
    return log;
  });
  const drift = (total: number): number => (c1 === 0 ? 0 : -c1 * Math.expm1(total));
  return {
    diversity: rows.map((m, row) => (m === 0 ? 1 : c1 * Math.exp(logs[row] ?? 0))),
    drift: rows.map((m, row) => (m === 0 ? 1 / first : drift(logs[row] ?? 0))),
    limit: { diversity: c1 * Math.exp(logLimit), drift: drift(logLimit) },
  };
}

/** Runs of equal n_m that are summed at most, and generations after which the limit takes n_m as n m^e. */
const MOST_RUNS = 2 ** 21;
const SMOOTH_FROM = 2 ** 14;

/** c_m = prod_{k <= m} (1 - 1/n_k), run by run of equal n_k. */
function growing(n: number, exponent: number, rows: readonly number[]): SecondMoments {
  const size = (m: number): number => growingSamples(n, exponent, m);
  const logFactors = (from: number, to: number): number => {
    let sum = 0;
    for (let k = from; k <= to;) {
      const end = endOfRun(size, k, to);
      sum += (end - k + 1) * Math.log1p(-1 / size(k));
      k = end + 1;
    }
    return sum;
  };
  const known = rows.filter((m) => runsAtMost(n, exponent, m) <= MOST_RUNS);
  const unknown = rows.slice(known.length).map(() => null);
  const { diversity, drift, limit } = martingale(n, known, logFactors, growingLimit(n, exponent, logFactors));
  return { diversity: [...diversity, ...unknown], drift: [...drift, ...unknown], limit };
}

/** Runs of equal n_k, k <= m. */
function runsAtMost(n: number, exponent: number, m: number): number {
  return m === 0 ? 0 : Math.min(m, Math.abs(growingSamples(n, exponent, m) - n) + 1);
}

/** The last k <= `to` with size(k) = size(from), for a monotone size. */
function endOfRun(size: (m: number) => number, from: number, to: number): number {
  const value = size(from);
  let low = from;
  let step = 1;
  while (low + step <= to && size(low + step) === value) {
    low += step;
    step *= 2;
  }
  for (; step >= 1; step /= 2) if (low + step <= to && size(low + step) === value) low += step;
  return low;
}

/**
 * sum of ln(1 - 1/n_k), k >= 2, to about 1e-6 / n^2: only with e > 1 is it finite, and it is summed as if n_m had no largest
 * value. Beyond SMOOTH_FROM by Euler and Maclaurin's formula for 1/(n k^e), rounding averaging out.
 */
function growingLimit(n: number, e: number, logFactors: (from: number, to: number) => number): number {
  if (e <= 1) return -Infinity;
  const K = SMOOTH_FROM;
  return logFactors(2, K) - (K ** (1 - e) / (e - 1) - K ** -e / 2 + (e / 12) * K ** (-e - 1)) / n;
}

/**
 * Theorem 2 of arXiv 2404.05090 with its last sign corrected, as a recursion: with alpha = n/(N+n),
 * E||p(m+1) - p(1)||^2 = alpha^2 (c_1/n + (1 - 1/n) E||p(m) - p(1)||^2) in units of 1 - S_0, and S_m - S_1 is the same.
 */
function partiallySynthetic(n: number, N: number, rows: readonly number[]): SecondMoments {
  const c1 = 1 - 1 / N;
  // alpha^2 (c_1/n) / (1 - alpha^2 (1 - 1/n))
  const limit = (c1 * n) / (N * N + (2 * N + 1) * n);
  const log = 2 * Math.log(n / (N + n)) + Math.log1p(-1 / n);
  const drift = (m: number): number => (m === 1 ? 0 : -limit * Math.expm1((m - 1) * log));
  return {
    diversity: rows.map((m) => (m === 0 ? 1 : c1 - drift(m))),
    drift: rows.map((m) => (m === 0 ? 1 / N : drift(m))),
    limit: { diversity: c1 - limit, drift: limit },
  };
}

/**
 * Real data drawn anew with weight w each generation (fresh-real, weighted). Shares of equal descent, u_m = 1 - c_m and
 * v_m for a draw from p(m) and one from p(1): u_1 = v_1 = `first`, u_m = `noise` + (1-w)^2 `different` u_{m-1},
 * v_m = (1-w) v_{m-1}; E||p(m) - p(1)||^2 = u_m + u_1 - 2 v_m.
 */
function freshEachTime(
  first: number,
  noise: number,
  w: number,
  different: number,
  rows: readonly number[],
): SecondMoments {
  const ratio = (1 - w) ** 2 * different;
  const limit = noise / (1 - ratio);
  const u = (m: number): number => (m === 0 ? 0 : limit + ratio ** (m - 1) * (first - limit));
  const v = (m: number): number => first * (1 - w) ** (m - 1);
  return {
    diversity: rows.map((m) => 1 - u(m)),
    drift: rows.map((m) => (m === 0 ? first : Math.max(0, u(m) + first - 2 * v(m)))),
    limit: { diversity: 1 - limit, drift: limit + first },
  };
}

/**
 * c_m = prod_{k <= m} (1 - 1/(n k^2)). A draw from p(m), m >= 2, descends from a given draw of p(1) with half the
 * probability that one from p(1) is it: so E||p(m) - p(1)||^2 = 1 - c_m.
 */
function randomlySampled(n: number, rows: readonly number[]): SecondMoments {
  const term = (k: number): number => Math.log1p(-1 / (n * k * k));
  let log = 0;
  let reached = 0;
  const logs = rows.map((m) => {
    if (m > reached) log += slowSum(term, reached + 1, m);
    reached = m;
    return log;
  });
  const limit = slowSum(term, 1, FAR);
  return {
    diversity: logs.map((total) => Math.exp(total)),
    drift: rows.map((m, row) => (m === 0 ? 1 / n : m === 1 ? 0 : -Math.expm1(logs[row] ?? 0))),
    limit: { diversity: Math.exp(limit), drift: -Math.expm1(limit) },
  };
}

/**
 * Accumulate-subsample by classes of the pool. Two different draws of the pool of generation k+1, whose size is M = N + n k,
 * fail to be of different descent, given that those of the pool before were, with probability
 * (2n + n(n-1)/size of p(k)) / (M (M-1)). A draw from the pool of any m >= 2 is one of p(1)'s draws, or one made from them,
 * with the same probability.
 */
function subsample(n: number, N: number, rows: readonly number[]): SecondMoments {
  const first = Math.min(n, N);
  const factor = (k: number): number => {
    const M = N + n * k;
    return Math.log1p(-(2 * n + (n * (n - 1)) / (k === 1 ? first : n)) / (M * (M - 1)));
  };
  const own = (m: number): number => 1 / (m === 1 ? first : n);
  const sharedWithFirst = (1 + n / first) / (N + n);
  let log = 0;
  let reached = 1;
  const diversity = rows.map((m) => {
    if (m === 0) return 1;
    if (m > reached) log += slowSum(factor, reached, m - 1);
    reached = Math.max(reached, m);
    return (1 - own(m)) * Math.exp(log);
  });
  const drift = (c: number): number => Math.max(0, 1 - c + 1 / first - 2 * sharedWithFirst);
  const limit = (1 - 1 / n) * Math.exp(slowSum(factor, 1, FAR));
  return {
    diversity,
    drift: rows.map((m, row) => (m === 0 ? 1 / first : m === 1 ? 0 : drift(diversity[row] ?? 0))),
    limit: { diversity: limit, drift: drift(limit) },
  };
}
