import type { ChainsResult } from "./result.js";

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
    for (const [part, cells] of Object.entries(series as Record<string, Column[1]>)) {
      columns.push([`${name}.${part}`, cells]);
    }
  }
  const rows = result.generations.map((_, row) => columns.map(([, cells]) => number(cells?.[row])));
  return [columns.map(([name]) => csvCell(name)), ...rows].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function number(x: number | null | undefined): string {
  return typeof x === "number" && Number.isFinite(x) ? String(x) : "";
}

/** A text as a CSV cell that no spreadsheet runs as a formula. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
