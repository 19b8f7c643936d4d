import { ancestriesOf, type Ancestry } from "./ancestry.js";
import {
  contextSurvival,
  largestOfDifferent,
  largestOfEqual,
  momentsOf,
  type DifferentContexts,
  type Moments,
  type Survival,
} from "./survival.js";
import { kept } from "./theorem1.js";
import { averageTable, disagreement, readTruth, type Truth } from "./truth.js";

/** The independent contexts of a fully synthetic chain. */
export interface Contexts {
  /** p(0) as probabilities: one that all contexts share, or one of each. */
  readonly truths: readonly Float64Array[];
  readonly contexts: number;
  /** n of each truth, per context and generation. */
  readonly samples: readonly number[];
}

/** A law of T. */
export interface CollapseLaw {
  readonly alive: Survival;
  readonly moments: () => Moments;
}

/** Contexts of one n. */
export interface ContextGroup {
  readonly samples: number;
  readonly truths: readonly Truth[];
}

/** The laws of T that contexts have. */
export interface ContextLaws {
  readonly truths: readonly Truth[];
  readonly groups: readonly ContextGroup[];
  /** By n. Null where there are too many different n, or too large ones; so are the laws that come from it. */
  readonly ancestries: ReadonlyMap<number, Ancestry> | null;
  /** T of a context drawn at random. */
  readonly one: CollapseLaw | null;
  /** The largest T over contexts. */
  readonly largest: CollapseLaw | null;
  /** min(1, sum_j P(T_j > m)), or what Theorem 1 says is more: never below P(largest T > m), and near it where small. */
  readonly largestAtMost: Survival;
  /** A generation by which none of these is above 1e-17. */
  readonly last: number;
}

/** Numbers held at most for contexts of different truths: beyond, the law of the largest T is left out. */
const MOST_NUMBERS = 4e6;
/** Ancestries cost about n + 64 min(n, 256) each, 1.6 million a second; beyond this sum no law of T is computed. */
const MOST_LINEAGES = 8e6;

/** @throws {RangeError} when the numbers of truths, samples and contexts do not fit, or a truth does not sum to 1 */
export function contextLaws(asked: Contexts): ContextLaws {
  const { contexts, samples } = asked;
  const truths = readTruths(asked);
  const groups = groupsOf(truths, samples);
  const last = Math.max(...groups.map((group) => lastGeneration(group.samples, contexts)));
  const different = groups.map((group) => group.samples);
  const cost = different.reduce((sum, n) => sum + n + 64 * Math.min(n, 256), 0);
  if (cost > MOST_LINEAGES) {
    const laws = { ancestries: null, one: null, largest: null };
    return { truths, groups, ...laws, largestAtMost: unionByTheorem1(groups, contexts), last };
  }
  const ancestries = ancestriesOf(different);
  const ancestryOf = (n: number): Ancestry => ancestries.get(n) as Ancestry;
  const each = groups.map((group) => oneOfGroup(group, ancestryOf(group.samples), contexts));
  const shares = groups.map((group) => group.truths.length / truths.length);
  const one = mixture(each, shares);
  const largest = (): CollapseLaw | null => {
    const alive =
      truths.length === 1 ? largestOfEqual(one.alive, contexts) : ofDifferent(groups, ancestryOf, contexts);
    return alive && { alive, moments: () => momentsOf(alive, scalesOf(different, contexts), last) };
  };
  return {
    truths,
    groups,
    ancestries,
    one,
    largest: contexts === 1 ? one : largest(),
    largestAtMost: (generations) => one.alive(generations).map((alive) => Math.min(1, contexts * alive)),
    last,
  };
}

/** @throws {RangeError} as contextLaws */
export function readTruths({ truths, contexts, samples }: Contexts): Truth[] {
  if (truths.length !== 1 && truths.length !== contexts) {
    throw new RangeError(`${contexts} contexts have 1 truth or ${contexts}, not ${truths.length}.`);
  }
  if (samples.length !== truths.length) {
    throw new RangeError(`${truths.length} truths have as many sample sizes, not ${samples.length}.`);
  }
  return truths.map(readTruth);
}

/** P(T > m) of one context is below 3 e^(-m/n) or so: here the sum over contexts is below 1e-17. */
export function lastGeneration(samples: number, contexts: number): number {
  return Math.ceil(samples * (43 + Math.log(contexts)));
}

/** By n, descending. */
function groupsOf(truths: readonly Truth[], samples: readonly number[]): ContextGroup[] {
  const groups = new Map<number, Truth[]>();
  truths.forEach((truth, i) => {
    const n = samples[i] as number;
    const group = groups.get(n);
    if (group === undefined) groups.set(n, [truth]);
    else group.push(truth);
  });
  return [...groups]
    .map(([n, members]) => ({ samples: n, truths: members }))
    .sort((a, b) => b.samples - a.samples);
}

/** Sample sizes, ascending, and the last generation that each matters in. */
function scalesOf(samples: readonly number[], contexts: number): { scale: number; last: number }[] {
  return [...samples].sort((a, b) => a - b).map((n) => ({ scale: n, last: lastGeneration(n, contexts) }));
}

function oneOfGroup({ samples, truths }: ContextGroup, ancestry: Ancestry, contexts: number): CollapseLaw {
  const alive = contextSurvival(ancestry, averageTable(truths, ancestry.points, disagreement));
  const scales = scalesOf([samples], contexts);
  return { alive, moments: () => momentsOf(alive, scales, lastGeneration(samples, contexts)) };
}

/** T of one of several laws, drawn with these shares. */
function mixture(laws: readonly CollapseLaw[], shares: readonly number[]): CollapseLaw {
  const [only] = laws;
  if (only !== undefined && laws.length === 1) return only;
  return {
    alive: (generations) => {
      const sum = new Float64Array(generations.length);
      laws.forEach((law, i) =>
        law.alive(generations).forEach((value, row) => {
          sum[row] = (sum[row] as number) + (shares[i] as number) * value;
        }),
      );
      return sum;
    },
    moments: () => {
      const parts = laws.map((law) => law.moments());
      const average = (value: (part: Moments) => number): number =>
        parts.reduce((sum, part, i) => sum + (shares[i] as number) * value(part), 0);
      const mean = average((part) => part.mean);
      const variance = average((part) => part.standardDeviation ** 2 + (part.mean - mean) ** 2);
      return { mean, standardDeviation: Math.sqrt(variance) };
    },
  };
}

function ofDifferent(
  groups: readonly ContextGroup[],
  ancestryOf: (n: number) => Ancestry,
  contexts: number,
): Survival | null {
  const numbers = groups.reduce(
    (sum, { samples, truths }) => sum + truths.length * ancestryOf(samples).points.at.length,
    0,
  );
  if (numbers > MOST_NUMBERS) return null;
  return largestOfDifferent(
    groups.map(({ samples, truths }): DifferentContexts => {
      const ancestry = ancestryOf(samples);
      return {
        ancestry,
        disagreements: truths.map((truth) => disagreement(truth, ancestry.points)),
        last: lastGeneration(samples, contexts),
      };
    }),
  );
}

/** The sum over contexts of n (1-S_0) (1-1/n)^m (Eq. 7 of arXiv 2404.05090): T by it is late by about n ln n. */
function unionByTheorem1(groups: readonly ContextGroup[], contexts: number): Survival {
  const truths = groups.reduce((sum, group) => sum + group.truths.length, 0);
  const parts = groups.map(({ samples, truths: members }) => ({
    samples,
    weight: (samples * contexts * members.reduce((sum, { diversity }) => sum + diversity, 0)) / truths,
  }));
  return (generations) =>
    Float64Array.from(generations, (m) =>
      m === 0
        ? 1
        : Math.min(
            1,
            parts.reduce((sum, { samples, weight }) => sum + weight * kept(samples, m), 0),
          ),
    );
}
