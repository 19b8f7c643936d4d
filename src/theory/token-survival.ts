import { ancestriesOf } from "./ancestry.js";
import { pointsUpTo } from "./points.js";

/**
 * P(a token of probability p has a sample in generation k) of a fully synthetic chain of n samples, for ascending whole
 * k >= 0: exact, as 1 - E (1-p)^A over the ancestors A of generation k among the n draws of generation 1; and the lower
 * bound 1 - exp(-n p g_k), g_1 = 1, g_{k+1} = 1 - e^(-g_k), of Suresh et al. (2412.17646, theorem 1).
 */
export function tokenSurvival(
  n: number,
  p: number,
  generations: readonly number[],
): { exact: number[]; lower: number[] } {
  const ancestry = ancestriesOf([n]).get(n);
  const missing = pointsUpTo(n).at.map((a) => -Math.expm1(a * Math.log1p(-p)));
  const laws = ancestry?.laws(generations.map((k) => Math.max(0, k - 1))) ?? [];
  const atZero = p > 0 ? 1 : 0;
  const rates = branching(Math.max(0, ...generations.slice(-1)));
  return {
    exact: laws.map((law, i) =>
      generations[i] === 0 ? atZero : law.reduce((sum, mass, k) => sum + mass * (missing[k] as number), 0),
    ),
    lower: generations.map((k) => (k === 0 ? atZero : -Math.expm1(-n * p * (rates[k - 1] as number)))),
  };
}

/** g_1, ..., g_last. */
function branching(last: number): Float64Array {
  const rates = new Float64Array(last);
  for (let k = 0, g = 1; k < last; k++, g = -Math.expm1(-g)) rates[k] = g;
  return rates;
}
