import type { ChainsExperiment, ChainsLaws, ChainsResult, RunState, SentencePart } from "../../index.js";

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
  /** The experiment in words. */
  readonly sentence: string;
  readonly parts: readonly SentencePart[];
  /** Null until the first law is there, or where there is none. */
  readonly laws: ChainsLaws | null;
  /** Whether there is a law: "late" and "none" let the charts stand on the run alone. */
  readonly law: "awaited" | "late" | "known" | "none";
  /** Null until a run of this very experiment has begun. */
  readonly run: RunView | null;
}

/** Whether a run has come to its end, one way or another. */
export function ended(run: RunView | null): boolean {
  return run !== null && (run.state === "finished" || run.state === "stopped" || run.state === "failed");
}

/** Whether there is anything that axes can be taken from. */
export function drawable(view: View): boolean {
  return view.laws !== null || view.law !== "awaited";
}
