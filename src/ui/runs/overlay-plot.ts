import type { ChainsResult } from "../../index.js";
import { labelBeside, labelsFor, lineOf, type Marker } from "../charts/draw.js";
import { inkOf } from "../charts/palette.js";
import type { Paint, PlotSpec } from "../charts/plot-options.js";
import { mergedGenerations, valuesAt } from "../charts/rows.js";
import { axisOf } from "../transformer/charts/axis.js";
import { recipeLooks } from "../transformer/charts/recipes.js";
import { seriesSpec, seriesSummary, type SeriesCurves } from "../transformer/charts/series-plot.js";
import { shortened, whole } from "../words/format.js";
import type { ComparedRun } from "./page.js";

/** What several runs have in common, against generation: a line for each run, or for each mix of each. */
export interface Overlay {
  readonly kind: "chains" | "transformer";
  readonly curves: SeriesCurves;
}

const MARKERS: readonly Marker[] = ["circle", "square", "triangle", "diamond"];
const POINTS = 240;
const LONGEST = 22;

/** Null where the runs are not of one kind that has such lines, or fewer than two have a result. */
export function overlayOf(runs: readonly ComparedRun[]): Overlay | null {
  const curves = chainsCurves(runs) ?? driftCurves(runs);
  const shown = new Set(curves?.curves.lines.map(({ look }) => look.marker + String(look.hollow)));
  return curves && shown.size > 1 ? curves : null;
}

/** How a run is drawn: by its shape, its letter and its own name. */
function lookOf(runs: readonly ComparedRun[], run: ComparedRun) {
  const place = runs.indexOf(run);
  return {
    words: run.ownName ? `${run.label} ${shortened(run.ownName, LONGEST)}` : run.label,
    marker: MARKERS[place % MARKERS.length] ?? "circle",
    hollow: place % (2 * MARKERS.length) >= MARKERS.length,
  };
}

/** The share of chains that have collapsed by each generation. */
function chainsCurves(runs: readonly ComparedRun[]): Overlay | null {
  const drawn = runs.flatMap((run) =>
    run.own?.kind === "chains" && run.own.result.collapseTime.counts ? [{ run, result: run.own.result }] : [],
  );
  if (drawn.length < runs.length || drawn.length === 0) return null;
  const last = Math.max(2, ...drawn.map(({ result }) => reached(result)));
  const x = [
    ...new Set(
      Array.from({ length: Math.min(last, POINTS) + 1 }, (_, i) =>
        Math.round((i * last) / Math.min(last, POINTS)),
      ),
    ),
  ];
  const lines = drawn.map(({ run, result }) => {
    const { words, marker, hollow } = lookOf(runs, run);
    const look = { name: words, short: run.label, label: words, ink: "sim", marker, hollow } as const;
    return { look, y: collapsedBy(result, x) };
  });
  const axis = {
    range: [0, 1],
    ticks: [0, 0.5, 1],
    tick: (value: number) => (value === 0 ? "0" : `${value * 100} %`),
  } as const;
  return { kind: "chains", curves: { x, lines, beside: [], level: null, xRange: [0, last], axis } };
}

/** The generation by which all but 0.1 % of a run's chains have collapsed, or the last one drawn. */
function reached({ experiment, collapseTime }: ChainsResult): number {
  const wanted = Math.ceil(0.999 * experiment.chains);
  let done = 0;
  for (const [time, chains] of collapseTime.counts ?? []) {
    done += chains;
    if (done >= wanted) return time;
  }
  return experiment.generations ?? 2;
}

/** Null after the cap of a run that has left chains alive: nothing is known there. */
function collapsedBy({ experiment, collapseTime }: ChainsResult, x: readonly number[]): (number | null)[] {
  const counts = collapseTime.counts ?? [];
  const end = collapseTime.censored ? (experiment.generations ?? Infinity) : Infinity;
  let row = 0;
  let done = 0;
  return x.map((generation) => {
    for (; (counts[row]?.[0] ?? Infinity) <= generation; row++) done += counts[row]?.[1] ?? 0;
    return generation > end ? null : done / experiment.chains;
  });
}

/** The drift of every mix of every run; the mix says the colour, the run the shape. */
function driftCurves(runs: readonly ComparedRun[]): Overlay | null {
  if (runs.some(({ kind }) => kind !== "transformer")) return null;
  const all = runs.flatMap((run) => {
    if (run.own?.kind !== "transformer") return [];
    const { result } = run.own;
    const { words, marker, hollow } = lookOf(runs, run);
    const looks = recipeLooks(result.experiment);
    return result.recipes.flatMap(({ generations, series }, i) => {
      const look = looks[i];
      if (!look) return [];
      const one = result.recipes.length === 1 && run.ownName !== "";
      const name = one ? words : `${run.label} ${look.name}`;
      const label = one ? words : `${run.label} ${look.label}`;
      const short = result.recipes.length === 1 ? run.label : `${run.label} ${look.short}`;
      return [
        { look: { name, short, label, ink: look.ink, marker, hollow }, generations, values: series.driftL1 },
      ];
    });
  });
  const last = Math.max(2, ...all.flatMap(({ generations }) => generations));
  const x = mergedGenerations(
    all.map(({ generations }) => generations),
    1,
    last,
  );
  const lines = all.map(({ look, ...rows }) => ({ look, y: valuesAt(rows, x) }));
  const known = lines.flatMap(({ y }) => y.filter((value) => value !== null));
  if (known.length === 0) return null;
  const axis = axisOf(known, true);
  return { kind: "transformer", curves: { x, lines, beside: [], level: null, xRange: [1, last], axis } };
}

/** The chart in a sentence. */
export function overlaySummary({ kind, curves }: Overlay): string {
  if (kind === "transformer") return seriesSummary(curves);
  const { x, lines } = curves;
  const said = lines.map(({ look, y }) => {
    const half = y.findIndex((share) => share !== null && share >= 0.5);
    const last = x[y.findLastIndex((share) => share !== null)] ?? 0;
    return half < 0
      ? `fewer than half of ${look.name} by ${whole(last)}`
      : `half of ${look.name} by ${whole(x[half] ?? 0)}`;
  });
  return `Collapsed by generation: ${said.join(", ")}.`;
}

/** Shares all end at 1: their words stand beside the lines, and not at their ends. */
export function overlaySpec({ kind, curves }: Overlay): PlotSpec {
  const spec = seriesSpec(curves);
  if (kind === "transformer") return spec;
  const { x, lines } = curves;
  const over = (paint: Paint): void => {
    spec.over?.(paint);
    const drawn = lines.map(({ y }) => lineOf(paint, x, y));
    const labels = labelsFor(paint, drawn);
    lines.forEach(({ look }, i) => {
      const words = { text: look.label, colour: inkOf(paint.palette, look.ink), strong: true };
      // One after another along the lines, so that those of equal lines do not meet.
      labelBeside(paint, labels, drawn[i] ?? [], words, (i + 1) / (lines.length + 1));
    });
  };
  return { ...spec, ends: [], over };
}
