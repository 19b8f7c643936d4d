import {
  canonicalJson,
  chainPath,
  corpora,
  driftBudget,
  experimentSentence,
  findEngines,
  fromLink,
  furtherOf,
  keepRun,
  keptId,
  keptRun,
  lawsOf,
  openingExperiment,
  parseExperiment,
  population,
  presets,
  readCorpus,
  readExperiment,
  resultCsv,
  sentenceText,
  startRun,
  toLink,
} from "../index.js";
import { CollapseLab } from "./app.js";

const lab = {
  canonicalJson,
  chainPath,
  corpora,
  driftBudget,
  experimentSentence,
  findEngines,
  fromLink,
  furtherOf,
  keepRun,
  keptId,
  keptRun,
  lawsOf,
  openingExperiment,
  parseExperiment,
  population,
  presets,
  readCorpus,
  readExperiment,
  resultCsv,
  sentenceText,
  startRun,
  toLink,
};

/**
 * The page: everything else follows from this one element. What is not named above is left out of the bundle; the first
 * drawing is a task of its own, so that loading holds nothing up.
 */
const page = document.querySelector("collapse-lab");
if (page instanceof CollapseLab) {
  setTimeout(() => {
    page.lab = lab;
  });
}
