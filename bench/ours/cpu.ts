import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { CpuEngine, cutUnits, makePlan } from "../../src/chains/index.js";
import { experimentOf, type Done, type Work } from "./cell.js";
import { serve } from "./protocol.js";

/** A unit is a 16th of the work, so that the time is looked at often enough. */
const UNITS = 16;

/** Seconds that this process has computed. */
function computed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Runs every `stride`-th unit of the work from `first` on, on this core, until seconds() passes the limit. */
function runUnits(
  work: Work,
  limit: number,
  timesOnly: boolean,
  seconds: () => number,
  first: number,
  stride: number,
): { generations: number; finished: boolean } {
  const began = seconds();
  const plan = makePlan(experimentOf(work, { engine: "cpu" }));
  const engine = new CpuEngine(timesOnly ? { ...plan, timesOnly } : plan);
  const units = cutUnits(work.chains, 1, Math.ceil(work.chains / UNITS), plan.sharedTruth);
  let generations = 0;
  for (let index = first; index < units.count; index += stride) {
    if (seconds() - began > limit) return { generations, finished: false };
    generations += engine.run(units.at(index)).generations;
  }
  return { generations, finished: true };
}

function onOneCore(work: Work, limit: number, timesOnly: boolean): Done {
  const began = computed();
  const done = runUnits(work, limit, timesOnly, computed, 0, 1);
  return { seconds: computed() - began, ...done };
}

interface Share {
  readonly work: Work;
  readonly limit: number;
  readonly first: number;
  readonly stride: number;
}

const wall = (): number => performance.now() / 1000;

/** Threads that live from work to work, as those of a run of many chains do. */
function threads(): (work: Work, limit: number) => Promise<Done> {
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(new URL(import.meta.url)));
  return async (work, limit) => {
    const began = wall();
    const shares = workers.map(
      (worker, first) =>
        new Promise<Omit<Done, "seconds">>((resolve) => {
          worker.once("message", resolve);
          worker.postMessage({ work, limit, first, stride: workers.length } satisfies Share);
        }),
    );
    const done = await Promise.all(shares);
    return {
      seconds: wall() - began,
      generations: done.reduce((sum, { generations }) => sum + generations, 0),
      finished: done.every(({ finished }) => finished),
    };
  };
}

async function main(mode: string | undefined): Promise<void> {
  const node = `Node ${process.versions.node}`;
  if (mode === "all-cores") {
    await serve(`our CPU engine, ${availableParallelism()} threads, all statistics, ${node}`, threads());
    process.exit();
  }
  const timesOnly = mode === "times";
  const what = timesOnly ? "T alone" : "all statistics";
  await serve(`our CPU engine, one core, ${what}, ${node}`, (work, limit) =>
    Promise.resolve(onOneCore(work, limit, timesOnly)),
  );
}

if (isMainThread) await main(process.argv[2]);
else {
  parentPort?.on("message", ({ work, limit, first, stride }: Share) => {
    parentPort?.postMessage(runUnits(work, limit, false, wall, first, stride));
  });
}
