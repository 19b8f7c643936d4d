import { Labels, type Box, type Line } from "./labels.js";
import { inkOf } from "./palette.js";
import type { EndWords, Paint } from "./plot-options.js";

/** Small strokes and words that several charts draw. Coordinates in canvas pixels. */

export interface Words {
  readonly text: string;
  readonly colour: string;
  readonly strong?: boolean;
  /** Covers what passes beneath the letters. */
  readonly cover?: boolean;
}

const SIZE = 12;

function font(paint: Paint, strong = false): string {
  return `${strong ? "600 " : ""}${SIZE * paint.px}px ${paint.palette.font}`;
}

/** Room that words take. */
export function measure(paint: Paint, words: Words): { width: number; height: number } {
  paint.ctx.font = font(paint, words.strong);
  return { width: paint.ctx.measureText(words.text).width, height: (SIZE + 4) * paint.px };
}

/** Writes words into a box that was found for them. */
export function write(paint: Paint, words: Words, box: Box): void {
  const { ctx } = paint;
  ctx.font = font(paint, words.strong);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  if (words.cover) {
    ctx.fillStyle = paint.palette.panel;
    ctx.fillRect(box.left - 2 * paint.px, box.top, box.right - box.left + 4 * paint.px, box.bottom - box.top);
  }
  ctx.fillStyle = words.colour;
  ctx.fillText(words.text, box.left, (box.top + box.bottom) / 2);
}

/** A vertical line through the whole area, or from a height downwards. */
export function upright(
  paint: Paint,
  x: number,
  colour: string,
  dash: readonly number[],
  top?: number,
): void {
  const { ctx, area, px } = paint;
  ctx.beginPath();
  ctx.setLineDash(dash.map((length) => length * px));
  ctx.lineWidth = 1.5 * px;
  ctx.strokeStyle = colour;
  ctx.moveTo(x, top ?? area.top);
  ctx.lineTo(x, area.bottom);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** A level line through the whole area. */
export function across(paint: Paint, y: number, colour: string, dash: readonly number[]): void {
  const { ctx, area, px } = paint;
  ctx.beginPath();
  ctx.setLineDash(dash.map((length) => length * px));
  ctx.lineWidth = 1.5 * px;
  ctx.strokeStyle = colour;
  ctx.moveTo(area.left, y);
  ctx.lineTo(area.right, y);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** A line of a spec as it lies on the canvas, cut to the area. */
export function lineOf(paint: Paint, x: readonly number[], y: readonly (number | null)[]): Line {
  const line: number[] = [];
  const { left, right } = paint.area;
  for (let i = 0; i < x.length; i++) {
    const value = y[i];
    const at = paint.x(x[i] ?? 0);
    if (value === null || value === undefined || at < left - 1 || at > right + 1) continue;
    line.push(at, paint.y(value));
  }
  return line;
}

/** Labels of a plot that keep off the given lines, and off the rules of the given ticks where they can. */
export function labelsFor(paint: Paint, lines: readonly Line[], ticks: readonly number[] = []): Labels {
  const { area, px } = paint;
  const inner = { ...area, left: area.left + 2 * px, bottom: area.bottom - 2 * px };
  return new Labels(
    inner,
    lines,
    8 * px,
    ticks.map((tick) => paint.y(tick)),
  );
}

/** Writes words beside a line, near a share of its way; says nothing where there is no room. */
export function labelBeside(
  paint: Paint,
  labels: Labels,
  line: Line,
  words: Words,
  share: number,
  side: "any" | "above" = "any",
): void {
  const { width, height } = measure(paint, words);
  const box = labels.beside(line, width, height, share, side) ?? labels.beside(line, width, height, share);
  if (box) write(paint, words, box);
}

/** What tells lines apart where colours do not. */
export type Marker = "circle" | "square" | "triangle" | "diamond";

/** The corners of a marker around 0, in pixels of the page. */
const CORNERS: Readonly<Record<Exclude<Marker, "circle">, readonly (readonly [number, number])[]>> = {
  square: [
    [-3.6, -3.6],
    [3.6, -3.6],
    [3.6, 3.6],
    [-3.6, 3.6],
  ],
  triangle: [
    [0, -5],
    [5, 3.8],
    [-5, 3.8],
  ],
  diamond: [
    [0, -5.4],
    [5.4, 0],
    [0, 5.4],
    [-5.4, 0],
  ],
};

/** A marker at a place; hollow where so many lines are drawn that markers come a second time. */
export function mark(
  paint: Paint,
  marker: Marker,
  hollow: boolean,
  colour: string,
  x: number,
  y: number,
): void {
  const { ctx, px, palette } = paint;
  ctx.beginPath();
  if (marker === "circle") ctx.arc(x, y, 4 * px, 0, 2 * Math.PI);
  else for (const [dx, dy] of CORNERS[marker]) ctx.lineTo(x + dx * px, y + dy * px);
  ctx.closePath();
  ctx.lineWidth = (hollow ? 1.6 : 1) * px;
  ctx.strokeStyle = hollow ? colour : palette.panel;
  ctx.fillStyle = hollow ? palette.panel : colour;
  ctx.fill();
  ctx.stroke();
}

/** Writes words right of lines' ends, moved up or down where they would touch. */
export function labelEnds(paint: Paint, ends: readonly EndWords[]): void {
  const { ctx, px, area, palette } = paint;
  const words = (end: EndWords, text: string): Words => ({
    text,
    colour: inkOf(palette, end.ink),
    strong: true,
    cover: true,
  });
  const room = ctx.canvas.width - area.right - 10 * px;
  const long = ends.every((end) => measure(paint, words(end, end.text)).width <= room);
  const height = 16 * px;
  const sorted = [...ends].sort((a, b) => b.y - a.y);
  const middles = stacked(
    sorted.map((end) => paint.y(end.y)),
    height,
    [area.top, area.bottom - height / 2],
  );
  sorted.forEach((end, i) => {
    const said = words(end, long ? end.text : end.short);
    const left = paint.x(end.x) + 9 * px;
    const top = (middles[i] ?? 0) - height / 2;
    write(paint, said, { left, top, right: left + measure(paint, said).width, bottom: top + height });
  });
}

/** Middles of boxes of one height, ascending: as near to the wanted ones as may be without touching. */
export function stacked(
  wanted: readonly number[],
  height: number,
  [top, bottom]: readonly [number, number],
): number[] {
  // Boxes that touch are one pile around the mean of what they want.
  const piles: { sum: number; count: number }[] = [];
  const first = ({ sum, count }: { sum: number; count: number }): number => {
    const middle = sum / count - ((count - 1) * height) / 2;
    return Math.max(top, Math.min(bottom - (count - 1) * height, middle));
  };
  for (const at of wanted) {
    let pile = { sum: at, count: 1 };
    for (let before = piles.at(-1); before; before = piles.at(-1)) {
      if (first(before) + before.count * height <= first(pile)) break;
      piles.pop();
      pile = { sum: before.sum + pile.sum, count: before.count + pile.count };
    }
    piles.push(pile);
  }
  return piles.flatMap((pile) => Array.from({ length: pile.count }, (_, i) => first(pile) + i * height));
}
