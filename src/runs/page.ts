import { proxy, wrap, type Remote } from "comlink";
import type { ChainsExperiment } from "../experiment/index.js";
import type { LabService } from "./lab-service.js";
import type {
  ChainPath,
  ChainsLaws,
  EnginesFound,
  Notice,
  Population,
  RunEnd,
  RunHandle,
  RunListener,
  RunUpdate,
} from "./types.js";
import { failureOf } from "./worker-failure.js";

/** Below this many samples the exact laws are there at once, and nothing has to stand in for them. */
const QUICK_SAMPLES = 2000;

interface LabWorker {
  // Held as long as the worker: comlink forgets calls under way when their proxy is collected.
  readonly service: Remote<LabService>;
  readonly failed: Promise<never>;
  terminate(): void;
}

function startWorker(): LabWorker {
  const worker = new Worker(new URL("./lab-worker.js", import.meta.url), { type: "module" });
  return {
    service: wrap<LabService>(worker),
    failed: failureOf(worker),
    terminate: () => {
      worker.terminate();
    },
  };
}

/** Starts a canonical experiment in a worker of its own. Failures arrive at `end` as sentences. */
export function startRun(experiment: ChainsExperiment, listener: RunListener): RunHandle {
  const worker = startWorker();
  let over = false;
  const ask = (action: "pause" | "resume" | "stop"): void => {
    if (!over) worker.service[action]().catch(() => undefined);
  };
  const run = async (): Promise<RunEnd> => {
    try {
      const update = proxy((news: RunUpdate) => {
        listener.update(news);
      });
      const notice = proxy((news: Notice) => {
        listener.notice(news);
      });
      return await Promise.race([worker.service.run(experiment, update, notice), worker.failed]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, status: "failed", message: `The run failed: ${reason}` };
    } finally {
      over = true;
      worker.terminate();
    }
  };
  return {
    experiment,
    end: run(),
    pause: () => {
      ask("pause");
    },
    resume: () => {
      ask("resume");
    },
    stop: () => {
      ask("stop");
    },
  };
}

let lawsWorker: LabWorker | null = null;
let lawsAsked = 0;
let lawsBusy = false;

/**
 * Tells the laws of an experiment: for large n first the diffusion limit, at once, then the exact ones. A newer call takes
 * the place of an older one, which then tells nothing more; `onFailure` hears why there are none.
 */
export function lawsOf(
  experiment: ChainsExperiment,
  onLaws: (laws: ChainsLaws) => void,
  onFailure: (message: string) => void,
): void {
  const asked = ++lawsAsked;
  // An exact law under way may take seconds: the newer question does not wait for it.
  if (lawsBusy) {
    lawsWorker?.terminate();
    lawsWorker = null;
  }
  const worker = (lawsWorker ??= startWorker());
  const tell = (laws: ChainsLaws): void => {
    if (asked === lawsAsked) onLaws(laws);
  };
  const compute = async (): Promise<void> => {
    lawsBusy = true;
    try {
      if (experiment.recipe.samples > QUICK_SAMPLES) {
        tell(await Promise.race([worker.service.quickLaws(experiment), worker.failed]));
      }
      tell(await Promise.race([worker.service.laws(experiment), worker.failed]));
    } catch (error) {
      if (asked === lawsAsked) onFailure(error instanceof Error ? error.message : String(error));
    } finally {
      if (asked === lawsAsked) lawsBusy = false;
    }
  };
  void compute();
}

let pathsWorker: LabWorker | null = null;

async function ofPaths<T>(ask: (service: Remote<LabService>) => Promise<T>): Promise<T> {
  const worker = (pathsWorker ??= startWorker());
  try {
    return await Promise.race([ask(worker.service), worker.failed]);
  } catch (error) {
    worker.terminate();
    pathsWorker = null;
    throw error;
  }
}

/** One chain in one context, recomputed from (seed, chain) alone in a worker. */
export function chainPath(experiment: ChainsExperiment, chain: number, context: number): Promise<ChainPath> {
  return ofPaths((service) => service.path(experiment, chain, context));
}

/** The first `chains` chains of a small vocabulary, generation after generation, in a worker. */
export function population(experiment: ChainsExperiment, chains: number): Promise<Population> {
  return ofPaths((service) => service.population(experiment, chains));
}

/** What this browser offers. */
export function findEngines(): Promise<EnginesFound> {
  return ofPaths((service) => service.engines());
}
