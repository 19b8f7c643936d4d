import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import {
  corpusTokens,
  FILE_BYTES,
  parseFile,
  readContexts,
  readTokens,
  type ChainsExperiment,
  type ContextTable,
  type MissingText,
  type MissingTokens,
  type Parsed,
  type ParsedSweep,
  type ParsedTransformer,
  type ResolvedCorpus,
  type ResolvedTokens,
  type Sweep,
  type TextTokens,
  type TransformerExperiment,
} from "../index.js";
import { errorCode, EXIT, Failure } from "./failure.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EACCES: "may not be read",
  EPERM: "may not be read",
};

/** An experiment, and what the text that it names was read as. */
export interface RunInput {
  readonly experiment: ChainsExperiment;
  readonly corpus: ContextTable | null;
}

/** An experiment of kind "transformer", and its corpus. */
export interface TransformerInput {
  readonly transformer: TransformerExperiment;
  readonly text: TextTokens;
}

/** The same for a sweep. */
export interface SweepInput {
  readonly sweep: Sweep;
  readonly corpus: ContextTable | null;
}

type Input = RunInput | SweepInput | TransformerInput;

/**
 * The experiment or sweep in a file ("-": standard input), every default filled in; `corpusFile` has the text that it names.
 * @throws {Failure} with status 2 and a sentence
 */
export async function readInput(
  file: string,
  corpusFile: string | null,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<Input> {
  const text = utf8(await bytesOf(file));
  const first = parseFile(text, overrides);
  if (!first.ok && first.missing?.form === "text" && corpusFile === null) {
    const own = await readTokens([new TextEncoder().encode(first.missing.text)], first.missing.tokenizer);
    if (typeof own === "string") throw new Failure(EXIT.badInput, own);
    return accepted(parseFile(text, overrides, own), own, overrides);
  }
  if (corpusFile === null) return accepted(first, null, overrides);
  if (first.ok || first.missing === undefined || first.missing.form === "text") {
    accepted(first, null, overrides);
    const sentence = "--corpus was given, and the experiment names no file or url; allowed: without it.";
    throw new Failure(EXIT.badInput, sentence);
  }
  const corpus = await readCorpusFile(corpusFile, first.missing);
  return accepted(parseFile(text, overrides, corpus), corpus, overrides);
}

function accepted(
  parsed: Parsed | ParsedSweep | ParsedTransformer,
  given: ResolvedCorpus | ResolvedTokens | null,
  overrides: Readonly<Record<string, unknown>>,
): Input {
  if (!parsed.ok) throw new Failure(EXIT.badInput, parsed.message);
  const corpus = given !== null && "table" in given ? given.table : null;
  if ("experiment" in parsed) {
    const { experiment } = parsed;
    return experiment.kind === "chains" ? { experiment, corpus } : transformerInput(experiment, given);
  }
  const { sweep } = parsed;
  const both = sweep.fields.find(({ path }) => path in overrides);
  if (both === undefined) return { sweep, corpus };
  const sentence = `--${both.path} was given, and the sweep says what ${both.path} is; allowed: one of them.`;
  throw new Failure(EXIT.badInput, sentence);
}

function transformerInput(
  transformer: TransformerExperiment,
  given: ResolvedCorpus | ResolvedTokens | null,
): TransformerInput {
  const text = corpusTokens(transformer.corpus, given !== null && "text" in given ? given : null);
  if ("message" in text) throw new Failure(EXIT.badInput, text.message);
  return { transformer, text };
}

async function readCorpusFile(
  file: string,
  missing: MissingText | MissingTokens,
): Promise<ResolvedCorpus | ResolvedTokens> {
  let corpus: ResolvedCorpus | ResolvedTokens | string;
  try {
    const { size } = await stat(file);
    const chunks = createReadStream(file, { highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>;
    corpus =
      "contextLength" in missing
        ? await readContexts(chunks, { ...missing, bytes: size })
        : await readTokens(chunks, missing.tokenizer);
  } catch (error) {
    throw unreadable(`--corpus is ${JSON.stringify(file)}, which`, "a file", error);
  }
  if (typeof corpus === "string") throw new Failure(EXIT.badInput, corpus);
  return corpus;
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
    throw unreadable(`The experiment file ${JSON.stringify(file)}`, "a file, or - for standard input", error);
  }
  return Buffer.concat(chunks);
}

/** What is said of a file that cannot be read. */
export function unreadable(what: string, allowed: string, error: unknown): Failure {
  const code = errorCode(error);
  const other = `cannot be read (${code === "" ? String(error) : code})`;
  const why = code === "EISDIR" ? `is a directory; allowed: ${allowed}` : (REASONS[code] ?? other);
  return new Failure(EXIT.badInput, `${what} ${why}.`);
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(EXIT.badInput, "The experiment file is not UTF-8; allowed: JSON in UTF-8.");
  }
}
