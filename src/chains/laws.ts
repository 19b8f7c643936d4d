import type { ChainsExperiment } from "../experiment/types.js";
import { fullySyntheticLaws, type FullySyntheticLaws } from "../theory/index.js";
import { probabilities, sharesTruth, truthTable } from "./truth.js";

/** p(0) of every context, or the one that all share, as probabilities of the live tokens. */
export function truthsOf(experiment: ChainsExperiment): Float64Array[] {
  const count = sharesTruth(experiment) ? 1 : experiment.contexts;
  return Array.from({ length: count }, (_, context) => probabilities(truthTable(experiment, context)));
}

/** The exact laws of an experiment at the rows `generations`. */
export function lawsAt(experiment: ChainsExperiment, generations: readonly number[]): FullySyntheticLaws {
  return fullySyntheticLaws({
    truths: truthsOf(experiment),
    contexts: experiment.contexts,
    samples: experiment.recipe.samples,
    generations,
  });
}
