import type { View } from "../state/view.js";
import { brief, fixed } from "../words/format.js";
import { binsFor, extent } from "./bins.js";
import { labelBeside, labelsFor, lineOf, measure, write, type Words } from "./draw.js";
import { horizon } from "./horizon.js";
import { Z95 } from "./intervals.js";
import { type Line } from "./labels.js";
import { seriesOf, type Measure } from "./measures.js";
import type { Paint, PlotLine, PlotSpec } from "./plot-options.js";
import { mergedGenerations, spread, valuesAt } from "./rows.js";
import { tickDecimals, ticksBetween } from "./ticks.js";

type Column = readonly (number | null)[];

/** One measure against generation, as drawn and as read. */
export interface Curve {
  readonly x: readonly number[];
  readonly mean: Column;
  readonly low: Column;
  readonly high: Column;
  readonly law: Column;
  /** What the law tends to; null where that is not known. */
  readonly limit: number | null;
  /** Theorem 2 as it is printed; of nulls where it is not asked for. */
  readonly printed: Column;
  readonly bounds: readonly { readonly words: string; readonly y: Column }[];
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** Places of x that carry a dot. */
  readonly dots: ReadonlySet<number>;
}

/** The generations that charts over generations show: all of them where every chain runs so many, else those of the histogram. */
export function generationAxis(view: View): readonly [number, number] {
  const { stop, generations } = view.experiment;
  if (stop === "generations" && generations !== null) return [0, Math.max(2, generations)];
  const [low, high] = horizon(view);
  const [, to] = extent(binsFor(Math.min(low, 1), high));
  return [0, Math.max(2, high === generations ? high : to)];
}

/** A measure of a view; `printed` asks for Theorem 2 as the paper prints it. */
export function measureCurve(view: View, of: Measure, printed = false): Curve {
  const xRange = generationAxis(view);
  const series = seriesOf(view, of.name);
  const all = [series.law.generations, series.mean.generations];
  const x = mergedGenerations(all, of.from, xRange[1]);
  const mean = valuesAt(series.mean, x);
  const error = valuesAt(series.standardError, x);
  const edge = (sign: number): Column =>
    mean.map((value, i) => (value === null ? null : Math.max(0, value + sign * Z95 * (error[i] ?? 0))));
  const law = valuesAt(series.law, x);
  const largest = (column: Column): number => Math.max(0, ...column.map((value) => value ?? 0));
  const wrong = valuesAt(printed ? series.printed : { generations: [], values: null }, x);
  const top = of.top(view) ?? (1.06 * Math.max(largest(law), largest(edge(1))) || 1);
  const near = printed ? rangeOf([law, wrong, mean], x) : null;
  return {
    x,
    mean,
    low: edge(-1),
    high: edge(1),
    law,
    limit: series.limit,
    printed: wrong,
    bounds: series.bounds.map(({ words, rows }) => ({ words, y: valuesAt(rows, x) })),
    xRange,
    yRange: near ?? [0, top],
    dots: spread(x, xRange[1]),
  };
}

/** Where the columns lie from generation 1 on, with some room; null where they do not differ. */
function rangeOf(columns: readonly Column[], x: readonly number[]): readonly [number, number] | null {
  const values = columns.flatMap((column) =>
    column.filter((value, i): value is number => value !== null && (x[i] ?? 0) >= 1),
  );
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const room = 0.15 * (high - low);
  return room > 0 ? [low - room, high + room] : null;
}

/** Whether every band is hidden by its dot: half a dot is about 3.5 pixels. */
export function thinBand(curve: Curve, height: number): boolean {
  const scale = height / (curve.yRange[1] - curve.yRange[0]);
  return [...curve.dots].every((i) => ((curve.high[i] ?? 0) - (curve.low[i] ?? 0)) * scale < 7);
}

export function dotted(curve: Curve): Column {
  return curve.mean.map((value, i) => (curve.dots.has(i) ? value : null));
}

/** Words for the dots, placed beside them. */
export function labelDots(
  paint: Paint,
  labels: ReturnType<typeof labelsFor>,
  line: Line,
  thin: boolean,
  share: number,
): void {
  if (line.length < 4) return;
  const colour = paint.palette.simText;
  const long = thin ? "simulated, 95 % band thinner than the dots" : "simulated, with its 95 % band";
  for (const text of [long, "simulated"]) {
    const words: Words = { text, colour };
    const { width, height } = measure(paint, words);
    const box = labels.beside(line, width, height, share);
    if (!box) continue;
    write(paint, words, box);
    return;
  }
}

function offAxis(paint: Paint, labels: ReturnType<typeof labelsFor>, curve: Curve): void {
  for (const bound of curve.bounds) {
    const values = bound.y.filter((value): value is number => value !== null);
    const least = Math.min(...values);
    if (values.length === 0 || least <= curve.yRange[1]) continue;
    const words = { text: `${bound.words} ${brief(least, 3)} lies above ↑`, colour: paint.palette.boundText };
    const { width, height } = measure(paint, words);
    const { area } = paint;
    const box = labels.first(
      width,
      height,
      [0, 1, 2].map((row) => [area.right - width, area.top + row * height] as const),
    );
    if (box) write(paint, words, box);
  }
}

/** `lawWords` stand on the law's line. */
export function measureSpec(curve: Curve, lawWords: string): PlotSpec {
  const { yRange, xRange, x } = curve;
  const steps = ticksBetween(yRange[0], yRange[1], 2);
  const decimals = tickDecimals(steps);
  const bounds: PlotLine[] = curve.bounds.map((bound) => ({ style: "bound", y: bound.y }));
  const level: Column = x.map(() => curve.limit);
  const over = (paint: Paint): void => {
    const law = lineOf(paint, x, curve.law);
    const mean = lineOf(paint, x, curve.mean);
    const limit = lineOf(paint, x, level);
    const printed = lineOf(paint, x, curve.printed);
    const edges = curve.bounds.map((bound) => lineOf(paint, x, bound.y));
    const labels = labelsFor(paint, [law, mean, limit, printed, ...edges], steps);
    const { palette } = paint;
    offAxis(paint, labels, curve);
    if (printed.length > 2)
      labelBeside(
        paint,
        labels,
        printed,
        { text: "as printed", colour: palette.collapse, strong: true },
        0.75,
      );
    if (curve.limit !== null) {
      const words = { text: `limit ${brief(curve.limit, 4)}`, colour: palette.theory };
      labelBeside(paint, labels, limit, words, 0.85);
    }
    if (lawWords)
      labelBeside(paint, labels, law, { text: lawWords, colour: palette.theory, strong: true }, 0.5);
    edges.forEach((edge, i) => {
      const bound = curve.bounds[i];
      if (bound && edge.some((value, k) => k % 2 === 1 && value > paint.area.top))
        labelBeside(paint, labels, edge, { text: bound.words, colour: palette.boundText, strong: true }, 0.7);
    });
    const thin = thinBand(curve, (paint.area.bottom - paint.area.top) / paint.px);
    labelDots(paint, labels, mean.length > 0 ? mean : [], thin, 0.22);
  };
  return {
    xRange,
    yRange,
    yTicks: steps,
    yTick: (value) => (value === 0 ? "0" : fixed(value, decimals)),
    xLabel: "generation m",
    x,
    lines: [
      { style: "hidden", y: curve.high },
      { style: "hidden", y: curve.low },
      ...bounds,
      { style: "limit", y: level },
      { style: "wrong", y: curve.printed },
      { style: "law", y: curve.law },
      { style: "dots", y: dotted(curve) },
    ],
    bands: [{ upper: 0, lower: 1, fill: "sim" }],
    over,
  };
}
