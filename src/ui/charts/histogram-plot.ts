import { brief, fixed, percent, whole } from "../words/format.js";
import type { RunView, View } from "../state/view.js";
import { ended } from "../state/view.js";
import { binsFor, extent, fill, lawLine, type Bins } from "./bins.js";
import { labelBeside, labelsFor, lineOf, measure, upright, write, type Words } from "./draw.js";
import { horizon } from "./horizon.js";
import type { Box, Labels } from "./labels.js";
import type { Paint, PlotSpec } from "./plot-options.js";
import { ticks } from "./ticks.js";

/** The histogram's shares, bin by bin. Shares are of all chains of the experiment, so that bars grow up to the law. */
export interface Histogram {
  readonly bins: Bins;
  /** Simulated share of each bin; null before the run. */
  readonly shares: Float64Array | null;
  /** Share of chains still alive. */
  readonly alive: number;
  /** Share that collapsed beyond the axis. */
  readonly beyond: number;
}

export function histogram(view: View): Histogram {
  const [low, high] = horizon(view);
  const bins = binsFor(low, high);
  const { run } = view;
  if (!run || view.experiment.method === "exact") return { bins, shares: null, alive: 0, beyond: 0 };
  const all = view.experiment.chains;
  const { inside, before, beyond } = fill(bins, run.counts);
  let done = before + beyond;
  for (const chains of inside) done += chains;
  return { bins, shares: inside.map((chains) => chains / all), alive: 1 - done / all, beyond: beyond / all };
}

/** Above the bars stands what the upright lines are. */
const HEADROOM = 1.16;
/** Room for the chains that a cap keeps alive, where it cuts the law off. */
const ALIVE_ROOM = 0.09;

/** The least share that the axis shows where a cap leaves next to nothing of the law. */
const LEAST_SHARE = 0.01;

/** The highest bar to be expected: the law's peak and four standard deviations of sampling above it. */
function top(peak: number, chains: number): number {
  const p = Math.min(1, peak);
  return Math.max(1e-12, Math.min(1, p + 4 * Math.sqrt((p * (1 - p)) / chains)) * HEADROOM);
}

function bars(paint: Paint, h: Histogram): void {
  const { ctx, palette, px } = paint;
  const { bins, shares } = h;
  const floor = paint.y(0);
  if (shares) {
    const gap = Math.min(1.5 * px, 0.15 * (paint.x(bins.width) - paint.x(0)));
    for (let k = 0; k < bins.count; k++) {
      const share = shares[k] ?? 0;
      if (share === 0) continue;
      const left = paint.x(bins.first + k * bins.width - 0.5) + gap / 2;
      const right = paint.x(bins.first + (k + 1) * bins.width - 0.5) - gap / 2;
      const y = Math.max(paint.area.top, paint.y(share));
      ctx.fillStyle = palette.simFill;
      ctx.fillRect(left, y, right - left, floor - y);
      ctx.fillStyle = palette.sim;
      ctx.fillRect(left, y, right - left, Math.min(1.5 * px, floor - y));
      // Where the reader has chosen the colours a bar may have no fill of its own.
      if (palette.simFill === palette.panel) {
        ctx.fillRect(left, y, px, floor - y);
        ctx.fillRect(right - px, y, px, floor - y);
      }
    }
  }
  ctx.fillStyle = palette.ink2;
  ctx.fillRect(paint.area.left, floor - 0.5 * px, paint.area.right - paint.area.left, px);
}

function aliveWords(run: RunView, view: View, alive: number): string {
  const { generations } = view.experiment;
  const share = percent(alive, alive < 0.1 ? 1 : 0);
  if (!ended(run)) return `${share} still running`;
  return generations === null ? `${share} not collapsed` : `> ${whole(generations)}: ${share}`;
}

/** The lighter bar at the right: chains that are not done. */
function aliveBar(paint: Paint, view: View, h: Histogram, labels: Labels, room: number): void {
  const { run } = view;
  if (!run || !h.shares || h.alive <= 0) return;
  const { ctx, palette, px, area } = paint;
  const width = 12 * px;
  const right = area.right - 2 * px;
  const height = Math.max(2 * px, h.alive * (area.bottom - room));
  const y = area.bottom - height;
  ctx.fillStyle = palette.simFill;
  ctx.globalAlpha = 0.5;
  ctx.fillRect(right - width, y, width, height);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.sim;
  ctx.lineWidth = px;
  ctx.setLineDash([3 * px, 2 * px]);
  ctx.strokeRect(right - width, y, width, height);
  ctx.setLineDash([]);
  const box = { left: right - width - 4 * px, top: y, right: right + 2 * px, bottom: area.bottom };
  labels.take(box);
  const words = { text: aliveWords(run, view, h.alive), colour: palette.simText };
  const size = measure(paint, words);
  const beside = box.left - size.width - 9 * px;
  const place = labels.first(size.width, size.height, [
    [beside, y],
    [beside, y - size.height],
    [right - size.width, y - size.height - 4 * px],
    [beside, area.bottom - 4 * size.height],
  ]);
  if (place) write(paint, words, place);
}

interface Mark {
  readonly at: number;
  readonly words: string;
  readonly off: string;
  readonly colour: string;
  readonly text: string;
  readonly dash: readonly number[];
}

/** How far off the axis a value lies, in words: "4 widths to the right". */
function away(value: number, xRange: readonly [number, number]): string {
  const span = xRange[1] - xRange[0];
  const widths = (value - xRange[1]) / span;
  if (value < xRange[0]) return "lies to the left";
  if (widths < 1) return "lies just to the right";
  if (widths >= 1000) return "lies far to the right";
  return `lies ${widths < 10 ? brief(widths, 1) : whole(Math.round(widths))} widths to the right`;
}

function marks(view: View, paint: Paint): Mark[] {
  const theory = view.laws?.result.collapseTime.theory;
  const { palette } = paint;
  const mean = theory?.mean ?? null;
  const limit = theory?.diffusion ?? null;
  const found: Mark[] = [];
  if (mean !== null || limit !== null) {
    const value = mean ?? limit ?? 0;
    const words = mean === null ? "limit's mean" : "mean";
    const label = `${words} ${brief(value, value < 1000 ? 4 : 5)}`;
    found.push({
      at: value,
      words: label,
      off: label,
      colour: palette.theory,
      text: palette.theory,
      dash: [1.5, 3],
    });
  }
  for (const [name, bound] of [
    ["lower bound", theory?.lowerBound],
    ["upper bound", theory?.upperBound],
  ] as const) {
    if (bound === null || bound === undefined) continue;
    const label = `${name} ${brief(bound, 4 + (bound >= 1e4 ? 2 : 0))}`;
    found.push({
      at: bound,
      words: label,
      off: label,
      colour: palette.bound,
      text: palette.boundText,
      dash: [5, 3],
    });
  }
  return found;
}

/**
 * The upright lines of the mean and of Theorem 1's bounds, each from the row at the top where its words stand, so that none
 * passes through another's; arrows for what lies off the axis.
 */
function standing(
  paint: Paint,
  view: View,
  xRange: readonly [number, number],
  labels: Labels,
  row: number,
): void {
  const { px, area } = paint;
  const all = marks(view, paint);
  const inside = all
    .filter((mark) => mark.at >= xRange[0] && mark.at <= xRange[1])
    .sort((a, b) => a.at - b.at);
  const lines: { readonly x: number; readonly top: number }[] = [];
  const written: Box[] = [];
  const spans = (box: Box, x: number): boolean => x > box.left - px && x < box.right + px;
  /**
   * Writes words into the first row that has a place for them, and for the line at `x` below; the top of that row. Where every
   * place lies on a line: null, or the first such place where they `must` be written.
   */
  const place = (words: Words, lefts: readonly number[], x: number | null, must: boolean): number | null => {
    const { width, height } = measure(paint, words);
    const boxes = [0, 1, 2].flatMap((r) =>
      lefts.map((left) => {
        const top = area.top + r * row;
        return { left, top, right: left + width, bottom: top + height };
      }),
    );
    const free = boxes.filter((box) => labels.free(box));
    const box =
      free.find(
        (one) =>
          !lines.some((line) => line.top <= one.top && spans(one, line.x)) &&
          !written.some((other) => x !== null && other.top >= one.top && spans(other, x)),
      ) ?? (must ? free[0] : undefined);
    if (!box) return null;
    labels.take(box);
    written.push(box);
    write(paint, words, box);
    return box.top;
  };
  for (const mark of inside) {
    const strong = mark.colour === paint.palette.theory;
    const words = { text: mark.words, colour: mark.text, strong, cover: true };
    const x = paint.x(mark.at);
    const [right, left] = [x + 6 * px, x - 6 * px - measure(paint, words).width];
    const top = place(words, strong ? [right, left] : [left, right], x, true) ?? area.top;
    lines.push({ x, top });
    upright(paint, x, mark.colour, mark.dash, top);
    labels.take({ left: x - px, right: x + px, top: area.top + 3 * row, bottom: area.bottom });
  }
  for (const mark of all) {
    if (inside.includes(mark)) continue;
    const strong = mark.colour === paint.palette.theory;
    const right = mark.at > xRange[1];
    const long = `${mark.off} ${away(mark.at, xRange)}`;
    const [full, short] = right ? [`${long} →`, `${mark.off} →`] : [`← ${long}`, `← ${mark.off}`];
    const said = (text: string, must: boolean): boolean => {
      const words = { text, colour: mark.text, strong, cover: true };
      const { width } = measure(paint, words);
      return place(words, [right ? area.right - width : area.left + 2 * px], null, must) !== null;
    };
    if (!said(full, false) && !said(short, false)) said(short, true);
  }
}

/** "simulated", within the bars where they are high enough. */
function nameBars(paint: Paint, h: Histogram, labels: Labels): void {
  const { bins, shares } = h;
  if (!shares) return;
  const words = { text: "simulated", colour: paint.palette.simText, strong: true };
  const { width, height } = measure(paint, words);
  const top = paint.area.bottom - 1.8 * height;
  const binAt = (x: number): number => Math.floor((paint.value(x) + 0.5 - bins.first) / bins.width);
  const within = (left: number, right: number): boolean => {
    for (let bin = binAt(left); bin <= binAt(right); bin++)
      if (paint.y(shares[bin] ?? 0) > top - 2 * paint.px) return false;
    return true;
  };
  const corners: [number, number][] = [];
  for (let left = paint.area.left; left + width < paint.area.right; left += 4 * paint.px)
    if (within(left, left + width)) corners.push([left, top]);
  const middle = corners[Math.floor(corners.length / 2)]?.[0] ?? 0;
  corners.sort((a, b) => Math.abs(a[0] - middle) - Math.abs(b[0] - middle));
  const box = labels.first(width, height, corners);
  if (box) write(paint, words, box);
}

/** The drawing: bars beneath, the law over them, the marks with their words on top. */
export function histogramSpec(view: View, h: Histogram): PlotSpec {
  const law = view.laws?.collapseTime ?? null;
  const { bins } = h;
  const line = law ? lawLine(law, bins) : { x: [extent(bins)[0], extent(bins)[1]], y: [0, 0] };
  const [from, to] = extent(bins);
  const cap = view.experiment.generations;
  const cut = cap !== null && (law === null || cap < law.high);
  const xRange = [from, cut ? to + ALIVE_ROOM * (to - from) : to] as const;
  const peak = law
    ? Math.max(...line.y, cut ? LEAST_SHARE : 0)
    : Math.max(...(h.shares ?? [0]), 4 / bins.count);
  const yMax = top(peak, view.experiment.chains);
  const steps = ticks(yMax / HEADROOM);
  const decimals = Math.max(0, ...steps.slice(1, 2).map((step) => Math.ceil(-Math.log10(step * 100) - 1e-9)));
  const exact = law?.kind === "exact";
  const over = (paint: Paint): void => {
    const { palette, px } = paint;
    const curve = law ? lineOf(paint, line.x, line.y) : [];
    const labels = labelsFor(paint, [curve]);
    const row = 16 * px;
    standing(paint, view, xRange, labels, row);
    aliveBar(paint, view, h, labels, paint.area.top + 3 * row);
    if (law) {
      const words = { text: exact ? "exact law" : "limit of large n", colour: palette.theory, strong: true };
      labelBeside(paint, labels, curve, words, 0.62, "above");
    }
    nameBars(paint, h, labels);
  };
  return {
    xRange,
    yRange: [0, yMax],
    yTicks: steps,
    yTick: (value) => (value === 0 ? "0" : `${fixed(value * 100, decimals)} %`),
    xLabel: "generation",
    x: line.x,
    lines: [{ style: exact ? "law" : law ? "limit" : "hidden", y: line.y }],
    bands: [],
    under: (paint) => bars(paint, h),
    over,
  };
}
