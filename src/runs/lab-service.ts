import type { ChainsExperiment } from "../experiment/index.js";
import { browserHost } from "./browser-host.js";
import { findEngines } from "./engine-choice.js";
import { chainsLaws, quickLaws } from "./laws.js";
import { pathOf, populationOf } from "./paths.js";
import { runExperiment, type LocalRun } from "./run.js";
import type { ChainPath, ChainsLaws, EnginesFound, Notice, Population, RunEnd, RunUpdate } from "./types.js";

/** What a worker of the page offers. The page starts one for each run, one for the laws and one for single chains. */
export interface LabService {
  run(
    experiment: ChainsExperiment,
    onUpdate: (update: RunUpdate) => void,
    onNotice: (notice: Notice) => void,
  ): Promise<RunEnd>;
  pause(): void;
  resume(): void;
  stop(): void;
  engines(): Promise<EnginesFound>;
  quickLaws(experiment: ChainsExperiment): ChainsLaws;
  laws(experiment: ChainsExperiment): ChainsLaws;
  path(experiment: ChainsExperiment, chain: number, context: number): ChainPath;
  population(experiment: ChainsExperiment, chains: number): Population;
}

/** The service of one worker: one run at most. */
export function labService(): LabService {
  let run: LocalRun | null = null;
  return {
    run(experiment, onUpdate, onNotice) {
      run = runExperiment(experiment, { update: onUpdate, notice: onNotice }, browserHost);
      return run.end;
    },
    pause: () => run?.pause(),
    resume: () => run?.resume(),
    stop: () => run?.stop(),
    engines: () => findEngines(browserHost),
    quickLaws,
    laws: chainsLaws,
    path: pathOf,
    population: populationOf,
  };
}
