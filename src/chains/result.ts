import type {
  ChainsResult,
  ChainsSeries,
  CollapseTime,
  CollapseTimeLaw,
  EngineReport,
} from "../experiment/result.js";
import { rowsFor } from "../experiment/index.js";
import type { FullySyntheticLaws } from "../theory/index.js";
import { winnerShares } from "./laws.js";
import { digestOf, exactSums, truthSums, type ExactSums } from "./digest.js";
import { entropyTerm, SPREADS, spreadShifts, type Spread } from "./measures.js";
import type { Plan } from "./plan.js";
import { pairs, type Histogram } from "./sums.js";
import type { Tally } from "./tally.js";

const SPREAD_INDEX = Object.fromEntries(SPREADS.map((spread, index) => [spread, index])) as Record<
  Spread,
  number
>;

/** The rows of the series over a tally's settled chains. */
export function resultRows(plan: Plan, tally: Tally): number[] {
  const { stop, generations } = plan.experiment;
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
  laws: FullySyntheticLaws | null,
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
      laws?.collapseTime ?? null,
    ),
    ...(experiment.contexts > 1
      ? {
          contextCollapseTime: collapseTime(
            settledSums.contextCounts,
            settledSums.contextCounts,
            tally.settled * experiment.contexts,
            laws?.contextCollapseTime ?? null,
          ),
        }
      : {}),
    winners,
    winnersTheory: winners.map(([token]) => shares[token] ?? 0),
    generations,
    series: series(plan, tally, generations, sums, laws),
  };
}

/** A run stopped before its first block was whole: chains that ended are counted, and nothing is claimed. */
function nothingSettled(plan: Plan, tally: Tally, engine: EngineReport, seconds: number): ChainsResult {
  return {
    ...theoryResult(plan, [], null),
    engine,
    seconds,
    collapseTime: collapseTime(new Map(), tally.doneCounts, plan.experiment.chains, null),
  };
}

/** The laws alone, in the result's shape: every simulated value null. */
export function theoryResult(
  plan: Plan,
  generations: readonly number[],
  laws: FullySyntheticLaws | null,
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
  const unsimulated = { mean: null, standardError: null };
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
    series: {
      sumOfSquares: { ...unsimulated, theory: laws?.sumOfSquares ?? null },
      collapsedFraction: {
        mean: null,
        theory: laws?.collapsedFraction ?? null,
        lower: laws?.collapsedLower ?? null,
        upper: laws?.collapsedUpper ?? null,
      },
      support: { ...unsimulated, theory: laws?.support ?? null },
      entropy: unsimulated,
      driftL1: { ...unsimulated, bound: laws?.driftL1Bound ?? null, theorem3: null },
      driftL2Squared: { ...unsimulated, theory: laws?.driftL2Squared ?? null },
      driftFromTruthL1: unsimulated,
    },
  };
}

/** `over`: the chains that mean and quantiles are over; `counts`: all that collapsed, of `total`. */
function collapseTime(
  over: Histogram,
  counts: Histogram,
  total: number,
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
    left: null,
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
  laws: FullySyntheticLaws | null,
): ChainsSeries {
  const n = plan.samples;
  const R = plan.truth(0).total;
  const { contexts } = plan.experiment;
  const items = tally.settled * contexts;
  const rows = generations.length;
  const shifts = spreadShifts(n, R);
  const averages = (values: readonly bigint[], scale: number, first: number): number[] =>
    values.map((sum, row) => Number(sum) / items / (row === 0 ? first : scale));
  /** An average over contexts of one chain has 1/contexts of a context's variance. */
  const errors = (spread: Spread, scale: number): (number | null)[] => {
    const index = SPREAD_INDEX[spread];
    const unit = 2 ** (shifts[index] ?? 0) / scale;
    return tally.settledSums
      .variance(index, rows)
      .map((variance, row) =>
        variance === null ? null : row === 0 ? 0 : unit * Math.sqrt(variance / items),
      );
  };
  const truth = truthSums(plan);
  const nats = Math.LN2 / 65536;
  const firstSquares = sums.sumOfSquares[1] ?? 0n;
  const fromTruth = averages(sums.driftFromTruthL1, n * R, n * R);
  const fromTruthError = errors("driftFromTruthL1", n * R);
  const squares = averages(sums.sumOfSquares, n * n, R * R);
  const driftSquared = sums.sumOfSquares.map((sum, row) =>
    row === 0
      ? (squares[0] ?? 0) + (squares[1] ?? 0) - (2 * Number(sums.firstProduct[0] ?? 0n)) / items / (n * R)
      : Number(sum + firstSquares - 2n * (sums.firstProduct[row] ?? 0n)) / items / (n * n),
  );
  const firstVariance = tally.settledSums.firstVariance();
  return {
    sumOfSquares: {
      mean: squares,
      standardError: errors("sumOfSquares", n * n),
      theory: laws?.sumOfSquares ?? null,
    },
    collapsedFraction: {
      mean: sums.collapsed.map((sum) => Number(sum) / tally.settled),
      theory: laws?.collapsedFraction ?? null,
      lower: laws?.collapsedLower ?? null,
      upper: laws?.collapsedUpper ?? null,
    },
    support: {
      mean: averages(sums.support, 1, 1),
      standardError: errors("support", 1),
      theory: laws?.support ?? null,
    },
    entropy: {
      mean: sums.entropy.map((sum, row) =>
        row === 0
          ? (nats * Number(truth.entropyOfTotal * BigInt(tally.settled) - sum)) / items / R
          : (nats * Number(BigInt(entropyTerm(n)) * BigInt(items) - sum)) / items / n,
      ),
      standardError: errors("entropy", n / nats),
    },
    driftL1: {
      mean: averages(sums.driftL1, n * n, n * R),
      standardError: errors("driftL1", n * n).map((error, row) =>
        row === 0 ? (fromTruthError[1] ?? null) : error,
      ),
      bound: laws?.driftL1Bound ?? null,
      theorem3: null,
    },
    driftL2Squared: {
      mean: driftSquared,
      standardError: errors("driftL2Squared", n * n).map((error, row) =>
        row > 0 ? error : firstVariance === null ? null : 2 ** -30 * Math.sqrt(firstVariance / items),
      ),
      theory: laws?.driftL2Squared ?? null,
    },
    driftFromTruthL1: { mean: fromTruth, standardError: fromTruthError },
  };
}
