import { furtherSeries, makePlan, type FurtherSeries } from "../chains/index.js";
import type { ContextTable } from "../corpus/index.js";
import type { ChainsExperiment } from "../experiment/index.js";
import { expectedSeconds } from "./forecast.js";

/** About how long further measures may take on one core, and over how many chains they are at most and at least. */
const SECONDS = 3;
const MOST_CHAINS = 1000;
const LEAST_CHAINS = 8;

/**
 * The optional series of a result at its rows `generations`, over the first chains of the experiment: as many as take a
 * few seconds.
 */
export function furtherMeasures(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
  generations: readonly number[],
): FurtherSeries {
  const plan = makePlan(experiment, corpus);
  const affordable = Math.floor(SECONDS / expectedSeconds(plan) / experiment.contexts);
  const chains = Math.min(experiment.chains, MOST_CHAINS, Math.max(LEAST_CHAINS, affordable));
  return furtherSeries(plan, generations, chains);
}
