import { ancestryOf, type Ancestry } from "./ancestry.js";
import { contextSurvival, largestOfDifferent, largestOfEqual, type Survival } from "./survival.js";
import { averageTable, disagreement, readTruth, type Truth } from "./truth.js";

/** The independent contexts of a fully synthetic chain. */
export interface Contexts {
  /** p(0) as probabilities: one that all contexts share, or one of each. */
  readonly truths: readonly Float64Array[];
  readonly contexts: number;
  /** n, per context and generation. */
  readonly samples: number;
}

/** The laws of T that contexts have. */
export interface ContextLaws {
  readonly truths: readonly Truth[];
  readonly ancestry: Ancestry;
  /** T of a context drawn at random. */
  readonly one: Survival;
  /** The largest T over contexts; null where it is too costly. */
  readonly largest: Survival | null;
  /** min(1, sum_j P(T_j > m)): never below that of the largest, and next to it where both are small. */
  readonly largestAtMost: Survival;
  /** A generation by which none of these is above 1e-17. */
  readonly last: number;
}

/** Numbers held at most for contexts of different truths: beyond, the law of the largest T is left out. */
const MOST_NUMBERS = 4e6;

/** @throws {RangeError} when the numbers of truths and contexts do not fit, or a truth does not sum to 1 */
export function contextLaws(asked: Contexts): ContextLaws {
  const { contexts, samples } = asked;
  const truths = readTruths(asked);
  const ancestry = ancestryOf(samples);
  const { points } = ancestry;
  const one = contextSurvival(ancestry, averageTable(truths, points, disagreement));
  const different = (): Survival | null => {
    if (truths.length * points.at.length > MOST_NUMBERS) return null;
    return largestOfDifferent(
      ancestry,
      truths.map((truth) => disagreement(truth, points)),
    );
  };
  return {
    truths,
    ancestry,
    one,
    largest: truths.length === 1 ? largestOfEqual(one, contexts) : different(),
    largestAtMost: (generations) => one(generations).map((alive) => Math.min(1, contexts * alive)),
    last: lastGeneration(asked),
  };
}

/** @throws {RangeError} as contextLaws */
export function readTruths({ truths, contexts }: Contexts): Truth[] {
  if (truths.length !== 1 && truths.length !== contexts) {
    throw new RangeError(`${contexts} contexts have 1 truth or ${contexts}, not ${truths.length}.`);
  }
  return truths.map(readTruth);
}

/** P(T > m) of one context is below 3 e^(-m/n) or so: here the sum over contexts is below 1e-17. */
export function lastGeneration({ contexts, samples }: Contexts): number {
  return Math.ceil(samples * (43 + Math.log(contexts)));
}
