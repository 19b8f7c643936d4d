import type { View } from "../state/view.js";

/**
 * The generations worth drawing, [from, to]: where the law of T lies, 0.1 % to 99.9 %. It comes from theory, so that no
 * axis moves while a run fills the charts; without a law, from how its tail falls in the limit of large n.
 */
export function horizon(view: View): readonly [number, number] {
  const { generations, stop } = view.experiment;
  const cap = generations ?? Infinity;
  if (stop === "generations" && generations !== null) {
    const law = view.laws?.collapseTime;
    return [law ? Math.min(law.low, generations) : 1, generations];
  }
  const law = view.laws?.collapseTime;
  if (law) return [Math.min(law.low, cap), Math.max(1, Math.min(law.high, cap))];
  const theory = view.laws?.result.collapseTime.theory;
  const mean = theory?.mean ?? theory?.diffusion ?? null;
  if (mean !== null) return [1, Math.max(2, Math.min(cap, Math.ceil(4.5 * mean)))];
  // P(T > m) is about 3 C (1 - S_0) exp(-m / n) for C contexts and many generations m: where that is 0.1 %.
  const { contexts, recipe } = view.experiment;
  return [1, Math.max(2, Math.min(cap, Math.ceil(recipe.samples * Math.log(3000 * contexts))))];
}
