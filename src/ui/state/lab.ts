import type * as library from "../../index.js";
import type { CorpusRead } from "../../index.js";

/** What the page needs of the lab; given to the page, so that tests can give it another. */
export type Lab = Pick<
  typeof library,
  | "startRun"
  | "lawsOf"
  | "chainPath"
  | "population"
  | "furtherOf"
  | "driftBudget"
  | "readCorpus"
  | "corpora"
  | "findEngines"
  | "presets"
  | "openingExperiment"
  | "readExperiment"
  | "parseExperiment"
  | "toLink"
  | "fromLink"
  | "experimentSentence"
  | "sentenceText"
  | "resultCsv"
  | "canonicalJson"
  | "keepRun"
  | "keptId"
  | "keptRun"
>;

/** A text, read. */
export type ResolvedCorpus = Extract<CorpusRead, { ok: true }>["corpus"];
export type ContextTable = ResolvedCorpus["table"];
export type OfferedCorpus = Lab["corpora"][number];
/** Measures that are outside of a run's result. */
export type Further = Awaited<ReturnType<Lab["furtherOf"]>>;
