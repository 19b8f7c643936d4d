import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { FILE_BYTES, parseExperiment, type ChainsExperiment } from "../index.js";
import { errorCode, EXIT, Failure } from "./failure.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a directory; allowed: a file, or - for standard input",
  EACCES: "may not be read",
  EPERM: "may not be read",
};

/**
 * The experiment in a file ("-": standard input), every default filled in.
 * @throws {Failure} with status 2 and a sentence
 */
export async function readInput(
  file: string,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<ChainsExperiment> {
  const parsed = parseExperiment(utf8(await bytesOf(file)), overrides);
  if (!parsed.ok) throw new Failure(EXIT.badInput, parsed.message);
  return parsed.experiment;
}

async function bytesOf(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const stream: Readable = file === "-" ? process.stdin : createReadStream(file);
    for await (const chunk of stream) {
      const buffer = Buffer.from(chunk as Uint8Array);
      bytes += buffer.length;
      if (bytes > FILE_BYTES) {
        const most = FILE_BYTES / 1e6;
        throw new Failure(
          EXIT.badInput,
          `The experiment file has more than ${most} MB; allowed: up to ${most} MB.`,
        );
      }
      chunks.push(buffer);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    const code = errorCode(error);
    const why = REASONS[code] ?? `cannot be read (${code === "" ? String(error) : code})`;
    throw new Failure(EXIT.badInput, `The experiment file ${JSON.stringify(file)} ${why}.`);
  }
  return Buffer.concat(chunks);
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(EXIT.badInput, "The experiment file is not UTF-8; allowed: JSON in UTF-8.");
  }
}
