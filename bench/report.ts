import type { Row, Spread } from "./rounds.js";
import { rates, ratios, spread } from "./rounds.js";

/** A number as 3 significant digits, with k, M or G. */
export function short(value: number): string {
  const [unit, divisor] = (
    [
      ["G", 1e9],
      ["M", 1e6],
      ["k", 1e3],
    ] as const
  ).find(([, size]) => value >= size) ?? ["", 1];
  return `${trimmed(value / divisor)}${unit === "" ? "" : ` ${unit}`}`;
}

export function trimmed(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

export function range({ median, least, most }: Spread): string {
  return `${short(median)} (${short(least)} … ${short(most)})`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => (i === 0 ? "---" : "--:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** A cell's rows: what everyone did, and how many times faster each of `bases` is. */
export function cellTable(rows: ReadonlyMap<string, Row>, bases: readonly string[], whole: boolean): string {
  const head = [
    "",
    "chain-generations/s",
    ...(whole ? ["chains/s"] : []),
    ...bases.map((base) => `× ${base}`),
  ];
  const body = [...rows].map(([key, row]) => {
    const finished = row.every(({ done }) => done.finished);
    const chains = row.map(({ work, done }) => work.chains / done.seconds);
    return [
      finished ? key : `${key} †`,
      range(spread(rates(row))),
      ...(whole ? [finished ? range(spread(chains)) : "–"] : []),
      ...bases.map((base) => ratioText(rows.get(base) ?? [], row)),
    ];
  });
  return table(head, body);
}

/** How many times faster the first is: a bound where one of them ran out of time, a dash where both did. */
export function ratioText(ours: Row, other: Row): string {
  if (ours === other || ours.length === 0 || other.length === 0) return "";
  const { values, bound } = ratios(ours, other);
  return bound === null ? "–" : `${bound}${range(spread(values))}`;
}
