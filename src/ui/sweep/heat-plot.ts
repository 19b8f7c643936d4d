import type { Palette } from "../charts/palette.js";
import { shadesOn, type Shades } from "../charts/shade.js";
import { brief } from "../words/format.js";
import { contour } from "./contours.js";
import type { Asked } from "./page.js";
import type { PointRow } from "./rows.js";
import { LINEAR, LOG, roundedDown, roundedUp, type Scale } from "./scale.js";

/** One side of the map: the swept values, ascending. */
export interface Side {
  readonly values: readonly number[];
  readonly scale: Scale;
  readonly label: string;
}

/** A map of what is asked over two swept fields. */
export interface Heat {
  readonly asked: Asked;
  readonly across: Side;
  readonly up: Side;
  /** The point at a place of the map. */
  readonly cell: (i: number, j: number) => PointRow | undefined;
  /** Whether the squares show the law itself, where nothing is drawn. */
  readonly exact: boolean;
  /** Whether a square shows a lower bound. */
  readonly bounds: boolean;
  readonly scale: Scale;
  readonly range: readonly [number, number];
}

/** A map of a sweep's points over its two fields. */
export function sweepHeat(
  asked: Asked,
  rows: readonly PointRow[],
  sides: readonly [Omit<Side, "values">, Omit<Side, "values">],
  exact: boolean,
): Heat {
  const valuesOn = (field: number): number[] =>
    [...new Set(rows.map(({ at }) => at[field] ?? 0))].sort((a, b) => a - b);
  const [x, y] = [valuesOn(0), valuesOn(1)];
  const places = new Map<string, PointRow>();
  for (const row of rows) places.set(`${x.indexOf(row.at[0] ?? 0)}/${y.indexOf(row.at[1] ?? 0)}`, row);
  return {
    asked,
    across: { ...sides[0], values: x },
    up: { ...sides[1], values: y },
    cell: (i, j) => places.get(`${i}/${j}`),
    exact,
    bounds: rows.some(({ above }) => above !== null),
    scale: asked === "time" ? LOG : LINEAR,
    range: rangeOf(asked, rows),
  };
}

/** From theory where there is any, so that the colours stand still while points come in. */
function rangeOf(asked: Asked, rows: readonly PointRow[]): readonly [number, number] {
  const positive = (value: number | null | undefined): value is number =>
    typeof value === "number" && value > 0;
  const laws = rows.map(({ law }) => law?.exact ?? law?.limit).filter(positive);
  const known = laws.length > 0 ? laws : rows.map(({ mean }) => mean).filter(positive);
  const values = [...known, ...rows.map(({ above }) => above).filter(positive)];
  if (values.length === 0) return asked === "time" ? [1, 1000] : [0, 1];
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, 0]);
  return [roundedDown(low), roundedUp(high)];
}

/** What a square shows; null while it is still to come. */
function shownAt({ exact }: Pick<Heat, "exact">, row: PointRow | undefined): number | null {
  if (!row) return null;
  return exact ? (row.law?.exact ?? row.law?.limit ?? null) : (row.mean ?? row.above);
}

/** Where the squares lie on a canvas of so many pixels, `px` of them to one of the page's. */
export interface Layout {
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

const TOP = 30;
const BOTTOM = 42;
const RIGHT = 22;
const LETTER = 7.2;

export function layoutOf(heat: Heat, width: number, height: number, px: number): Layout {
  const letters = Math.max(1, ...ticksOf(heat.up, height / px / 26).map(({ text }) => text.length));
  const left = (12 + LETTER * letters) * px;
  return {
    left,
    bottom: height - BOTTOM * px,
    width: (width - left - RIGHT * px) / heat.across.values.length,
    height: (height - (TOP + BOTTOM) * px) / heat.up.values.length,
  };
}

/** The place of the map at a point of the canvas; null beside the map. */
export function placeAt(heat: Heat, layout: Layout, x: number, y: number): readonly [number, number] | null {
  const [i, j] = [
    Math.floor((x - layout.left) / layout.width),
    Math.floor((layout.bottom - y) / layout.height),
  ];
  const inside = i >= 0 && j >= 0 && i < heat.across.values.length && j < heat.up.values.length;
  return inside ? [i, j] : null;
}

interface Tick {
  /** In places: 0 is the middle of the first square. */
  readonly at: number;
  readonly text: string;
}

/** Round values where there are many squares, every value where there are few. */
function ticksOf({ values, scale }: Side, most: number): readonly Tick[] {
  if (values.length <= Math.min(6, most)) return values.map((value, at) => ({ at, text: brief(value, 4) }));
  const [first = 0, last = 0] = [values[0], values[values.length - 1]];
  return scale
    .ticks(first, last, Math.max(1, Math.min(6, Math.floor(most))))
    .map((value) => ({ at: between(values, scale, value), text: brief(value, 3) }));
}

/** Where a value lies among the squares. */
function between(values: readonly number[], scale: Scale, value: number): number {
  const i = Math.min(
    values.length - 2,
    Math.max(
      0,
      values.findLastIndex((other) => other <= value),
    ),
  );
  const [a = 0, b = 1] = [values[i], values[i + 1]];
  return i + (scale.at(value) - scale.at(a)) / (scale.at(b) - scale.at(a));
}

interface Canvas {
  readonly ctx: CanvasRenderingContext2D;
  readonly colours: Palette;
  readonly shades: Shades;
  readonly px: number;
  readonly width: number;
  readonly height: number;
  readonly layout: Layout;
}

/** Draws a map; `selected` is the place being read. */
export function drawHeat(
  ctx: CanvasRenderingContext2D,
  heat: Heat,
  colours: Palette,
  px: number,
  selected: readonly [number, number] | null,
): void {
  const { width, height } = ctx.canvas;
  const layout = layoutOf(heat, width, height, px);
  const canvas = { ctx, colours, shades: shadesOn(colours.panel), px, width, height, layout };
  ctx.clearRect(0, 0, width, height);
  squares(canvas, heat);
  lines(canvas, heat);
  axes(canvas, heat);
  legend(canvas, heat);
  if (selected) ring(canvas, selected);
}

function shareOf({ scale, range }: Heat, value: number): number {
  const [low, high] = [scale.at(range[0]), scale.at(range[1])];
  return high > low ? Math.max(0, Math.min(1, (scale.at(value) - low) / (high - low))) : 0.5;
}

function box({ layout, px }: Canvas, i: number, j: number): readonly [number, number, number, number] {
  const gap = Math.min(1.2 * px, 0.1 * layout.width);
  return [
    layout.left + i * layout.width + gap / 2,
    layout.bottom - (j + 1) * layout.height + gap / 2,
    layout.width - gap,
    layout.height - gap,
  ];
}

/** Beyond so many standard errors simulation and law disagree. */
const DISAGREE = 5;

function squares(canvas: Canvas, heat: Heat): void {
  const { ctx, colours, shades, px } = canvas;
  for (let i = 0; i < heat.across.values.length; i++) {
    for (let j = 0; j < heat.up.values.length; j++) {
      const row = heat.cell(i, j);
      const value = shownAt(heat, row);
      const [x, y, w, h] = box(canvas, i, j);
      ctx.fillStyle = value === null ? colours.field : shades.fill(shareOf(heat, value));
      ctx.fillRect(x, y, w, h);
      const wrong = (row?.errors ?? 0) > DISAGREE;
      const open = !heat.exact && row?.mean === null && row.above !== null;
      if (!wrong && !open) continue;
      ctx.lineWidth = (wrong ? 2.5 : 1.5) * px;
      ctx.strokeStyle = wrong ? colours.collapse : shades.ink(shareOf(heat, value ?? 0));
      ctx.setLineDash(wrong ? [] : [3 * px, 2 * px]);
      ctx.strokeRect(x + 2 * px, y + 2 * px, w - 4 * px, h - 4 * px);
      ctx.setLineDash([]);
      if (open) arrowUp(ctx, x + w / 2, y + h / 2, Math.min(9 * px, 0.3 * Math.min(w, h)));
    }
  }
}

/** An arrow around a place, in the colour of the last stroke: more than this. */
function arrowUp(ctx: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  ctx.beginPath();
  ctx.moveTo(x, y + size);
  ctx.lineTo(x, y - size);
  ctx.moveTo(x - 0.6 * size, y - 0.4 * size);
  ctx.lineTo(x, y - size);
  ctx.lineTo(x + 0.6 * size, y - 0.4 * size);
  ctx.stroke();
}

/** The law's contour lines, in what stands out on the squares below, each with its value on it. */
function lines(canvas: Canvas, heat: Heat): void {
  const { ctx, colours, shades, px, layout } = canvas;
  const { values: xs } = heat.across;
  const { values: ys } = heat.up;
  const grid = (i: number, j: number): number | null => {
    const exact = heat.cell(i, j)?.law?.exact ?? null;
    return exact === null || exact <= 0 ? null : heat.scale.at(exact);
  };
  const x = (i: number): number => layout.left + (i + 0.5) * layout.width;
  const y = (j: number): number => layout.bottom - (j + 0.5) * layout.height;
  /** The square below the middle of a piece of line, given twice its place, and what stands out on it. */
  const on = (i: number, j: number): { readonly fill: string; readonly ink: string } => {
    const value = shownAt(heat, heat.cell(Math.round(i / 2), Math.round(j / 2)));
    if (value === null) return { fill: colours.field, ink: colours.theory };
    const share = shareOf(heat, value);
    return { fill: shades.fill(share), ink: shades.ink(share) };
  };
  const taken: { x: number; y: number; w: number }[] = [];
  ctx.font = `600 ${12 * px}px ${colours.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  for (const level of heat.scale.ticks(heat.range[0], heat.range[1], 5)) {
    const segments = contour(grid, xs.length, ys.length, heat.scale.at(level));
    ctx.lineWidth = 1.6 * px;
    for (const [[i0, j0], [i1, j1]] of segments) {
      ctx.beginPath();
      ctx.moveTo(x(i0), y(j0));
      ctx.lineTo(x(i1), y(j1));
      ctx.strokeStyle = on(i0 + i1, j0 + j1).ink;
      ctx.stroke();
    }
    const text = brief(level, 3);
    const w = ctx.measureText(text).width + 8 * px;
    const wanted = y(0.75 * (ys.length - 1));
    const place = segments
      .map(([[i0, j0], [i1, j1]]) => ({
        x: x((i0 + i1) / 2),
        y: y((j0 + j1) / 2),
        w,
        ...on(i0 + i1, j0 + j1),
      }))
      .filter((at) => at.x - w / 2 > layout.left && at.x + w / 2 < canvas.width - RIGHT * px)
      .filter((at) =>
        taken.every(
          (other) => Math.abs(at.x - other.x) > (at.w + other.w) / 2 || Math.abs(at.y - other.y) > 16 * px,
        ),
      )
      .sort((a, b) => Math.abs(a.y - wanted) - Math.abs(b.y - wanted))[0];
    if (!place) continue;
    taken.push(place);
    ctx.lineWidth = 4 * px;
    ctx.strokeStyle = place.fill;
    ctx.strokeText(text, place.x, place.y);
    ctx.fillStyle = place.ink;
    ctx.fillText(text, place.x, place.y);
  }
}

function axes({ ctx, colours, px, width, height, layout }: Canvas, heat: Heat): void {
  ctx.font = `${12 * px}px ${colours.font}`;
  ctx.fillStyle = colours.ink2;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  for (const { at, text } of ticksOf(heat.up, height / px / 26))
    ctx.fillText(text, layout.left - 7 * px, layout.bottom - (at + 0.5) * layout.height);
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  const span = (width - layout.left) / px;
  const wide = 12 + LETTER * brief(heat.across.values[heat.across.values.length - 1] ?? 0, 4).length;
  for (const { at, text } of ticksOf(heat.across, span / wide))
    ctx.fillText(text, layout.left + (at + 0.5) * layout.width, layout.bottom + 6 * px);
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(heat.across.label, width - RIGHT * px, height - px);
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.fillText(heat.up.label, 0, 2 * px);
}

/** The shades from the least to the most, at the top right. */
function legend({ ctx, colours, shades, px, width }: Canvas, heat: Heat): void {
  const [low, high] = heat.range.map((value) => brief(value, 3));
  const name = heat.asked === "time" ? "E[T] " : "S ";
  ctx.font = `${12 * px}px ${colours.font}`;
  ctx.fillStyle = colours.ink2;
  ctx.textBaseline = "top";
  ctx.textAlign = "right";
  let right = width - RIGHT * px;
  ctx.fillText(high ?? "", right, 2 * px);
  right -= ctx.measureText(high ?? "").width + 6 * px;
  const strip = 84 * px;
  for (let k = 0; k < 28; k++) {
    ctx.fillStyle = shades.fill((k + 0.5) / 28);
    ctx.fillRect(right - strip + (k * strip) / 28, 4 * px, strip / 28 + 0.5, 9 * px);
  }
  right -= strip + 6 * px;
  ctx.fillStyle = colours.ink2;
  ctx.fillText(`${name}${low ?? ""}`, right, 2 * px);
}

function ring(canvas: Canvas, [i, j]: readonly [number, number]): void {
  const { ctx, colours, px } = canvas;
  const [x, y, w, h] = box(canvas, i, j);
  for (const [colour, line] of [
    [colours.panel, 5],
    [colours.ink, 2.5],
  ] as const) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = line * px;
    ctx.strokeRect(x, y, w, h);
  }
}
