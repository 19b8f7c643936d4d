import { cutUnits, makePlan, sharesTruth, WebGpuEngine, type UnitTally } from "../../chains/index.js";
import type { ContextTable } from "../../corpus/index.js";
import type { ChainsExperiment } from "../../experiment/index.js";
import type { GpuDevice } from "../../gpu/index.js";
import type { ChainWorker, Host } from "../host.js";

const MOST_RETRIES = 3;
/** (chain, context) pairs of a unit on the CPU. */
const UNIT_ITEMS = 1024;

/** Chains `from` ... `to` - 1 of an experiment. */
export interface Job {
  readonly experiment: ChainsExperiment;
  readonly from: number;
  readonly to: number;
}

/** Where a crew gets its jobs, and what it tells of them. */
export interface Foreman<J extends Job> {
  /** The next job, or null where none is left; what it waits for may take as long as other jobs. */
  next(): Promise<J | null>;
  tally(job: J, tally: UnitTally): void;
  generations(count: number): void;
  finished(job: J, seconds: number): void;
}

/** Those who do the jobs of a sweep: CPU workers that outlive an experiment, or a GPU. */
export interface Crew {
  /** Does jobs until there are none. */
  work<J extends Job>(foreman: Foreman<J>): Promise<void>;
  /** Ends everything at once. */
  end(): void;
}

/** One worker a core. A worker that dies is replaced, and its unit run again. */
export function cpuCrew(host: Host, corpus: ContextTable | null): Crew {
  const workers = new Set<ChainWorker>();
  let ended = false;
  let endNow: () => void = () => undefined;
  // A worker that is ended never answers.
  const end = new Promise<void>((resolve) => {
    endNow = resolve;
  });
  const start = (): ChainWorker => {
    const worker = host.spawn();
    workers.add(worker);
    return worker;
  };
  const serve = async <J extends Job>(foreman: Foreman<J>): Promise<void> => {
    let worker: ChainWorker | null = null;
    let begun: ChainsExperiment | null = null;
    for (let job = await foreman.next(); job !== null; job = await foreman.next()) {
      const { experiment, from, to } = job;
      const units = cutUnits(to, experiment.contexts, UNIT_ITEMS, sharesTruth(experiment), from);
      const began = performance.now();
      for (let i = 0; i < units.count; i++) {
        for (let tries = 0; ; tries++) {
          worker ??= start();
          try {
            if (begun !== experiment) {
              await Promise.race([worker.service.begin(experiment, corpus), worker.failed]);
              begun = experiment;
            }
            const done = await Promise.race([worker.service.run(units.at(i)), worker.failed]);
            foreman.tally(job, done.tally);
            foreman.generations(done.generations);
            break;
          } catch (error) {
            if (ended) return;
            worker.terminate();
            workers.delete(worker);
            worker = null;
            begun = null;
            if (tries === MOST_RETRIES) throw error;
          }
        }
        if (ended) return;
      }
      foreman.finished(job, (performance.now() - began) / 1000);
    }
  };
  return {
    work: async (foreman) => {
      await Promise.race([Promise.all(Array.from({ length: host.cores }, () => serve(foreman))), end]);
    },
    end: () => {
      ended = true;
      for (const worker of workers) worker.terminate();
      workers.clear();
      endNow();
    },
  };
}

/** One job at a time on a device, which stays the caller's. Throws what the engine throws. */
export function gpuCrew(gpu: GpuDevice, corpus: ContextTable | null): Crew {
  let ended = false;
  const isEnded = (): boolean => ended;
  return {
    work: async (foreman) => {
      for (let job = await foreman.next(); job !== null && !isEnded(); job = await foreman.next()) {
        const began = performance.now();
        const current = job;
        const plan = makePlan({ ...job.experiment, chains: job.to }, corpus);
        const engine = await WebGpuEngine.create(gpu, plan);
        try {
          await engine.run(job.from, {
            tally: (tally) => {
              foreman.tally(current, tally);
            },
            ended: () => undefined,
            generations: (count) => {
              foreman.generations(count);
            },
            ready: () => Promise.resolve(),
            stopped: isEnded,
          });
        } finally {
          engine.destroy();
        }
        if (!isEnded()) foreman.finished(job, (performance.now() - began) / 1000);
      }
    },
    end: () => {
      ended = true;
    },
  };
}
