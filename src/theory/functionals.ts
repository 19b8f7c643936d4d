/** Distinct probabilities and how many tokens have each, largest first; zeros left out. */
function distinct(p: Float64Array): { p: number; tokens: number }[] {
  const counts = new Map<number, number>();
  for (const value of p) if (value > 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, tokens]) => ({ p: value, tokens })).sort((a, b) => b.p - a.p);
}

/** How many different positive probabilities there are. */
export function distinctCount(p: Float64Array): number {
  return distinct(p).length;
}

/**
 * f(a) = sum_i p_i^a for a = 0 ... n: the probability that a independent draws from p are one token (f(0) = f(1) = 1).
 * Terms below 1e-30 are dropped.
 */
export function agreement(p: Float64Array, n: number): Float64Array {
  const values = distinct(p);
  const powers = Float64Array.from(values, (value) => value.tokens);
  const f = new Float64Array(n + 1);
  f[0] = 1;
  let live = values.length;
  for (let a = 1; a <= n; a++) {
    let sum = 0;
    for (let i = 0; i < live; i++) {
      const power = (powers[i] as number) * (values[i]?.p ?? 0);
      powers[i] = power;
      sum += power;
    }
    while (live > 0 && (powers[live - 1] as number) < 1e-30) live--;
    f[a] = sum;
  }
  // Their sum is 1 up to rounding, and T <= m must be certain once there is a single ancestor.
  if (n >= 1) f[1] = 1;
  return f;
}

/** g(a) = sum_i 1 - (1-p_i)^a for a = 0 ... n: the expected number of distinct tokens among a draws from p. */
export function richness(p: Float64Array, n: number): Float64Array {
  const values = distinct(p);
  const misses = Float64Array.from(values, (value) => value.tokens);
  const tokens = values.reduce((sum, value) => sum + value.tokens, 0);
  const g = new Float64Array(n + 1);
  for (let a = 1; a <= n; a++) {
    let missed = 0;
    for (let i = 0; i < misses.length; i++) {
      const miss = (misses[i] as number) * (1 - (values[i]?.p ?? 0));
      misses[i] = miss;
      missed += miss;
    }
    g[a] = tokens - missed;
  }
  return g;
}

/** The mean of several functionals. */
export function average(functionals: readonly Float64Array[]): Float64Array {
  const [first] = functionals;
  if (first === undefined) return new Float64Array(0);
  if (functionals.length === 1) return first;
  return first.map((_, a) => functionals.reduce((sum, f) => sum + (f[a] as number), 0) / functionals.length);
}
