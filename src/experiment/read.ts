import * as v from "valibot";
import type { ResolvedCorpus } from "../corpus/read-contexts.js";
import { canonical, reduced } from "./canonical.js";
import { crossProblem, listProblem } from "./checks.js";
import { isRecord } from "./json.js";
import { FILE_BYTES } from "./limits.js";
import { chainsFile } from "./schema.js";
import { textOf, type MissingText } from "./text.js";
import type { ChainsExperiment } from "./types.js";
import { quote, showValue, utf8Length } from "./words.js";

/**
 * An experiment with every default filled in, or one sentence on what is wrong. `missing` is there where all that is
 * wrong is that the text which the experiment names is not at hand, or another one is: who has it may read it by
 * readContexts and try again.
 */
export type Parsed =
  | { readonly ok: true; readonly experiment: ChainsExperiment }
  | { readonly ok: false; readonly message: string; readonly missing?: MissingText };

/**
 * Reads an experiment file's text: JSON up to 50 MB. `overrides` are fields at the top that take the place of the
 * file's, before any default is filled in; `corpus` is as readExperiment takes it. Never throws.
 */
export function parseExperiment(
  text: string,
  overrides: Readonly<Record<string, unknown>> = {},
  corpus: ResolvedCorpus | null = null,
): Parsed {
  const json = jsonOf(text, overrides);
  return json.ok ? readExperiment(json.value, corpus) : json;
}

/** A file's JSON with fields at the top replaced, as parseExperiment says; or a sentence on what is wrong. */
export function jsonOf(
  text: string,
  overrides: Readonly<Record<string, unknown>>,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string } {
  const bytes = utf8Length(text);
  if (bytes > FILE_BYTES) {
    return refuse(
      `The experiment file has ${megabytes(bytes)} MB; allowed: up to ${megabytes(FILE_BYTES)} MB.`,
    );
  }
  const json = text.replace(/^\ufeff/, "");
  if (json.trim() === "") return refuse("The experiment file is empty; allowed: an experiment as JSON.");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return refuse(`The experiment is not JSON: ${reason(error)}.`);
  }
  return { ok: true, value: isRecord(value) ? { ...value, ...overrides } : value };
}

/**
 * Reads an experiment from a value such as JSON gives. `corpus` is the text that it names by its SHA-256, where it does.
 * Never throws, and keeps nothing of the value itself.
 */
export function readExperiment(value: unknown, corpus: ResolvedCorpus | null = null): Parsed {
  try {
    const { output, issues } = v.safeParse(chainsFile, value);
    if (issues !== undefined) return refuse(sentence(issues));
    const wrong = listProblem(output);
    if (wrong !== null) return refuse(wrong);
    const file = reduced(output);
    const text = textOf(file.truth, corpus);
    if (text !== null && "message" in text) return { ok: false, ...text };
    const experiment = canonical(file, text);
    const problem = crossProblem(experiment, file, text);
    return problem === null ? { ok: true, experiment } : refuse(problem);
  } catch (error) {
    return refuse(`The experiment cannot be read: ${reason(error)}.`);
  }
}

function refuse(message: string): Parsed & { readonly ok: false } {
  return { ok: false, message };
}

/** What is wrong. An unknown field comes first: it is often the misspelling of one that is then missing. */
export function sentence(issues: readonly v.BaseIssue<unknown>[]): string {
  const unknown = issues.find((issue) => issue.expected === "never");
  const issue = unknown ?? issues[0];
  if (issue === undefined) return "The experiment cannot be read.";
  const keys = (issue.path ?? []).map((item) => item.key);
  if (unknown !== undefined) {
    const owner = pathOf(keys.slice(0, -1));
    const field = quote(String(keys.at(-1)));
    return `${owner === "" ? "The experiment" : owner} has an unknown field ${field}; allowed: ${issue.message}.`;
  }
  const name = keys.length === 0 ? "The experiment" : pathOf(keys);
  return `${name} is ${showValue(issue.input)}; allowed: ${issue.message}.`;
}

/** "recipes[0].samples". */
function pathOf(keys: readonly unknown[]): string {
  return keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

/** What an error says, short and on one line. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : "it throws";
  return text
    .replace(/\s+/g, " ")
    .slice(0, 160)
    .replace(/[.\s]+$/, "");
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e5) / 10;
}
