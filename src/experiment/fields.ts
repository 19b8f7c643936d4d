import * as v from "valibot";
import { isRecord } from "./json.js";
import { INLINE_BYTES, LIMITS, NAME_CHARACTERS } from "./limits.js";
import { list, showNumber, utf8Length } from "./words.js";

/**
 * The fields of experiment files. Every issue's message says what is allowed, for the sentence that read.ts makes of it;
 * an unknown field's issue expects "never".
 */

interface Range {
  readonly from: number;
  readonly to: number;
}

export function whole({ from, to }: Range): v.GenericSchema<unknown, number> {
  const fits = (x: unknown): boolean => Number.isSafeInteger(x) && between(x, from, to);
  return v.custom<number>(fits, `a whole number from ${showNumber(from)} to ${showNumber(to)}`);
}

export function real({ from, to }: Range): v.GenericSchema<unknown, number> {
  return v.custom<number>(
    (x) => between(x, from, to),
    `a number from ${showNumber(from)} to ${showNumber(to)}`,
  );
}

export function between(x: unknown, from: number, to: number): boolean {
  return typeof x === "number" && x >= from && x <= to;
}

export function oneOf<const T extends string>(...values: readonly T[]): v.GenericSchema<unknown, T> {
  return v.picklist(
    values,
    list(
      values.map((value) => `"${value}"`),
      "or",
    ),
  );
}

/** An object of these fields and no others; a missing field's issue says what that field allows. */
export function record<const T extends v.ObjectEntries>(
  entries: T,
): v.StrictObjectSchema<T, v.ErrorMessage<v.StrictObjectIssue>> {
  const fields = list(Object.keys(entries), "and");
  return v.strictObject(entries, (issue) => {
    const field = issue.path?.[0].key;
    if (typeof field !== "string") return `an object with the fields ${fields}`;
    return issue.expected === "never" ? fields : allowed(entries[field]);
  });
}

/** A record whose fields may all be missing: a list, which lacks them too, has to be told apart from it. */
export function options<const T extends v.ObjectEntries>(entries: T) {
  const fields = record(entries);
  const message = `an object with the fields ${list(Object.keys(entries), "and")}`;
  return v.pipe(v.custom<v.InferInput<typeof fields>>(isRecord, message), fields);
}

function allowed(schema: object | undefined): string {
  const message = schema !== undefined && "message" in schema ? schema.message : undefined;
  if (typeof message === "string") return message;
  if (schema !== undefined && "literal" in schema) return JSON.stringify(schema.literal);
  return schema !== undefined && "options" in schema ? "an object with a form" : "an object";
}

/** One of several records, told apart by their `form`. */
export function forms<const T extends v.VariantOptions<"form">>(
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

export const seed = v.custom<number | string>(
  (x) => (Number.isSafeInteger(x) && between(x, 0, Infinity)) || isText(x),
  "a whole number from 0 to 9,007,199,254,740,991 or a non-empty text of well-formed Unicode",
);

function isText(x: unknown): x is string {
  return typeof x === "string" && x !== "" && !/\p{Surrogate}/u.test(x);
}

export const corpusName = v.custom<string>(
  (x) => isText(x) && x.length <= NAME_CHARACTERS,
  `a non-empty text of up to ${showNumber(NAME_CHARACTERS)} characters`,
);
export const sha256 = v.custom<string>(
  (x) => typeof x === "string" && /^[0-9a-f]{64}$/.test(x),
  "the 64 lowercase hexadecimal digits of the text's SHA-256",
);

export const inlineText = v.custom<string>(
  (x) => isText(x) && utf8Length(x) <= INLINE_BYTES,
  `a non-empty text of well-formed Unicode of up to ${INLINE_BYTES / 1e6} MB (a file or a url may have more)`,
);

export const decoding = options({
  temperature: v.optional(real(LIMITS.temperature)),
  topK: v.optional(whole(LIMITS.topK)),
  topP: v.optional(v.custom<number>((x) => between(x, 0, 1) && x !== 0, "a number above 0 and up to 1")),
});

export const engine = oneOf("auto", "webgpu", "cpu");
