import { assert } from "chai";
import type { TextTokens } from "../../src/corpus/index.js";
import { corpusTokens, readTransformer, type TransformerExperiment } from "../../src/experiment/index.js";
import { tiny } from "../transformer/recursion.js";

/** A tiny experiment of kind "transformer", and its text. */
export function opened(more: Readonly<Record<string, unknown>>): [TransformerExperiment, TextTokens] {
  const parsed = readTransformer(tiny(more));
  if (!parsed.ok) assert.fail(parsed.message);
  const text = corpusTokens(parsed.experiment.corpus, null);
  return "message" in text ? assert.fail(text.message) : [parsed.experiment, text];
}
