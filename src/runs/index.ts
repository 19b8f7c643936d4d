export { chainService, type ChainService } from "./chain-service.js";
export type { ChainWorker, Host } from "./host.js";
export { furtherMeasures } from "./further.js";
export { chainsTheory, largestSamplesFor } from "./laws.js";
export {
  chainPath,
  chainsLawsOf,
  collapseLawOf,
  driftBudget,
  findEngines,
  furtherOf,
  keepRun,
  lastSumOfSquaresOf,
  lawsOf,
  population,
  readCorpus,
  renameKept,
  startRun,
  startSweep,
  type PageSweep,
} from "./page.js";
export { runExperiment, type LocalRun, type RunGiven } from "./run.js";
export { coarseToFine } from "./sweep/schedule.js";
export { sweepLaws } from "./sweep/laws.js";
export {
  runSweep,
  type LocalSweep,
  type PointEstimate,
  type SweepEnd,
  type SweepHandle,
  type SweepListener,
  type SweepUpdate,
} from "./sweep/sweep.js";
export * from "./kept/index.js";
export * from "./transformer/index.js";
export type * from "./types.js";
