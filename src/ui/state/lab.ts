import type * as library from "../../index.js";

/** What the page needs of the lab; given to the page, so that tests can give it another. */
export type Lab = Pick<
  typeof library,
  | "startRun"
  | "lawsOf"
  | "chainPath"
  | "population"
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
>;
