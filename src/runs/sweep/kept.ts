import type { ContextTable } from "../../corpus/index.js";
import { FILE_BYTES, type Sweep, type SweepResult } from "../../experiment/index.js";
import type { Host } from "../host.js";
import { Keeper } from "../kept/keeper.js";
import { keptId, removeKept } from "../kept/store.js";
import type { Keep } from "../kept/types.js";
import { runSweep, type LocalSweep, type SweepEnd, type SweepListener, type SweepUpdate } from "./sweep.js";

/** No checkpoint is taken within so many milliseconds of the last, nor for so many times as long as it took: 2 % of the time. */
const REST_MILLISECONDS = 2000;
const REST_TIMES = 50;

/**
 * Runs a sweep as runSweep does, and the browser keeps it: its checkpoint now and then, and in the end its result, where that
 * is no larger than a file may be. In a worker.
 */
export function runKeptSweep(
  sweep: Sweep,
  listener: SweepListener,
  host: Host,
  corpus: ContextTable | null,
  keep: Keep,
): Omit<LocalSweep, "checkpoint"> {
  let started: LocalSweep | null = null;
  const early: ("pause" | "resume" | "stop")[] = [];
  const steer = (action: "pause" | "resume" | "stop") => (): void => {
    if (started === null) early.push(action);
    else started[action]();
  };
  const run = async (): Promise<SweepEnd> => {
    const notice = listener.notice.bind(listener);
    const toKeep = { ...keep, kind: "sweep", experiment: sweep.file } as const;
    const keeper = await Keeper.open(toKeep, { notice, saved: () => undefined });
    const saving = new Saving(keeper, sweep.points.length);
    const update = (news: SweepUpdate): void => {
      listener.update(news);
      saving.heard(news, local);
    };
    const before = keeper?.checkpoint ?? null;
    const checkpoint = before === null ? null : new TextDecoder().decode(before);
    const local = runSweep(sweep, { update, notice }, host, { corpus, checkpoint });
    started = local;
    for (const action of early) local[action]();
    const end = await local.end;
    const isFinished = end.ok && saving.isFinished;
    const json = isFinished ? jsonOf(end.result) : null;
    await keeper?.end(json);
    const isOfNoUse = isFinished ? json === null : before === null && !saving.hasSaved;
    if (keeper !== null && isOfNoUse) await removeKept(keptId(sweep.file));
    return end;
  };
  return {
    end: run(),
    pause: steer("pause"),
    resume: steer("resume"),
    stop: steer("stop"),
    point: (index) => started?.point(index) ?? null,
  };
}

/** Null where it is too long for a file, or even for a string. */
function jsonOf(result: SweepResult): string | null {
  try {
    const json = JSON.stringify(result);
    return json.length <= FILE_BYTES ? json : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** When a sweep's checkpoints are taken. */
class Saving {
  isFinished = false;
  hasSaved = false;
  private readonly keeper: Keeper | null;
  private readonly points: number;
  private last = performance.now();
  private rest = REST_MILLISECONDS;

  constructor(keeper: Keeper | null, points: number) {
    this.keeper = keeper;
    this.points = points;
  }

  heard({ state, pointsDone }: SweepUpdate, sweep: LocalSweep): void {
    this.isFinished = state === "finished";
    const due = performance.now() - this.last >= this.rest || (state === "stopped" && this.hasSaved);
    if (!due || this.isFinished) return;
    this.last = Infinity;
    this.hasSaved = true;
    this.keeper?.changed(() => {
      const began = performance.now();
      const checkpoint = new TextEncoder().encode(sweep.checkpoint());
      this.last = performance.now();
      this.rest = Math.max(REST_MILLISECONDS, REST_TIMES * (this.last - began));
      return { checkpoint, progress: { done: pointsDone, of: this.points } };
    });
  }
}
