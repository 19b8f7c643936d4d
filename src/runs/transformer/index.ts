export { transformerEstimate, type TransformerEstimate } from "./estimate.js";
export { runTransformer } from "./run.js";
export { startTransformer, type TransformerHandle } from "./page.js";
export type * from "./types.js";
