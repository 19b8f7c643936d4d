import { lawsAt, makePlan, theoryOf, theoryResult, type Plan } from "../chains/index.js";
import type { ContextTable } from "../corpus/index.js";
import {
  isPlain,
  rowsFor,
  type ChainsExperiment,
  type ChainsResult,
  type CollapseTimeLaw,
} from "../experiment/index.js";
import {
  drawnCollapseTime,
  largestSamples,
  recipeLaws,
  rowsHorizon,
  type RecipeLaws,
} from "../theory/index.js";
import type { ChainsLaws, DriftBudget } from "./types.js";

/** The laws of an experiment, and the rows that they are at. */
export interface LawsAtRows {
  readonly generations: readonly number[];
  readonly laws: RecipeLaws;
}

/** The laws of a plan at `rows`; where none are given, at those to the last generation, or to T at probability 0.999. */
export function lawsOfPlan(plan: Plan, rows: readonly number[] | null): LawsAtRows {
  const theory = theoryOf(plan);
  const generations = rows ?? rowsOfTheory(plan, theory);
  return { generations, laws: recipeLaws({ ...theory, generations }) };
}

/**
 * The exact laws of an experiment as a result whose simulated values are null: rows to the last generation, or to T at
 * probability 0.999. `corpus` is what a text from a file or a URL was read as.
 */
export function chainsTheory(experiment: ChainsExperiment, corpus: ContextTable | null): ChainsResult {
  return theoryAt(makePlan(experiment, corpus));
}

function theoryAt(plan: Plan): ChainsResult {
  const { generations, laws } = lawsOfPlan(plan, null);
  return theoryResult(plan, generations, laws);
}

function rowsOfTheory(plan: Plan, theory: ReturnType<typeof theoryOf>): number[] {
  const { stop, generations } = plan.experiment;
  const ends = endsByItself(plan);
  const horizon = ends ? rowsHorizon(theory) : Infinity;
  return rowsFor({
    stop,
    generations,
    largestT: Math.min(generations ?? Infinity, horizon),
    censored: horizon === Infinity ? 1 : 0,
  });
}

/** Whether the law of T says where a picture of it ends. */
function endsByItself({ experiment }: Plan): boolean {
  return experiment.recipe.form === "fully-synthetic";
}

/** The law of T alone, without its distribution. */
export function collapseLaw(experiment: ChainsExperiment, corpus: ContextTable | null): CollapseTimeLaw {
  return lawsAt(makePlan(experiment, corpus), []).collapseTime;
}

/** The exact S_m at the last generation of an experiment; null where it is not known, or where there is no last one. */
export function lastSumOfSquares(experiment: ChainsExperiment, corpus: ContextTable | null): number | null {
  const { generations } = experiment;
  if (generations === null) return null;
  return lawsAt(makePlan(experiment, corpus), [generations]).sumOfSquares[0] ?? null;
}

/** The same with the law of T over the range worth drawing. */
export function chainsLaws(experiment: ChainsExperiment, corpus: ContextTable | null): ChainsLaws {
  const plan = makePlan(experiment, corpus);
  return { result: theoryAt(plan), collapseTime: drawn(plan, "exact") };
}

/** What stands in while the exact law is being computed: the limit of large n, in milliseconds. */
export function quickLaws(experiment: ChainsExperiment, corpus: ContextTable | null): ChainsLaws {
  const plan = makePlan(experiment, corpus);
  return { result: theoryResult(plan, [], null), collapseTime: drawn(plan, "diffusion") };
}

function drawn(plan: Plan, kind: "exact" | "diffusion"): ChainsLaws["collapseTime"] {
  const known = endsByItself(plan) && isPlain(plan.experiment.decoding);
  return known ? drawnCollapseTime(theoryOf(plan), kind) : null;
}

/**
 * The largest n that keeps the drift E||p(m) - p(1)||_1 of a partially synthetic experiment below `epsilon` for ever, by
 * Theorem 3 and by the elementary bound, 0 where none does; null for other recipes, and where models decode.
 */
export function largestSamplesFor(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
  epsilon: number,
): DriftBudget | null {
  const { recipe, decoding } = experiment;
  if (recipe.form !== "partially-synthetic" || !isPlain(decoding)) return null;
  const plan = makePlan(experiment, corpus);
  const { ids, sumOfSquares } = plan.truth(0);
  return largestSamples({
    realSamples: plan.sizes(0).realSamples,
    live: ids.length,
    sumOfSquares,
    epsilon,
  });
}
