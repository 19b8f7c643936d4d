import {
  chainsResult,
  lawsAt,
  makePlan,
  restoreTally,
  resultRows,
  saveTally,
  Tally,
} from "../../chains/index.js";
import type { ContextTable } from "../../corpus/index.js";
import {
  rowGenerations,
  type ChainsExperiment,
  type ChainsResult,
  type EngineReport,
} from "../../experiment/index.js";
import { chainsTheory } from "../laws.js";
import type { PointState } from "./schedule.js";

const HALF_WIDTH_95 = 1.959964;
/** With fewer values an interval says nothing. */
const LEAST = 8;

/** A mean and its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** One point of a sweep: its chains so far, and what they say. */
export class SweepPoint {
  readonly experiment: ChainsExperiment;
  seconds = 0;
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

  /**
   * E[T], or with stop "generations" S_m at the last one, and its standard error so far; null where there is none. Found
   * once for so many chains.
   */
  get estimate(): Estimate | null {
    const { settled, counts, settledSums } = this.tally;
    if (settled > this.known.done) {
      const { stop, generations } = this.experiment;
      const last = generations === null ? 0 : rowGenerations(generations - 1).length;
      const estimate = stop === "generations" ? settledSums.spread("sumOfSquares", last) : meanOf(counts);
      this.known = { done: settled, estimate };
    }
    return this.known.estimate;
  }

  /** Gives the tally's memory back once its result is there. */
  forget(): void {
    this.tally = new Tally(this.experiment);
  }

  /** The result over the chains so far, as that of an experiment of so many; laws where asked. */
  result(engine: EngineReport, withLaws: boolean): ChainsResult {
    const { experiment, tally, corpus, seconds } = this;
    if (tally.settled === 0) return chainsTheory(experiment, corpus);
    const plan = makePlan({ ...experiment, chains: tally.settled }, corpus);
    const laws = withLaws ? lawsAt(plan, resultRows(plan, tally)) : null;
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

function meanOf(counts: ReadonlyMap<number, number>): Estimate | null {
  let count = 0;
  let sum = 0;
  let squares = 0;
  counts.forEach((times, T) => {
    count += times;
    sum += times * T;
    squares += times * T * T;
  });
  if (count < LEAST) return null;
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  return { mean, standardError: Math.sqrt(variance / (count - 1)) };
}
