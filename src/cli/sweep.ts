import { runSweep, sweepLaws, type Sweep, type SweepResult, type SweepUpdate } from "../index.js";
import { carryOut, type Task } from "./carry-out.js";
import type { SweepInput } from "./input.js";
import { nodeHost } from "./node-host.js";
import type { PartialFile } from "./output.js";
import { startProgress } from "./progress.js";

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
    progress: (news) => progressOf(sweep, news),
  };
  return carryOut(task, partial, resume);
}

function progressOf(
  { points, budgetSeconds }: Sweep,
  { pointsDone, lawsDone, seconds, secondsLeft }: SweepUpdate,
): ReturnType<Task<SweepUpdate, SweepResult>["progress"]> {
  const count = points.length;
  const isWriting = (pointsDone === count || seconds > budgetSeconds) && lawsDone < count;
  if (!isWriting) return { done: pointsDone, seconds, secondsLeft };
  const doing = `writing the laws of ${[lawsDone, count].map((x) => x.toLocaleString("en-US")).join(" of ")}`;
  return { done: pointsDone, doing, seconds, secondsLeft: null };
}

/** The exact laws of a sweep's points, nothing simulated. */
export async function pointLaws({ sweep, corpus }: SweepInput): Promise<SweepResult> {
  const progress = startProgress(
    { count: sweep.points.length, what: "points" },
    process.stderr.isTTY,
    (text) => process.stderr.write(text),
  );
  const began = performance.now();
  try {
    return await sweepLaws(sweep, nodeHost, corpus, (done) => {
      progress.update({ done, seconds: (performance.now() - began) / 1000, secondsLeft: null });
    });
  } finally {
    progress.end();
  }
}
