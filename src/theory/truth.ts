import type { Points } from "./points.js";

/** p(0) of one context as the laws need it. */
export interface Truth {
  /** Distinct positive probabilities, largest first, and how many tokens have each. */
  readonly values: Float64Array;
  readonly tokens: Float64Array;
  /** s~, the number of tokens of positive probability. */
  readonly live: number;
  /** 1 - S_0 = 1 - sum_i p_i^2. */
  readonly diversity: number;
  /** 1 - the largest probability, kept apart since it may be tiny. */
  readonly rest: number;
}

const remembered = new WeakMap<Float64Array, Truth>();

/**
 * Reads probabilities in any order, once: they are not to be changed afterwards. Zeros are dropped.
 * @throws {RangeError} when one is negative or they do not sum to 1 within 1e-9
 */
export function readTruth(probabilities: Float64Array): Truth {
  const truth = remembered.get(probabilities) ?? truthOf(probabilities);
  remembered.set(probabilities, truth);
  return truth;
}

/** Sorts what is not ascending or descending already: most truths are one or the other, and sorting takes longest of all. */
function ascending(p: Float64Array): Float64Array {
  if (p.every((value, i) => i === 0 || value >= (p[i - 1] as number))) return p;
  if (p.every((value, i) => i === 0 || value <= (p[i - 1] as number))) return p.reverse();
  return p.sort();
}

function truthOf(probabilities: Float64Array): Truth {
  const p = ascending(probabilities.filter((value) => value !== 0));
  const sum = p.reduce((total, value) => total + value, 0);
  if (!(Math.abs(sum - 1) <= 1e-9) || (p[0] ?? -1) < 0) {
    throw new RangeError(`A truth is probabilities that sum to 1, not to ${sum}.`);
  }
  const values: number[] = [];
  const tokens: number[] = [];
  for (let i = p.length - 1; i >= 0; i--) {
    const value = p[i] as number;
    if (value === values[values.length - 1]) tokens[tokens.length - 1] = (tokens[tokens.length - 1] ?? 0) + 1;
    else {
      values.push(value);
      tokens.push(1);
    }
  }
  // Summed from the smallest on.
  const rest = p.subarray(0, -1).reduce((total, value) => total + value, 0);
  const squares = p.subarray(0, -1).reduce((total, value) => total + value * value, 0);
  return {
    values: Float64Array.from(values),
    tokens: Float64Array.from(tokens),
    live: p.length,
    // The square of the largest is (1 - rest)^2.
    diversity: Math.max(0, rest * (2 - rest) - squares),
    rest,
  };
}

/** A power this small changes no sum. */
const NEGLIGIBLE = 1e-24;

/**
 * 1 - f(a) at the points, f(a) = sum_i p_i^a: the probability that `a` independent draws from p(0) are not all one token.
 * So P(T > m) is its mean over the ancestors A_{m-1}.
 */
export function disagreement({ values, tokens, rest }: Truth, { at, whole }: Points): Float64Array {
  const table = new Float64Array(at.length);
  // 1 - p^a of the largest p: a sum of positive terms, exact even where p is nearly 1.
  let missed = 0;
  for (let k = 0; k < whole; k++) {
    missed += (1 - missed) * rest;
    table[k] = missed;
  }
  values.forEach((p, i) => {
    let power = ((tokens[i] as number) - (i === 0 ? 1 : 0)) * p;
    for (let k = 0; k < whole && power > NEGLIGIBLE; k++) {
      table[k] = Math.max(0, (table[k] as number) - power);
      power *= p;
    }
  });
  // One ancestor is one token.
  table[0] = 0;
  // Beyond `whole` only the largest can matter: two are at most 1/2 each.
  const ln = Math.log1p(-rest);
  for (let k = whole; k < table.length; k++) table[k] = -Math.expm1((at[k] as number) * ln);
  return table;
}

/** The same for one number of draws. */
export function disagreementOf({ values, tokens, rest }: Truth, draws: number): number {
  // One draw is one token.
  if (draws === 1) return 0;
  let different = -Math.expm1(draws * Math.log1p(-rest));
  values.forEach((p, i) => {
    different -= ((tokens[i] as number) - (i === 0 ? 1 : 0)) * p ** draws;
  });
  return Math.max(0, different);
}

/** g(a) = sum_i 1 - (1-p_i)^a at the points: the expected number of different tokens among `a` independent draws. */
export function richness({ values, tokens }: Truth, { at, whole }: Points): Float64Array {
  const g = new Float64Array(at.length);
  values.forEach((p, i) => {
    const count = tokens[i] as number;
    const ln = Math.log1p(-p);
    let seen = 0;
    for (let k = 0; k < whole; k++) {
      seen += (1 - seen) * p;
      g[k] = (g[k] as number) + count * seen;
    }
    for (let k = whole; k < at.length; k++) {
      g[k] = (g[k] as number) - count * Math.expm1((at[k] as number) * ln);
    }
  });
  return g;
}

/** The same for one number of draws. */
export function richnessOf({ values, tokens }: Truth, draws: number): number {
  return values.reduce((sum, p, i) => sum - (tokens[i] as number) * Math.expm1(draws * Math.log1p(-p)), 0);
}

/** The average over contexts of a function of the number of ancestors, at the points. */
export function averageTable(
  truths: readonly Truth[],
  points: Points,
  tabulate: (truth: Truth, points: Points) => Float64Array,
): Float64Array {
  const sum = new Float64Array(points.at.length);
  for (const truth of truths) {
    const table = tabulate(truth, points);
    for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + (table[k] as number);
  }
  return sum.map((value) => value / truths.length);
}
