import {
  bySamples,
  chainsTheory,
  runSweep,
  type ChainsResult,
  type PointEstimate,
  type Sweep,
  type SweepResult,
  type SweepUpdate,
} from "../index.js";
import { carryOut, type Task } from "./carry-out.js";
import type { SweepInput } from "./input.js";
import { nodeHost } from "./node-host.js";
import type { PartialFile } from "./output.js";
import { startProgress } from "./progress.js";

const HALF_WIDTH_95 = 1.96;
/** Before so many seconds nobody knows how long it takes. */
const SETTLED_SECONDS = 1;

/**
 * The results of a sweep's points.
 * @throws {Failure}
 */
export function runPoints(
  { sweep, corpus }: SweepInput,
  partial: PartialFile | null,
  resume: boolean,
): Promise<SweepResult> {
  const task: Task<SweepUpdate, SweepResult> = {
    count: sweep.points.length,
    what: "points",
    start: (listener, checkpoint) =>
      runSweep(sweep, listener, nodeHost, { corpus, checkpoint: checkpoint?.toString() ?? null }),
    progress: (news) => ({
      done: news.pointsDone,
      seconds: news.seconds,
      secondsLeft: secondsLeft(sweep, news),
    }),
  };
  return carryOut(task, partial, resume);
}

/** The exact laws of a sweep's points, nothing simulated. */
export function pointLaws({ sweep, corpus }: SweepInput): SweepResult {
  const progress = startProgress(
    { count: sweep.points.length, what: "points" },
    process.stderr.isTTY,
    (text) => process.stderr.write(text),
  );
  const began = performance.now();
  const results: ChainsResult[] = [];
  bySamples(sweep).forEach((j, done) => {
    const experiment = sweep.points[j];
    if (experiment === undefined) return;
    const seconds = (performance.now() - began) / 1000;
    progress.update({ done, seconds, secondsLeft: null });
    results[j] = chainsTheory(experiment, corpus);
  });
  progress.end();
  return { version: 1, experiment: sweep.file, points: results };
}

/** By the share of its chains that a point has done, and never more than the budget. */
function secondsLeft(
  { budgetSeconds, precision, points }: Sweep,
  { seconds, estimates }: SweepUpdate,
): number {
  const shares = estimates.map((estimate, j) => shareDone(estimate, precision, points[j]?.chains ?? 1));
  const share = shares.reduce((sum, one) => sum + one, 0) / shares.length;
  const expected = share > 0 && seconds > SETTLED_SECONDS ? (seconds * (1 - share)) / share : Infinity;
  return Math.max(0, Math.min(expected, budgetSeconds - seconds));
}

/** The half-width falls with the root of the number of chains. */
function shareDone({ chains, mean, standardError }: PointEstimate, precision: number, most: number): number {
  if (mean === null || standardError === null) return 0;
  const halfWidth = (HALF_WIDTH_95 * standardError) / mean;
  return Math.min(1, Math.max(chains / most, (precision / halfWidth) ** 2));
}
