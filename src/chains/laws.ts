import type { ChainsExperiment } from "../experiment/types.js";
import { fullySyntheticLaws, type FullySyntheticLaws } from "../theory/index.js";
import type { Plan } from "./plan.js";
import { probabilities, sharesTruth, truthTable } from "./truth.js";

/** p(0) of every context, or the one that all share, as probabilities of the live tokens. */
export function truthsOf(experiment: ChainsExperiment): Float64Array[] {
  const count = sharesTruth(experiment) ? 1 : experiment.contexts;
  return Array.from({ length: count }, (_, context) => probabilities(truthTable(experiment, context)));
}

/**
 * P(a context ends in a token), by token: its share of p(0), averaged over contexts (arXiv 2404.05090, Proposition 1).
 * Tokens of weight 0 are left out.
 */
export function winnerLaw(plan: Plan): Map<number, number> {
  const distinct = plan.sharedTruth ? 1 : plan.experiment.contexts;
  const law = new Map<number, number>();
  for (let context = 0; context < distinct; context++) {
    const { ids, weights, total } = plan.truth(context);
    ids.forEach((token, j) => {
      law.set(token, (law.get(token) ?? 0) + (weights[j] as number) / total / distinct);
    });
  }
  return law;
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
