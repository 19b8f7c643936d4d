import type { FurtherSeries } from "../chains/index.js";
import { blobChunks, readContexts, type ContextTable, type Tokenizer } from "../corpus/index.js";
import type { ChainsExperiment, ChainsResult, CollapseTimeLaw, Sweep } from "../experiment/index.js";
import { browserHost } from "./browser-host.js";
import { findEngines } from "./engine-choice.js";
import { furtherMeasures } from "./further.js";
import { chainsLaws, collapseLaw, largestSamplesFor, lastSumOfSquares, quickLaws } from "./laws.js";
import { pathOf, populationOf } from "./paths.js";
import { runExperiment, type LocalRun } from "./run.js";
import { keepRun } from "./kept/at-once.js";
import { renameKept } from "./kept/store.js";
import type { HowKept, Keep, RunToKeep } from "./kept/types.js";
import { runKeptSweep } from "./sweep/kept.js";
import { runSweep, type LocalSweep, type SweepEnd, type SweepUpdate } from "./sweep/sweep.js";
import type {
  ChainPath,
  ChainsLaws,
  CorpusRead,
  DriftBudget,
  EnginesFound,
  Notice,
  Population,
  RunEnd,
  RunUpdate,
} from "./types.js";

/** What a worker of the page offers. The page starts one for each run, one for the laws and one for single chains. */
export interface LabService {
  run(
    experiment: ChainsExperiment,
    corpus: ContextTable | null,
    onUpdate: (update: RunUpdate) => unknown,
    onNotice: (notice: Notice) => void,
  ): Promise<RunEnd>;
  sweep(
    sweep: Sweep,
    corpus: ContextTable | null,
    keep: Keep | null,
    onUpdate: (update: SweepUpdate) => unknown,
    onNotice: (notice: Notice) => void,
  ): Promise<SweepEnd>;
  /** Of the sweep, the result of a point so far. */
  point(index: number): ChainsResult | null;
  pause(): void;
  resume(): void;
  stop(): void;
  engines(): Promise<EnginesFound>;
  quickLaws(experiment: ChainsExperiment, corpus: ContextTable | null): ChainsLaws;
  laws(experiment: ChainsExperiment, corpus: ContextTable | null): ChainsLaws;
  collapseLaw(experiment: ChainsExperiment, corpus: ContextTable | null): CollapseTimeLaw;
  lastSumOfSquares(experiment: ChainsExperiment, corpus: ContextTable | null): number | null;
  driftBudget(experiment: ChainsExperiment, corpus: ContextTable | null, epsilon: number): DriftBudget | null;
  further(
    experiment: ChainsExperiment,
    corpus: ContextTable | null,
    generations: readonly number[],
  ): FurtherSeries;
  path(experiment: ChainsExperiment, corpus: ContextTable | null, chain: number, context: number): ChainPath;
  population(experiment: ChainsExperiment, corpus: ContextTable | null, dots: number): Population;
  readCorpus(
    text: Blob,
    tokenizer: Tokenizer,
    contextLength: number,
    onProgress: (share: number) => void,
  ): Promise<CorpusRead>;
  keepRun(run: RunToKeep): Promise<HowKept>;
  renameKept(id: string, name: string): Promise<string | null>;
}

/** The page's function answers when it has been called, in its own time: `heard` keeps the last news before the end. */
function inOrder<Update>(onUpdate: (update: Update) => unknown): {
  update: (update: Update) => void;
  heard: <End>(end: Promise<End>) => Promise<End>;
} {
  let last: unknown;
  return {
    update: (update) => {
      last = onUpdate(update);
    },
    heard: async (coming) => {
      const end = await coming;
      await last;
      return end;
    },
  };
}

/** The service of one worker: one run or sweep at most. */
export function labService(): LabService {
  let run: LocalRun | null = null;
  let sweep: Omit<LocalSweep, "checkpoint"> | null = null;
  return {
    run(experiment, corpus, onUpdate, notice) {
      const { update, heard } = inOrder(onUpdate);
      const started = runExperiment(experiment, { update, notice }, browserHost, { corpus });
      run = started;
      return heard(started.end);
    },
    sweep(asked, corpus, keep, onUpdate, notice) {
      const { update, heard } = inOrder(onUpdate);
      const listener = { update, notice };
      sweep =
        keep === null
          ? runSweep(asked, listener, browserHost, { corpus })
          : runKeptSweep(asked, listener, browserHost, corpus, keep);
      return heard(sweep.end);
    },
    point: (index) => sweep?.point(index) ?? null,
    pause: () => (run ?? sweep)?.pause(),
    resume: () => (run ?? sweep)?.resume(),
    stop: () => (run ?? sweep)?.stop(),
    engines: () => findEngines(browserHost),
    quickLaws,
    laws: chainsLaws,
    collapseLaw,
    lastSumOfSquares,
    driftBudget: largestSamplesFor,
    further: furtherMeasures,
    path: pathOf,
    population: populationOf,
    async readCorpus(text, tokenizer, contextLength, onProgress) {
      const bytes = text.size;
      const read = await readContexts(blobChunks(text), { tokenizer, contextLength, bytes, onProgress });
      return typeof read === "string" ? { ok: false, message: read } : { ok: true, corpus: read };
    },
    keepRun,
    renameKept,
  };
}
