import type { ChainsExperiment } from "./types.js";

/**
 * What comes back up: the one result shape of the page, the library, the command line and the downloads.
 * Arrays of a series are as long as `generations`. An unknown law or a value that was not simulated is null.
 */
export interface ChainsResult {
  readonly version: 1;
  readonly experiment: ChainsExperiment;
  readonly engine: EngineReport | null;
  /** Seconds of computing, pauses left out. */
  readonly seconds: number | null;
  /** SHA-256 of the exact integers; null for a run that was stopped, and for theory alone. */
  readonly digest: string | null;
  readonly collapseTime: CollapseTime;
  /** The same over contexts instead of chains; only where there are more than one. */
  readonly contextCollapseTime?: CollapseTime;
  /** [token, contexts that ended in it], ascending, zero counts left out. */
  readonly winners: readonly (readonly [number, number])[] | null;
  /** P(a context ends in it) for the tokens of `winners`, in their order. */
  readonly winnersTheory: readonly number[] | null;
  /** The rows m of every series. */
  readonly generations: readonly number[];
  readonly series: ChainsSeries;
}

/** What a sweep comes back as: one result a point, in the order of its points. A point without a chain has no simulated value. */
export interface SweepResult {
  readonly version: 1;
  /** The file, with the sweep's own defaults filled in. */
  readonly experiment: Readonly<Record<string, unknown>>;
  readonly points: readonly ChainsResult[];
}

export interface EngineReport {
  readonly name: "webgpu" | "cpu";
  /** The adapter's own words, or e.g. "CPU, 2 workers". */
  readonly adapter: string;
  readonly fallbackAdapter: boolean;
}

export interface CollapseTime {
  readonly collapsed: number | null;
  readonly censored: number | null;
  /** Chains that were ever not a Dirac after T; null where a Dirac is absorbing, and with stop "collapse". */
  readonly left: number | null;
  /** Chains that mean, standard deviation and quantiles are over: all collapsed ones, or the finished blocks of a stopped run. */
  readonly settled: number | null;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly standardDeviation: number | null;
  readonly median: number | null;
  readonly quantiles: Readonly<Record<"0.05" | "0.25" | "0.75" | "0.95", number>> | null;
  /** Exact histogram of T: [T, chains], ascending. */
  readonly counts: readonly (readonly [number, number])[] | null;
  readonly theory: CollapseTimeLaw | null;
}

export interface CollapseTimeLaw {
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  /** -2n sum (1-p_i) ln(1-p_i), the limit of large n. Null for the largest of several contexts. */
  readonly diffusion: number | null;
  /** Theorem 1's bounds on E[T]. */
  readonly lowerBound: number | null;
  readonly upperBound: number | null;
  /** P(T <= m) at the rows of `generations`. */
  readonly distribution: readonly number[] | null;
}

type Row = number | null;

/** With stop "collapse" where a Dirac can be left, nothing is simulated but T: every mean is null. */
export interface ChainsSeries {
  readonly sumOfSquares: SimulatedSeries & {
    /** Theorem 2 as it is printed, its last sign wrong; partially-synthetic only. */
    readonly printed?: readonly Row[];
    /** The limit of S_m for large m. */
    readonly limit?: number;
  };
  readonly collapsedFraction: {
    readonly mean: readonly Row[] | null;
    readonly theory: readonly Row[] | null;
    readonly lower: readonly Row[] | null;
    readonly upper: readonly Row[] | null;
  };
  readonly support: SimulatedSeries;
  readonly entropy: Omit<SimulatedSeries, "theory">;
  readonly driftL1: Omit<SimulatedSeries, "theory"> & {
    readonly bound: readonly Row[] | null;
    readonly theorem3: readonly Row[] | null;
  };
  readonly driftL2Squared: SimulatedSeries & {
    /** The limit for large m. */
    readonly limit?: number;
  };
  readonly driftFromTruthL1: Omit<SimulatedSeries, "theory">;
  /** Further measures, where they were asked for: f64 from the integer counts of the first chains, outside the digest. */
  readonly klFromTruth?: MeasuredSeries;
  readonly klFromFirst?: MeasuredSeries;
  readonly chiSquareFromTruth?: MeasuredSeries;
  readonly chiSquareFromFirst?: MeasuredSeries;
  readonly tvFromTruth?: MeasuredSeries;
  readonly tvFromFirst?: MeasuredSeries;
  readonly tailMassLost?: MeasuredSeries;
  readonly contextsCollapsed?: MeasuredSeries;
}

/** Over chains 0 ... chains-1 alone; null in a row where it is infinite in one of them. */
export interface MeasuredSeries {
  readonly mean: readonly Row[];
  readonly standardError: readonly Row[];
  readonly chains: number;
}

export interface SimulatedSeries {
  readonly mean: readonly Row[] | null;
  readonly standardError: readonly Row[] | null;
  readonly theory: readonly Row[] | null;
}
