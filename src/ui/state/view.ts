import {
  canBeLeft,
  type ChainsExperiment,
  type ChainsLaws,
  type ChainsResult,
  type RunState,
  type SentencePart,
} from "../../index.js";

import type { Further, ResolvedCorpus } from "./lab.js";

/** What the page shows of a run, and of which experiment. */
export interface RunView {
  readonly state: "starting" | RunState | "failed";
  readonly engine: ChainsResult["engine"];
  readonly chainsDone: number;
  /** Chains that means are over. */
  readonly settled: number;
  readonly seconds: number;
  readonly secondsLeft: number | null;
  readonly generationsPerSecond: number | null;
  readonly counts: readonly (readonly [number, number])[];
  /** The result over the settled chains; at the end, the result. */
  readonly result: ChainsResult | null;
}

/** Everything the charts and the answer are drawn from; all of it belongs to one experiment. */
export interface View {
  readonly experiment: ChainsExperiment;
  /** Its text, where that is a file's or an address's. */
  readonly corpus: ResolvedCorpus | null;
  /** The experiment in words. */
  readonly sentence: string;
  readonly parts: readonly SentencePart[];
  /** Null until the first law is there, or where there is none. */
  readonly laws: ChainsLaws | null;
  /** Whether there is a law: "late" and "none" let the charts stand on the run alone. */
  readonly law: "awaited" | "late" | "known" | "none";
  /** Null until a run of this very experiment has begun. */
  readonly run: RunView | null;
  /** Measures that are computed when they are asked for. */
  readonly further: FurtherView;
}

/** The further measures of the experiment, at these generations. */
export type FurtherView =
  | { readonly state: "none" | "asked" }
  | { readonly state: "failed"; readonly message: string }
  | { readonly state: "known"; readonly generations: readonly number[]; readonly series: Further };

/** Whether a run has come to its end, one way or another. */
export function ended(run: { readonly state: string } | null): boolean {
  return run !== null && (run.state === "finished" || run.state === "stopped" || run.state === "failed");
}

/** Whether there is anything that axes can be taken from. */
export function drawable(view: View): boolean {
  return view.laws !== null || view.law !== "awaited";
}

/** Whether the run tells T alone: its series are null. */
export function onlyT({ experiment }: View): boolean {
  const { method, stop, recipe } = experiment;
  return method === "ancestry" || (stop === "collapse" && canBeLeft(recipe));
}

/** Why a run tells nothing of the generations; empty where it does. */
export function silence(view: View): string {
  const { method } = view.experiment;
  if (method === "exact")
    return "Only the laws were asked for, and none is known for this. Choose the method “Simulate” to see it.";
  if (method === "ancestry")
    return "Drawn by ancestry, a chain tells T alone. Choose the method “Simulate” to see this.";
  return onlyT(view)
    ? "A collapse can be left again here, and with Stop “At collapse” a chain ends at its first one, so that only T is known. Choose “At generation” to see what comes after."
    : "";
}
