import type { ChainPath, ChainsExperiment, EnginesFound, Population } from "../../index.js";
import type { Message } from "./messages.js";
import type { Missing } from "./texts.js";
import type { RunView, View } from "./view.js";

/** What the page knows at one moment. It is made anew at every change; parts that did not change keep their identity. */
export interface Page {
  readonly view: View;
  /** Where resets go back to. */
  readonly initial: ChainsExperiment;
  readonly preset: string;
  readonly path: ChainPath | null;
  readonly chain: number;
  /** The context of the chain that is drawn. */
  readonly context: number;
  readonly pathTrouble: string;
  readonly population: Population | null;
  readonly playhead: number;
  readonly engines: EnginesFound | null;
  /** A run that waits to be asked for, since it is large or came by a link. */
  readonly waits: boolean;
  /** Whether the browser keeps the run that is shown. */
  readonly kept: boolean;
  /** Why there are no laws; empty where there are, or will be. */
  readonly lawTrouble: string;
  /** An experiment that waits for its text. */
  readonly missing: Missing | null;
  readonly messages: readonly Message[];
}

/** A run that has been asked for and has said nothing yet. */
export const STARTING: RunView = {
  state: "starting",
  engine: null,
  chainsDone: 0,
  settled: 0,
  seconds: 0,
  secondsLeft: null,
  generationsPerSecond: null,
  counts: [],
  result: null,
};
