import { Labels, type Box, type Line } from "./labels.js";
import type { Paint } from "./plot-options.js";

/** Small strokes and words that several charts draw. Coordinates in canvas pixels. */

export interface Words {
  readonly text: string;
  readonly colour: string;
  readonly strong?: boolean;
  /** Covers what passes beneath the letters. */
  readonly cover?: boolean;
}

const SIZE = 12;

export function font(paint: Paint, strong = false): string {
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

/** Labels of a plot that keep off the given lines. */
export function labelsFor(paint: Paint, lines: readonly Line[]): Labels {
  const { area, px } = paint;
  return new Labels({ ...area, left: area.left + 2 * px, bottom: area.bottom - 2 * px }, lines, 8 * px);
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
