import type { ChainsResult, EngineReport } from "../experiment/result.js";
import type { ChainsExperiment } from "../experiment/types.js";
import type { ResolvedCorpus } from "../corpus/index.js";
import type { DrawnCollapseTime } from "../theory/index.js";

/** What a run says of itself, a few times a second while it lives. */
export interface RunUpdate {
  readonly state: RunState;
  readonly engine: EngineReport;
  /** Chains that are done, in any order. */
  readonly chainsDone: number;
  /** Chains 0 ... settled-1 are all done: means are over these, since the chains that finish first are the short ones. */
  readonly settled: number;
  readonly seconds: number;
  /** Null until it is stable. */
  readonly secondsLeft: number | null;
  readonly generationsPerSecond: number | null;
  /** Histogram of T over every chain that is done. */
  readonly counts: readonly (readonly [number, number])[];
  /** The result over the settled chains alone; at the end, the result. Theory fields are filled in at the end only. */
  readonly partial: ChainsResult | null;
}

export type RunState = "running" | "paused" | "stopped" | "finished";

/** Something a person must be told: what happened, what it means, what can be done. */
export interface Notice {
  readonly kind: "no-webgpu" | "software-adapter" | "gpu-lost" | "on-cpu" | "waves" | "kept" | "surrogate";
  readonly text: string;
}

/** A run's ends. Failure never throws past here: it is a sentence. */
export type RunEnd =
  | { readonly ok: true; readonly result: ChainsResult }
  | { readonly ok: false; readonly status: "bad-input" | "no-engine" | "failed"; readonly message: string };

export interface RunListener {
  update(update: RunUpdate): void;
  notice(notice: Notice): void;
}

/** A run under way. Calls are idempotent; after the end they do nothing. */
export interface RunHandle {
  readonly experiment: ChainsExperiment;
  readonly end: Promise<RunEnd>;
  pause(): void;
  resume(): void;
  /** Ends the run within 300 ms; the result is that of a stopped run. */
  stop(): void;
}

/** One chain, recomputed from (seed, chain) alone: p(1), p(2), ... as counts of the tokens that ever lived in the drawing. */
export interface ChainPath {
  readonly chain: number;
  readonly context: number;
  /** Token ids, ascending: all that ever lived, or the 512 of them whose largest share is largest. */
  readonly tokens: Uint32Array;
  /** Generations drawn: 1, 1 + stride, ... and the last. */
  readonly generations: Uint32Array;
  /** counts[row * tokens.length + column]. */
  readonly counts: Uint32Array;
  /** By row: the sum over all tokens. A share is count / total. */
  readonly totals: Float64Array;
  /** T if the path reached it. */
  readonly collapseTime: number | null;
  readonly winner: number | null;
}

/** Many chains of a small vocabulary, generation after generation: for the simplex. */
export interface Population {
  /** Models that are followed at once: dot i is chain floor(i / contexts) in its context i mod contexts. */
  readonly dots: number;
  readonly contexts: number;
  readonly tokens: number;
  /** Generations 1 ... last. */
  readonly lastGeneration: number;
  /** counts[((m - 1) * dots + dot) * tokens + token]. */
  readonly counts: Uint32Array;
}

/** The largest n that keeps a drift below a bound, by two laws; 0 where none does. */
export interface DriftBudget {
  readonly theorem3: number;
  readonly elementary: number;
}

/** A text, read; or a sentence why not. */
export type CorpusRead =
  { readonly ok: true; readonly corpus: ResolvedCorpus } | { readonly ok: false; readonly message: string };

/** What stands on the page before a single chain has run. */
export interface ChainsLaws {
  /** As `lab theory` writes it: every simulated value null. */
  readonly result: ChainsResult;
  /** The law of T over the range worth drawing; null where it is not known or too costly. */
  readonly collapseTime: DrawnLaw | null;
}

/** The law of T over the range worth drawing; "diffusion" is the limit of large n, to be drawn dashed. */
export type DrawnLaw = DrawnCollapseTime;

/** What this browser offers. */
export interface EnginesFound {
  readonly webgpu: {
    readonly adapter: string;
    readonly fallbackAdapter: boolean;
    readonly limits: Readonly<Record<string, number>>;
  } | null;
  readonly cpuWorkers: number;
  /** Which one "auto" takes, and why if it is not a real GPU. */
  readonly auto: "webgpu" | "cpu";
  readonly notice: Notice | null;
}
