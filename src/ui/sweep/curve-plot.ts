import { labelBeside, labelsFor, lineOf, measure, write } from "../charts/draw.js";
import { heightAt, type Line } from "../charts/labels.js";
import type { Paint, PlotLine, PlotSpec } from "../charts/plot-options.js";
import { brief } from "../words/format.js";
import type { Asked } from "./page.js";
import type { PointLaw } from "./page.js";
import type { PointRow } from "./rows.js";
import { LINEAR, LOG, roundedDown, roundedUp, type Scale } from "./scale.js";

type Column = readonly (number | null)[];

/** What is asked, against one swept field. */
export interface Curve {
  readonly asked: Asked;
  /** The points along the field, ascending. */
  readonly rows: readonly PointRow[];
  /** The field's value at each. */
  readonly x: readonly number[];
  readonly across: Scale;
  readonly up: Scale;
  readonly label: string;
  readonly yRange: readonly [number, number];
}

/** The upper bound may lie so many times above everything else before the axis lets it go. */
const MOST_ABOVE = 30;

/** A curve over some points of a sweep; `field` is the place of the swept field that runs across. */
export function sweepCurve(
  asked: Asked,
  rows: readonly PointRow[],
  field: number,
  across: Scale,
  label: string,
): Curve {
  const sorted = [...rows].sort((a, b) => (a.at[field] ?? 0) - (b.at[field] ?? 0));
  const x = sorted.map(({ at }) => at[field] ?? 0);
  const up = asked === "time" ? LOG : LINEAR;
  return { asked, rows: sorted, x, across, up, label, yRange: rangeOf(asked, sorted) };
}

/** From theory where there is any, so that the axis stands still while points come in. */
function rangeOf(asked: Asked, rows: readonly PointRow[]): readonly [number, number] {
  const known = (values: readonly (number | null | undefined)[]): number[] =>
    values.filter((value): value is number => typeof value === "number" && value > 0);
  const laws = known(rows.flatMap(({ law }) => [law?.exact, law?.limit]));
  const simulated = rows.flatMap(({ mean, half }) =>
    mean === null ? [] : [mean + (half ?? 0), mean - (half ?? 0)],
  );
  const values = [...(laws.length > 0 ? laws : known(simulated)), ...known(rows.map(({ above }) => above))];
  if (values.length === 0) return asked === "time" ? [1, 1000] : [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (asked === "state") return [0, Math.min(1, roundedUp(1.05 * high))];
  const uppers = known(rows.map(({ law }) => law?.upper));
  const lowers = known(rows.map(({ law }) => law?.lower));
  const top = Math.min(MOST_ABOVE * high, Math.max(high, ...uppers));
  return [roundedDown(Math.min(low, ...lowers) / 1.02), roundedUp(top * 1.02)];
}

/** A law along the points; between those that are there, it stands in for those that are still to come. */
function along(curve: Curve, of: (law: PointLaw) => number | null): Column {
  const { rows, x, across, up } = curve;
  const known = rows.map(({ law }) => {
    const value = law === undefined ? undefined : of(law);
    return value === null || value === undefined ? value : up.at(value);
  });
  return known.map((value, i) => {
    if (value !== undefined) return value;
    const before = known.findLastIndex((other, j) => j < i && other !== undefined);
    const after = known.findIndex((other, j) => j > i && other !== undefined);
    const [y0, y1] = [known[before], known[after]];
    if (typeof y0 !== "number" || typeof y1 !== "number") return null;
    const [x0, x1] = [across.at(x[before] ?? 0), across.at(x[after] ?? 0)];
    return y0 + ((y1 - y0) * (across.at(x[i] ?? 0) - x0)) / (x1 - x0);
  });
}

/** The 95 % interval of every point, as upright strokes with short ends. */
function intervals(paint: Paint, curve: Curve): void {
  const { ctx, px, palette, area } = paint;
  ctx.strokeStyle = palette.sim;
  ctx.lineWidth = 1.5 * px;
  const inside = (y: number): number => Math.max(area.top, Math.min(area.bottom, y));
  curve.rows.forEach(({ mean, half }, i) => {
    if (mean === null || half === null) return;
    const low = curve.asked === "time" ? Math.max(mean - half, curve.up.value(curve.yRange[0])) : mean - half;
    const [top, bottom] = [inside(paint.y(curve.up.at(mean + half))), inside(paint.y(curve.up.at(low)))];
    // An interval inside its dot is not drawn.
    if (bottom - top < 8 * px) return;
    const x = paint.x(curve.across.at(curve.x[i] ?? 0));
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
    for (const y of [top, bottom]) {
      ctx.moveTo(x - 3 * px, y);
      ctx.lineTo(x + 3 * px, y);
    }
    ctx.stroke();
  });
}

/** Points of which only a lower bound is known: a bar at the bound, and an arrow up from it. No interval, since none is known. */
function lowerBounds(paint: Paint, curve: Curve): void {
  const { ctx, px, palette } = paint;
  ctx.strokeStyle = palette.bound;
  ctx.fillStyle = palette.bound;
  ctx.lineWidth = 2 * px;
  curve.rows.forEach(({ above }, i) => {
    if (above === null) return;
    const [x, y] = [paint.x(curve.across.at(curve.x[i] ?? 0)), paint.y(curve.up.at(above))];
    ctx.beginPath();
    ctx.moveTo(x - 6 * px, y);
    ctx.lineTo(x + 6 * px, y);
    ctx.moveTo(x, y);
    ctx.lineTo(x, y - 12 * px);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - 4.5 * px, y - 11 * px);
    ctx.lineTo(x + 4.5 * px, y - 11 * px);
    ctx.lineTo(x, y - 18 * px);
    ctx.fill();
  });
}

/** Whether two lines lie so far apart somewhere that both can be seen. */
function apart(a: Line, b: Line, gap: number): boolean {
  for (let i = 0; i + 1 < a.length; i += 2) {
    const other = heightAt(b, a[i] ?? 0);
    if (other !== null && Math.abs(other - (a[i + 1] ?? 0)) > gap) return true;
  }
  return false;
}

function labelRange(paint: Paint, labels: ReturnType<typeof labelsFor>, upper: Line, lower: Line): void {
  for (const text of ["Theorem 1 allows all of this", "Theorem 1"]) {
    const words = { text, colour: paint.palette.boundText, strong: true };
    const { width, height } = measure(paint, words);
    const box = labels.anywhere(width, height, 0.3, (at) =>
      [at.left, at.right].every((x) => {
        const [high, low] = [heightAt(upper, x), heightAt(lower, x)];
        return high !== null && low !== null && high < at.top && low > at.bottom;
      }),
    );
    if (!box) continue;
    write(paint, words, box);
    return;
  }
}

/** The drawing: what Theorem 1 allows beneath, limit and law over it, the points with their intervals on top. */
export function curveSpec(curve: Curve): PlotSpec {
  const { across, up, yRange, rows } = curve;
  const x = curve.x.map((value) => across.at(value));
  const [bottom, top] = [up.at(yRange[0]), up.at(yRange[1])];
  const exact = along(curve, (law) => law.exact);
  const limit = along(curve, (law) => law.limit);
  const upper = along(curve, (law) => law.upper);
  const lower = along(curve, (law) => law.lower);
  const points = rows.map(({ mean }) => (mean === null || mean <= 0 ? null : up.at(mean)));
  const above = rows.map((row) => (row.above === null ? null : up.at(row.above)));
  const [from = 0, to = 0] = [x[0], x[x.length - 1]];
  const room = 0.02 * (to - from) || 0.5;
  const lines: PlotLine[] = [
    { style: "hidden", y: upper },
    { style: "bound", y: lower },
    { style: "limit", y: limit },
    { style: "law", y: exact },
    { style: "dots", y: points },
  ];
  const over = (paint: Paint): void => {
    intervals(paint, curve);
    lowerBounds(paint, curve);
    const drawn = [exact, limit, points, upper, lower, above].map((column) => lineOf(paint, x, column));
    const [law = [], dashed = [], dots = [], high = [], low = [], open = []] = drawn;
    const labels = labelsFor(paint, drawn);
    // An arrow and its bar are no line, but nothing is to be written on them.
    for (let i = 0; i + 1 < open.length; i += 2) {
      const [at = 0, y = 0] = [open[i], open[i + 1]];
      const { px } = paint;
      labels.take({ left: at - 7 * px, top: y - 19 * px, right: at + 7 * px, bottom: y + 3 * px });
    }
    const { theory, simText, boundText } = paint.palette;
    if (law.length > 0)
      labelBeside(paint, labels, law, { text: "exact law", colour: theory, strong: true }, 0.7);
    if (law.length === 0 || apart(law, dashed, 5 * paint.px))
      labelBeside(paint, labels, dashed, { text: "limit of large n", colour: theory }, 0.12);
    if (dots.length > 0)
      labelBeside(paint, labels, dots, { text: "simulated", colour: simText, strong: true }, 0.4);
    if (open.length > 0)
      labelBeside(paint, labels, open, { text: "E[T] is above this", colour: boundText, strong: true }, 0.6);
    labelRange(paint, labels, high, low);
  };
  return {
    xRange: [from - room, to + room],
    yRange: [bottom, top],
    yTicks: up.ticks(yRange[0], yRange[1], 5).map((tick) => up.at(tick)),
    yTick: (at) => brief(up.value(at), 3),
    xLabel: curve.label,
    xTicks: {
      at: across.ticks(curve.x[0] ?? 0, curve.x[curve.x.length - 1] ?? 1, 6).map((tick) => across.at(tick)),
      text: (at) => brief(across.value(at), 3),
    },
    x,
    lines,
    bands: [{ upper: 0, lower: 1, fill: "bound" }],
    over,
  };
}
