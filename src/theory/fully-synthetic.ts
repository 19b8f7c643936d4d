import { expectation } from "./ancestry.js";
import { contextLaws, type ContextLaws, type Contexts } from "./contexts.js";
import { diffusionMean } from "./diffusion.js";
import { driftL1Bound, driftL2Squared } from "./drift.js";
import { momentsOf } from "./survival.js";
import { collapsedLower, collapsedUpper, meanLower, meanUpper, sumOfSquares } from "./theorem1.js";
import { averageTable, richness, type Truth } from "./truth.js";

/** What is known of T; null where it is too costly, or not defined. */
export interface CollapseTimeLaw {
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  /** The limit of E[T] for large n. Null for the largest of several contexts. */
  readonly diffusion: number | null;
  /** Theorem 1's bounds on E[T], carried over to the largest of several contexts. */
  readonly lowerBound: number;
  readonly upperBound: number;
  /** P(T <= m) by row. */
  readonly distribution: readonly number[] | null;
}

/** The laws of a fully synthetic experiment at its rows; a law that is too costly is null. */
export interface FullySyntheticLaws {
  /** T of a chain, the largest over its contexts. */
  readonly collapseTime: CollapseTimeLaw;
  /** T of one context drawn at random; null with one context. */
  readonly contextCollapseTime: CollapseTimeLaw | null;
  /** S_m; like the series below an average over contexts. */
  readonly sumOfSquares: readonly number[];
  /** P(all contexts are a Dirac at m), and Theorem 1's bounds. */
  readonly collapsedFraction: readonly number[] | null;
  readonly collapsedLower: readonly number[];
  readonly collapsedUpper: readonly number[];
  readonly support: readonly number[] | null;
  readonly driftL2Squared: readonly number[];
  readonly driftL1Bound: readonly number[];
}

/** Operations at most for the law of the support: some seconds. */
const MOST_SUPPORT = 2e8;

/**
 * All laws at the ascending rows `generations`. Exact up to rounding (1e-13) whatever n is; with contexts of different
 * truths, and 10,000 of them or more, the largest T has no law.
 * @throws {RangeError} when the numbers of truths and contexts do not fit, or a truth does not sum to 1
 */
export function fullySyntheticLaws(
  asked: Contexts & { readonly generations: readonly number[] },
): FullySyntheticLaws {
  const { contexts, samples: n, generations } = asked;
  const laws = contextLaws(asked);
  const { truths, one, largest } = laws;
  const average = (value: (truth: Truth) => number): number =>
    truths.reduce((sum, truth) => sum + value(truth), 0) / truths.length;
  const diversity = average((truth) => truth.diversity);
  const cdf = largest === null ? null : Array.from(largest(generations), (alive) => 1 - alive);
  const isDirac = truths.every(({ live }) => live === 1);
  return {
    collapseTime: {
      ...(largest === null ? NO_MOMENTS : momentsOf(largest, n, laws.last)),
      diffusion: contexts === 1 ? averageDiffusion(asked) : null,
      lowerBound: truths.reduce((most, truth) => Math.max(most, meanLower(n, truth)), 1),
      upperBound: 1 + contexts * (meanUpper(n, { diversity }) - 1),
      distribution: cdf,
    },
    contextCollapseTime:
      contexts === 1
        ? null
        : {
            ...momentsOf(one, n, laws.last),
            diffusion: averageDiffusion(asked),
            lowerBound: average((truth) => meanLower(n, truth)),
            upperBound: meanUpper(n, { diversity }),
            distribution: Array.from(one(generations), (alive) => 1 - alive),
          },
    sumOfSquares: generations.map((m) => sumOfSquares(n, diversity, m)),
    // T is 1 at least, but a truth with one live token is a Dirac from the start.
    collapsedFraction: cdf?.map((share, row) => (generations[row] === 0 && isDirac ? 1 : share)) ?? null,
    collapsedLower: generations.map((m) => collapsedLower(n, truths, contexts, m)),
    collapsedUpper: generations.map((m) => collapsedUpper(n, truths, contexts, m)),
    support: supportLaw(laws, generations),
    driftL2Squared: generations.map((m) => driftL2Squared(n, diversity, m)),
    driftL1Bound: generations.map((m) => driftL1Bound(n, truths, m)),
  };
}

const NO_MOMENTS = { mean: null, standardDeviation: null };

/**
 * E of the number of live tokens at ascending rows: in generation 0 those of the truth, in generation m the different ones
 * among A_{m-1} draws from it.
 */
function supportLaw({ truths, ancestry }: ContextLaws, generations: readonly number[]): number[] | null {
  const { points, samples } = ancestry;
  const values = truths.reduce((sum, truth) => sum + truth.values.length, 0);
  if (values * points.at.length > MOST_SUPPORT) return null;
  const table = averageTable(truths, points, richness);
  const laws = ancestry.laws(generations.map((m) => Math.max(0, m - 1)));
  const atZero = truths.reduce((sum, { live }) => sum + live, 0) / truths.length;
  let last = samples;
  return laws.map((law, row) => {
    if (generations[row] === 0) return atZero;
    last = Math.max(1, Math.min(last, expectation(law, table)));
    return last;
  });
}

/**
 * P(the token that is left in the end is i) = p_i(0) (Proposition 1), averaged over contexts; here a truth keeps its
 * zeros, so that indices are token ids. One truth is held at a time.
 */
export function winnerLaw(truths: Iterable<Float64Array>): Float64Array {
  let sum = new Float64Array(0);
  let count = 0;
  for (const p of truths) {
    sum = count === 0 ? p.slice() : sum.map((share, i) => share + (p[i] ?? 0));
    count++;
  }
  return sum.map((share) => share / count);
}

function averageDiffusion({ truths, samples }: Contexts): number {
  return truths.reduce((sum, p) => sum + diffusionMean(samples, p), 0) / truths.length;
}
