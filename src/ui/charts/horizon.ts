import { isPlain } from "../../index.js";
import { samplesOf } from "../state/sizes.js";
import { ended, type View } from "../state/view.js";

/**
 * The generations worth drawing, [from, to]: where the law of T lies, 0.1 % to 99.9 %. It comes from theory, so that no
 * axis moves while a run fills the charts; a cap that cuts the law off shows all generations up to it; without a law, from how its tail falls in the limit of large n, or the cap, until
 * the run is over and tells by itself.
 */
export function horizon(view: View): readonly [number, number] {
  const { generations, contexts, recipe, decoding, chains } = view.experiment;
  const cap = generations ?? Infinity;
  const law = view.laws?.collapseTime;
  if (law) return cap < law.high ? [1, cap] : [law.low, Math.max(1, law.high)];
  const theory = view.laws?.result.collapseTime.theory;
  const mean = theory?.mean ?? theory?.diffusion ?? null;
  if (mean !== null) return [1, Math.max(2, Math.min(cap, Math.ceil(4.5 * mean)))];
  const { run } = view;
  if (ended(run) && run) {
    const last = reached(run.counts, Math.ceil(0.999 * chains));
    if (last !== null) return [1, Math.max(2, Math.min(cap, Math.ceil(1.05 * last)))];
  }
  if (generations !== null && !(recipe.form === "fully-synthetic" && isPlain(decoding)))
    return [1, generations];
  // P(T > m) is about 3 C (1 - S_0) exp(-m / n) for C contexts and many generations m: where that is 0.1 %.
  return [1, Math.max(2, Math.min(cap, Math.ceil(samplesOf(view.experiment) * Math.log(3000 * contexts))))];
}

/** The first generation by which so many chains have collapsed; null where they have not. */
function reached(counts: readonly (readonly [number, number])[], chains: number): number | null {
  let done = 0;
  for (const [time, collapsed] of counts) {
    done += collapsed;
    if (done >= chains) return time;
  }
  return null;
}
