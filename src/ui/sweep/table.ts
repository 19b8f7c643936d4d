import type { TableData } from "../charts/table.js";
import { brief, fixed, shown, whole } from "../words/format.js";
import { boundWords } from "./words.js";
import { axisName } from "./fields.js";
import type { SweepPage } from "./page.js";
import type { PointRow } from "./rows.js";

/** Some points of a sweep as a table, one row each. */
export function pointsTable(page: SweepPage, rows: readonly PointRow[]): TableData {
  const fields = page.sweep?.fields ?? [];
  const name = page.asked === "time" ? "E[T]" : "Sum of squares";
  const theory: readonly string[] =
    page.asked === "time" ? ["Exact", "Limit of large n", "Lower bound", "Upper bound"] : ["Exact"];
  const first = fields.length;
  const last = first + 3 + theory.length;
  return {
    columns: [
      ...fields.map(({ path }) => axisName(path)),
      `${name} simulated`,
      "Standard error",
      "Chains",
      ...theory,
      "Standard errors from exact",
    ],
    rows: rows.map((row) => {
      const { law } = row;
      const laws = [law?.exact, law?.limit, law?.lower, law?.upper].slice(0, theory.length);
      const said = [row.mean ?? boundWords(row), row.standardError, row.chains > 0 ? row.chains : null];
      return [...row.at, ...said, ...laws.map((value) => value ?? null), row.errors];
    }),
    show: (value, column) => {
      if (typeof value !== "number") return value ?? "–";
      if (column < first) return shown(value);
      if (column === first + 2) return whole(value);
      return column === last ? fixed(value, 1) : brief(value, column === first + 1 ? 2 : 5);
    },
  };
}
