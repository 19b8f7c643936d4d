export { runsUnderWay } from "./lock.js";
export { keepsRuns, keptId, keptRun, keptRuns, removeKept, UNDER_WAY } from "./store.js";
export type * from "./types.js";
