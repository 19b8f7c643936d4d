import { furtherMeasures, runExperiment, type ChainsResult, type RunUpdate } from "../index.js";
import { carryOut, type Task } from "./carry-out.js";
import type { RunInput } from "./input.js";
import { nodeHost } from "./node-host.js";
import type { PartialFile } from "./output.js";

/**
 * The result of an experiment's run, with the further measures where they are wanted.
 * @throws {Failure}
 */
export async function run(
  { experiment, corpus }: RunInput,
  partial: PartialFile | null,
  { resume, measures }: { readonly resume: boolean; readonly measures: boolean },
): Promise<ChainsResult> {
  const task: Task<RunUpdate, ChainsResult> = {
    count: experiment.chains,
    what: "chains",
    start: (listener, checkpoint) =>
      runExperiment(experiment, listener, nodeHost, { corpus, checkpoint: checkpoint?.toString() ?? null }),
    progress: ({ chainsDone, seconds, secondsLeft }) => ({ done: chainsDone, seconds, secondsLeft }),
  };
  const result = await carryOut(task, partial, resume);
  if (!measures) return result;
  const { generations, series } = result;
  return { ...result, series: { ...series, ...furtherMeasures(experiment, corpus, generations) } };
}
