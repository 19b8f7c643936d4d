import type { ChainsExperiment } from "../experiment/types.js";
import { fullySyntheticLaws, winnerLaw, type FullySyntheticLaws } from "../theory/index.js";
import type { Plan } from "./plan.js";
import { probabilities, sharesTruth, truthTable } from "./truth.js";

/** p(0) of every context, or the one that all share, as probabilities of the live tokens. */
export function truthsOf(experiment: ChainsExperiment): Float64Array[] {
  const count = sharesTruth(experiment) ? 1 : experiment.contexts;
  return Array.from({ length: count }, (_, context) => probabilities(truthTable(experiment, context)));
}

const remembered = new WeakMap<Plan, Float64Array>();

/** P(a context ends in a token), by token id, found once a plan: see winnerLaw. */
export function winnerShares(plan: Plan): Float64Array {
  const shares = remembered.get(plan) ?? winnerLaw(denseTruths(plan));
  remembered.set(plan, shares);
  return shares;
}

function* denseTruths(plan: Plan): Generator<Float64Array> {
  const distinct = plan.sharedTruth ? 1 : plan.experiment.contexts;
  for (let context = 0; context < distinct; context++) {
    const { tokens, ids, weights, total } = plan.truth(context);
    const p = new Float64Array(tokens);
    ids.forEach((token, j) => {
      p[token] = (weights[j] as number) / total;
    });
    yield p;
  }
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
