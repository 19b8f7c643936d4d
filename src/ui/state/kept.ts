import type { ChainsExperiment, ChainsResult, WholeKeptRun } from "../../index.js";
import type { Lab, ResolvedCorpus } from "./lab.js";
import { storedChains } from "./stored.js";
import type { Texts } from "./texts.js";

/** A run of chains as the browser kept it. */
export interface KeptChains {
  readonly experiment: ChainsExperiment;
  readonly corpus: ResolvedCorpus | null;
  readonly result: ChainsResult;
  readonly savedAt: number;
}

/** Reads what is kept of a run of chains, with the text beside it; a sentence on what is wrong with it. */
export async function readKept(
  { readExperiment }: Pick<Lab, "readExperiment">,
  texts: Texts,
  { experiment, corpus: bytes, result, savedAt }: WholeKeptRun,
): Promise<KeptChains | string> {
  let corpus: ResolvedCorpus | null = null;
  let read = readExperiment(experiment);
  if (!read.ok && read.missing && bytes) {
    const { missing } = read;
    // A copy: what is kept may be deleted.
    const source = { ...missing, blob: new Blob([await bytes.arrayBuffer()]) };
    const { signal } = new AbortController();
    const text = await texts.read(source, missing, { onProgress: () => undefined, signal });
    if (typeof text === "string") return text;
    corpus = text;
    read = readExperiment(experiment, corpus);
  }
  if (!read.ok) return read.message;
  const own = storedChains(result, read.experiment);
  return own === null
    ? "Its result is not whole."
    : { experiment: read.experiment, corpus, result: own, savedAt };
}
