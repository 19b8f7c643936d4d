import type { Notice } from "../index.js";
import { EXIT, Failure } from "./failure.js";
import type { PartialFile } from "./output.js";
import { startProgress, type Counted, type Progress } from "./progress.js";

const CHECKPOINT_SECONDS = 10;
/** No more of the time than this goes into saving checkpoints. */
const CHECKPOINT_SHARE = 0.02;

/** What is told besides the progress. That a computer has no GPU for "auto" is in the result. */
const TOLD = new Set(["gpu-lost", "on-cpu", "surrogate", "waves"]);

/** A run or a sweep, under way. */
interface Running<Result> {
  readonly end: Promise<
    | { readonly ok: true; readonly result: Result }
    | { readonly ok: false; readonly status: "bad-input" | "no-engine" | "failed"; readonly message: string }
  >;
  checkpoint(): string | Uint8Array;
}

/** What is to be carried out: how it starts, and how far its news say it is. */
export interface Task<News extends { readonly state: string }, Result> {
  readonly count: number;
  readonly what: Counted;
  start(
    listener: { update(news: News): void; notice(notice: Notice): void },
    checkpoint: Buffer | null,
  ): Running<Result>;
  progress(news: News): Parameters<Progress["update"]>[0];
}

/**
 * Carries a task out, its progress on standard error. With a file to write to, a checkpoint lies beside it until the
 * caller takes it away; an interruption ends the process.
 * @throws {Failure}
 */
export async function carryOut<News extends { readonly state: string }, Result>(
  task: Task<News, Result>,
  partial: PartialFile | null,
  resume: boolean,
): Promise<Result> {
  const say = (text: string): void => {
    process.stderr.write(text);
  };
  const saved = resume ? (partial?.read() ?? null) : null;
  if (resume && saved === null) say("There is no checkpoint to go on from: starting at the beginning.\n");
  const progress = startProgress(task, process.stderr.isTTY, say);
  const checkpoints = partial === null ? null : saveNowAndThen(partial);
  const listener = {
    update: (news: News) => {
      progress.update(task.progress(news));
      if (news.state === "running") checkpoints?.(running);
    },
    notice: ({ kind, text }: Notice) => {
      if (!TOLD.has(kind)) return;
      progress.end();
      say(`${text}\n`);
    },
  };
  const running = task.start(listener, saved);
  const stopListening = onSignals(running, partial, progress);
  const end = await running.end;
  stopListening();
  progress.end();
  if (!end.ok) throw new Failure(statusOf(end.status), end.message);
  return end.result;
}

function statusOf(status: "bad-input" | "no-engine" | "failed"): number {
  if (status === "bad-input") return EXIT.badInput;
  return status === "no-engine" ? EXIT.noEngine : EXIT.failed;
}

function saveNowAndThen(partial: PartialFile): (running: Running<unknown>) => void {
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
function onSignals(running: Running<unknown>, partial: PartialFile | null, progress: Progress): () => void {
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

function save(running: Running<unknown>, partial: PartialFile | null): string {
  if (partial === null) return "nothing was written";
  try {
    partial.write(running.checkpoint());
    return "--resume goes on from here";
  } catch {
    return `the checkpoint ${JSON.stringify(partial.path)} could not be written`;
  }
}
