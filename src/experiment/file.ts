import type { ResolvedCorpus, ResolvedTokens } from "../corpus/index.js";
import { isRecord } from "./json.js";
import { jsonOf, readExperiment, type Parsed } from "./read.js";
import { isSweep, readSweep, type ParsedSweep } from "./sweep.js";
import { readTransformer, type ParsedTransformer } from "./transformer/read.js";
import { showValue } from "./words.js";

/**
 * Reads the text of an experiment file of any kind, with a sweep or without, as parseExperiment does. `corpus` is the
 * text that it names, read as an earlier answer's `missing` asks: by readContexts where that has a contextLength, else by
 * readTokens. Never throws.
 */
export function parseFile(
  text: string,
  overrides: Readonly<Record<string, unknown>> = {},
  corpus: ResolvedCorpus | ResolvedTokens | null = null,
): Parsed | ParsedSweep | ParsedTransformer {
  const json = jsonOf(text, overrides);
  return json.ok ? readAny(json.value, corpus) : json;
}

/** Reads an experiment of any kind from a value such as JSON gives, as parseFile does. */
export function readAny(
  value: unknown,
  corpus: ResolvedCorpus | ResolvedTokens | null = null,
): Parsed | ParsedSweep | ParsedTransformer {
  const kind = isRecord(value) ? value["kind"] : "chains";
  if (kind === "transformer")
    return readTransformer(value, corpus !== null && "text" in corpus ? corpus : null);
  if (kind !== undefined && kind !== "chains") {
    return { ok: false, message: `kind is ${showValue(kind)}; allowed: "chains" or "transformer".` };
  }
  const contexts = corpus !== null && "table" in corpus ? corpus : null;
  return isSweep(value) ? readSweep(value, contexts) : readExperiment(value, contexts);
}
