import { expectation, type Ancestry } from "./ancestry.js";
import { sumRule } from "./sum-rule.js";

/** P(T > m) at ascending whole generations m >= 0. */
export type Survival = (generations: readonly number[]) => Float64Array;

/** That of one context, or of one drawn at random: `disagreement` (truth.ts), or its average. T >= 1 always. */
export function contextSurvival(ancestry: Ancestry, disagreement: Float64Array): Survival {
  return (generations) => {
    const laws = ancestry.laws(generations.map((m) => Math.max(0, m - 1)));
    let last = 1;
    return Float64Array.from(generations, (m, row) => {
      // It never rises: what rounding says else is not passed on.
      const law = laws[row];
      if (m > 0 && law !== undefined) last = Math.max(0, Math.min(last, expectation(law, disagreement)));
      return last;
    });
  };
}

/** That of the largest T over `contexts` independent contexts of one law: P(T <= m)^contexts. */
export function largestOfEqual(one: Survival, contexts: number): Survival {
  if (contexts === 1) return one;
  return (generations) => one(generations).map((alive) => -Math.expm1(contexts * Math.log1p(-alive)));
}

/** Contexts of one n, each with its disagreement; their T is above `last` with probability 1e-17 at most. */
export interface DifferentContexts {
  readonly ancestry: Ancestry;
  readonly disagreements: readonly Float64Array[];
  readonly last: number;
}

/** ln of a probability that is nothing: whatever comes after changes no bit of 1 - e^ln. */
const NOTHING = -45;

/** That of the largest T over independent contexts of different laws: 1 - prod_j P(T_j <= m). `groups`: by n, descending. */
export function largestOfDifferent(groups: readonly DifferentContexts[]): Survival {
  return (generations) => {
    const ln = new Float64Array(generations.length);
    for (const { ancestry, disagreements, last } of groups) {
      const rows = Array.from(generations.keys()).filter((row) => {
        const m = generations[row] as number;
        return m > 0 && m <= last && (ln[row] as number) > NOTHING;
      });
      const laws = ancestry.laws(rows.map((row) => (generations[row] as number) - 1));
      rows.forEach((row, i) => {
        let sum = ln[row] as number;
        for (const table of disagreements) {
          const alive = expectation(laws[i] as Float64Array, table);
          sum += Math.log1p(-Math.max(0, Math.min(1, alive)));
          if (sum < NOTHING) break;
        }
        ln[row] = sum;
      });
    }
    let last = 1;
    return ln.map((value, row) => {
      // It never rises: what rounding says else is not passed on.
      if ((generations[row] as number) > 0) last = Math.max(0, Math.min(last, -Math.expm1(value)));
      return last;
    });
  };
}

export interface Moments {
  readonly mean: number;
  readonly standardDeviation: number;
}

/**
 * Mean and standard deviation of T: E[T] = sum_{m>=0} P(T > m), E[T^2] = sum (2m+1) P(T > m), to m = `last`. P(T > m) is
 * smooth on the scale of m and of n (a sum of powers of the ancestral eigenvalues), so it is summed on stretches no longer
 * than m/2 or n by rules for polynomials, the short ones term by term (sum-rule.ts). `scales`: the n that it depends on,
 * ascending, each with the last generation that it matters in.
 */
export function momentsOf(
  survival: Survival,
  scales: readonly { readonly scale: number; readonly last: number }[],
  last: number,
): Moments {
  const generations: number[] = [];
  const weights: number[] = [];
  let finest = 0;
  for (let m = 1; m <= last;) {
    while (finest < scales.length - 1 && m > (scales[finest]?.last ?? 0)) finest++;
    const length = Math.ceil(Math.min(m / 2, scales[finest]?.scale ?? 1));
    const rule = sumRule(length);
    generations.push(...rule.at.map((x) => m + x));
    weights.push(...rule.weights);
    m += length;
  }
  const alive = survival(generations);
  // Of T - 1, whose variance is that of T: nothing is lost where T is nearly always 1.
  let first = 0;
  let second = 0;
  alive.forEach((value, i) => {
    const part = (weights[i] ?? 0) * value;
    first += part;
    second += (2 * (generations[i] ?? 0) - 1) * part;
  });
  return { mean: 1 + first, standardDeviation: Math.sqrt(Math.max(0, second - first * first)) };
}

/** The smallest m >= 1 with P(T > m) <= `tail`; `last` or more if there is none up to `last`. */
export function tailQuantile(survival: Survival, tail: number, last: number): number {
  let before = 0;
  let candidates = growing(last);
  for (;;) {
    const alive = survival(candidates);
    const found = alive.findIndex((value) => value <= tail);
    if (found === -1) return (candidates[candidates.length - 1] ?? last) + 1;
    before = candidates[found - 1] ?? before;
    const end = candidates[found] ?? last;
    if (end - before <= 1) return end;
    const gap = Math.ceil((end - before) / 32);
    candidates = Array.from({ length: Math.ceil((end - before) / gap) }, (_, i) =>
      Math.min(end, before + (i + 1) * gap),
    );
  }
}

/** 1, 2, 3, ..., then some 6 % apart, to the first that is `last` or more. */
function growing(last: number): number[] {
  const list = [1];
  for (let m = 1; m < last; list.push(m)) m += Math.ceil(m / 16);
  return list;
}
