export { textOf, type Trained } from "./finish.js";
export { planRecursion, stepsOf, type PlannedModel, type RecursionPlan } from "./plan.js";
export { runRecursion } from "./recursion.js";
export { transformerResult } from "./result.js";
export { newRecursion, type Findings, type RecursionState, type SavedTraining } from "./state.js";
export { flopsOf, workOf, type Work } from "./work.js";
export type { Activity, Engine, RecursionControl } from "./workbench.js";
