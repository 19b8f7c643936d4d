import { isPlain } from "../experiment/recipe.js";
import { recipeLaws, winnerLaw, type LawsAsked, type RecipeLaws } from "../theory/index.js";
import type { Plan } from "./plan.js";
import { probabilities } from "./truth.js";

/** A plan as the theory asks for it, its rows left out: p(0), n and N of every context, or of the one that all share. */
export function theoryOf(plan: Plan): Omit<LawsAsked, "generations"> {
  const { recipe, decoding, contexts } = plan.experiment;
  const distinct = Array.from({ length: plan.sharedTruth ? 1 : contexts }, (_, context) => context);
  return {
    recipe,
    decoded: !isPlain(decoding),
    truths: distinct.map((context) => probabilities(plan.truth(context))),
    contexts,
    samples: distinct.map((context) => plan.sizes(context).samples),
    realSamples: distinct.map((context) => plan.sizes(context).realSamples),
  };
}

/** The laws of an experiment at the rows `generations`. */
export function lawsAt(plan: Plan, generations: readonly number[]): RecipeLaws {
  return recipeLaws({ ...theoryOf(plan), generations });
}

const remembered = new WeakMap<Plan, Float64Array>();

/**
 * P(a context ends in a token), by token id, found once a plan: see winnerLaw. Null where it is not known: p(m) has to be
 * a martingale that ends.
 */
export function winnerShares(plan: Plan): Float64Array | null {
  const { recipe, decoding } = plan.experiment;
  if (recipe.form !== "fully-synthetic" || !isPlain(decoding)) return null;
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
