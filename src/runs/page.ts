import { proxy, wrap, type Remote } from "comlink";
import type { FurtherSeries } from "../chains/index.js";
import type { ContextTable, Tokenizer } from "../corpus/index.js";
import {
  isPlain,
  type ChainsExperiment,
  type ChainsResult,
  type CollapseTimeLaw,
  type Sweep,
} from "../experiment/index.js";
import { askToPersist } from "./kept/persist.js";
import type { HowKept, Keep, RunToKeep } from "./kept/types.js";
import type { LabService } from "./lab-service.js";
import type {
  ChainPath,
  ChainsLaws,
  CorpusRead,
  DriftBudget,
  EnginesFound,
  Population,
  RunEnd,
  RunHandle,
  RunListener,
} from "./types.js";
import type { SweepEnd, SweepHandle, SweepListener } from "./sweep/sweep.js";
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

/**
 * Starts a canonical experiment in a worker of its own. `corpus` is what a text from a file or a URL was read as. Failures
 * arrive at `end` as sentences.
 */
export function startRun(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
  listener: RunListener,
): RunHandle {
  const { handle } = inItsWorker<RunEnd>("run", (service) =>
    service.run(
      experiment,
      corpus,
      proxy(listener.update.bind(listener)),
      proxy(listener.notice.bind(listener)),
    ),
  );
  return { experiment, ...handle };
}

/** A sweep in a worker. */
export interface PageSweep extends SweepHandle {
  /** The result of a point so far, as LocalSweep has it; null also once the sweep is over. */
  point(index: number): Promise<ChainsResult | null>;
}

/** Starts a sweep in a worker of its own, as startRun does a run. With `keep` the browser keeps it (keptRun). */
export function startSweep(
  sweep: Sweep,
  corpus: ContextTable | null,
  listener: SweepListener,
  keep: Keep | null = null,
): PageSweep {
  if (keep !== null) askToPersist();
  const { handle, ask } = inItsWorker<SweepEnd>("sweep", (service) =>
    service.sweep(
      sweep,
      corpus,
      keep,
      proxy(listener.update.bind(listener)),
      proxy(listener.notice.bind(listener)),
    ),
  );
  return { ...handle, point: (index) => ask((service) => service.point(index)) };
}

type Failed = Extract<RunEnd & SweepEnd, { ok: false }>;

function inItsWorker<End>(
  what: "run" | "sweep",
  begin: (service: Remote<LabService>) => Promise<End>,
): {
  handle: { end: Promise<End | Failed>; pause(): void; resume(): void; stop(): void };
  /** Null once it is over. */
  ask: <T>(question: (service: Remote<LabService>) => Promise<T>) => Promise<T | null>;
} {
  const worker = startWorker();
  let over = false;
  const ask = async <T>(question: (service: Remote<LabService>) => Promise<T>): Promise<T | null> => {
    if (over) return null;
    return Promise.race([question(worker.service), end.then(() => null)]).catch(() => null);
  };
  const steer = (action: "pause" | "resume" | "stop") => (): void => {
    void ask((service) => service[action]());
  };
  const run = async (): Promise<End | Failed> => {
    try {
      return await Promise.race([begin(worker.service), worker.failed]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, status: "failed", message: `The ${what} failed: ${reason}` };
    } finally {
      over = true;
      worker.terminate();
    }
  };
  const end = run();
  return { handle: { end, pause: steer("pause"), resume: steer("resume"), stop: steer("stop") }, ask };
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
  corpus: ContextTable | null,
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
      if (isSlow(experiment)) {
        tell(await Promise.race([worker.service.quickLaws(experiment, corpus), worker.failed]));
      }
      tell(await Promise.race([worker.service.laws(experiment, corpus), worker.failed]));
    } catch (error) {
      if (asked === lawsAsked) onFailure(error instanceof Error ? error.message : String(error));
    } finally {
      if (asked === lawsAsked) lawsBusy = false;
    }
  };
  void compute();
}

/** Whether the diffusion limit stands in while the exact law of T computes. */
function isSlow({ recipe, decoding }: ChainsExperiment): boolean {
  return recipe.form === "fully-synthetic" && recipe.samples > QUICK_SAMPLES && isPlain(decoding);
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
export function chainPath(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
  chain: number,
  context: number,
): Promise<ChainPath> {
  return ofPaths((service) => service.path(experiment, corpus, chain, context));
}

/** The first `dots` chains, each in every context, of a small vocabulary, generation after generation, in a worker. */
export function population(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
  dots: number,
): Promise<Population> {
  return ofPaths((service) => service.population(experiment, corpus, dots));
}

/** The optional series of a result at its rows `generations`, over the experiment's first chains, in a worker. */
export function furtherOf(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
  generations: readonly number[],
): Promise<FurtherSeries> {
  return ofPaths((service) => service.further(experiment, corpus, generations));
}

/** chainsLaws, in a worker. */
export function chainsLawsOf(experiment: ChainsExperiment, corpus: ContextTable | null): Promise<ChainsLaws> {
  return ofPaths((service) => service.laws(experiment, corpus));
}

/** The law of T of an experiment without its distribution, in a worker. */
export function collapseLawOf(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
): Promise<CollapseTimeLaw> {
  return ofPaths((service) => service.collapseLaw(experiment, corpus));
}

/** lastSumOfSquares, in a worker. */
export function lastSumOfSquaresOf(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
): Promise<number | null> {
  return ofPaths((service) => service.lastSumOfSquares(experiment, corpus));
}

/** largestSamplesFor, in a worker. */
export function driftBudget(
  experiment: ChainsExperiment,
  corpus: ContextTable | null,
  epsilon: number,
): Promise<DriftBudget | null> {
  return ofPaths((service) => service.driftBudget(experiment, corpus, epsilon));
}

/** Reads a text of up to 100 MB in a worker of its own, which ends with it, or as soon as `signal` says so. */
export async function readCorpus(
  text: Blob,
  tokenizer: Tokenizer,
  contextLength: number,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<CorpusRead> {
  const worker = startWorker();
  const stopped = new Promise<CorpusRead>((resolve) => {
    signal.addEventListener("abort", () => {
      resolve({ ok: false, message: "Reading the text was stopped." });
    });
  });
  try {
    const read = worker.service.readCorpus(text, tokenizer, contextLength, proxy(onProgress));
    return await Promise.race([read, worker.failed, stopped]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `The text cannot be read: ${reason}` };
  } finally {
    worker.terminate();
  }
}

/** What this browser offers. */
export function findEngines(): Promise<EnginesFound> {
  return ofPaths((service) => service.engines());
}

/** Keeps a run all at once in the browser's storage, under the id of its experiment; what is kept of that already stays. */
export function keepRun(run: RunToKeep): Promise<HowKept> {
  askToPersist();
  return ofPaths(async (service): Promise<HowKept> => service.keepRun(run));
}

/** Gives a kept run a name, or with an empty one takes it away. Null, or a sentence why not. */
export function renameKept(id: string, name: string): Promise<string | null> {
  return ofPaths((service) => service.renameKept(id, name));
}
