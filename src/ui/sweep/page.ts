import type {
  ChainsExperiment,
  ChainsLaws,
  ChainsResult,
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
  /** Null of a result that was kept: its points tell what each took of a worker. */
  readonly seconds: number | null;
  readonly secondsLeft: number | null;
  readonly pointsDone: number;
  readonly lawsDone: number;
  readonly estimates: readonly PointEstimate[];
  readonly result: SweepResult | null;
}

/** The point that is being read: its result so far and its laws, as far as they have come. */
export interface Looked {
  readonly point: number;
  readonly result: ChainsResult | null;
  readonly laws: ChainsLaws | null;
}

/** A sweep that the browser keeps, and that can be gone on with. */
export interface Offer {
  readonly id: string;
  /** What it goes over: "E[T] for n from 10 to 1,000". */
  readonly words: string;
  /** Points done, of so many. */
  readonly done: number;
  readonly of: number;
}

/** What the bench "Sweep" knows at one moment. It is made anew at every change. */
export interface SweepPage {
  /** The experiment of the bench "Chains", and its text where that is a file's or an address's. */
  readonly base: ChainsExperiment;
  readonly corpus: ResolvedCorpus | null;
  /** What is held fixed, as fileOf takes it: the experiment's fields, or those of the file that was opened. */
  readonly held: Readonly<Record<string, unknown>>;
  readonly design: Design;
  /** The sweep of both; null where the lab's reader refuses it, which `trouble` says. */
  readonly sweep: Sweep | null;
  readonly trouble: string;
  readonly asked: Asked;
  /** By point; undefined while it is still to come. */
  readonly laws: readonly (PointLaw | undefined)[];
  /** Null until a run of this very sweep has begun. */
  readonly run: SweepRun | null;
  readonly looked: Looked | null;
  readonly offer: Offer | null;
  readonly messages: readonly Message[];
}

/** A run that has been asked for and has said nothing yet. */
export const STARTING: SweepRun = {
  state: "starting",
  engine: null,
  seconds: 0,
  secondsLeft: null,
  pointsDone: 0,
  lawsDone: 0,
  estimates: [],
  result: null,
};

/** A sweep with a point that runs a fixed number of generations asks for the state of the models there. */
export function askedOf(points: readonly ChainsExperiment[]): Asked {
  return points.some(({ stop }) => stop === "generations") ? "state" : "time";
}
