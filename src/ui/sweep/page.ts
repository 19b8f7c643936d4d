import type {
  ChainsExperiment,
  EngineReport,
  PointEstimate,
  Sweep,
  SweepResult,
  SweepUpdate,
} from "../../index.js";
import type { ResolvedCorpus } from "../state/lab.js";
import type { Message } from "../state/messages.js";
import type { Design } from "./design.js";

/** What is asked of every point: the mean of T, or the sum of squares at the last generation. */
export type Asked = "time" | "state";

/** What theory says of a point; null where it says nothing. */
export interface PointLaw {
  readonly exact: number | null;
  readonly limit: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface SweepRun {
  readonly state: "starting" | SweepUpdate["state"] | "failed";
  readonly engine: EngineReport | null;
  readonly seconds: number;
  readonly pointsDone: number;
  readonly estimates: readonly PointEstimate[];
  readonly result: SweepResult | null;
}

/** What the bench "Sweep" knows at one moment. It is made anew at every change. */
export interface SweepPage {
  /** The experiment of the bench "Chains", and its text where that is a file's or an address's. */
  readonly base: ChainsExperiment;
  readonly corpus: ResolvedCorpus | null;
  readonly design: Design;
  /** The sweep of both; null where the lab's reader refuses it, which `trouble` says. */
  readonly sweep: Sweep | null;
  readonly trouble: string;
  readonly asked: Asked;
  /** By point; undefined while it is still to come. */
  readonly laws: readonly (PointLaw | undefined)[];
  /** Null until a run of this very sweep has begun. */
  readonly run: SweepRun | null;
  readonly messages: readonly Message[];
}

/** A run that has been asked for and has said nothing yet. */
export const STARTING: SweepRun = {
  state: "starting",
  engine: null,
  seconds: 0,
  pointsDone: 0,
  estimates: [],
  result: null,
};

/** Whether a run has come to its end, one way or another. */
export function ended(run: SweepRun | null): boolean {
  return run !== null && (run.state === "finished" || run.state === "stopped" || run.state === "failed");
}

/** A sweep with a point that runs a fixed number of generations asks for the state of the models there. */
export function askedOf(points: readonly ChainsExperiment[]): Asked {
  return points.some(({ stop }) => stop === "generations") ? "state" : "time";
}
