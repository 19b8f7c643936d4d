import * as v from "valibot";
import type * as library from "../../index.js";
import type { KeptKind, RunToKeep, WholeKeptRun } from "../../index.js";
import { digestOf } from "../state/digest.js";
import { storedChains } from "../state/stored.js";
import { storedResult } from "../transformer/stored.js";
import { shortened } from "../words/format.js";

/** All runs in one file, and such a file read again. Weights are not in it. */

/** What reading a file of runs needs of the lab. */
export type ReadingLab = Pick<
  typeof library,
  "canonicalJson" | "isSweep" | "readCorpus" | "readExperiment" | "readSweep" | "readTransformer"
>;

/** No string is longer in every browser. */
const MOST_BYTES = 250_000_000;
const MOST = "250 MB";
/** The longest name of a run, in characters. */
export const NAME_CHARACTERS = 120;

const NOTE = "All runs that a browser kept. The weights of transformers are not in this file.";

/** A run as the file has it. */
interface FiledRun {
  readonly kind: KeptKind;
  readonly name: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly savedAt: string;
  readonly experiment: unknown;
  /** The text that the experiment names; null where it names none. */
  readonly text: string | null;
  readonly result: unknown;
}

/** The file's JSON; a sentence where it would be longer than one that can be read again. */
export async function filed(runs: AsyncIterable<WholeKeptRun>): Promise<Blob | string> {
  const parts: Blob[] = [];
  let bytes = 0;
  for await (const run of runs) {
    const { kind, name, experiment, result, corpus } = run;
    const own: FiledRun = {
      kind,
      name,
      startedAt: new Date(run.startedAt).toISOString(),
      savedAt: new Date(run.savedAt).toISOString(),
      experiment,
      text: corpus && textOf(await corpus.arrayBuffer()),
      result,
    };
    const part = new Blob([parts.length > 0 ? ",\n" : "", JSON.stringify(own)]);
    parts.push(part);
    bytes += part.size;
    if (bytes > MOST_BYTES) return `All runs together have more than ${MOST}: take them away one by one.`;
  }
  const head = `{"version":1,"kind":"runs","note":${JSON.stringify(NOTE)},"runs":[\n`;
  return new Blob([head, ...parts, "\n]}\n"], { type: "application/json" });
}

/** Every byte of it: the SHA-256 of a text with a byte order mark is not that of one without. */
function textOf(bytes: ArrayBuffer): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

const TIME = "a date and time as in ISO 8601";
const time = v.pipe(
  v.string(TIME),
  v.check((text) => !Number.isNaN(Date.parse(text)), TIME),
  v.transform((text) => Date.parse(text)),
);

const FIELDS = "a run with kind, name, startedAt, savedAt, experiment, text and result";
const filedRun = v.object(
  {
    kind: v.picklist(["chains", "sweep", "transformer"], "“chains”, “sweep” or “transformer”"),
    name: v.pipe(
      v.string("text"),
      v.maxLength(NAME_CHARACTERS, `text of up to ${NAME_CHARACTERS} characters`),
    ),
    startedAt: time,
    savedAt: time,
    experiment: v.unknown(),
    text: v.nullable(v.string("text, or null"), null),
    result: v.unknown(),
  },
  FIELDS,
);

type ReadFiled = v.InferOutput<typeof filedRun>;

/** The runs of a file, each as it may be kept or as a sentence on what is wrong with it; or why it is no such file. */
export async function readFiled(
  lab: ReadingLab,
  file: Blob,
): Promise<{ readonly runs: readonly (RunToKeep | string)[] } | string> {
  if (file.size > MOST_BYTES) return `The file has ${Math.ceil(file.size / 1e6)} MB; allowed: up to ${MOST}.`;
  let value: unknown;
  try {
    value = JSON.parse((await file.text()).replace(/^\ufeff/, ""));
  } catch (error) {
    return `The file is not JSON: ${shortened(error instanceof Error ? error.message : "", 160)}.`;
  }
  const list = v.safeParse(
    v.object({ kind: v.literal("runs"), version: v.literal(1), runs: v.array(v.unknown()) }),
    value,
  );
  if (!list.success) {
    const is = v.is(v.object({ kind: v.literal("runs") }), value);
    return is
      ? "The file's fields “version” and “runs” are not those of a file of runs: 1, and a list."
      : "The file is not one of runs, as “Take all away” makes it: it has no “kind” that is “runs”.";
  }
  const runs: (RunToKeep | string)[] = [];
  for (const [i, one] of list.output.runs.entries()) {
    const run = await readRun(lab, one).catch((error: unknown) => `it cannot be read (${String(error)}).`);
    runs.push(typeof run === "string" ? `runs[${i}]: ${run}` : run);
  }
  return { runs };
}

async function readRun(lab: ReadingLab, value: unknown): Promise<RunToKeep | string> {
  const read = v.safeParse(filedRun, value);
  if (!read.success) {
    const [issue] = read.issues;
    const path = v.getDotPath(issue) ?? "it";
    return `${path} is ${shown(issue.input)}; allowed: ${issue.message}.`;
  }
  const run = read.output;
  const corpus = run.text === null ? null : new Blob([run.text]);
  const own = await experimentOf(lab, run, corpus);
  if (typeof own === "string") return own;
  const { kind, name, startedAt, savedAt } = run;
  if (run.result !== null && !isOf(lab, run.result, run.experiment))
    return "result is of another experiment.";
  const result = run.result === null ? null : own.resultOf(run.result);
  if (run.result !== null && result === null) return "result is not a whole result of its experiment.";
  return {
    kind,
    name: name.trim(),
    startedAt,
    savedAt,
    experiment: own.experiment,
    corpus: own.names ? corpus : null,
    result,
  };
}

const hasExperiment = v.object({ experiment: v.unknown() });

/** Whether a result says that it is of this experiment. */
function isOf({ canonicalJson }: ReadingLab, result: unknown, experiment: unknown): boolean {
  return v.is(hasExperiment, result) && canonicalJson(result.experiment) === canonicalJson(experiment);
}

interface Own {
  /** Canonical. */
  readonly experiment: unknown;
  /** Whether it names a text that lies beside it. */
  readonly names: boolean;
  /** A result as it may be kept; null where it is none of this experiment. */
  readonly resultOf: (value: unknown) => unknown;
}

/** Nothing of the file is believed: the experiment is read as any other, with the text beside it. */
async function experimentOf(lab: ReadingLab, run: ReadFiled, corpus: Blob | null): Promise<Own | string> {
  const { kind, experiment: value } = run;
  if (kind === "transformer") return transformerOf(lab, value, corpus);
  const isSweep = lab.isSweep(value);
  if (isSweep !== (kind === "sweep"))
    return `experiment is ${isSweep ? "a sweep" : "no sweep"}, and kind is “${kind}”.`;
  const read = (text: Parameters<ReadingLab["readExperiment"]>[1]) =>
    isSweep ? lab.readSweep(value, text) : lab.readExperiment(value, text);
  let parsed = read(null);
  const missing = parsed.ok ? null : (parsed.missing ?? null);
  if (missing) {
    if (!corpus) return NO_TEXT;
    const { signal } = new AbortController();
    const text = await lab.readCorpus(
      corpus,
      missing.tokenizer,
      missing.contextLength,
      () => undefined,
      signal,
    );
    if (!text.ok) return text.message;
    parsed = read(text.corpus);
  }
  if (!parsed.ok) return parsed.message;
  const names = missing !== null;
  if ("experiment" in parsed) {
    const { experiment } = parsed;
    return { experiment, names, resultOf: (result) => storedChains(result, experiment) };
  }
  const { file, points } = parsed.sweep;
  return { experiment: file, names, resultOf: (result) => storedSweep(result, file, points) };
}

const NO_TEXT = "experiment names a text, and text is not in the file.";

async function transformerOf(lab: ReadingLab, value: unknown, corpus: Blob | null): Promise<Own | string> {
  const read = lab.readTransformer(value);
  const experiment = read.ok ? read.experiment : read.asked;
  if (!experiment) return read.ok ? "" : read.message;
  const missing = read.ok ? null : (read.missing ?? null);
  const names = missing !== null && missing.form !== "text";
  if (names) {
    if (!corpus) return NO_TEXT;
    const sha256 = await digestOf(corpus, () => undefined, new AbortController().signal);
    if (sha256 !== missing.sha256)
      return `text has the SHA-256 ${sha256}, and experiment names ${missing.sha256}.`;
  }
  return { experiment, names, resultOf: (result) => storedResult(result, experiment) };
}

const sweepResult = v.object({ points: v.array(v.unknown()) });

/** A sweep's result as JSON gives it back, its experiments as the lab's reader has judged them; null where it is none. */
function storedSweep(
  value: unknown,
  file: library.Sweep["file"],
  points: library.Sweep["points"],
): library.SweepResult | null {
  if (!v.is(sweepResult, value) || value.points.length !== points.length) return null;
  const own = points.map((experiment, j) => {
    // A point takes as many chains as its precision asks for, and no more than the sweep's.
    const chains = chainsOf(value.points[j]);
    return storedChains(value.points[j], chains < experiment.chains ? { ...experiment, chains } : experiment);
  });
  return own.every((point) => point !== null) ? { version: 1, experiment: file, points: own } : null;
}

const ranChains = v.object({
  experiment: v.object({ chains: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
});

function chainsOf(value: unknown): number {
  return v.is(ranChains, value) ? value.experiment.chains : Infinity;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  return typeof value === "string" ? `“${shortened(value)}”` : shortened(JSON.stringify(value));
}
