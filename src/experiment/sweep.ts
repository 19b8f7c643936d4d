import type { ResolvedCorpus } from "../corpus/read-contexts.js";
import { isRecord } from "./json.js";
import { FILE_BYTES } from "./limits.js";
import { readExperiment, reason, type Parsed } from "./read.js";
import type { MissingText } from "./text.js";
import type { ChainsExperiment } from "./types.js";
import { quote, showNumber, showValue } from "./words.js";

/** One swept field and the values it takes, in order. */
export interface SweptField {
  /** The field's path, e.g. "recipe.samples". */
  readonly path: string;
  readonly values: readonly unknown[];
}

/** An experiment file with a field "sweep", read: one canonical experiment a point. */
export interface Sweep {
  /** The file with the sweep's own defaults filled in. */
  readonly file: Readonly<Record<string, unknown>>;
  readonly fields: readonly SweptField[];
  /** Relative half-width of the 95 % interval of E[T] at which a point is done. */
  readonly precision: number;
  /** Seconds of computing after which no more is begun. */
  readonly budgetSeconds: number;
  /** Whether all points draw the same random numbers; else point j runs with the seed "SEED/j". */
  readonly commonRandomNumbers: boolean;
  /** In row-major order of the fields; `chains` is the most that a point may take. */
  readonly points: readonly ChainsExperiment[];
}

/** A sweep, or a sentence on what is wrong. */
export type ParsedSweep =
  | { readonly ok: true; readonly sweep: Sweep }
  | { readonly ok: false; readonly message: string; readonly missing?: MissingText };

const DEFAULT_PRECISION = 0.01;
const DEFAULT_BUDGET = 300;
/** A point's chains, where a file does not say how many: they end with its precision, this is only a bound. */
export const SWEEP_CHAINS = 1_000_000;
const MOST_POINTS = 10_000;
const MOST_FIELDS = 16;
/** The longest path of an experiment's field has three names. */
const DEEPEST = 3;
/** Of all points written out: texts and weights are in each. */
const MOST_CHARACTERS = 2 * FILE_BYTES;

const WHOLE = new Set([
  "seed",
  "tokens",
  "samples",
  "realSamples",
  "window",
  "chains",
  "contexts",
  "generations",
  "topK",
  "contextLength",
]);

/** Whether a value read from JSON asks for a sweep. */
export function isSweep(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && "sweep" in value;
}

/**
 * Reads an experiment file with a sweep. `corpus` as readExperiment takes it, for all points. A Dirichlet truth whose
 * seed is not given has the file's in every point: all have the same p(0). Never throws.
 */
export function readSweep(
  value: Readonly<Record<string, unknown>>,
  corpus: ResolvedCorpus | null = null,
): ParsedSweep {
  try {
    return sweepOf(value, corpus);
  } catch (error) {
    return refuse(`The sweep cannot be read: ${reason(error)}.`);
  }
}

function sweepOf(value: Readonly<Record<string, unknown>>, corpus: ResolvedCorpus | null): ParsedSweep {
  const { sweep, precision, budgetSeconds, commonRandomNumbers, seed = 1, chains, ...rest } = value;
  const own = ownFields(precision, budgetSeconds, commonRandomNumbers);
  if (typeof own === "string") return refuse(own);
  const fields = sweptFields(sweep);
  if (typeof fields === "string") return refuse(fields);
  const count = fields.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_POINTS) {
    return refuse(`sweep has ${showNumber(count)} points; allowed: up to ${showNumber(MOST_POINTS)}.`);
  }
  const base = { ...rest, seed, chains: chains ?? SWEEP_CHAINS };
  const points: ChainsExperiment[] = [];
  let characters = 0;
  for (let index = 0; index < count; index++) {
    const values = valuesAt(fields, index);
    const file = withFields(base, values);
    const parsed = readExperiment(file, corpus);
    if (!parsed.ok) return refusedPoint(parsed, values, corpus);
    const lost = values.find(({ path }) => !reaches(file, path.split(".")));
    if (lost !== undefined) return refuse(noField(lost.path));
    const { experiment } = parsed;
    points.push(
      own.commonRandomNumbers ? experiment : { ...experiment, seed: `${experiment.seed}/${index}` },
    );
    characters += JSON.stringify(experiment).length;
    if (characters > MOST_CHARACTERS) {
      const most = `${showNumber(MOST_CHARACTERS / 1e6)} MB`;
      return refuse(
        `sweep has ${showNumber(count)} points, which take more than ${most} written out; allowed: up to ${most}.`,
      );
    }
  }
  return { ok: true, sweep: { file: { ...base, sweep, ...own }, fields, points, ...own } };
}

function refusedPoint(
  { message, missing }: Parsed & { readonly ok: false },
  values: ReturnType<typeof valuesAt>,
  corpus: ResolvedCorpus | null,
): ParsedSweep {
  const where = values.map(({ path, value: at }) => `${path} = ${showValue(at)}`).join(", ");
  if (missing === undefined) return refuse(`Where ${where}: ${message}`);
  // The right text, read for another point.
  if (corpus?.sha256 === missing.sha256) {
    return refuse(
      `Where ${where}: the text of a file or a url is to be read in another way; allowed: one tokenizer and one ` +
        "contextLength in all points, or a text inside the experiment.",
    );
  }
  return { ok: false, message, missing };
}

/** The swept fields' values at a point: the last field runs fastest. */
export function valuesAt(
  fields: readonly SweptField[],
  index: number,
): { readonly path: string; readonly value: unknown }[] {
  let rest = index;
  const values = [...fields].reverse().map(({ path, values: of }) => {
    const at = { path, value: of[rest % of.length] };
    rest = Math.floor(rest / of.length);
    return at;
  });
  return values.reverse();
}

function ownFields(
  precision: unknown = DEFAULT_PRECISION,
  budgetSeconds: unknown = DEFAULT_BUDGET,
  commonRandomNumbers: unknown = false,
): Pick<Sweep, "precision" | "budgetSeconds" | "commonRandomNumbers"> | string {
  if (typeof precision !== "number" || !(precision >= 1e-6 && precision <= 1)) {
    return `precision is ${showValue(precision)}; allowed: a number from 0.000001 to 1.`;
  }
  if (typeof budgetSeconds !== "number" || !(budgetSeconds >= 0 && budgetSeconds <= 1e9)) {
    return `budgetSeconds is ${showValue(budgetSeconds)}; allowed: a number from 0 to 1,000,000,000.`;
  }
  if (typeof commonRandomNumbers !== "boolean") {
    return `commonRandomNumbers is ${showValue(commonRandomNumbers)}; allowed: true or false.`;
  }
  return { precision, budgetSeconds, commonRandomNumbers };
}

function sweptFields(sweep: unknown): SweptField[] | string {
  const asked = isRecord(sweep) ? Object.entries(sweep) : [];
  if (asked.length === 0) {
    return `sweep is ${isRecord(sweep) ? "empty" : showValue(sweep)}; allowed: an object of field paths and their values.`;
  }
  if (asked.length > MOST_FIELDS) {
    return `sweep has ${showNumber(asked.length)} fields; allowed: up to ${MOST_FIELDS}.`;
  }
  const fields: SweptField[] = [];
  for (const [path, given] of asked) {
    const values = valuesOf(given);
    if (typeof values === "string") return `sweep.${quote(path)}${values}`;
    const names = path.split(".");
    if (names.length > DEEPEST) {
      return noField(path);
    }
    const whole = WHOLE.has(names.at(-1) ?? "");
    fields.push({ path, values: distinct(whole ? values.map(rounded) : values) });
  }
  return fields;
}

function noField(path: string): string {
  return `sweep.${quote(path)} is no field of an experiment; allowed: a path such as "recipe.samples".`;
}

/** A field's values as they are asked for, or the rest of a sentence on what is wrong. */
function valuesOf(given: unknown): readonly unknown[] | string {
  if (Array.isArray(given) && given.length > 0) return given as readonly unknown[];
  const [range, ...others] = isRecord(given) ? Object.entries(given) : [];
  const [kind, ends] = range ?? [];
  if ((kind !== "linear" && kind !== "log") || others.length > 0) {
    const what = Array.isArray(given) ? "an empty list" : showValue(given);
    return ` is ${what}; allowed: a list of values, {"linear": [from, to, points]} or {"log": [from, to, points]}.`;
  }
  if (!Array.isArray(ends) || ends.length !== 3 || !ends.every((x) => Number.isFinite(x))) {
    return `.${kind} is ${showValue(ends)}; allowed: a list of three numbers, [from, to, points].`;
  }
  const [from, to, points] = ends as [number, number, number];
  if (!Number.isInteger(points) || points < 1 || points > MOST_POINTS) {
    return `.${kind} has ${showNumber(points)} points; allowed: a whole number from 1 to ${showNumber(MOST_POINTS)}.`;
  }
  if (kind === "log" && !(from > 0 && to > 0)) {
    return `.log goes from ${from} to ${to}; allowed: numbers above 0.`;
  }
  return rangeOf(kind, from, to, points);
}

/** The ends are exact; what lies between has 12 digits, so that 0.1 is 0.1 and every machine says the same. */
function rangeOf(kind: "linear" | "log", from: number, to: number, points: number): number[] {
  return Array.from({ length: points }, (_, i) => {
    if (i === 0) return from;
    if (i === points - 1) return to;
    const share = i / (points - 1);
    const x = kind === "linear" ? from + (to - from) * share : from * (to / from) ** share;
    return Number.isInteger(x) ? x : Number(x.toPrecision(12));
  });
}

/** Integer fields are rounded half up. */
function rounded(value: unknown): unknown {
  return typeof value === "number" ? Math.round(value) : value;
}

/** Without duplicates: the same number, or else the same JSON. */
function distinct(values: readonly unknown[]): readonly unknown[] {
  const key = (value: unknown): unknown => (typeof value === "number" ? value : JSON.stringify(value));
  return [...new Map(values.map((value) => [key(value), value])).values()];
}

/** A copy of a file with fields set: an object before what is inside it, whatever the order they are written in. */
function withFields(file: unknown, values: ReturnType<typeof valuesAt>): unknown {
  return values
    .map(({ path, value }) => ({ names: path.split("."), value }))
    .sort((a, b) => a.names.length - b.names.length)
    .reduce((made, { names, value }) => withField(made, names, value), file);
}

/** What is not there on the way is made; what is no object stays, for the reader to say so. */
function withField(owner: unknown = {}, [name, ...inner]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  return isRecord(owner) ? { ...owner, [name]: withField(owner[name], inner, value) } : owner;
}

/** Whether a path's owners are all objects: what is inside a number or a text was not set. */
function reaches(owner: unknown, [name, ...inner]: readonly string[]): boolean {
  return name === undefined || (isRecord(owner) && reaches(owner[name], inner));
}

function refuse(message: string): ParsedSweep {
  return { ok: false, message };
}
