import uPlot from "uplot";
import { whole } from "../words/format.js";
import { labelEnds } from "./draw.js";
import type { Box } from "./labels.js";
import { faded, inkOf, type Ink, type Palette } from "./palette.js";

/** How a line is drawn is what it is: the one grammar of every chart. */
export type LineStyle = "law" | "limit" | "bound" | "wrong" | "dots" | "hidden";

/** How one of several lines of a kind is drawn. */
export interface Pen {
  readonly ink: Ink;
  /** In pixels of the page. */
  readonly width: number;
}

export interface PlotLine {
  readonly style: LineStyle | Pen;
  readonly y: readonly (number | null)[];
}

/** A filled range between two lines, by their places in `lines`. */
export interface PlotBand {
  readonly upper: number;
  readonly lower: number;
  readonly fill: "bound" | "sim";
}

/** Words at the end of a line, in short where the picture is narrow. */
export interface EndWords {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly short: string;
  readonly ink: Ink;
}

/** One picture of lines over generations; x ascending, every line as long as x. */
export interface PlotSpec {
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly yTicks: readonly number[];
  readonly yTick: (value: number) => string;
  readonly xLabel: string;
  /** Where the x axis does not count generations: its ticks, thinned where they would touch, and their words. */
  readonly xTicks?: { readonly at: readonly number[]; readonly text: (value: number) => string };
  readonly x: readonly number[];
  readonly lines: readonly PlotLine[];
  readonly bands: readonly PlotBand[];
  /** Room is kept for them at the right. */
  readonly ends?: readonly EndWords[];
  /** Drawn over the axes, beneath the lines. */
  readonly under?: (paint: Paint) => void;
  /** Drawn last. */
  readonly over?: (paint: Paint) => void;
}

/** What a painter has to work with; lengths in canvas pixels, `px` of them to one of the page's. */
export interface Paint {
  readonly ctx: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly px: number;
  readonly area: Box;
  x(value: number): number;
  y(value: number): number;
  /** The x value at a place. */
  value(x: number): number;
}

/** What makes a new plot necessary; everything else only redraws. */
export function shapeOf(spec: PlotSpec): string {
  return JSON.stringify([
    spec.lines.map((line) => line.style),
    spec.bands,
    (spec.ends ?? []).length > 0,
    spec.yTicks.length > 0,
    widestTick(spec),
    spec.yTicks.map(spec.yTick),
  ]);
}

export function plotData(spec: PlotSpec): uPlot.AlignedData {
  return [spec.x, ...spec.lines.map((line) => line.y)] as unknown as uPlot.AlignedData;
}

const DASH: Partial<Record<LineStyle, number[]>> = { limit: [6, 5], bound: [2, 3], wrong: [6, 3, 2, 3] };

function series(style: LineStyle | Pen, colours: Palette, zoom: number): uPlot.Series {
  if (style === "dots")
    return {
      scale: "y",
      paths: () => null,
      points: { show: true, size: 7 * zoom, width: zoom, fill: colours.sim, stroke: colours.panel },
    };
  const hidden = { scale: "y", points: { show: false }, stroke: "transparent", width: 0 };
  if (style === "hidden") return hidden;
  if (typeof style === "object")
    return { ...hidden, stroke: inkOf(colours, style.ink), width: style.width * zoom };
  return {
    ...hidden,
    stroke: { bound: colours.bound, wrong: colours.collapse, law: colours.theory, limit: colours.theory }[
      style
    ],
    width: (style === "law" ? 2 : 1.5) * zoom,
    ...(DASH[style] ? { dash: DASH[style].map((length) => length * zoom) } : {}),
  };
}

const STEPS = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 10 }, (_, power) => step * 10 ** power))
  .sort((a, b) => a - b);

/** Letters of the longest tick of the x axis. */
function widestTick({ xTicks, xRange }: PlotSpec): number {
  return xTicks ? Math.max(0, ...xTicks.at.map((tick) => xTicks.text(tick).length)) : whole(xRange[1]).length;
}

/** The ticks of an axis so wide that keep clear of each other: every one, every second, ... */
function thinned(at: readonly number[], span: number, wide: number): number[] {
  const [first = 0, last = 0] = [at[0], at[at.length - 1]];
  const room = ((last - first) / span) * wide;
  const stride = Math.max(1, Math.ceil((at.length - 1) / Math.max(1, room)));
  return at.filter((_, i) => i % stride === 0);
}

/** Room at the left for the widest tick. */
function gutter(spec: PlotSpec): number {
  if (spec.yTicks.length === 0) return 8;
  return 14 + 7.2 * Math.max(...spec.yTicks.map((tick) => spec.yTick(tick).length));
}

/** Of a picture's width, words at lines' ends may take so much; where they need more, they are said in short. */
const ENDS_SHARE = 0.3;

/** Room at the right of a picture so wide: for half of the widest x tick, and for words at lines' ends. */
function margin(spec: PlotSpec, width: number): number {
  const ticks = Math.max(14, 4 + 3.6 * widestTick(spec));
  const { ends = [] } = spec;
  if (ends.length === 0) return ticks;
  const room = (words: readonly string[]): number =>
    18 + 7.2 * Math.max(...words.map(({ length }) => length));
  const long = room(ends.map(({ text }) => text));
  return Math.max(ticks, long <= ENDS_SHARE * width ? long : room(ends.map(({ short }) => short)));
}

/**
 * uPlot's options for a spec; `spec` is asked anew at every drawing, so that data may change beneath.
 * Width and height are those of the page; zoom enlarges everything, for pictures that are saved.
 */
export function plotOptions(
  spec: () => PlotSpec,
  colours: Palette,
  size: { readonly width: number; readonly height: number; readonly zoom: number },
): uPlot.Options {
  const { zoom } = size;
  const px = zoom * devicePixelRatio;
  const shape = spec();
  const left = gutter(shape) * zoom;
  const paint = (u: uPlot): Paint => ({
    ctx: u.ctx,
    palette: colours,
    px,
    area: {
      left: u.bbox.left,
      top: u.bbox.top,
      right: u.bbox.left + u.bbox.width,
      bottom: u.bbox.top + u.bbox.height,
    },
    x: (value) => u.valToPos(value, "x", true),
    y: (value) => u.valToPos(value, "y", true),
    value: (x) => u.posToVal(x - u.bbox.left, "x", true),
  });
  const font = `${Math.round(12 * zoom)}px ${colours.font}`;
  const quiet = { ticks: { show: false }, border: { show: false }, font, stroke: colours.ink2 };
  return {
    width: size.width * zoom,
    height: size.height * zoom,
    pxAlign: 0,
    padding: [
      10 * zoom,
      (u: uPlot) => margin(spec(), u.width / zoom) * zoom,
      0,
      shape.yTicks.length > 0 ? 0 : left,
    ],
    legend: { show: false },
    cursor: { show: false },
    focus: { alpha: 1 },
    scales: {
      x: { time: false, range: () => [...spec().xRange] as [number, number] },
      y: { range: () => [...spec().yRange] as [number, number] },
    },
    axes: [
      {
        ...quiet,
        scale: "x",
        size: 38 * zoom,
        gap: 6 * zoom,
        space: (38 + 7 * widestTick(shape)) * zoom,
        incrs: STEPS,
        grid: { show: false },
        ...(shape.xTicks
          ? {
              splits: (u: uPlot) => {
                const { xTicks, xRange } = spec();
                const letters = u.bbox.width / px / (14 + 7 * widestTick(shape));
                return thinned(xTicks?.at ?? [], xRange[1] - xRange[0], letters);
              },
            }
          : {}),
        values: (_, splits) => splits.map((value) => spec().xTicks?.text(value) ?? whole(value)),
      },
      {
        ...quiet,
        scale: "y",
        show: shape.yTicks.length > 0,
        size: left,
        gap: 8 * zoom,
        grid: { stroke: colours.rule, width: zoom },
        splits: () => [...spec().yTicks],
        values: (_, splits) => splits.map((value) => spec().yTick(value)),
      },
    ],
    series: [{}, ...shape.lines.map((line) => series(line.style, colours, zoom))],
    bands: shape.bands.map((band) => ({
      series: [band.upper + 1, band.lower + 1] as [number, number],
      fill: band.fill === "bound" ? colours.boundFill : faded(colours.simFill, 0.7),
    })),
    hooks: {
      drawAxes: [
        (u) => {
          const { ctx } = u;
          ctx.save();
          ctx.font = `${12 * px}px ${colours.font}`;
          ctx.fillStyle = colours.ink2;
          ctx.textAlign = "right";
          ctx.textBaseline = "bottom";
          ctx.fillText(spec().xLabel, u.bbox.left + u.bbox.width, u.ctx.canvas.height);
          ctx.restore();
          ctx.save();
          spec().under?.(paint(u));
          ctx.restore();
        },
      ],
      draw: [
        (u) => {
          u.ctx.save();
          spec().over?.(paint(u));
          labelEnds(paint(u), spec().ends ?? []);
          u.ctx.restore();
        },
      ],
    },
  };
}
