import { MOST_OPERATIONS } from "./cost.js";
import { binomialPmf, convolve, probabilityOf, type Pmf } from "./pmf.js";
import { rowSum } from "./recipe.js";

/**
 * Recipes where one token against all others is a chain of a few counts: what is known of one generation follows from sums
 * over tokens of the probabilities that a token has all draws of p(m), or none.
 */

/** Laws at rows m >= 1. */
export interface TokenLaws {
  /** P(the token has all of p(m)), and P(it has nothing of it). */
  readonly all: number[];
  readonly none: number[];
  /** P(neither was so in p(1) ... p(m)); only with `absorb`. */
  readonly waiting: number[];
}

/**
 * The chain of a token of probability p at ascending rows m >= 1, and about how many operations it takes. With `absorb` a
 * chain ends where the token has all or nothing: then `all` and `none` are of those that have not ended before.
 */
export interface TokenChain {
  readonly operations: number;
  readonly run: (p: number, rows: readonly number[], absorb: boolean) => TokenLaws;
}

/** Fresh-real: each of n draws is real with probability `share`. */
export function freshRealChain(n: number, share: number, last: number): TokenChain {
  return {
    operations: n * n * (last + 4),
    run: (p, rows, absorb) => {
      const step = Array.from({ length: n + 1 }, (_, x) => binomialPmf(n, share * p + (1 - share) * (x / n)));
      let law = dense(binomialPmf(n, p), n);
      const laws: TokenLaws = { all: [], none: [], waiting: [] };
      let m = 1;
      for (const row of rows) {
        for (; m < row; m++) law = moved(absorb ? inside(law) : law, step);
        laws.all.push(law[n] as number);
        laws.none.push(law[0] as number);
        laws.waiting.push(sum(inside(law)));
      }
      return laws;
    },
  };
}

/** Weighted: N new real draws with weight w < 1, n draws from p(m-1) with weight 1 - w. p(1) is N real draws. */
export function weightedChain(n: number, N: number, w: number, last: number): TokenChain {
  return {
    operations: n * n * (last + 4 * Math.min(N, 20 * Math.sqrt(N))),
    run: (p, rows, absorb) => {
      const real = binomialPmf(N, p);
      /** The law of the synthetic count, given p(m-1)'s other part x/n and the weight of its real part. */
      const from = (weight: number, x: number): Pmf => {
        const mass = new Float64Array(n + 1);
        real.mass.forEach((q, i) => {
          const share = weight * ((real.from + i) / N) + (1 - weight) * (x / n);
          const { from: first, mass: given } = binomialPmf(n, Math.min(1, share));
          given.forEach((value, k) => {
            mass[first + k] = (mass[first + k] as number) + q * value;
          });
        });
        return { from: 0, mass };
      };
      const step = Array.from({ length: n + 1 }, (_, x) => from(w, x));
      const [all, none] = [probabilityOf(real, N), probabilityOf(real, 0)];
      /** Less what comes from a p(m-1) that is all or nothing, of the masses `most` and `least`: it stays so. */
      const without = (law: Float64Array, most: number, least: number): Float64Array => {
        if (!absorb) return law;
        const rest = law.slice();
        rest[n] = (rest[n] as number) - all * most;
        rest[0] = (rest[0] as number) - none * least;
        return rest;
      };
      const laws: TokenLaws = { all: [], none: [], waiting: [] };
      // From m = 2 on the real and the synthetic count are independent.
      let law = without(from(1, 0).mass, 1, 1);
      let m = 2;
      for (const row of rows) {
        for (; m < row; m++) law = without(moved(law, step), law[n] as number, law[0] as number);
        const [most, least] = row === 1 ? [all, none] : [all * (law[n] as number), none * (law[0] as number)];
        laws.all.push(most);
        laws.none.push(least);
        laws.waiting.push((row === 1 ? 1 : sum(law)) - most - least);
      }
      return laws;
    },
  };
}

/** The law without its first and last number. */
function inside(law: Float64Array): Float64Array {
  const rest = law.slice();
  rest[0] = 0;
  rest[rest.length - 1] = 0;
  return rest;
}

function sum(law: Float64Array): number {
  return law.reduce((total, mass) => total + mass, 0);
}

function dense({ from, mass }: Pmf, n: number): Float64Array {
  const law = new Float64Array(n + 1);
  law.set(mass, from);
  return law;
}

function moved(law: Float64Array, step: readonly Pmf[]): Float64Array {
  const next = new Float64Array(law.length);
  law.forEach((q, x) => {
    if (q < NEGLIGIBLE) return;
    const { from, mass } = step[x] as Pmf;
    for (let k = 0; k < mass.length; k++) {
      next[from + k] = (next[from + k] as number) + q * (mass[k] as number);
    }
  });
  return next;
}

/** Masses below this are nothing. */
const NEGLIGIBLE = 1e-30;
/** States held at most. */
const MOST_STATES = 2 ** 20;

/** A past model that later ones draw from: its generation, and the total of its counts. */
interface Remembered {
  readonly t: number;
  readonly total: number;
}

/** Which draws p(m) is made of: pairs of a model t and how many draws from it. */
export type Sources = (m: number) => readonly (readonly [t: number, draws: number])[];

/**
 * Fixed quotas (most-recent, mixing-matrix). `lastUse(t)`: the last generation that draws from model t. The state is the
 * token's counts in the models that are still drawn from.
 */
export function quotaChain(sources: Sources, lastUse: (t: number) => number, last: number): TokenChain {
  return {
    operations: quotaOperations(sources, lastUse, last),
    run: (p, rows, absorb) => {
      const laws: TokenLaws = { all: [], none: [], waiting: [] };
      let remembered: readonly Remembered[] = [];
      let law: Float64Array = Float64Array.of(1);
      let draws: DrawLaws | null = null;
      let m = 1;
      for (const row of rows) {
        for (; m <= row; m++) {
          const sizes = new Map(sources(m));
          draws = drawLaws(remembered, sizes, p, draws);
          const step = oneGeneration(
            law,
            remembered,
            draws,
            { t: m, total: rowSum([...sizes.values()]) },
            lastUse,
            absorb,
          );
          [law, remembered] = [step.law, step.remembered];
          if (m < row) continue;
          laws.all.push(step.all);
          laws.none.push(step.none);
          laws.waiting.push(sum(law));
        }
      }
      return laws;
    },
  };
}

/** Infinity where there are too many states, or too many operations. */
function quotaOperations(sources: Sources, lastUse: (t: number) => number, last: number): number {
  let remembered: Remembered[] = [];
  let operations = 0;
  let known = "";
  for (let m = 1; m <= last; m++) {
    const states = statesOf(remembered);
    const row = sources(m);
    const key = keyOf(remembered, new Map(row));
    let length = 1;
    for (const [, draws] of row) {
      if (key !== known) operations += states * (30 + length * (draws + 1));
      length += draws;
    }
    known = key;
    operations += states * (30 + 3 * length);
    if (states * length > MOST_STATES || operations > MOST_OPERATIONS) return Infinity;
    remembered = [...remembered, { t: m, total: length - 1 }].filter(({ t }) => lastUse(t) > m);
  }
  return operations;
}

function statesOf(models: readonly Remembered[]): number {
  return models.reduce((product, { total }) => product * (total + 1), 1);
}

/** By state: the law of the token's count in a generation. */
interface DrawLaws {
  readonly key: string;
  readonly byState: readonly Pmf[];
}

/** What the laws of a generation's draws depend on. */
function keyOf(remembered: readonly Remembered[], draws: ReadonlyMap<number, number>): string {
  const models = remembered.map(({ t, total }) => `${total}:${draws.get(t) ?? 0}`);
  return `${draws.get(0) ?? 0} ${models.join(" ")}`;
}

/** `before`: those of the generation before, which are taken as they are where nothing has changed. */
function drawLaws(
  remembered: readonly Remembered[],
  draws: ReadonlyMap<number, number>,
  p: number,
  before: DrawLaws | null,
): DrawLaws {
  const key = keyOf(remembered, draws);
  if (before?.key === key) return before;
  let byState: readonly Pmf[] = [binomialPmf(draws.get(0) ?? 0, p)];
  for (const { t, total } of remembered) {
    const size = draws.get(t) ?? 0;
    const given = Array.from({ length: total + 1 }, (_, x) => binomialPmf(size, x / total));
    // The first model's count runs fastest.
    byState = given.flatMap((law) => byState.map((before) => convolve(before, law)));
  }
  return { key, byState };
}

/** The model `now` joins those remembered, and those that no later one draws from are forgotten. */
function oneGeneration(
  law: Float64Array,
  remembered: readonly Remembered[],
  { byState }: DrawLaws,
  now: Remembered,
  lastUse: (t: number) => number,
  absorb: boolean,
): { law: Float64Array; remembered: Remembered[]; all: number; none: number } {
  const kept = [...remembered, now].filter(({ t }) => lastUse(t) > now.t);
  const next = new Float64Array(statesOf(kept));
  /** How much an index of `next` grows with a count of a model; 0 where it is forgotten. */
  const strideOf = (model: Remembered): number => {
    const place = kept.indexOf(model);
    return place === -1 ? 0 : statesOf(kept.slice(0, place));
  };
  const strides = remembered.map(strideOf);
  const own = strideOf(now);
  let all = 0;
  let none = 0;
  law.forEach((q, state) => {
    if (q < NEGLIGIBLE) return;
    const count = byState[state] as Pmf;
    let base = 0;
    let rest = state;
    remembered.forEach(({ total }, i) => {
      const x = rest % (total + 1);
      rest = (rest - x) / (total + 1);
      base += x * (strides[i] as number);
    });
    all += q * probabilityOf(count, now.total);
    none += q * probabilityOf(count, 0);
    for (let k = 0; k < count.mass.length; k++) {
      const x = count.from + k;
      if (absorb && (x === 0 || x === now.total)) continue;
      const at = base + x * own;
      next[at] = (next[at] as number) + q * (count.mass[k] as number);
    }
  });
  return { law: next, remembered: kept, all, none };
}
