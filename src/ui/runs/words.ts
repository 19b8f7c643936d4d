import {
  experimentSentence,
  sentenceText,
  type ChainsExperiment,
  type ChainsResult,
  type KeptRun,
  type Sweep,
  type SweepResult,
  type TransformerExperiment,
  type TransformerResult,
} from "../../index.js";
import { Z95 } from "../charts/intervals.js";
import { finishedView } from "../state/stored.js";
import type { View } from "../state/view.js";
import { askedOf } from "../sweep/page.js";
import { goesOver, settings } from "../sweep/words.js";
import { corpusName } from "../transformer/charts/corpus-name.js";
import { mixWords } from "../transformer/mixes.js";
import { bytes, lastDrift, placeWords } from "../transformer/words.js";
import {
  asked,
  atEnd,
  capBound,
  exactMean,
  meanInWords,
  simulatedMean,
  type Mean,
} from "../words/agreement.js";
import { brief, counted, fixed, shortened, shown, whole } from "../words/format.js";
import type { RunsPage } from "./page.js";
import { ownExperiment, type OwnResult } from "./read.js";

export const NO_STORAGE =
  "This browser keeps no runs here (a private window, or a page without https): a run is lost when its tab is closed.";
export const NO_RUNS =
  "No runs are kept yet: a sweep or a transformer that runs on this page is kept by itself, a run of chains by “Keep” beside its answer. They stand here with their results.";

export const KINDS = { chains: "Chains", sweep: "Sweep", transformer: "Transformer" } as const;

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
  const own = ownExperiment(kind, experiment);
  const at = (): string => "before its end";
  if (own === null) return { name: `${UNREADABLE[kind]} that this page cannot read`, at, points: null };
  if (own.kind === "transformer") {
    const { experiment } = own;
    return { name: transformerName(experiment), at: (done) => placeWords(experiment, done), points: null };
  }
  if (own.kind === "chains") return { name: chainsName(own.experiment), at, points: null };
  if (own.sweep === null) return { name: `A sweep over the text ${shortened(own.text)}`, at, points: null };
  const points = own.sweep.points.length;
  return {
    name: sweepName(own.sweep),
    at: (done) => `at ${whole(done)} of ${counted(points, "point")}`,
    points,
  };
}

const UNREADABLE = { chains: "Chains", sweep: "A sweep", transformer: "A transformer" } as const;

function transformerName(experiment: TransformerExperiment): string {
  const { corpus, model, training, recipes, generations, seed } = experiment;
  const inline = corpus.form === "text" && corpusName(experiment) === "its text";
  const text = inline ? `“${shortened(corpus.text, 24)}”` : corpusName(experiment);
  const size = `${counted(model.layers, "layer")}, width ${whole(model.width)}, context ${whole(model.context)}`;
  const mixes = recipes.map((recipe) => mixWords(recipe)).join("; ");
  const long = `${counted(training.steps, "step")}, ${counted(generations, "generation")}`;
  return `${text}: ${size}, ${long}, ${mixes}, seed ${seed}`;
}

function chainsName(experiment: ChainsExperiment): string {
  return `${sentenceText(experimentSentence(experiment, shown))} Seed ${shortened(String(experiment.seed), 20)}.`;
}

function sweepName(sweep: Sweep): string {
  return [goesOver(sweep, askedOf(sweep.points)), ...settings(sweep)].join(", ");
}

/** How a run stands: "finished", "interrupted at generation 3 of 8". */
export function stateWords({ finished, progress }: KeptRun, { at }: Described, underWay: boolean): string {
  if (underWay) return `under way, ${at(progress.done)}`;
  return finished ? "finished" : `interrupted ${at(progress.done)}`;
}

/** E[T] of a run of chains, or the sum of squares where most do not collapse, with its 95 % interval and the exact value. */
function chainsWords(result: ChainsResult): string {
  const view: View = {
    experiment: result.experiment,
    corpus: null,
    sentence: "",
    parts: [],
    laws: { result, collapseTime: null },
    law: "known",
    run: finishedView(result),
    further: { state: "none" },
  };
  const end = asked(view) === "state" ? atEnd(view, "sumOfSquares") : null;
  const above = end ? null : capBound(view);
  const name = end ? `S after ${counted(end.generation, "generation")}` : "E[T]";
  const mean = end ? end.mean : simulatedMean(view);
  const exact = end ? end.exact : exactMean(view);
  const simulated = above !== null ? `${name} > ${brief(above, 4)}` : mean && `${name} = ${withHalf(mean)}`;
  const law =
    exact === null ? null : simulated ? `exact ${brief(exact, 5)}` : `${name} = ${brief(exact, 5)}, exact`;
  return [simulated, law].filter((words) => words !== null).join(", ");
}

/** The drift of a transformer's last generation, of its first mix; empty where none is known. */
function driftWords({ recipes: [first] }: TransformerResult): string {
  const last = first ? lastDrift(first) : null;
  return last ? `drift ${fixed(last.drift, 2)} after ${counted(last.generation, "generation")}` : "";
}

/** The least and the largest of a sweep's answers, with their 95 % intervals; empty where a point has none. */
function sweepWords({ points }: SweepResult): string {
  const state = askedOf(points.map(({ experiment }) => experiment)) === "state";
  const means = points.map(({ collapseTime, series, experiment }): Mean | null => {
    const { mean, standardError } = state
      ? {
          mean: series.sumOfSquares.mean?.at(-1) ?? null,
          standardError: series.sumOfSquares.standardError?.at(-1) ?? null,
        }
      : collapseTime;
    // With chains that are alive, a mean is over the short ones.
    if (mean === null || (!state && collapseTime.censored)) return null;
    const halfWidth = standardError === null ? null : Z95 * standardError;
    return { value: mean, halfWidth, standardError, chains: experiment.chains };
  });
  const known = means.filter((mean) => mean !== null).sort((a, b) => a.value - b.value);
  const [least, largest] = [known[0], known.at(-1)];
  if (!least || !largest || known.length < means.length) return "";
  return `${state ? "S" : "E[T]"} from ${withHalf(least)} to ${withHalf(largest)}`;
}

function withHalf(mean: Mean): string {
  const [value, half] = meanInWords(mean);
  return half === null ? value : `${value} ± ${half}`;
}

/** A result's answer in a line; empty where there is none. */
export function answerWords(own: OwnResult): string {
  if (own.kind === "sweep") return sweepWords(own.result);
  return own.kind === "chains" ? chainsWords(own.result) : driftWords(own.result);
}

/** What became of the runs of a file. */
export function broughtWords(kept: number, here: number): string {
  const brought = `${counted(kept, "run")} brought in`;
  if (here === 0) return `${brought}.`;
  return here === 1
    ? `${brought}; 1 was here already and stays as it is.`
    : `${brought}; ${whole(here)} were here already and stay as they are.`;
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
