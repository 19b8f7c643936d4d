import { followChain, followPopulation, makePlan } from "../chains/index.js";
import type { ContextTable } from "../corpus/index.js";
import type { ChainsExperiment } from "../experiment/index.js";
import type { ChainPath, Population } from "./types.js";

/** What a drawn chain may hold. */
const ROOM = { rows: 256, tokens: 512, generations: 200_000 };
const POPULATION_GENERATIONS = 1000;

/** One chain of an experiment in one context, for drawing. */
export function pathOf(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
  chain: number,
  context: number,
): ChainPath {
  return { chain, context, ...followChain(makePlan(experiment, corpus), chain, context, ROOM) };
}

/** The first chains of an experiment in all their contexts, for the simplex. */
export function populationOf(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
  dots: number,
): Population {
  const plan = makePlan(experiment, corpus);
  const followed = followPopulation(plan, dots, POPULATION_GENERATIONS);
  return { dots, contexts: experiment.contexts, tokens: plan.truth(0).tokens, ...followed };
}
