import type { View } from "../state/view.js";
import { labelBeside, labelsFor, lineOf, measure, write } from "./draw.js";
import { wilson } from "./intervals.js";
import { heightAt } from "./labels.js";
import type { Paint, PlotSpec } from "./plot-options.js";
import { mergedGenerations, spread, valuesAt, type Rows } from "./rows.js";
import { dotted, generationAxis, labelDots, thinBand, type Curve } from "./series-plot.js";

/** The share of collapsed chains by generation, with Theorem 1's range. */
export interface CollapsedCurve extends Curve {
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  /** Chains that the share is of: those that are settled. */
  readonly chains: number;
}

export function collapsedCurve(view: View): CollapsedCurve {
  const xRange = generationAxis(view);
  const run = view.run?.result ?? null;
  const laws = view.laws?.result ?? null;
  const known = laws?.series.collapsedFraction;
  const chains = view.run?.settled ?? 0;
  const drawn = (values: Rows["values"] | undefined): Rows => ({
    generations: laws?.generations ?? [],
    values: values ?? null,
  });
  const simulated: Rows = {
    generations: run?.generations ?? [],
    values: run?.series.collapsedFraction.mean ?? null,
  };
  const x = mergedGenerations([laws?.generations ?? [], simulated.generations], 0, xRange[1]);
  const mean = valuesAt(simulated, x);
  const intervals = mean.map((share) =>
    share === null || chains === 0 ? null : wilson(Math.round(share * chains), chains),
  );
  return {
    x,
    mean,
    low: intervals.map((interval) => interval?.[0] ?? null),
    high: intervals.map((interval) => interval?.[1] ?? null),
    law: valuesAt(drawn(known?.theory), x),
    lower: valuesAt(drawn(known?.lower), x).map((value) => (value === null ? null : Math.max(0, value))),
    upper: valuesAt(drawn(known?.upper), x).map((value) =>
      value === null ? null : Math.min(1, Math.max(0, value)),
    ),
    chains,
    limit: null,
    printed: [],
    bounds: [],
    xRange,
    yRange: [0, 1],
    dots: spread(x, xRange[1]),
  };
}

function labelRange(paint: Paint, labels: ReturnType<typeof labelsFor>, curve: CollapsedCurve): void {
  const upper = lineOf(paint, curve.x, curve.upper);
  const lower = lineOf(paint, curve.x, curve.lower);
  for (const text of ["what Theorem 1 allows", "Theorem 1"]) {
    const words = { text, colour: paint.palette.boundText, strong: true };
    const { width, height } = measure(paint, words);
    const box = labels.anywhere(width, height, 0.68, (at) =>
      [at.left, at.right].every((x) => {
        const [high, low] = [heightAt(upper, x), heightAt(lower, x)];
        return (
          high !== null && low !== null && high < at.top - 2 * paint.px && low > at.bottom + 2 * paint.px
        );
      }),
    );
    if (!box) continue;
    write(paint, words, box);
    return;
  }
}

const TICKS = [0, 0.5, 1];

export function collapsedSpec(curve: CollapsedCurve): PlotSpec {
  const { x, xRange, yRange } = curve;
  const over = (paint: Paint): void => {
    const law = lineOf(paint, x, curve.law);
    const mean = lineOf(paint, x, curve.mean);
    const edges = [lineOf(paint, x, curve.upper), lineOf(paint, x, curve.lower)];
    const labels = labelsFor(paint, [law, mean, ...edges], TICKS);
    // Of some recipes the first generation or two alone are known.
    if ((law.at(-2) ?? 0) - (law[0] ?? 0) > 24 * paint.px)
      labelBeside(paint, labels, law, { text: "exact", colour: paint.palette.theory, strong: true }, 0.62);
    const thin = thinBand(curve, (paint.area.bottom - paint.area.top) / paint.px);
    labelDots(paint, labels, mean, thin, 0.4);
    labelRange(paint, labels, curve);
  };
  return {
    xRange,
    yRange,
    yTicks: TICKS,
    yTick: (value) => (value === 0 ? "0" : `${value * 100} %`),
    xLabel: "generation m",
    x,
    lines: [
      { style: "bound", y: curve.upper },
      { style: "bound", y: curve.lower },
      { style: "hidden", y: curve.high },
      { style: "hidden", y: curve.low },
      { style: "law", y: curve.law },
      { style: "dots", y: dotted(curve) },
    ],
    bands: [
      { upper: 0, lower: 1, fill: "bound" },
      { upper: 2, lower: 3, fill: "sim" },
    ],
    over,
  };
}
