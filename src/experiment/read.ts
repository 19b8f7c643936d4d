import * as v from "valibot";
import { isRecord } from "./json.js";
import { CHAIN_CONTEXTS, FILE_BYTES, TOTAL_WEIGHT } from "./limits.js";
import { chainsFile, type ChainsFile } from "./schema.js";
import type { ChainsExperiment, Seed, Truth } from "./types.js";
import { quote, showNumber, showValue } from "./words.js";

/** An experiment with every default filled in, or one sentence on what is wrong. */
export type Parsed =
  | { readonly ok: true; readonly experiment: ChainsExperiment }
  | { readonly ok: false; readonly message: string };

const DEFAULT_SEED = 1;
const DEFAULT_CHAINS = 10_000;
/** The cap where a run has to end and none is given. */
const DEFAULT_GENERATIONS = 1000;

/**
 * Reads an experiment file's text: JSON up to 50 MB. `overrides` are fields at the top that take the place of the
 * file's, before any default is filled in. Never throws.
 */
export function parseExperiment(text: string, overrides: Readonly<Record<string, unknown>> = {}): Parsed {
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
  return readExperiment(isRecord(value) ? { ...value, ...overrides } : value);
}

/** Reads an experiment from a value such as JSON gives. Never throws, and keeps nothing of the value itself. */
export function readExperiment(value: unknown): Parsed {
  try {
    const { output, issues } = v.safeParse(chainsFile, value);
    if (issues !== undefined) return refuse(sentence(issues));
    const problem = acrossFields(output);
    return problem === null ? { ok: true, experiment: canonical(output) } : refuse(problem);
  } catch (error) {
    return refuse(`The experiment cannot be read: ${reason(error)}.`);
  }
}

function refuse(message: string): Parsed {
  return { ok: false, message };
}

/** An unknown field comes first: it is often the misspelling of one that is then missing. */
function sentence(issues: readonly v.BaseIssue<unknown>[]): string {
  const unknown = issues.find((issue) => issue.expected === "never");
  const issue = unknown ?? issues[0];
  if (issue === undefined) return "The experiment cannot be read.";
  const path = (issue.path ?? []).map((item) => String(item.key));
  if (unknown !== undefined) {
    const owner = path.slice(0, -1).join(".");
    const field = quote(path.at(-1) ?? "");
    return `${owner === "" ? "The experiment" : owner} has an unknown field ${field}; allowed: ${issue.message}.`;
  }
  const name = path.length === 0 ? "The experiment" : path.join(".");
  return `${name} is ${showValue(issue.input)}; allowed: ${issue.message}.`;
}

/** What is wrong between fields that are right by themselves. */
function acrossFields({
  truth,
  contexts = 1,
  chains = DEFAULT_CHAINS,
  stop,
  generations,
}: ChainsFile): string | null {
  if (chains * contexts >= CHAIN_CONTEXTS) {
    const limit = showNumber(CHAIN_CONTEXTS);
    return `chains times contexts is ${showNumber(chains * contexts)}; allowed: below ${limit}.`;
  }
  if (stop === "generations" && generations === null) {
    return 'generations is null; allowed with stop "generations": a whole number from 1 to 2,147,483,647.';
  }
  if (truth.form === "geometric" && truth.sumOfSquares < 1 / truth.tokens) {
    const least = 1 / truth.tokens;
    const range = `from ${least} (${showNumber(truth.tokens)} tokens, uniform) to 1`;
    return `truth.sumOfSquares is ${truth.sumOfSquares}; allowed: a number ${range}.`;
  }
  if (truth.form === "geometric" && truth.tokens === 1 && truth.sumOfSquares !== 1) {
    return `truth.sumOfSquares is ${truth.sumOfSquares}; allowed with one token: 1.`;
  }
  return truth.form === "weights" ? weightsProblem(truth.weights) : null;
}

function weightsProblem(weights: readonly unknown[]): string | null {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i];
    if (typeof weight !== "number" || !(weight >= 0) || weight === Infinity) {
      return `truth.weights[${i}] is ${showValue(weight)}; allowed: a finite number of at least 0.`;
    }
    sum += weight;
  }
  if (sum > 0 && sum <= TOTAL_WEIGHT) return null;
  return `truth.weights sum to ${sum}; allowed: more than 0 and at most ${showNumber(TOTAL_WEIGHT)}.`;
}

/** Every default filled in, the fields in canonical order. */
function canonical(file: ChainsFile): ChainsExperiment {
  const { seed = DEFAULT_SEED, contexts = 1, chains = DEFAULT_CHAINS, stop = "collapse" } = file;
  const { method = "simulate", engine = "auto" } = file;
  const { generations = stop === "collapse" ? null : DEFAULT_GENERATIONS } = file;
  return {
    version: 1,
    kind: "chains",
    seed: positiveZero(seed),
    truth: canonicalTruth(file.truth, seed),
    contexts,
    recipe: { form: file.recipe.form, samples: file.recipe.samples },
    decoding: { temperature: 1 },
    chains,
    generations,
    stop,
    method,
    engine,
  };
}

function canonicalTruth(truth: ChainsFile["truth"], seed: Seed): Truth {
  const { form } = truth;
  switch (form) {
    case "uniform":
      return { form, tokens: truth.tokens };
    case "zipf":
      return { form, tokens: truth.tokens, exponent: positiveZero(truth.exponent) };
    case "geometric":
      return { form, tokens: truth.tokens, sumOfSquares: truth.sumOfSquares };
    case "dirichlet": {
      const own = positiveZero(truth.seed ?? seed);
      return { form, tokens: truth.tokens, concentration: truth.concentration, seed: own };
    }
    case "weights":
      return { form, weights: truth.weights.map(positiveZero) };
  }
}

/** JSON can say -0, canonical JSON cannot. */
function positiveZero<T>(value: T): T {
  return Object.is(value, -0) ? (0 as T) : value;
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : "it throws";
  return text
    .replace(/\s+/g, " ")
    .slice(0, 160)
    .replace(/[.\s]+$/, "");
}

/** Bytes of UTF-8, counted only where they could be too many. */
function utf8Length(text: string): number {
  if (text.length > FILE_BYTES || text.length * 3 <= FILE_BYTES) return text.length;
  return new TextEncoder().encode(text).length;
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e5) / 10;
}
