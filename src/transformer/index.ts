export { CpuTransformer, type Rest } from "./cpu/transformer.js";
export { decode, drawToken, type Decoding } from "./decoding.js";
export { initialWeights } from "./initial-weights.js";
export { parameterTable, type Model, type Parameter, type ParameterTable } from "./model.js";
export { drawBatch, makePool, Starts, type Pool } from "./pool.js";
export { floorSeed, PURPOSE, stageKey, type Stage } from "./random.js";
export {
  epochs,
  forwardFlops,
  memoryEstimate,
  parameterCount,
  updateFlops,
  type MemoryEstimate,
} from "./sizes.js";
export { trainModel, type UpdateDone } from "./train-model.js";
export { learningRate, type Training } from "./training.js";
export type { Transformer, TrainingState, Update, UpdateReport } from "./transformer.js";
export { collectStreams, writingKeys, type Window, type Written, type WritingRequest } from "./writing.js";
export { WebGpuTransformer } from "./webgpu/transformer.js";
