export { chainService, type ChainService } from "./chain-service.js";
export type { ChainWorker, Host } from "./host.js";
export { theoryOf } from "./laws.js";
export { chainPath, findEngines, lawsOf, population, startRun } from "./page.js";
export { runExperiment, type LocalRun } from "./run.js";
export type * from "./types.js";
