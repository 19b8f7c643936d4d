import type { TransformerExperiment, TransformerResult } from "../../../index.js";
import { across, mark } from "../../charts/draw.js";
import { inkOf } from "../../charts/palette.js";
import type { EndWords, Paint, PlotSpec } from "../../charts/plot-options.js";
import { mergedGenerations, spread, valuesAt } from "../../charts/rows.js";
import type { TableData } from "../../charts/table.js";
import { brief, whole } from "../../words/format.js";
import { axisOf, type Axis } from "./axis.js";
import type { Level, Quantity } from "./quantities.js";
import { recipeLooks, type RecipeLook } from "./recipes.js";

type Column = readonly (number | null)[];

/** One quantity against generation, a line for each recipe. */
export interface SeriesCurves {
  readonly x: readonly number[];
  readonly lines: readonly { readonly look: RecipeLook; readonly y: Column }[];
  /** The same recipes on a trigram model. */
  readonly beside: readonly { readonly look: RecipeLook; readonly y: Column }[];
  readonly level: Level | null;
  readonly xRange: readonly [number, number];
  readonly axis: Axis;
}

/** Null where nothing of it is known yet. */
export function seriesCurves(
  of: Quantity,
  experiment: TransformerExperiment,
  result: TransformerResult | null,
): SeriesCurves | null {
  if (!result) return null;
  const all = result.recipes.map(({ generations, series }) => ({ generations, values: of.rows(series) }));
  const thin = result.surrogates.map((own) => ({
    generations: own?.generations ?? [],
    values: own === null ? null : (of.beside?.(own.series) ?? null),
  }));
  const last = Math.max(2, experiment.generations);
  const x = mergedGenerations(
    [...all, ...thin].map(({ generations }) => generations),
    1,
    last,
  );
  const looks = recipeLooks(experiment);
  const lines = looks.map((look, i) => ({
    look,
    y: valuesAt(all[i] ?? { generations: [], values: null }, x),
  }));
  const beside = looks.flatMap((look, i) => {
    const y = valuesAt(thin[i] ?? { generations: [], values: null }, x);
    return y.some((value) => value !== null) ? [{ look, y }] : [];
  });
  const known = [...lines, ...beside].flatMap(({ y }) => y.filter((value) => value !== null));
  if (known.length === 0) return null;
  const level = of.level(result);
  const axis = axisOf(level ? [...known, level.value] : known, of.fromZero);
  return { x, lines, beside, level, xRange: [1, last], axis };
}

/** First and last known place of a column; null where nothing is known. */
function ends(y: Column): readonly [number, number] | null {
  const first = y.findIndex((value) => value !== null);
  return first < 0 ? null : [first, y.findLastIndex((value) => value !== null)];
}

export function seriesSpec({ x, lines, beside, level, xRange, axis }: SeriesCurves): PlotSpec {
  // Labels stand in one column, right of the last generation that any line has.
  const edge = x[Math.max(0, ...lines.map(({ y }) => ends(y)?.[1] ?? 0))] ?? 1;
  const labels = lines.flatMap(({ look, y }): EndWords[] => {
    const at = ends(y);
    if (!at) return [];
    return [{ x: edge, y: y[at[1]] ?? 0, text: look.label, short: look.short, ink: look.ink }];
  });
  if (level)
    labels.push({ x: xRange[1], y: level.value, text: level.words, short: level.short, ink: "theory" });
  const dotted = spread(x, xRange[1]);
  const under = (paint: Paint): void => {
    if (level)
      across(paint, paint.y(level.value), paint.palette.theory, level.kind === "floor" ? [6, 5] : []);
  };
  const over = (paint: Paint): void => {
    for (const { look, y } of lines) {
      const colour = inkOf(paint.palette, look.ink);
      y.forEach((value, i) => {
        if (value === null || !dotted.has(i)) return;
        mark(paint, look.marker, look.hollow, colour, paint.x(x[i] ?? 0), paint.y(value));
      });
    }
  };
  return {
    xRange,
    yRange: axis.range,
    yTicks: axis.ticks,
    yTick: axis.tick,
    xLabel: "generation m",
    x,
    lines: [
      ...beside.map(({ look, y }) => ({ style: { ink: look.ink, width: 0.8 }, y })),
      ...lines.map(({ look, y }) => ({ style: { ink: look.ink, width: 2 }, y })),
    ],
    bands: [],
    ends: labels,
    under,
    over,
  };
}

/** What stands at a place of x, in words. */
export function readSeries({ x, lines, beside, level }: SeriesCurves, i: number): string {
  const said = lines.flatMap(({ look, y }) => {
    const value = y[i] ?? null;
    return value === null ? [] : [`${look.name} ${brief(value, 3)}`];
  });
  for (const { look, y } of beside) {
    const value = y[i] ?? null;
    if (value !== null) said.push(`${look.name} (trigrams) ${brief(value, 3)}`);
  }
  if (level) said.push(`${level.words} ${brief(level.value, 3)}`);
  return `Generation ${whole(x[i] ?? 0)}: ${said.length > 0 ? said.join(", ") : "not known yet"}`;
}

/** The chart in a sentence. */
export function seriesSummary({ x, lines, beside, level }: SeriesCurves): string {
  const all = [...lines, ...beside].flatMap(({ y }) => ends(y) ?? []);
  const [first, last] = [Math.min(...all), Math.max(...all)];
  const at = (place: number): string => whole(x[place] ?? 0);
  const inWords = (name: string, y: Column): string[] => {
    const known = ends(y);
    if (!known) return [];
    const [from, to] = known.map((place) => brief(y[place] ?? 0, 3));
    // A recipe that is a generation behind says so.
    const behind = known[1] < last ? ` (generation ${at(known[1])})` : "";
    return [`${name} ${first === last ? "" : `from ${from} to `}${to}${behind}`];
  };
  const said = [
    ...lines.flatMap(({ look, y }) => inWords(look.name, y)),
    ...beside.flatMap(({ look, y }) => inWords(`${look.name} (trigrams)`, y)),
  ];
  if (level) {
    const words = level.kind === "floor" ? "p(1) trained again on its own tokens" : level.words;
    said.push(`${words} ${brief(level.value, 3)}`);
  }
  const span = first === last ? `At generation ${at(last)}` : `From generation ${at(first)} to ${at(last)}`;
  return `${span}: ${said.join(", ")}.`;
}

export function seriesTable({ x, lines, beside, level }: SeriesCurves): TableData {
  return {
    columns: [
      "Generation",
      ...lines.map(({ look }) => look.name),
      ...beside.map(({ look }) => `${look.name} (trigrams)`),
      ...(level ? [level.words] : []),
    ],
    rows: x.map((generation, i) => [
      generation,
      ...[...lines, ...beside].map(({ y }) => y[i] ?? null),
      ...(level ? [level.value] : []),
    ]),
    show: (value, column) =>
      typeof value !== "number" ? (value ?? "–") : column === 0 ? whole(value) : brief(value, 5),
  };
}
