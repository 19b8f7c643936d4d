export * from "../corpus/index.js";
export { csvCell, resultCsv, sweepCsv } from "./csv.js";
export { parseFile, readAny } from "./file.js";
export { canonicalJson, sha256Hex } from "./json.js";
export { CHAIN_CONTEXTS, FILE_BYTES, INLINE_BYTES, LIMITS, LINK_CHARACTERS, TOTAL_WEIGHT } from "./limits.js";
export { fromLink, toLink } from "./links.js";
export { openingExperiment, presets, type Preset } from "./presets.js";
export { parseExperiment, readExperiment, type Parsed } from "./read.js";
export { canBeLeft, isPlain } from "./recipe.js";
export { ROW_GENERATIONS, rowGenerations, rowsFor, type RowsAsked } from "./rows.js";
export { experimentSentence, sentenceText, type SentencePart } from "./sentence.js";
export {
  isSweep,
  readSweep,
  SWEEP_CHAINS,
  valuesAt,
  type ParsedSweep,
  type Sweep,
  type SweptField,
} from "./sweep.js";
export type { MissingText } from "./text.js";
export * from "./transformer/index.js";
export type * from "./result.js";
export type * from "./types.js";
