import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { blobChunks } from "../../index.js";

/** The SHA-256 of a file's bytes, in hex. Rejects with the signal's reason, and where the file cannot be read. */
export async function digestOf(
  file: Blob,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = sha256.create();
  let bytes = 0;
  for await (const chunk of blobChunks(file)) {
    signal.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
    onProgress(bytes / file.size);
  }
  signal.throwIfAborted();
  return bytesToHex(hash.digest());
}
