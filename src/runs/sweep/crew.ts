import { cutUnits, makePlan, openWebGpu, sharesTruth, type UnitTally } from "../../chains/index.js";
import type { ContextTable } from "../../corpus/index.js";
import type { ChainsExperiment } from "../../experiment/index.js";
import type { GpuDevice } from "../../gpu/index.js";
import type { ChainWorker, Host } from "../host.js";
import type { LawsAtRows } from "../laws.js";
import type { SweepPoint } from "./point.js";

const MOST_RETRIES = 3;
/** (chain, context) pairs of a unit on the CPU. */
const UNIT_ITEMS = 1024;

/** Chains `from` ... `to` - 1 of a point. */
export interface ChainsJob {
  readonly kind: "chains";
  readonly point: SweepPoint;
  readonly from: number;
  readonly to: number;
}

/** A point's laws. */
export interface LawsJob {
  readonly kind: "laws";
  readonly point: SweepPoint;
}

export type Job = ChainsJob | LawsJob;

/** Where a crew gets its jobs, and what it tells of them. */
export interface Foreman<J extends Job> {
  /** The next job of a member who did `last` before, or null where none is left; what it waits for may take as long as other jobs. */
  next(last: J | null): Promise<J | null>;
  tally(job: ChainsJob, tally: UnitTally): void;
  finished(job: ChainsJob, seconds: number): void;
  laws(job: LawsJob, laws: LawsAtRows, seconds: number): void;
}

/** Those who do the jobs of a sweep: CPU workers that outlive an experiment, or a GPU. */
export interface Crew<J extends Job> {
  /** Does jobs until there are none. */
  work(foreman: Foreman<J>): Promise<void>;
  /** Ends everything at once. */
  end(): void;
}

/** One worker a core. A worker that dies is replaced, and what it did run again. */
export function cpuCrew(host: Host, corpus: ContextTable | null): Crew<Job> {
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
  const serve = async (foreman: Foreman<Job>): Promise<void> => {
    let worker: ChainWorker | null = null;
    let begun: ChainsExperiment | null = null;
    /** What a worker that has begun with the experiment answers; undefined where all was ended meanwhile. */
    const ask = async <Answer>(
      experiment: ChainsExperiment,
      question: (service: ChainWorker["service"]) => Promise<Answer>,
    ): Promise<Answer | undefined> => {
      for (let tries = 0; ; tries++) {
        worker ??= start();
        try {
          if (begun !== experiment) {
            await Promise.race([worker.service.begin(experiment, corpus), worker.failed]);
            begun = experiment;
          }
          return await Promise.race([question(worker.service), worker.failed]);
        } catch (error) {
          if (ended) return undefined;
          worker.terminate();
          workers.delete(worker);
          worker = null;
          begun = null;
          if (tries === MOST_RETRIES) throw error;
        }
      }
    };
    const chains = async (job: ChainsJob): Promise<void> => {
      const { experiment } = job.point;
      const { from, to } = job;
      const units = cutUnits(to, experiment.contexts, UNIT_ITEMS, sharesTruth(experiment), from);
      await ask(experiment, () => Promise.resolve());
      const began = performance.now();
      for (let i = 0; i < units.count; i++) {
        const unit = units.at(i);
        const done = await ask(experiment, (service) => service.run(unit));
        if (done === undefined || ended) return;
        foreman.tally(job, done.tally);
      }
      foreman.finished(job, (performance.now() - began) / 1000);
    };
    const laws = async (job: LawsJob): Promise<void> => {
      const { experiment, rows } = job.point;
      const began = performance.now();
      const found = await ask(experiment, (service) => service.laws(rows));
      if (found !== undefined && !ended) foreman.laws(job, found, (performance.now() - began) / 1000);
    };
    for (let job = await foreman.next(null); job !== null && !ended; job = await foreman.next(job)) {
      await (job.kind === "chains" ? chains(job) : laws(job));
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
export function gpuCrew(gpu: GpuDevice, corpus: ContextTable | null): Crew<ChainsJob> {
  let ended = false;
  const isEnded = (): boolean => ended;
  return {
    work: async (foreman) => {
      for (let job = await foreman.next(null); job !== null && !isEnded(); job = await foreman.next(job)) {
        const began = performance.now();
        const current = job;
        const plan = makePlan({ ...job.point.experiment, chains: job.to }, corpus);
        const engine = await openWebGpu(gpu, plan);
        try {
          await engine.run(job.from, {
            tally: (tally) => {
              foreman.tally(current, tally);
            },
            ended: () => undefined,
            generations: () => undefined,
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
