import type { Population } from "../../index.js";
import { sumOf } from "../state/sizes.js";
import { percent } from "../words/format.js";
import { tokenColour, type Palette } from "./palette.js";

/** What the simplex shows at one moment. */
export interface Moment {
  readonly population: Population;
  /** The three tokens that live. */
  readonly tokens: readonly [number, number, number];
  /** A generation, between two whole ones while it plays. */
  readonly generation: number;
  /** What people call the three tokens. */
  readonly names: readonly string[];
  /** p(0) of the three tokens, where it is known. */
  readonly truth: readonly number[] | null;
  /** The chain whose way is drawn; null for none. */
  readonly chain: number | null;
}

/** The tokens that live in a population: those that its first generation or any later one has. */
export function livingTokens(population: Population): readonly [number, number, number] | null {
  const { tokens, dots, counts } = population;
  if (tokens === 3) return [0, 1, 2];
  const alive: number[] = [];
  for (let token = 0; token < tokens && alive.length <= 3; token++)
    for (let dot = 0; dot < dots; dot++)
      if ((counts[dot * tokens + token] ?? 0) > 0) {
        alive.push(token);
        break;
      }
  const [a, b, c] = alive;
  return alive.length === 3 && a !== undefined && b !== undefined && c !== undefined ? [a, b, c] : null;
}

/** Where a whole generation's counts begin. */
function rowOf(population: Population, generation: number): number {
  const m = Math.max(1, Math.min(population.lastGeneration, generation));
  return (m - 1) * population.dots * population.tokens;
}

/** A chain's counts of the three tokens at a whole generation: all that its model learned from. */
function countsAt({ population, tokens }: Moment, chain: number, generation: number): readonly number[] {
  const row = rowOf(population, generation) + chain * population.tokens;
  return tokens.map((token) => population.counts[row + token] ?? 0);
}

/** A chain's shares of the three tokens at a whole generation. */
function sharesAt(moment: Moment, chain: number, generation: number): readonly number[] {
  const counts = countsAt(moment, chain, generation);
  const total = sumOf(counts) || 1;
  return counts.map((count) => count / total);
}

/** Chains at each corner, at a whole generation. */
export function atCorners(moment: Moment): readonly number[] {
  const corners = [0, 0, 0];
  for (let chain = 0; chain < moment.population.dots; chain++) {
    const counts = countsAt(moment, chain, Math.floor(moment.generation));
    const corner = counts.findIndex((count) => count > 0 && count === sumOf(counts));
    if (corner >= 0) corners[corner] = (corners[corner] ?? 0) + 1;
  }
  return corners;
}

interface Triangle {
  readonly corners: readonly (readonly [number, number])[];
  readonly px: number;
}

function triangle(width: number, height: number, px: number): Triangle {
  const top = 34 * px;
  const bottom = 40 * px;
  const side = Math.min(width - 56 * px, ((height - top - bottom) * 2) / Math.sqrt(3));
  const tall = (side * Math.sqrt(3)) / 2;
  const left = (width - side) / 2;
  const base = top + (height - top - bottom + tall) / 2;
  return {
    px,
    corners: [
      [width / 2, base - tall],
      [left, base],
      [left + side, base],
    ],
  };
}

function place({ corners }: Triangle, shares: readonly number[]): readonly [number, number] {
  let [x, y] = [0, 0];
  corners.forEach(([cx, cy], i) => {
    x += (shares[i] ?? 0) * cx;
    y += (shares[i] ?? 0) * cy;
  });
  return [x, y];
}

function dot(ctx: CanvasRenderingContext2D, [x, y]: readonly [number, number], radius: number): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
}

function frame(ctx: CanvasRenderingContext2D, at: Triangle, colours: Palette): void {
  ctx.strokeStyle = colours.rule;
  ctx.lineWidth = at.px;
  for (const share of [0.25, 0.5, 0.75]) {
    for (let i = 0; i < 3; i++) {
      const from = [0, 0, 0];
      const to = [0, 0, 0];
      from[i] = to[i] = share;
      from[(i + 1) % 3] = 1 - share;
      to[(i + 2) % 3] = 1 - share;
      ctx.beginPath();
      ctx.moveTo(...place(at, from));
      ctx.lineTo(...place(at, to));
      ctx.stroke();
    }
  }
  ctx.strokeStyle = colours.ink2;
  ctx.lineWidth = 1.5 * at.px;
  ctx.lineJoin = "round";
  ctx.beginPath();
  for (const [x, y] of at.corners) ctx.lineTo(x, y);
  ctx.closePath();
  ctx.stroke();
}

function labels(ctx: CanvasRenderingContext2D, at: Triangle, moment: Moment, colours: Palette): void {
  const { px } = at;
  const corners = atCorners(moment);
  ctx.textBaseline = "middle";
  at.corners.forEach(([x, y], i) => {
    const share = (corners[i] ?? 0) / moment.population.dots;
    if (share > 0) {
      ctx.fillStyle = colours.collapse;
      ctx.globalAlpha = 0.9;
      dot(ctx, [x, y], (3.5 + 15 * Math.sqrt(share)) * px);
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    const name = `token ${moment.names[i] ?? i}`;
    const told = share > 0 ? ` ${percent(share, 0)}` : "";
    const width = (text: string, strong: boolean): number => {
      ctx.font = `${strong ? "600 " : ""}${12 * px}px ${colours.font}`;
      return ctx.measureText(text).width;
    };
    const swatch = 14 * px;
    const full = swatch + width(name, false) + width(told, true);
    const down = i === 0 ? -26 * px : 24 * px;
    let left = x - full / 2;
    left = Math.max(2 * px, Math.min(ctx.canvas.width - full - 2 * px, left));
    ctx.textAlign = "left";
    ctx.fillStyle = tokenColour(moment.tokens[i] ?? i);
    ctx.fillRect(left, y + down - 5 * px, 9 * px, 9 * px);
    ctx.fillStyle = colours.ink2;
    const first = swatch + width(name, false);
    ctx.fillText(name, left + swatch, y + down);
    width(told, true);
    ctx.fillStyle = colours.collapse;
    ctx.fillText(told, left + first, y + down);
  });
}

function way(ctx: CanvasRenderingContext2D, at: Triangle, moment: Moment, colours: Palette): void {
  const { chain, population } = moment;
  if (chain === null || chain >= population.dots) return;
  ctx.beginPath();
  if (moment.truth) ctx.lineTo(...place(at, moment.truth));
  for (let m = 1; m <= Math.floor(moment.generation); m++)
    ctx.lineTo(...place(at, sharesAt(moment, chain, m)));
  ctx.strokeStyle = colours.ink2;
  ctx.globalAlpha = 0.7;
  ctx.lineWidth = at.px;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** The chains still on their way, between two generations as the moment is; nothing is made in this loop, it runs every frame. */
function drift(ctx: CanvasRenderingContext2D, at: Triangle, moment: Moment, colours: Palette): void {
  const generation = Math.floor(moment.generation);
  const between = moment.generation - generation;
  ctx.fillStyle = colours.sim;
  ctx.globalAlpha = 0.55;
  for (let chain = 0; chain < moment.population.dots; chain++) {
    const now = sharesAt(moment, chain, generation);
    const next = sharesAt(moment, chain, generation + 1);
    // A chain that stays at its corner is in the corner's own dot.
    if (now.some((share, i) => share === 1 && (between === 0 || next[i] === 1))) continue;
    const shares = now.map((share, i) => share + between * ((next[i] ?? 0) - share));
    dot(ctx, place(at, shares), 3 * at.px);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

/** Draws the simplex; lengths in canvas pixels, `px` of them to one of the page's. */
export function drawSimplex(
  ctx: CanvasRenderingContext2D,
  moment: Moment,
  colours: Palette,
  px: number,
): void {
  const { width, height } = ctx.canvas;
  ctx.clearRect(0, 0, width, height);
  const at = triangle(width, height, px);
  frame(ctx, at, colours);
  way(ctx, at, moment, colours);
  drift(ctx, at, moment, colours);
  labels(ctx, at, moment, colours);
  if (moment.truth) {
    ctx.strokeStyle = colours.theory;
    ctx.lineWidth = 2 * px;
    const [x, y] = place(at, moment.truth);
    dot(ctx, [x, y], 5 * px);
    ctx.stroke();
    ctx.font = `600 ${12 * px}px ${colours.font}`;
    ctx.fillStyle = colours.theory;
    ctx.textAlign = "left";
    ctx.lineWidth = 3 * px;
    ctx.strokeStyle = colours.panel;
    ctx.strokeText("truth", x + 9 * px, y - 9 * px);
    ctx.fillText("truth", x + 9 * px, y - 9 * px);
  }
}
