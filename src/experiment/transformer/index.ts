export { transformerCsv } from "./csv.js";
export { transformerPresets, type TransformerPreset } from "./presets.js";
export { readTransformer, type ParsedTransformer } from "./read.js";
export { realSamplesOf } from "./recipe.js";
export type * from "./result.js";
export { transformerSentence } from "./sentence.js";
export { corpusTokens, trainingTokens, type MissingTokens } from "./text.js";
export type * from "./types.js";
