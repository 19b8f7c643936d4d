import { MOST_OPERATIONS } from "./cost.js";
import { readTruths, type Contexts } from "./contexts.js";
import { diffusionMean } from "./diffusion.js";
import { fullySyntheticCollapse, type CollapseLaws, type CollapseTimeLaw } from "./fully-synthetic.js";
import {
  generationLaws,
  hasTwoTokens,
  isAbsorbing,
  keptCorpus,
  noTotals,
  type Totals,
} from "./generation-laws.js";
import { secondMoments, type Rows, type SecondMoments } from "./identity.js";
import {
  firstSamples,
  reduced,
  windowQuota,
  type MixingRecipe,
  type NotFullySynthetic,
  type Sizes,
} from "./recipe.js";
import { theorem2Printed, theorem3Bound } from "./theorems23.js";
import type { Truth } from "./truth.js";

/** What the laws of an experiment depend on. */
export interface LawsAsked extends Contexts {
  readonly recipe: MixingRecipe;
  /** Whether models write by a temperature other than 1, topK or topP: then no law of p(m), m >= 2, is known. */
  readonly decoded: boolean;
  /** N of each truth; 0 where the recipe has none. What `recipe` says of n and N is not read. */
  readonly realSamples: readonly number[];
  /** Ascending rows m. */
  readonly generations: readonly number[];
}

/**
 * The laws of an experiment at its rows. A law that is not known, or too costly, is null; so is a value of a law that is known
 * in some rows only. Series are averages over contexts, but for collapsedFraction.
 */
export interface RecipeLaws extends CollapseLaws {
  /** S_m, and its limit for large m. */
  readonly sumOfSquares: Rows;
  readonly sumOfSquaresLimit: number | null;
  /** Theorem 2 as it is printed, its last sign wrong; partially-synthetic only. */
  readonly sumOfSquaresPrinted: Rows | null;
  /** E||p(m) - p(1)||_2^2, and its limit. */
  readonly driftL2Squared: Rows;
  readonly driftL2SquaredLimit: number | null;
  /** Bound on E||p(m) - p(1)||_1: sqrt(s~ E||p(m) - p(1)||_2^2), at most 2. */
  readonly driftL1Bound: Rows;
  /** Theorem 3's bound, from m = 2 on, with s = s~; null where not finite. Partially-synthetic only. */
  readonly driftL1Theorem3: Rows | null;
}

/** Generations at most of which the law of T is kept. */
const MOST_GENERATIONS = 2 ** 20;

/** Contexts of one n and N. */
interface Group extends Sizes {
  readonly truths: readonly Truth[];
}

/**
 * All laws at the rows `generations`: what is null and why, see RecipeLaws and the functions that this one puts together.
 * Reductions (N = 0, a window of 1, ...) have the laws of fully-synthetic.
 * @throws {RangeError} when the numbers of truths, sizes and contexts do not fit, a truth does not sum to 1, or a mixing matrix
 * has fewer rows
 */
export function recipeLaws(asked: LawsAsked): RecipeLaws {
  const recipe = reduced(asked.recipe);
  if (asked.decoded) return decodedLaws(recipe, asked);
  const groups = groupsOf(asked);
  const seconds = secondLaws(
    recipe,
    groups,
    asked.generations,
    groups.map(({ samples, realSamples }) =>
      secondMoments(recipe, { samples, realSamples }, asked.generations, MOST_OPERATIONS / groups.length),
    ),
  );
  if (recipe.form === "fully-synthetic") return { ...seconds, ...fullySyntheticCollapse(asked) };
  return { ...seconds, ...collapseLaws(recipe, asked, groups) };
}

function groupsOf(asked: LawsAsked): Group[] {
  const { recipe, samples, realSamples } = asked;
  if (realSamples.length !== samples.length) {
    throw new RangeError(
      `${samples.length} truths have as many numbers of real samples, not ${realSamples.length}.`,
    );
  }
  const needed = "realSamples" in recipe && recipe.realSamples > 0;
  if (needed && realSamples.some((N) => N < 1)) {
    throw new RangeError(`Recipe "${recipe.form}" has 1 real sample or more in every context, not 0.`);
  }
  const groups = new Map<string, Sizes & { truths: Truth[] }>();
  readTruths(asked).forEach((truth, i) => {
    const sizes = { samples: samples[i] ?? 0, realSamples: realSamples[i] ?? 0 };
    const key = `${sizes.samples}/${sizes.realSamples}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...sizes, truths: [truth] });
    else group.truths.push(truth);
  });
  return [...groups.values()];
}

type SecondLaws = Omit<RecipeLaws, keyof CollapseLaws>;

/** Averages over contexts of what is proportional to 1 - S_0, and the bounds that come from it. */
function secondLaws(
  recipe: MixingRecipe,
  groups: readonly Group[],
  generations: readonly number[],
  moments: readonly SecondMoments[],
): SecondLaws {
  const contexts = groups.reduce((sum, { truths }) => sum + truths.length, 0);
  const diversities = groups.map(({ truths }) => truths.reduce((sum, { diversity }) => sum + diversity, 0));
  /** The average over contexts of (1 - S_0) times a number of the group; null where one is. */
  const average = (value: (moment: SecondMoments) => number | null | undefined): number | null =>
    sumOrNull(moments, (moment, g) => scaled(value(moment), (diversities[g] ?? 0) / contexts));
  const limit = average(({ limit: known }) => known?.diversity);
  const theorems = recipe.form === "partially-synthetic" ? theorems2And3(groups, generations) : NO_THEOREMS;
  return {
    ...theorems,
    sumOfSquares: generations.map((_, row) => less(average(({ diversity }) => diversity[row]))),
    sumOfSquaresLimit: less(limit),
    driftL2Squared: generations.map((_, row) => average(({ drift }) => drift[row])),
    driftL2SquaredLimit: average(({ limit: known }) => known?.drift),
    driftL1Bound: generations.map((_, row) =>
      sumOrNull(groups, ({ truths }, g) => {
        const drift = moments[g]?.drift[row] ?? null;
        if (drift === null) return null;
        const bound = ({ live, diversity }: Truth): number =>
          Math.min(2, Math.sqrt(live * diversity * drift));
        return truths.reduce((sum, truth) => sum + bound(truth), 0) / contexts;
      }),
    ),
  };
}

const NO_THEOREMS = { sumOfSquaresPrinted: null, driftL1Theorem3: null };

/** Averages over contexts of Theorem 2 as printed, which is linear in S_0, and of Theorem 3. */
function theorems2And3(
  groups: readonly Group[],
  generations: readonly number[],
): Pick<RecipeLaws, keyof typeof NO_THEOREMS> {
  const contexts = groups.reduce((sum, { truths }) => sum + truths.length, 0);
  const average = (value: (group: Group) => number): number =>
    groups.reduce((sum, group) => sum + value(group), 0) / contexts;
  const bound = average(({ samples, realSamples, truths }) =>
    truths.reduce((sum, { live }) => sum + theorem3Bound(samples, realSamples, live), 0),
  );
  return {
    sumOfSquaresPrinted: generations.map((m) =>
      average(({ samples, realSamples, truths }) => {
        const S0 = 1 - truths.reduce((sum, { diversity }) => sum + diversity, 0) / truths.length;
        return truths.length * theorem2Printed(samples, realSamples, S0, m);
      }),
    ),
    driftL1Theorem3: generations.map((m) => (m >= 2 && Number.isFinite(bound) ? bound : null)),
  };
}

function less(value: number | null): number | null {
  return value === null ? null : 1 - value;
}

function scaled(value: number | null | undefined, factor: number): number | null {
  return value === null || value === undefined ? null : value * factor;
}

function sumOrNull<Item>(
  items: readonly Item[],
  value: (item: Item, index: number) => number | null,
): number | null {
  let sum = 0;
  for (const [index, item] of items.entries()) {
    const part = value(item, index);
    if (part === null) return null;
    sum += part;
  }
  return sum;
}

const UNKNOWN: CollapseTimeLaw = {
  mean: null,
  standardDeviation: null,
  diffusion: null,
  lowerBound: null,
  upperBound: null,
  distribution: null,
};

function collapseLaws(recipe: NotFullySynthetic, asked: LawsAsked, groups: readonly Group[]): CollapseLaws {
  const { contexts, generations } = asked;
  const truths = groups.flatMap((group) => group.truths);
  const last = generations[generations.length - 1] ?? 0;
  const after = generations.filter((m) => m > 0);
  // The moments of T are sums over every generation, where T may be any.
  const takesTime = recipe.form === "growing" || (!isAbsorbing(recipe) && hasTwoTokens(truths));
  const every = takesTime && last <= MOST_GENERATIONS;
  const rows = every ? Array.from({ length: last }, (_, i) => i + 1) : after;
  const at = (row: number): number =>
    every ? (generations[row] ?? 0) - 1 : row - generations.length + after.length;
  const plans = groups.map((group) => generationLaws(recipe, group, group.truths, rows));
  const operations = plans.reduce((sum, plan) => sum + plan.operations, 0);
  if (operations > MOST_OPERATIONS) return unknownLaws(recipe, asked);
  const laws = plans.map((plan) => plan.laws());
  const known = laws.map((law) => law.waiting).filter((waiting) => waiting !== null);
  const waiting = known.length < laws.length ? null : overGroups(known, rows.length, truths.length, contexts);
  const alive = overGroups(
    laws.map((law) => law.alive),
    rows.length,
    truths.length,
    contexts,
  );
  const diffusion = seedBank(recipe, asked);
  const lawOfT = (values: Float64Array | undefined): CollapseTimeLaw =>
    values === undefined
      ? UNKNOWN
      : {
          ...UNKNOWN,
          ...(takesTime && !every ? NO_MOMENTS : momentsOf(values, every)),
          distribution: generations.map((m, row) => (m === 0 ? 0 : 1 - (values[at(row)] as number))),
        };
  return {
    collapseTime: { ...lawOfT(waiting?.largest), diffusion: contexts === 1 ? diffusion : null },
    contextCollapseTime: contexts === 1 ? null : { ...lawOfT(waiting?.one), diffusion },
    collapsedFraction: generations.map((m, row) =>
      m === 0 ? Number(truths.every(({ live }) => live === 1)) : 1 - (alive.largest[at(row)] as number),
    ),
    collapsedLower: null,
    collapsedUpper: null,
    support: generations.map(
      (m, row) =>
        (m === 0
          ? truths.reduce((sum, { live }) => sum + live, 0)
          : laws.reduce((sum, { support }) => sum + (support[at(row)] as number), 0)) / truths.length,
    ),
  };
}

function unknownLaws(recipe: MixingRecipe, asked: LawsAsked): CollapseLaws {
  const law = { ...UNKNOWN, diffusion: seedBank(recipe, asked) };
  return {
    collapseTime: asked.contexts === 1 ? law : UNKNOWN,
    contextCollapseTime: asked.contexts === 1 ? null : law,
    collapsedFraction: null,
    collapsedLower: null,
    collapsedUpper: null,
    support: null,
  };
}

/** A probability by row: of one context drawn at random, and that it holds in any, 1 - prod_j (1 - that of context j). */
function overGroups(
  groups: readonly Totals[],
  rows: number,
  truths: number,
  contexts: number,
): { one: Float64Array; largest: Float64Array } {
  const all = noTotals(rows);
  for (const { sum, ln } of groups) {
    for (let row = 0; row < rows; row++) {
      all.sum[row] = (all.sum[row] as number) + (sum[row] as number);
      all.ln[row] = (all.ln[row] as number) + (ln[row] as number);
    }
  }
  return {
    one: all.sum.map((value) => value / truths),
    largest: all.ln.map((value) => -Math.expm1((contexts / truths) * value)),
  };
}

const NO_MOMENTS = { mean: null, standardDeviation: null };
/** P(T > m) times m below this: what comes after m is nothing, since T falls by many powers of e within m generations. */
const NOTHING = 1e-12;

/**
 * E[T] = 1 + sum_{m>=1} P(T > m) and sd[T], where they are known: T is 1 for certain, or P(T > m) is given for `every`
 * generation m = 1, 2, ... and falls to nothing.
 */
function momentsOf(
  waiting: Float64Array,
  every: boolean,
): Pick<CollapseTimeLaw, "mean" | "standardDeviation"> {
  if (waiting[0] === 0) return { mean: 1, standardDeviation: 0 };
  const left = waiting[waiting.length - 1] ?? 1;
  if (!every || left * waiting.length > NOTHING) return NO_MOMENTS;
  let first = 0;
  let second = 0;
  waiting.forEach((value, i) => {
    first += value;
    second += (2 * i + 1) * value;
  });
  return { mean: 1 + first, standardDeviation: Math.sqrt(Math.max(0, second - first * first)) };
}

/** A window of K is a weak seed bank where n is this many times K^2 or more. */
const WEAK = 8;

/**
 * An approximation of E[T] for "most-recent" with a window K that is small beside sqrt(n), else null: with a weak seed bank all
 * takes ((K+1)/2)^2 times as long as in the fully synthetic chain, in the limit of large n (Kaj, Krone and Lascoux, J. Appl.
 * Prob. 38, 2001). At n = 8 K^2 the true mean is about a tenth below.
 */
function seedBank(recipe: MixingRecipe, { truths, samples }: LawsAsked): number | null {
  if (recipe.form !== "most-recent") return null;
  const { window } = recipe;
  if (samples.some((n) => n < WEAK * window ** 2)) return null;
  const size = (n: number): number => window * windowQuota(n, window);
  const sum = truths.reduce((total, p, i) => total + diffusionMean(size(samples[i] ?? 1), p), 0);
  return (((window + 1) / 2) ** 2 * sum) / truths.length;
}

/** Where models write by a decoding of their own: p(1) is as it is without, and no more is known. */
function decodedLaws(recipe: MixingRecipe, asked: LawsAsked): RecipeLaws {
  const { contexts, generations } = asked;
  const groups = groupsOf(asked);
  const early = <Value>(zero: Value, one: Value): (Value | null)[] =>
    generations.map((m) => (m === 0 ? zero : m === 1 ? one : null));
  const moments = groups.map((group): SecondMoments => {
    const noise = 1 / firstSamples(recipe, group);
    return { diversity: early(1, 1 - noise), drift: early(noise, 0), limit: null };
  });
  const firsts = groups.map((group) => keptCorpus(firstSamples(recipe, group), group.truths, [1]));
  const truths = groups.flatMap((group) => group.truths);
  const first = overGroups(
    firsts.map(({ alive }) => alive),
    1,
    truths.length,
    contexts,
  );
  const average = (values: readonly number[]): number =>
    values.reduce((sum, x) => sum + x, 0) / truths.length;
  return {
    ...secondLaws(recipe, groups, generations, moments),
    ...NO_THEOREMS,
    collapseTime: UNKNOWN,
    contextCollapseTime: contexts === 1 ? null : UNKNOWN,
    collapsedFraction: early(
      Number(truths.every(({ live }) => live === 1)),
      1 - (first.largest[0] as number),
    ),
    collapsedLower: null,
    collapsedUpper: null,
    support: early(
      average(truths.map(({ live }) => live)),
      average(firsts.map(({ support }) => support[0] as number)),
    ),
  };
}
