import {
  resultCsv,
  runExperiment,
  type ChainsExperiment,
  type ChainsResult,
  type LocalRun,
} from "../index.js";
import { EXIT, Failure } from "./failure.js";
import { nodeHost } from "./node-host.js";
import type { Output, PartialFile } from "./output.js";
import { startProgress, type Progress } from "./progress.js";

const CHECKPOINT_SECONDS = 10;
/** No more of the time than this goes into saving checkpoints. */
const CHECKPOINT_SHARE = 0.02;

/** What is told besides a run's progress. That a computer has no GPU for "auto" is in the result. */
const TOLD = new Set(["gpu-lost", "on-cpu", "waves"]);

/**
 * Runs an experiment and writes its result. With a file to write to, a checkpoint lies beside it until the result does.
 * @throws {Failure}
 */
export async function run(
  experiment: ChainsExperiment,
  output: Output,
  { csv, resume }: { readonly csv: boolean; readonly resume: boolean },
): Promise<void> {
  const { partial } = output;
  const say = (text: string): void => {
    process.stderr.write(text);
  };
  const saved = resume ? (partial?.read() ?? null) : null;
  if (resume && saved === null) say("There is no checkpoint to go on from: starting at the first chain.\n");
  const progress = startProgress(experiment.chains, process.stderr.isTTY, say);
  const checkpoints = partial === null ? null : saveNowAndThen(partial);
  const running: LocalRun = runExperiment(
    experiment,
    {
      update: (news) => {
        progress.update(news);
        if (news.state === "running") checkpoints?.(running);
      },
      notice: ({ kind, text }) => {
        if (!TOLD.has(kind)) return;
        progress.end();
        say(`${text}\n`);
      },
    },
    nodeHost,
    saved,
  );
  const stopListening = onSignals(running, partial, progress);
  const end = await running.end;
  stopListening();
  progress.end();
  if (!end.ok) throw new Failure(statusOf(end.status), end.message);
  await output.write(resultText(end.result, csv));
  partial?.remove();
}

/** A result as it is written: a line of JSON, or CSV. */
export function resultText(result: ChainsResult, csv: boolean): string {
  return csv ? resultCsv(result) : `${JSON.stringify(result)}\n`;
}

function statusOf(status: "bad-input" | "no-engine" | "failed"): number {
  if (status === "bad-input") return EXIT.badInput;
  return status === "no-engine" ? EXIT.noEngine : EXIT.failed;
}

function saveNowAndThen(partial: PartialFile): (running: LocalRun) => void {
  let last = performance.now();
  let cost = 0;
  return (running) => {
    const now = performance.now();
    if (now - last < Math.max(1000 * CHECKPOINT_SECONDS, cost / CHECKPOINT_SHARE)) return;
    partial.write(running.checkpoint());
    last = performance.now();
    cost = last - now;
  };
}

/** Ends the process when it is interrupted, what is settled saved. Returns what takes the listeners away. */
function onSignals(running: LocalRun, partial: PartialFile | null, progress: Progress): () => void {
  const interrupt = (status: number) => (): void => {
    progress.end();
    process.stderr.write(`Interrupted: ${save(running, partial)}.\n`);
    process.exit(status);
  };
  const onInterrupt = interrupt(EXIT.interrupted);
  const onTerminate = interrupt(EXIT.terminated);
  process.once("SIGINT", onInterrupt);
  process.once("SIGTERM", onTerminate);
  return () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
  };
}

function save(running: LocalRun, partial: PartialFile | null): string {
  if (partial === null) return "nothing was written";
  try {
    partial.write(running.checkpoint());
    return "--resume goes on from here";
  } catch {
    return `the checkpoint ${JSON.stringify(partial.path)} could not be written`;
  }
}
