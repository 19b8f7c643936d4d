import * as v from "valibot";
import { LIMITS } from "./limits.js";
import { list, showNumber } from "./words.js";

/**
 * The shape of an experiment file. Every issue's message says what is allowed, for the sentence that read.ts makes of
 * it; an unknown field's issue expects "never".
 */

interface Range {
  readonly from: number;
  readonly to: number;
}

function whole({ from, to }: Range): v.GenericSchema<unknown, number> {
  const fits = (x: unknown): boolean => Number.isSafeInteger(x) && between(x, from, to);
  return v.custom<number>(fits, `a whole number from ${showNumber(from)} to ${showNumber(to)}`);
}

function real({ from, to }: Range): v.GenericSchema<unknown, number> {
  return v.custom<number>(
    (x) => between(x, from, to),
    `a number from ${showNumber(from)} to ${showNumber(to)}`,
  );
}

function between(x: unknown, from: number, to: number): boolean {
  return typeof x === "number" && x >= from && x <= to;
}

function oneOf<const T extends string>(...values: readonly T[]): v.GenericSchema<unknown, T> {
  return v.picklist(
    values,
    list(
      values.map((value) => `"${value}"`),
      "or",
    ),
  );
}

/** An object of these fields and no others; a missing field's issue says what that field allows. */
function record<const T extends v.ObjectEntries>(
  entries: T,
): v.StrictObjectSchema<T, v.ErrorMessage<v.StrictObjectIssue>> {
  const fields = list(Object.keys(entries), "and");
  return v.strictObject(entries, (issue) => {
    const field = issue.path?.[0].key;
    if (typeof field !== "string") return `an object with the fields ${fields}`;
    return issue.expected === "never" ? fields : allowed(entries[field]);
  });
}

function allowed(schema: object | undefined): string {
  const message = schema !== undefined && "message" in schema ? schema.message : undefined;
  if (typeof message === "string") return message;
  if (schema !== undefined && "literal" in schema) return JSON.stringify(schema.literal);
  return schema !== undefined && "options" in schema ? "an object with a form" : "an object";
}

/** One of several records, told apart by their `form`. */
function forms<const T extends v.VariantOptions<"form">>(
  options: T,
  names: readonly string[],
): v.VariantSchema<"form", T, v.ErrorMessage<v.VariantIssue>> {
  const message = list(
    names.map((name) => `"${name}"`),
    "or",
  );
  return v.variant("form", options, (issue) =>
    issue.path === undefined ? "an object with a form" : message,
  );
}

const seed = v.custom<number | string>(
  (x) =>
    (Number.isSafeInteger(x) && between(x, 0, Infinity)) ||
    (typeof x === "string" && x !== "" && !/\p{Surrogate}/u.test(x)),
  "a whole number from 0 to 9,007,199,254,740,991 or a non-empty text of well-formed Unicode",
);

const tokens = whole(LIMITS.tokens);

const truth = forms(
  [
    record({ form: v.literal("uniform"), tokens }),
    record({ form: v.literal("zipf"), tokens, exponent: real(LIMITS.exponent) }),
    record({ form: v.literal("geometric"), tokens, sumOfSquares: real({ from: 0, to: 1 }) }),
    record({
      form: v.literal("dirichlet"),
      tokens,
      concentration: real(LIMITS.concentration),
      seed: v.optional(seed),
    }),
    record({
      form: v.literal("weights"),
      weights: v.custom<readonly number[]>(
        (x) => Array.isArray(x) && between(x.length, LIMITS.tokens.from, LIMITS.tokens.to),
        `a list of ${showNumber(LIMITS.tokens.from)} to ${showNumber(LIMITS.tokens.to)} numbers`,
      ),
    }),
  ],
  ["uniform", "zipf", "geometric", "dirichlet", "weights"],
);

const recipe = forms(
  [record({ form: v.literal("fully-synthetic"), samples: whole(LIMITS.samples) })],
  ["fully-synthetic"],
);

const generations = v.custom<number | null>(
  (x) =>
    x === null || (Number.isSafeInteger(x) && between(x, LIMITS.generations.from, LIMITS.generations.to)),
  `a whole number from ${showNumber(LIMITS.generations.from)} to ${showNumber(LIMITS.generations.to)}, or null for no cap`,
);

/** An experiment file of kind "chains", its fields in canonical order; what is optional has no default here. */
export const chainsFile = record({
  version: v.literal(1, "1"),
  kind: v.literal("chains", '"chains"'),
  seed: v.optional(seed),
  truth,
  contexts: v.optional(whole(LIMITS.contexts)),
  recipe,
  decoding: v.optional(
    record({ temperature: v.optional(v.literal(1, "1, the only temperature of this version")) }),
  ),
  chains: v.optional(whole(LIMITS.chains)),
  generations: v.optional(generations),
  stop: v.optional(oneOf("collapse", "generations")),
  method: v.optional(oneOf("simulate")),
  engine: v.optional(oneOf("auto", "webgpu", "cpu")),
});

export type ChainsFile = v.InferOutput<typeof chainsFile>;
