import type { ChainsResult } from "./result.js";
import { valuesAt, type SweptField } from "./sweep.js";

type Column = readonly [name: string, cells: readonly (number | null)[] | null | undefined];

/**
 * A result's series as CSV (RFC 4180): a header, then one row a generation. Columns are named by their path in the
 * result, e.g. `sumOfSquares.mean`; a value that is not known is an empty cell. `collapseTime.distribution` is the exact
 * P(T <= generation).
 */
export function resultCsv(result: ChainsResult): string {
  const columns: Column[] = [
    ["generation", result.generations],
    ["collapseTime.distribution", result.collapseTime.theory?.distribution],
  ];
  for (const [name, series] of Object.entries(result.series)) {
    for (const [part, cells] of Object.entries(series as Record<string, Column[1] | number>)) {
      // A limit, or how many chains a series is over, has no rows.
      if (typeof cells !== "number") columns.push([`${name}.${part}`, cells]);
    }
  }
  const rows = result.generations.map((_, row) => columns.map(([, cells]) => number(cells?.[row])));
  return csv([columns.map(([name]) => csvCell(name)), ...rows]);
}

/** S at the last generation, where every chain goes on to it. */
function last(part: "mean" | "standardError" | "theory"): (point: ChainsResult) => number | null | undefined {
  return ({ experiment, series }) =>
    experiment.stop === "generations" ? series.sumOfSquares[part]?.at(-1) : null;
}

/** What a sweep's CSV says of a point beside the swept fields. */
const POINT: Readonly<Record<string, (point: ChainsResult) => number | null | undefined>> = {
  chains: ({ collapseTime: { collapsed, censored } }) =>
    collapsed === null || censored === null ? null : collapsed + censored,
  mean: ({ collapseTime }) => collapseTime.mean,
  standardError: ({ collapseTime }) => collapseTime.standardError,
  standardDeviation: ({ collapseTime }) => collapseTime.standardDeviation,
  median: ({ collapseTime }) => collapseTime.median,
  "theory.mean": ({ collapseTime }) => collapseTime.theory?.mean,
  "theory.standardDeviation": ({ collapseTime }) => collapseTime.theory?.standardDeviation,
  "theory.diffusion": ({ collapseTime }) => collapseTime.theory?.diffusion,
  "theory.lowerBound": ({ collapseTime }) => collapseTime.theory?.lowerBound,
  "theory.upperBound": ({ collapseTime }) => collapseTime.theory?.upperBound,
  censored: ({ collapseTime }) => collapseTime.censored,
  "sumOfSquares.mean": last("mean"),
  "sumOfSquares.standardError": last("standardError"),
  "sumOfSquares.theory": last("theory"),
};

/**
 * A sweep's points as CSV: a header, then one row a point: the values of the swept fields (what is no number or text as
 * JSON), how many chains were run, the collapse time T as the result names its parts, the sum of squares at the last
 * generation where all chains go on to it, digest and seconds.
 */
export function sweepCsv(fields: readonly SweptField[], points: readonly ChainsResult[]): string {
  const header = [...fields.map(({ path }) => csvCell(path)), ...Object.keys(POINT), "digest", "seconds"];
  const rows = points.map((point, index) => [
    ...valuesAt(fields, index).map(({ value }) => fieldCell(value)),
    ...Object.values(POINT).map((of) => number(of(point))),
    point.digest ?? "",
    number(point.seconds),
  ]);
  return csv([header, ...rows]);
}

export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.join(",")}\r\n`).join("");
}

function fieldCell(value: unknown): string {
  if (typeof value === "number") return number(value);
  return csvCell(typeof value === "string" ? value : JSON.stringify(value));
}

export function number(x: number | null | undefined): string {
  return typeof x === "number" && Number.isFinite(x) ? String(x) : "";
}

/** A text as a CSV cell that no spreadsheet runs as a formula. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
