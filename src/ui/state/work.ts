import type { ChainsExperiment } from "../../index.js";
import type { ContextTable } from "./lab.js";
import { liveTokens, samplesOf } from "./sizes.js";

/** What starts by itself takes seconds on a slow machine: so many draws of one token's count. */
const SMALL = 1.5e8;

/**
 * Roughly how many counts an experiment draws. Where tokens die out a chain lives about 2n generations at most, and of its
 * tokens about 2n/m are left after m of them, so that it draws about 2n ln(n) counts beside one a generation.
 */
export function work(experiment: ChainsExperiment, table: ContextTable | null): number {
  const { chains, contexts, generations, recipe, stop } = experiment;
  const n = samplesOf(experiment);
  const tokens = liveTokens(experiment.truth, table);
  const first = Math.min(tokens, 4 * n);
  if (recipe.form !== "fully-synthetic") {
    const length = generations ?? 2 * n;
    const models = sources(recipe, length);
    return chains * contexts * (first + length * Math.min(tokens * models, n + models));
  }
  const length =
    stop === "generations" && generations !== null ? generations : Math.min(2 * n, generations ?? Infinity);
  const alive = Math.min(tokens, n, length);
  const drawn = Math.min(tokens * length, 2 * n * Math.log(Math.max(2, alive)) + length);
  return chains * contexts * (drawn + first);
}

/** Models that a generation draws from, on average. */
function sources(recipe: ChainsExperiment["recipe"], length: number): number {
  switch (recipe.form) {
    case "most-recent":
      return recipe.window;
    case "randomly-sampled":
      return Math.min(recipe.samples, length / 2);
    case "mixing-matrix":
      return Math.max(1, length / 2);
    default:
      return 2;
  }
}

/** Whether an experiment may start without being asked. */
export function isSmall(experiment: ChainsExperiment, table: ContextTable | null): boolean {
  return work(experiment, table) <= SMALL;
}
