import * as v from "valibot";
import type { ChainsExperiment, ChainsResult } from "../../index.js";
import { STARTING } from "./page.js";
import type { RunView } from "./view.js";

const number = v.nullable(v.number());
const rows = v.nullable(v.array(number));
const pairs = v.nullable(v.array(v.tuple([v.number(), v.number()])));

const simulated = { mean: rows, standardError: rows };
const withLaw = v.object({ ...simulated, theory: rows });

const collapseTime = v.object({
  collapsed: number,
  censored: number,
  left: number,
  settled: number,
  mean: number,
  standardError: number,
  standardDeviation: number,
  median: number,
  quantiles: v.nullable(v.record(v.string(), v.number())),
  counts: pairs,
  theory: v.nullable(
    v.object({
      mean: number,
      standardDeviation: number,
      diffusion: number,
      lowerBound: number,
      upperBound: number,
      distribution: rows,
    }),
  ),
});

/** Everything of a result that the page draws or says. */
const chainsResult = v.object({
  engine: v.nullable(v.object({ name: v.string(), adapter: v.string(), fallbackAdapter: v.boolean() })),
  seconds: number,
  digest: v.nullable(v.string()),
  collapseTime,
  contextCollapseTime: v.optional(collapseTime),
  winners: pairs,
  winnersTheory: rows,
  generations: v.array(v.number()),
  series: v.object({
    sumOfSquares: withLaw,
    collapsedFraction: v.object({ mean: rows, theory: rows, lower: rows, upper: rows }),
    support: withLaw,
    entropy: v.object(simulated),
    driftL1: v.object({ ...simulated, bound: rows, theorem3: rows }),
    driftL2Squared: withLaw,
    driftFromTruthL1: v.object(simulated),
  }),
});

/**
 * The result of an experiment as JSON gives it back, with the experiment as the lab's reader has judged it; null where anything
 * that the page draws is missing.
 */
export function storedChains(value: unknown, experiment: ChainsExperiment): ChainsResult | null {
  const result = value as ChainsResult;
  return v.is(chainsResult, value) ? { ...result, experiment } : null;
}

/** A finished run as its result tells of it. */
export function finishedView(result: ChainsResult): RunView {
  const { chains, method } = result.experiment;
  const done = method === "exact" ? 0 : chains;
  return {
    ...STARTING,
    state: "finished",
    engine: result.engine,
    chainsDone: done,
    settled: done,
    seconds: result.seconds ?? 0,
    counts: result.collapseTime.counts ?? [],
    result,
  };
}
