import {
  experimentSentence,
  isSweep,
  readSweep,
  readTransformer,
  type ChainsExperiment,
  type KeptRun,
  type Sweep,
  type TransformerExperiment,
  type TransformerResult,
} from "../../index.js";
import { askedOf } from "../sweep/page.js";
import { goesOver } from "../sweep/words.js";
import { corpusName } from "../transformer/charts/corpus-name.js";
import { mixWords } from "../transformer/mixes.js";
import { bytes, lastDrift, placeWords } from "../transformer/words.js";
import { brief, counted, fixed, shortened, shown, whole } from "../words/format.js";
import type { RunRow, RunsPage } from "./page.js";

export const NO_STORAGE =
  "This browser keeps no runs here (a private window, or a page without https): a run is lost when its tab is closed.";
export const NO_RUNS =
  "No runs are kept yet: a sweep or a transformer that runs on this page is kept by itself, and stands here with its result.";

/** What is said of a run by its experiment alone. */
export interface Described {
  /** What it is, in a line. */
  readonly name: string;
  /** Where it is with so much of it done. */
  readonly at: (done: number) => string;
  /** Points of a sweep, where they are known. */
  readonly points: number | null;
}

export function describe({ kind, experiment }: KeptRun): Described {
  if (kind !== "transformer") return describeSweep(experiment);
  const read = readTransformer(experiment, null);
  const own = read.ok ? read.experiment : (read.asked ?? null);
  if (own === null)
    return { name: "A transformer that this page cannot read", at: () => "before its end", points: null };
  return { name: transformerName(own), at: (done) => placeWords(own, done), points: null };
}

function transformerName(experiment: TransformerExperiment): string {
  const { corpus, model, training, recipes, generations, seed } = experiment;
  const inline = corpus.form === "text" && corpusName(experiment) === "its text";
  const text = inline ? `“${shortened(corpus.text, 24)}”` : corpusName(experiment);
  const size = `${counted(model.layers, "layer")}, width ${whole(model.width)}, context ${whole(model.context)}`;
  const mixes = recipes.map((recipe) => mixWords(recipe)).join("; ");
  const long = `${counted(training.steps, "step")}, ${counted(generations, "generation")}`;
  return `${text}: ${size}, ${long}, ${mixes}, seed ${seed}`;
}

function describeSweep(experiment: unknown): Described {
  const read = isSweep(experiment) ? readSweep(experiment) : null;
  if (read?.ok === true) {
    const points = read.sweep.points.length;
    const at = (done: number): string => `at ${whole(done)} of ${counted(points, "point")}`;
    return { name: sweepName(read.sweep), at, points };
  }
  const which = read?.missing ? "of a text that is not here" : "that this page cannot read";
  return { name: `A sweep ${which}`, at: () => "before its end", points: null };
}

function sweepName(sweep: Sweep): string {
  const [first] = sweep.points;
  if (!first) return goesOver(sweep, "time");
  const swept = sweep.fields.map(({ path }) => path);
  return [goesOver(sweep, askedOf(sweep.points)), ...settings(first, swept)].join(", ");
}

/** What all points of a sweep share of truth and recipe, as the experiment's sentence says it. */
function settings(point: ChainsExperiment, swept: readonly string[]): readonly string[] {
  return experimentSentence(point, shown).flatMap(({ text, field = "" }) =>
    /^(truth|recipe)\./.test(field) && !swept.includes(field) ? [text] : [],
  );
}

/** How a run stands: "finished", "interrupted at generation 3 of 8". */
export function stateWords({ finished, progress }: KeptRun, { at }: Described, underWay: boolean): string {
  if (underWay) return `under way, ${at(progress.done)}`;
  return finished ? "finished" : `interrupted ${at(progress.done)}`;
}

/** The drift of a transformer's last generation, of its first mix; empty where none is known. */
export function driftWords({ recipes: [first] }: TransformerResult): string {
  const last = first ? lastDrift(first) : null;
  return last ? `drift ${fixed(last.drift, 2)} after ${counted(last.generation, "generation")}` : "";
}

/** How much of a sweep is done. */
export function pointsWords({ finished, progress: { done } }: KeptRun, { points }: Described): string {
  if (points === null) return "";
  return finished
    ? `all ${counted(points, "point")} done`
    : `${whole(done)} of ${counted(points, "point")} done`;
}

/** Bytes, as a person says them: "59 kB", "4.1 MB". */
export function size(value: number): string {
  return value < 1e6 ? `${brief(value / 1e3, 2)} kB` : bytes(value);
}

/** How much is kept, and how much may be. */
export function sumWords({ rows, quota }: RunsPage): string {
  const kept = `${counted(rows.length, "run")}, ${size(rows.reduce((sum, row) => sum + row.bytes, 0))} in all.`;
  return quota === null ? kept : `${kept} The browser lets this page keep up to ${bytes(quota)}.`;
}

/** When a run was saved last: "21 Nov 2026, 17:46". */
export function savedWords({ savedAt }: RunRow): string {
  dates ??= new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  return dates.format(savedAt);
}

let dates: Intl.DateTimeFormat | undefined;
