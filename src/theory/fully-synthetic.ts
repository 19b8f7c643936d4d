import { averageMoments, CollapseLaw, type Contexts } from "./collapse-law.js";
import { diffusionMean } from "./diffusion.js";
import { collapsedLower, collapsedUpper, meanLower, meanUpper, sumOfSquares } from "./theorem1.js";

/** What is known of T: null where it is not known or too costly. */
export interface CollapseTimeLaw {
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  readonly diffusion: number | null;
  readonly lowerBound: number;
  readonly upperBound: number;
  /** P(T <= m) by row. */
  readonly distribution: readonly number[] | null;
}

/** All laws of a fully synthetic experiment at its rows; null where a law is too costly. */
export interface FullySyntheticLaws {
  readonly collapseTime: CollapseTimeLaw;
  /** Of one context drawn at random; null with one context. */
  readonly contextCollapseTime: CollapseTimeLaw | null;
  /** Averages over contexts, by row. */
  readonly sumOfSquares: readonly number[];
  readonly collapsedFraction: readonly number[] | null;
  readonly collapsedLower: readonly number[];
  readonly collapsedUpper: readonly number[];
  readonly support: readonly number[] | null;
  readonly driftL2Squared: readonly number[];
  readonly driftL1Bound: readonly number[];
}

interface TruthFacts {
  readonly S0: number;
  readonly live: number;
  readonly p: Float64Array;
}

/** The laws at ascending rows `generations`; contexts as in collapse-law.ts. */
export function fullySyntheticLaws(
  asked: Contexts & { readonly generations: readonly number[] },
): FullySyntheticLaws {
  const { contexts, samples: n, generations } = asked;
  const live = asked.truths.map((p) => p.filter((value) => value > 0));
  const facts: TruthFacts[] = live.map((p) => ({
    p,
    S0: p.reduce((sum, x) => sum + x * x, 0),
    live: p.length,
  }));
  const law = CollapseLaw.of({ truths: live, contexts, samples: n });
  const dirac = facts.every((fact) => fact.live === 1);

  const mean = (value: (fact: TruthFacts) => number): number =>
    facts.reduce((sum, fact) => sum + value(fact), 0) / facts.length;
  /** Contexts are independent: all of them are a Dirac with the product of the probabilities. */
  const all = (value: (fact: TruthFacts) => number): number =>
    facts.length === 1 && facts[0] !== undefined
      ? value(facts[0]) ** contexts
      : facts.reduce((product, fact) => product * value(fact), 1);

  const S1 = mean(({ S0 }) => sumOfSquares(n, S0, 1));
  const collapsed = law?.cdf(generations) ?? null;
  return {
    collapseTime: chainLaw(asked, facts, law, collapsed),
    contextCollapseTime: contexts > 1 ? contextLaw(asked, facts, law?.averageCdf(generations) ?? null) : null,
    sumOfSquares: generations.map((m) => mean(({ S0 }) => sumOfSquares(n, S0, m))),
    collapsedFraction: collapsed?.map((share, row) => (generations[row] === 0 && dirac ? 1 : share)) ?? null,
    collapsedLower: generations.map((m) => all(({ S0 }) => collapsedLower(n, S0, m))),
    collapsedUpper: generations.map((m) => all(({ S0, live: s }) => collapsedUpper(n, S0, s, m))),
    support: law === null ? null : supportLaw(law, facts, generations),
    // E||p(m) - p(1)||^2 = S_m - S_1, since p(m) is unbiased given p(1); row 0 is p(0) against p(1).
    driftL2Squared: generations.map((m) =>
      m === 0 ? S1 - mean(({ S0 }) => S0) : mean(({ S0 }) => sumOfSquares(n, S0, m)) - S1,
    ),
    driftL1Bound: generations.map((m) => mean((fact) => driftL1Bound(n, fact, m))),
  };
}

/** E||p(m) - p(1)||_1 <= sqrt(s~ E||p(m) - p(1)||_2^2) by Cauchy and Schwarz, and never above 2. */
function driftL1Bound(n: number, { S0, live }: TruthFacts, m: number): number {
  const squared = m === 0 ? sumOfSquares(n, S0, 1) - S0 : sumOfSquares(n, S0, m) - sumOfSquares(n, S0, 1);
  return Math.min(2, Math.sqrt(live * Math.max(0, squared)));
}

function supportLaw(
  law: CollapseLaw,
  facts: readonly TruthFacts[],
  generations: readonly number[],
): number[] | null {
  const zeros = generations.filter((m) => m === 0).length;
  const truth = facts.reduce((sum, { live }) => sum + live, 0) / facts.length;
  const later = law.support(generations.slice(zeros));
  return later === null ? null : [...new Array<number>(zeros).fill(truth), ...later];
}

function chainLaw(
  { contexts, samples: n }: Contexts,
  facts: readonly TruthFacts[],
  law: CollapseLaw | null,
  distribution: readonly number[] | null,
): CollapseTimeLaw {
  const truths = facts.map(({ p }) => p);
  const moments =
    contexts === 1 ? averageMoments({ truths, contexts, samples: n }) : (law?.largestMoments() ?? null);
  const times = contexts / facts.length;
  return {
    mean: moments?.mean ?? null,
    standardDeviation: moments?.standardDeviation ?? null,
    diffusion: contexts === 1 && truths[0] !== undefined ? diffusionMean(n, truths[0]) : null,
    // The largest is at least any one of them, and at most their sum less what is counted twice.
    lowerBound: Math.max(...facts.map(({ S0, live }) => meanLower(n, S0, live))),
    upperBound: 1 + times * facts.reduce((sum, { S0 }) => sum + meanUpper(n, S0) - 1, 0),
    distribution,
  };
}

function contextLaw(
  asked: Contexts,
  facts: readonly TruthFacts[],
  distribution: readonly number[] | null,
): CollapseTimeLaw {
  const n = asked.samples;
  const truths = facts.map(({ p }) => p);
  const moments = averageMoments({ ...asked, truths });
  const mean = (value: (fact: TruthFacts) => number): number =>
    facts.reduce((sum, fact) => sum + value(fact), 0) / facts.length;
  return {
    mean: moments.mean,
    standardDeviation: moments.standardDeviation,
    diffusion: mean(({ p }) => diffusionMean(n, p)),
    lowerBound: mean(({ S0, live }) => meanLower(n, S0, live)),
    upperBound: mean(({ S0 }) => meanUpper(n, S0)),
    distribution,
  };
}
