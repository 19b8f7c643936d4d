import { shortened, shown } from "../words/format.js";
import type { ComparedRun } from "./page.js";

/** A field in which experiments differ, and what it is in each of them. */
export interface Difference {
  /** Its path in the experiment file: "recipe.samples". */
  readonly field: string;
  readonly values: readonly string[];
}

const LONGEST = 48;
const ABSENT = "–";

/** The fields that are not the same in all experiments; of experiments of several kinds, those that all of them have. */
export function differences(runs: readonly Pick<ComparedRun, "kind" | "experiment">[]): Difference[] {
  const fields = runs.map(({ experiment }) => new Map(flattened(experiment, "")));
  const paths = [...new Set(fields.flatMap((one) => [...one.keys()]))].sort();
  const mixed = new Set(runs.map(({ kind }) => kind)).size > 1;
  return paths.flatMap((field) => {
    const own = fields.map((one) => one.get(field));
    if (field === "kind" || (mixed && own.includes(undefined))) return [];
    const different = new Set(own.map((value) => JSON.stringify(value))).size > 1;
    return different ? [{ field, values: own.map(inWords) }] : [];
  });
}

/** The fields of an experiment by their paths; a list of values is one field. */
function flattened(value: unknown, path: string): (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null || (Array.isArray(value) && !value.some(isRecord)))
    return [[path, value]];
  return Object.entries(value).flatMap(([name, inner]) => {
    const next = Array.isArray(value) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
    return flattened(inner, next);
  });
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function inWords(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return ABSENT;
    case "number":
      return shown(value);
    case "boolean":
      return value ? "yes" : "no";
    case "string":
      return shortened(value, LONGEST);
    default:
      return value === null ? "none" : shortened(JSON.stringify(value), LONGEST);
  }
}

/** Which of several runs have the same numbers, in sentences; empty where none of them has a digest. */
export function sameNumbers(runs: readonly ComparedRun[]): string {
  const known = runs.filter(({ numbers }) => numbers !== "");
  if (known.length < 2) return "";
  const groups = [...new Set(known.map(({ numbers }) => numbers))].map((own) =>
    known.filter(({ numbers }) => numbers === own).map(({ label }) => label),
  );
  const same = groups.filter((labels) => labels.length > 1);
  if (same.length === 0)
    return known.length === 2 ? "Their numbers differ." : "No two have the same numbers.";
  return same.map((labels) => `${listed(labels)} have the same digest: they are the same numbers.`).join(" ");
}

function listed(items: readonly string[]): string {
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}
