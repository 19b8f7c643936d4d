export { contextSamples } from "./context-samples.js";
export type { ContextTable } from "./context-table.js";
export { corpora, type OfferedCorpus } from "./corpora.js";
export {
  blobChunks,
  contextsOf,
  readContexts,
  type ReadingText,
  type ResolvedCorpus,
} from "./read-contexts.js";
export {
  charactersOf,
  promptTokens,
  readTokens,
  textOfTokens,
  type ModelTokenizer,
  type ResolvedTokens,
} from "./read-tokens.js";
export { TEXT_BYTES, type TextTokens } from "./text-reader.js";
export type { Tokenizer } from "./tokenizer.js";
