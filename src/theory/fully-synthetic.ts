import { expectation } from "./ancestry.js";
import { contextLaws, type CollapseLaw, type ContextLaws, type Contexts } from "./contexts.js";
import { diffusionMean } from "./diffusion.js";
import type { Rows } from "./identity.js";
import { collapsedLower, collapsedUpper, meanLower, meanUpper } from "./theorem1.js";
import { averageTable, richness, type Truth } from "./truth.js";

/** What is known of T; null where it is too costly, or not defined. */
export interface CollapseTimeLaw {
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  /** The limit of E[T] for large n, or what stands for it (recipe-laws.ts). Null for the largest of several contexts. */
  readonly diffusion: number | null;
  /** Theorem 1's bounds on E[T], carried over to the largest of several contexts. Null for other recipes. */
  readonly lowerBound: number | null;
  readonly upperBound: number | null;
  /** P(T <= m) by row. */
  readonly distribution: readonly number[] | null;
}

/** What is known of the collapse of an experiment at its rows; a law that is not known, or too costly, is null. */
export interface CollapseLaws {
  /** T of a chain, the largest over its contexts. */
  readonly collapseTime: CollapseTimeLaw;
  /** T of one context drawn at random; null with one context. */
  readonly contextCollapseTime: CollapseTimeLaw | null;
  /** P(all contexts are a Dirac at m); Theorem 1's bounds on it, fully-synthetic only. */
  readonly collapsedFraction: Rows | null;
  readonly collapsedLower: Rows | null;
  readonly collapsedUpper: Rows | null;
  /** E of the number of live tokens, the average over contexts. */
  readonly support: Rows | null;
}

/** Operations at most for the law of the support: some seconds. */
const MOST_SUPPORT = 2e8;

/**
 * The laws of a fully synthetic chain's collapse at the ascending rows `generations`. Exact up to rounding (1e-13) whatever n is; with contexts of different
 * truths, and 10,000 of them or more, the largest T has no law; with hundreds of different n no T has.
 * @throws {RangeError} when the numbers of truths, samples and contexts do not fit, or a truth does not sum to 1
 */
export function fullySyntheticCollapse(
  asked: Contexts & { readonly generations: readonly number[] },
): CollapseLaws {
  const { contexts, samples, generations } = asked;
  const laws = contextLaws(asked);
  const { truths, groups, one, largest } = laws;
  const ofEach = (value: (n: number, truth: Truth) => number): number[] =>
    truths.map((truth, i) => value(samples[i] as number, truth));
  const average = (values: readonly number[]): number =>
    values.reduce((sum, x) => sum + x, 0) / values.length;
  const cdf = largest === null ? null : distributionOf(largest, generations);
  const isDirac = truths.every(({ live }) => live === 1);
  const bounds = groups.map(({ samples, truths: own }) => ({
    samples,
    truths: own,
    contexts: (contexts * own.length) / truths.length,
  }));
  const diffusion = averageDiffusion(asked);
  const lowerBounds = ofEach(meanLower);
  const upperBound = average(ofEach(meanUpper));
  return {
    collapseTime: {
      ...(largest?.moments() ?? NO_MOMENTS),
      diffusion: contexts === 1 ? diffusion : null,
      lowerBound: lowerBounds.reduce((most, bound) => Math.max(most, bound), 1),
      upperBound: 1 + contexts * (upperBound - 1),
      distribution: cdf,
    },
    contextCollapseTime:
      contexts === 1
        ? null
        : {
            ...(one?.moments() ?? NO_MOMENTS),
            diffusion,
            lowerBound: average(lowerBounds),
            upperBound,
            distribution: one && distributionOf(one, generations),
          },
    // T is 1 at least, but a truth with one live token is a Dirac from the start.
    collapsedFraction: cdf?.map((share, row) => (generations[row] === 0 && isDirac ? 1 : share)) ?? null,
    collapsedLower: generations.map((m) =>
      bounds.reduce((all, part) => all * collapsedLower(part.samples, part.truths, part.contexts, m), 1),
    ),
    collapsedUpper: generations.map((m) =>
      bounds.reduce((all, part) => all * collapsedUpper(part.samples, part.truths, part.contexts, m), 1),
    ),
    support: supportLaw(laws, generations),
  };
}

const NO_MOMENTS = { mean: null, standardDeviation: null };

function distributionOf({ alive }: CollapseLaw, generations: readonly number[]): number[] {
  return Array.from(alive(generations), (value) => 1 - value);
}

/**
 * E of the number of live tokens at ascending rows: in generation 0 those of the truth, in generation m the different ones
 * among A_{m-1} draws from it.
 */
function supportLaw(
  { truths, groups, ancestries }: ContextLaws,
  generations: readonly number[],
): number[] | null {
  if (ancestries === null) return null;
  const cost = groups.reduce(
    (sum, { samples, truths: own }) =>
      sum +
      own.reduce((values, truth) => values + truth.values.length, 0) *
        (ancestries.get(samples)?.points.at.length ?? 0),
    0,
  );
  if (cost > MOST_SUPPORT) return null;
  const sums = generations.map(() => 0);
  for (const { samples, truths: own } of groups) {
    const ancestry = ancestries.get(samples);
    if (ancestry === undefined) continue;
    const table = averageTable(own, ancestry.points, richness);
    const laws = ancestry.laws(generations.map((m) => Math.max(0, m - 1)));
    let last = samples;
    laws.forEach((law, row) => {
      if (generations[row] !== 0) last = Math.max(1, Math.min(last, expectation(law, table)));
      const live =
        generations[row] === 0 ? own.reduce((sum, truth) => sum + truth.live, 0) : own.length * last;
      sums[row] = (sums[row] ?? 0) + live / truths.length;
    });
  }
  return sums;
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
  return truths.reduce((sum, p, i) => sum + diffusionMean(samples[i] as number, p), 0) / truths.length;
}
