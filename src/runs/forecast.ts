import { theoryOf, type Plan } from "../chains/index.js";
import { canBeLeft } from "../experiment/index.js";
import { diffusionMean } from "../theory/index.js";

const MICROSECOND = 1e-6;
/** Rough cost on one core of a generation, of a draw in it, and of the generations in which most tokens still live. */
const A_GENERATION = 0.5 * MICROSECOND;
const A_DRAW = 0.1 * MICROSECOND;
const FULL_GENERATIONS = 12;

/** Generations that a chain will take in one context, by rule of thumb: for the time left, nothing else. */
export function expectedGenerations(plan: Plan): number {
  const { recipe, decoding } = plan.experiment;
  const never = recipe.form === "partially-synthetic" || recipe.form === "accumulate";
  if (canBeLeft(recipe) || never || decoding.temperature > 1) return Math.min(plan.cap, 2 ** 31);
  const { truths, samples } = theoryOf(plan);
  const mean = truths.reduce((sum, p, i) => sum + diffusionMean(samples[i] ?? 1, p), 0) / truths.length;
  return Math.max(1, Math.min(mean, plan.cap));
}

/** Seconds that a chain takes in one context on one core, roughly. */
export function expectedSeconds(plan: Plan): number {
  const generations = expectedGenerations(plan);
  const full = canBeLeft(plan.experiment.recipe) ? generations : Math.min(generations, FULL_GENERATIONS);
  return generations * A_GENERATION + full * plan.mostTrials * A_DRAW;
}
