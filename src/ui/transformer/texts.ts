import { blobChunks, readTokens, type TransformerExperiment } from "../../index.js";
import type { TextSource } from "../form/text-source.js";
import type { Reading } from "../state/texts.js";
import type { ReadText } from "./page.js";

const IN_PEACE: Reading = { onProgress: () => undefined, signal: new AbortController().signal };

/** Reads a text from outside into its tokens; one that is refused is a sentence. Rejects with the signal's reason. */
export async function readText(
  { blob }: TextSource,
  tokenizer: TransformerExperiment["corpus"]["tokenizer"],
  reading: Reading = IN_PEACE,
): Promise<ReadText | string> {
  const tokens = await readTokens(told(blob, reading), tokenizer);
  if (typeof tokens === "string") return tokens;
  const text = await blob.text();
  reading.signal.throwIfAborted();
  return { tokens, text };
}

async function* told(blob: Blob, { onProgress, signal }: Reading): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of blobChunks(blob)) {
    signal.throwIfAborted();
    yield chunk;
    bytes += chunk.length;
    onProgress(bytes / blob.size);
  }
}
