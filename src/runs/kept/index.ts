export { keptId, keptRun, keptRuns, removeKept } from "./store.js";
export type * from "./types.js";
