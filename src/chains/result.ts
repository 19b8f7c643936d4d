import type {
  ChainsResult,
  ChainsSeries,
  CollapseTime,
  CollapseTimeLaw,
  EngineReport,
} from "../experiment/result.js";
import { rowsFor } from "../experiment/index.js";
import type { RecipeLaws } from "../theory/index.js";
import { winnerShares } from "./laws.js";
import { digestOf, exactSums, truthSums, type ExactSums } from "./digest.js";
import { entropyTermBig, SPREAD_UNITS, SPREADS, type Spread } from "./measures.js";
import type { Plan } from "./plan.js";
import { ENTROPY_BITS, SHARE_BITS } from "./scale.js";
import { totalOf } from "./sizes.js";
import { pairs, type Histogram } from "./sums.js";
import type { Tally } from "./tally.js";

const SPREAD_INDEX = Object.fromEntries(SPREADS.map((spread, index) => [spread, index])) as Record<
  Spread,
  number
>;

/** The rows of the series over a tally's settled chains. */
export function resultRows({ experiment }: Pick<Plan, "experiment">, tally: Tally): number[] {
  const { stop, generations } = experiment;
  let largest = 0;
  for (const T of tally.counts.keys()) if (T > largest) largest = T;
  return rowsFor({ stop, generations, largestT: largest, censored: tally.censored });
}

/**
 * The result over a tally's settled chains. `laws` are those at `resultRows`, or null to leave theory out.
 * A run is whole when all its chains are settled; otherwise it has no digest, counts every chain that is done, and its
 * unfinished chains as censored.
 */
export function chainsResult(
  plan: Plan,
  tally: Tally,
  engine: EngineReport,
  seconds: number,
  laws: RecipeLaws | null,
): ChainsResult {
  const { experiment } = plan;
  const generations = resultRows(plan, tally);
  if (tally.settled === 0) return nothingSettled(plan, tally, engine, seconds);
  const sums = exactSums(plan, tally, generations);
  const whole = tally.settled === experiment.chains;
  const { settledSums } = tally;
  const winners = pairs(settledSums.winners);
  const shares = winnerShares(plan);
  return {
    version: 1,
    experiment,
    engine,
    seconds,
    digest: whole ? digestOf(plan, tally, generations, sums) : null,
    collapseTime: collapseTime(
      tally.counts,
      whole ? tally.counts : tally.doneCounts,
      experiment.chains,
      plan.goesOn ? tally.left : null,
      laws?.collapseTime ?? null,
    ),
    ...(experiment.contexts > 1
      ? {
          contextCollapseTime: collapseTime(
            settledSums.contextCounts,
            settledSums.contextCounts,
            tally.settled * experiment.contexts,
            plan.goesOn ? settledSums.contextLeft : null,
            laws?.contextCollapseTime ?? null,
          ),
        }
      : {}),
    winners,
    winnersTheory: shares === null ? null : winners.map(([token]) => shares[token] ?? 0),
    generations,
    series: sums === null ? lawSeries(laws) : series(plan, tally, generations, sums, laws),
  };
}

/** A run stopped before its first block was whole: chains that ended are counted, and nothing is claimed. */
function nothingSettled(plan: Plan, tally: Tally, engine: EngineReport, seconds: number): ChainsResult {
  return {
    ...theoryResult(plan, [], null),
    engine,
    seconds,
    collapseTime: collapseTime(new Map(), tally.doneCounts, plan.experiment.chains, null, null),
  };
}

/** The laws alone, in the result's shape: every simulated value null. */
export function theoryResult(
  plan: Pick<Plan, "experiment">,
  generations: readonly number[],
  laws: RecipeLaws | null,
): ChainsResult {
  const law = (theory: CollapseTimeLaw | null): CollapseTime => ({
    collapsed: null,
    censored: null,
    left: null,
    settled: null,
    mean: null,
    standardError: null,
    standardDeviation: null,
    median: null,
    quantiles: null,
    counts: null,
    theory,
  });
  return {
    version: 1,
    experiment: plan.experiment,
    engine: null,
    seconds: null,
    digest: null,
    collapseTime: law(laws?.collapseTime ?? null),
    ...(plan.experiment.contexts > 1 ? { contextCollapseTime: law(laws?.contextCollapseTime ?? null) } : {}),
    winners: null,
    winnersTheory: null,
    generations,
    series: lawSeries(laws),
  };
}

function lawSeries(laws: RecipeLaws | null): ChainsSeries {
  const unsimulated = { mean: null, standardError: null };
  return {
    sumOfSquares: { ...unsimulated, ...squaresLaws(laws) },
    collapsedFraction: { mean: null, ...collapsedLaws(laws) },
    support: { ...unsimulated, theory: laws?.support ?? null },
    entropy: unsimulated,
    driftL1: { ...unsimulated, ...driftL1Laws(laws) },
    driftL2Squared: { ...unsimulated, ...driftSquaredLaws(laws) },
    driftFromTruthL1: unsimulated,
  };
}

type Laws<T extends keyof ChainsSeries> = Omit<NonNullable<ChainsSeries[T]>, "mean" | "standardError">;

function squaresLaws(laws: RecipeLaws | null): Laws<"sumOfSquares"> {
  const printed = laws?.sumOfSquaresPrinted ?? null;
  const limit = laws?.sumOfSquaresLimit ?? null;
  return {
    theory: laws?.sumOfSquares ?? null,
    ...(printed === null ? {} : { printed }),
    ...(limit === null ? {} : { limit }),
  };
}

function collapsedLaws(laws: RecipeLaws | null): Laws<"collapsedFraction"> {
  return {
    theory: laws?.collapsedFraction ?? null,
    lower: laws?.collapsedLower ?? null,
    upper: laws?.collapsedUpper ?? null,
  };
}

function driftL1Laws(laws: RecipeLaws | null): Laws<"driftL1"> {
  return { bound: laws?.driftL1Bound ?? null, theorem3: laws?.driftL1Theorem3 ?? null };
}

function driftSquaredLaws(laws: RecipeLaws | null): Laws<"driftL2Squared"> {
  const limit = laws?.driftL2SquaredLimit ?? null;
  return { theory: laws?.driftL2Squared ?? null, ...(limit === null ? {} : { limit }) };
}

/** `over`: the chains that mean and quantiles are over; `counts`: all that collapsed, of `total`. */
function collapseTime(
  over: Histogram,
  counts: Histogram,
  total: number,
  left: number | null,
  theory: CollapseTimeLaw | null,
): CollapseTime {
  const sorted = pairs(over);
  const settled = sorted.reduce((sum, [, count]) => sum + count, 0);
  const collapsed = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let sum = 0n;
  let squares = 0n;
  for (const [T, count] of sorted) {
    sum += BigInt(T) * BigInt(count);
    squares += BigInt(T) * BigInt(T) * BigInt(count);
  }
  const N = BigInt(settled);
  const variance = settled > 1 ? Number(squares * N - sum * sum) / settled / (settled - 1) : null;
  const deviation = variance === null ? null : Math.sqrt(variance);
  const quantile = (share: number): number => {
    let reached = 0;
    for (const [T, count] of sorted) {
      reached += count;
      if (reached >= share * settled) return T;
    }
    return 0;
  };
  return {
    collapsed,
    censored: total - collapsed,
    left,
    settled,
    mean: settled > 0 ? Number(sum) / settled : null,
    standardError: deviation === null ? null : deviation / Math.sqrt(settled),
    standardDeviation: deviation,
    median: settled > 0 ? quantile(0.5) : null,
    quantiles:
      settled > 0
        ? { "0.05": quantile(0.05), "0.25": quantile(0.25), "0.75": quantile(0.75), "0.95": quantile(0.95) }
        : null,
    counts: pairs(counts),
    theory,
  };
}

function series(
  plan: Plan,
  tally: Tally,
  generations: readonly number[],
  sums: ExactSums,
  laws: RecipeLaws | null,
): ChainsSeries {
  const items = tally.settled * plan.experiment.contexts;
  const truth = truthSums(plan);
  const { squares: ofSquares, first: ofFirst, truth: ofTruth } = denominators(plan, generations);
  const averages = (values: readonly bigint[], denominator: readonly number[]): number[] =>
    values.map((sum, row) => Number(sum) / items / (denominator[row] ?? 1));
  /** An average over contexts of one chain has 1/contexts of a context's variance. */
  const errors = (spread: Spread): (number | null)[] =>
    tally.settledSums
      .variance(SPREAD_INDEX[spread], generations.length)
      .map((variance, row) =>
        variance === null ? null : row === 0 ? 0 : Math.sqrt(variance / items) / SPREAD_UNITS[spread],
      );
  const squares = averages(sums.sumOfSquares, ofSquares);
  const products = averages(sums.firstProduct, ofFirst);
  const firstVariance = tally.settledSums.firstVariance();
  const fromTruthError = errors("driftFromTruthL1");
  return {
    sumOfSquares: { mean: squares, standardError: errors("sumOfSquares"), ...squaresLaws(laws) },
    collapsedFraction: {
      mean: sums.collapsed.map((sum) => Number(sum) / tally.settled),
      ...collapsedLaws(laws),
    },
    support: {
      mean: averages(sums.support, []),
      standardError: errors("support"),
      theory: laws?.support ?? null,
    },
    entropy: {
      mean: entropies(plan, generations, sums.entropy, truth.entropyOfTotal * BigInt(tally.settled), items),
      standardError: errors("entropy").map((error) => (error === null ? null : Math.LN2 * error)),
    },
    driftL1: {
      mean: averages(sums.driftL1, ofFirst),
      standardError: errors("driftL1").map((error, row) => (row === 0 ? (fromTruthError[1] ?? null) : error)),
      ...driftL1Laws(laws),
    },
    driftL2Squared: {
      mean: squares.map((square, row) => square + (squares[1] ?? 0) - 2 * (products[row] ?? 0)),
      standardError: errors("driftL2Squared").map((error, row) =>
        row > 0 ? error : firstVariance === null ? null : 2 ** -30 * Math.sqrt(firstVariance / items),
      ),
      ...driftSquaredLaws(laws),
    },
    driftFromTruthL1: { mean: averages(sums.driftFromTruthL1, ofTruth), standardError: fromTruthError },
  };
}

interface Denominators {
  readonly squares: readonly number[];
  readonly first: readonly number[];
  readonly truth: readonly number[];
}

/** What each row's sums are shares of. */
function denominators(plan: Plan, generations: readonly number[]): Denominators {
  if (plan.scaled) {
    const shares = generations.map(() => 2 ** SHARE_BITS);
    return { squares: shares, first: shares, truth: shares };
  }
  const R = plan.truth(0).total;
  const totals = generations.map((m) => (m === 0 ? R : totalAt(plan, m)));
  const firstTotal = totalAt(plan, 1);
  return {
    squares: totals.map((n) => n * n),
    first: totals.map((n) => n * firstTotal),
    truth: totals.map((n) => n * R),
  };
}

/** The total of p(m) where contexts do not differ in n. */
function totalAt(plan: Plan, m: number): number {
  return totalOf(plan.experiment.recipe, plan.sizes(0), m);
}

/** In nats. `ofTotal` is E(R) summed over items of the truth. */
function entropies(
  plan: Plan,
  generations: readonly number[],
  sums: readonly bigint[],
  ofTotal: bigint,
  items: number,
): number[] {
  const nats = Math.LN2 / 65536;
  if (plan.scaled) return sums.map((sum) => (nats * Number(sum)) / items / 2 ** ENTROPY_BITS);
  return sums.map((sum, row) => {
    const m = generations[row] ?? 0;
    const n = m === 0 ? plan.truth(0).total : totalAt(plan, m);
    const whole = m === 0 ? ofTotal : entropyTermBig(n) * BigInt(items);
    return (nats * Number(whole - sum)) / items / n;
  });
}
