import type { ChainPath } from "../../index.js";
import { measure, write } from "./draw.js";
import { tokenColour } from "./palette.js";
import type { Paint, PlotSpec } from "./plot-options.js";

/** One life of a token in the stack: x and the two edges, row by row. A token that comes back has another. */
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
  const bands: Band[] = [];
  const open = new Map<number, Band>();
  /** Where each token would have stood a row before. */
  let below = new Float64Array(width);
  for (let row = 0; row < path.generations.length; row++) {
    const generation = path.generations[row] ?? 0;
    const stack = new Float64Array(width);
    let stacked = 0;
    for (let column = 0; column < width; column++) {
      stack[column] = stacked;
      const share = (path.counts[row * width + column] ?? 0) / (path.totals[row] ?? 1);
      let band = open.get(column);
      if (!band && share > 0) {
        band = { token: path.tokens[column] ?? 0, x: [], low: [], high: [], most: 0 };
        bands.push(band);
        open.set(column, band);
        if (row > 0) extend(band, path.generations[row - 1] ?? 0, below[column] ?? 0, 0);
      }
      if (band) extend(band, generation, stacked, share);
      if (share === 0) open.delete(column);
      stacked += share;
    }
    below = stack;
  }
  // A path of one generation has no width of its own: it stays as it is.
  if (path.generations.length === 1)
    for (const band of bands) extend(band, (path.generations[0] ?? 1) + 1, band.low[0] ?? 0, band.most);
  return bands;
}

function extend(band: Band, x: number, low: number, share: number): void {
  band.x.push(x);
  band.low.push(low);
  band.high.push(low + share);
  band.most = Math.max(band.most, share);
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
  const band = bands.findLast((one) => one.token === path.winner);
  // Where a collapse can be left again the chain may have gone on.
  if (!band || path.collapseTime === null || (band.high.at(-1) ?? 0) - (band.low.at(-1) ?? 0) < 1) return;
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
