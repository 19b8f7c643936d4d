export { transformerEstimate, type TransformerEstimate } from "./estimate.js";
export { runTransformer, type TransformerGiven } from "./run.js";
export { startTransformer, type TransformerHandle, type TransformerPageListener } from "./page.js";
export type * from "./types.js";
export { weightsFile, weightsName, type TrainedWeights } from "./weights.js";
