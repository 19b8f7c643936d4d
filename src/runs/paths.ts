import { ChainRunner, followChain, followPopulation, makePlan } from "../chains/index.js";
import type { ChainsExperiment } from "../experiment/index.js";
import type { ChainPath, Population } from "./types.js";

/** Rows of a drawn chain, and the generations after which drawing one is given up. */
const PATH_ROWS = 256;
const MOST_GENERATIONS = 200_000;
const POPULATION_GENERATIONS = 1000;

/** One chain of an experiment in one context, for drawing. */
export function pathOf(experiment: ChainsExperiment, chain: number, context: number): ChainPath {
  const plan = makePlan(experiment);
  const path = followChain(new ChainRunner(plan), chain, context, PATH_ROWS, MOST_GENERATIONS);
  return { chain, context, samples: plan.samples, ...path };
}

/** The first chains of an experiment in its first context, for the simplex. */
export function populationOf(experiment: ChainsExperiment, chains: number): Population {
  const plan = makePlan(experiment);
  const followed = followPopulation(plan, chains, POPULATION_GENERATIONS);
  return { firstChain: 0, chains, tokens: plan.truth(0).tokens, samples: plan.samples, ...followed };
}
