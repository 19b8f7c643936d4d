import type { ChainsExperiment } from "../../index.js";
import { liveTokens } from "./truth.js";

/** What starts by itself takes seconds on a slow machine: so many draws of one token's count. */
const SMALL = 1.5e8;

/**
 * Roughly how many counts an experiment draws. A chain lives about 2n generations at most, and of its tokens about 2n/m are
 * left after m of them, so that it draws about 2n ln(n) counts beside one a generation.
 */
export function work({ chains, contexts, generations, recipe, truth }: ChainsExperiment): number {
  const n = recipe.samples;
  const tokens = liveTokens(truth);
  const length = Math.min(2 * n, generations ?? Infinity);
  const alive = Math.min(tokens, n, length);
  const drawn = Math.min(tokens * length, 2 * n * Math.log(Math.max(2, alive)) + length);
  return chains * contexts * (drawn + Math.min(tokens, 4 * n));
}

/** Whether an experiment may start without being asked. */
export function isSmall(experiment: ChainsExperiment): boolean {
  return work(experiment) <= SMALL;
}
