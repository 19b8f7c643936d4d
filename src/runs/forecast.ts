import { truthsOf } from "../chains/index.js";
import type { ChainsExperiment } from "../experiment/index.js";
import { diffusionMean } from "../theory/index.js";

/** Chain-generations that an experiment will take, from the diffusion limit of E[T]: for the time left, nothing else. */
export function expectedGenerations(experiment: ChainsExperiment): number {
  const { chains, contexts, generations, recipe } = experiment;
  const truths = truthsOf(experiment);
  const mean = truths.reduce((sum, p) => sum + diffusionMean(recipe.samples, p), 0) / truths.length;
  return chains * contexts * Math.max(1, Math.min(mean, generations ?? Infinity));
}
