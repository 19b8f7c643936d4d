import type { ChainPath } from "../../index.js";
import { measure, write } from "./draw.js";
import { tokenColour } from "./palette.js";
import type { Paint, PlotSpec } from "./plot-options.js";

/** One token's band in the stack: x and the two edges, row by row while it lives. */
interface Band {
  readonly token: number;
  readonly x: number[];
  readonly low: number[];
  readonly high: number[];
  /** Its largest share. */
  most: number;
}

/** The bands of a path, tokens stacked by id from below; shares from 0 to 1. */
export function bandsOf(path: ChainPath): Band[] {
  const width = path.tokens.length;
  const bands = Array.from(path.tokens, (token): Band => ({ token, x: [], low: [], high: [], most: 0 }));
  for (let row = 0; row < path.generations.length; row++) {
    const generation = path.generations[row] ?? 0;
    let stacked = 0;
    for (let column = 0; column < width; column++) {
      const band = bands[column];
      if (!band) continue;
      const share = (path.counts[row * width + column] ?? 0) / path.samples;
      const before = row > 0 ? (path.counts[(row - 1) * width + column] ?? 0) : 0;
      if (share > 0 || before > 0) {
        band.x.push(generation);
        band.low.push(stacked);
        band.high.push(stacked + share);
        band.most = Math.max(band.most, share);
      }
      stacked += share;
    }
  }
  // A path of one generation has no width of its own: it stays as it is.
  if (path.generations.length === 1)
    for (const band of bands) {
      band.x.push((path.generations[0] ?? 1) + 1);
      band.low.push(...band.low);
      band.high.push(...band.high);
    }
  return bands;
}

function drawBand(paint: Paint, band: Band): void {
  const { ctx, px } = paint;
  ctx.beginPath();
  band.x.forEach((x, i) => ctx.lineTo(paint.x(x), paint.y(band.low[i] ?? 0)));
  for (let i = band.x.length - 1; i >= 0; i--)
    ctx.lineTo(paint.x(band.x[i] ?? 0), paint.y(band.high[i] ?? 0));
  ctx.closePath();
  ctx.fillStyle = tokenColour(band.token);
  ctx.strokeStyle = ctx.fillStyle;
  ctx.lineWidth = 0.6 * px;
  ctx.fill();
  ctx.stroke();
}

/** "one token left", inside the winner's band where it is widest. */
function labelWinner(paint: Paint, path: ChainPath, bands: readonly Band[]): void {
  const band = bands.find((one) => one.token === path.winner);
  if (!band || path.collapseTime === null) return;
  const words = { text: "one token left", colour: "#14161a", strong: true };
  const { width, height } = measure(paint, words);
  const right = paint.area.right - 8 * paint.px;
  const under = band.x.flatMap((x, i) => {
    const at = paint.x(x);
    return at >= right - width - 4 * paint.px
      ? [[paint.y(band.high[i] ?? 0), paint.y(band.low[i] ?? 0)] as const]
      : [];
  });
  const top = Math.max(paint.area.top, ...under.map(([high]) => high));
  const bottom = Math.min(paint.area.bottom, ...under.map(([, low]) => low));
  const middle = bottom - top >= height ? (top + bottom) / 2 : (paint.area.top + paint.area.bottom) / 2;
  write(paint, words, { left: right - width, right, top: middle - height / 2, bottom: middle + height / 2 });
}

/** Stacked shares of tokens over generations (a Muller plot). */
export function mullerSpec(path: ChainPath): PlotSpec {
  const bands = bandsOf(path);
  const last = path.generations[path.generations.length - 1] ?? 1;
  const xRange = [1, Math.max(2, last)] as const;
  return {
    xRange,
    yRange: [0, 1],
    yTicks: [],
    yTick: () => "",
    xLabel: "generation",
    x: xRange,
    lines: [{ style: "hidden", y: [0, 1] }],
    bands: [],
    under: (paint) => {
      const { ctx, area, palette } = paint;
      ctx.beginPath();
      ctx.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
      ctx.clip();
      ctx.fillStyle = palette.field;
      ctx.fill();
      const hair = 0.5 / ((area.bottom - area.top) / paint.px);
      for (const band of bands) if (band.most >= hair && band.x.length > 0) drawBand(paint, band);
      labelWinner(paint, path, bands);
    },
  };
}
