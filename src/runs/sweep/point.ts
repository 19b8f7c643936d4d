import {
  chainsResult,
  makePlan,
  restoreTally,
  resultRows,
  saveTally,
  Tally,
  theoryResult,
} from "../../chains/index.js";
import type { ContextTable } from "../../corpus/index.js";
import {
  rowGenerations,
  type ChainsExperiment,
  type ChainsResult,
  type EngineReport,
} from "../../experiment/index.js";
import type { LawsAtRows } from "../laws.js";
import type { PointState } from "./schedule.js";

const HALF_WIDTH_95 = 1.959964;
/** With fewer values an interval says nothing. */
const LEAST = 8;

/** A job this long tells how long others will take; a shorter one how long a few times as many chains will. */
const TELLING_SECONDS = 0.1;
const TELLING_TIMES = 4;

/** A mean and its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** What a point took of a member's time last. */
interface Pace {
  readonly chains: number;
  readonly seconds: number;
}

/** One point of a sweep: its chains so far, and what they say. */
export class SweepPoint {
  readonly experiment: ChainsExperiment;
  seconds = 0;
  private pace: Pace | null = null;
  private readonly corpus: ContextTable | null;
  private tally: Tally;
  /** What was found of the first `done` chains. */
  private known: { readonly done: number; readonly estimate: Estimate | null } = { done: 0, estimate: null };

  constructor(experiment: ChainsExperiment, corpus: ContextTable | null) {
    this.experiment = experiment;
    this.corpus = corpus;
    this.tally = new Tally(experiment);
  }

  /** The tally that the point's units are added to. */
  get units(): Tally {
    return this.tally;
  }

  get state(): PointState {
    const { estimate } = this;
    const halfWidth = estimate === null ? null : (HALF_WIDTH_95 * estimate.standardError) / estimate.mean;
    return { done: this.known.done, most: this.experiment.chains, halfWidth };
  }

  /** Chains that a cap has kept alive, of those in the estimate. */
  get alive(): number {
    return this.tally.censored;
  }

  /** A job of so many chains took a member so many seconds. */
  took(seconds: number, chains: number): void {
    this.seconds += seconds;
    this.pace = { seconds, chains };
  }

  /** A member's seconds for so many chains more, by the latest ones; null where these were too few to tell. */
  secondsFor(chains: number): number | null {
    const { pace } = this;
    const tells = pace !== null && (pace.seconds >= TELLING_SECONDS || chains <= TELLING_TIMES * pace.chains);
    return tells ? (chains * pace.seconds) / pace.chains : null;
  }

  /**
   * E[T], or with stop "generations" S_m at the last one, and its standard error so far; null where there is none. Chains
   * that the cap has kept alive count with the cap: then it is that of the smaller of both, a lower bound on E[T]. Found
   * once for so many chains.
   */
  get estimate(): Estimate | null {
    const { settled, counts, censored, settledSums } = this.tally;
    if (settled > this.known.done) {
      const { stop, generations } = this.experiment;
      const last = generations === null ? 0 : rowGenerations(generations - 1).length;
      const estimate =
        stop === "generations"
          ? settledSums.spread("sumOfSquares", last)
          : meanOf([...counts, [generations ?? 0, censored]]);
      this.known = { done: settled, estimate };
    }
    return this.known.estimate;
  }

  /** The rows of its result so far; null where nothing is simulated, and theory says which. */
  get rows(): readonly number[] | null {
    const { experiment, tally } = this;
    return tally.settled === 0 ? null : resultRows({ experiment }, tally);
  }

  /**
   * The result over the chains so far, as that of an experiment of so many. `found` are the laws at its rows; null leaves
   * them out.
   */
  result(engine: EngineReport, found: LawsAtRows | null): ChainsResult {
    const { experiment, tally, corpus, seconds } = this;
    const laws = found?.laws ?? null;
    if (tally.settled === 0) return theoryResult({ experiment }, found?.generations ?? [], laws);
    const plan = makePlan({ ...experiment, chains: tally.settled }, corpus);
    return chainsResult(plan, tally, engine, seconds, laws);
  }

  save(): string {
    return saveTally(this.experiment, this.tally);
  }

  /** Takes up what `save` wrote; a sentence where it does not fit. */
  restore(saved: string): string | null {
    const tally = restoreTally(this.experiment, saved);
    if (typeof tally === "string") return tally;
    this.tally = tally;
    return null;
  }
}

function meanOf(counts: Iterable<readonly [T: number, times: number]>): Estimate | null {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const [T, times] of counts) {
    count += times;
    sum += times * T;
    squares += times * T * T;
  }
  if (count < LEAST) return null;
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  return { mean, standardError: Math.sqrt(variance / (count - 1)) };
}
