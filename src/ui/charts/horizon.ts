import type { View } from "../state/view.js";

/**
 * The generations worth drawing, [from, to]: where the law of T lies, 0.1 % to 99.9 %. It comes from theory, so that no
 * axis moves while a run fills the charts; without a law it grows with the run, in doublings.
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
  if (generations !== null) return [1, generations];
  let seen = 16;
  const counts = view.run?.counts ?? [];
  const last = counts[counts.length - 1]?.[0] ?? 0;
  while (seen < last) seen *= 2;
  return [1, seen];
}
