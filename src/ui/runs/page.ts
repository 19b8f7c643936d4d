import type { OpenedRun } from "../rooms.js";
import type { Message } from "../state/messages.js";

/** One kept run as the table shows it. */
export interface RunRow extends OpenedRun {
  /** What it is, in a line. */
  readonly name: string;
  /** "finished", "interrupted at generation 3 of 8". */
  readonly state: string;
  /** Empty where there is none. */
  readonly answer: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly bytes: number;
  readonly finished: boolean;
  /** Its files of weights. */
  readonly weights: readonly WeightsFile[];
}

export interface WeightsFile {
  readonly name: string;
  readonly bytes: number;
}

/** A run that is deleted once nobody has brought it back. */
export interface LeavingRun {
  readonly id: string;
  readonly name: string;
}

/** What the bench "Runs" knows at one moment. It is made anew at every change. */
export interface RunsPage {
  /** Whether this browser keeps runs here; null while that is not known, nor what it keeps. */
  readonly stores: boolean | null;
  /** The last saved first, those that leave left out. */
  readonly rows: readonly RunRow[];
  /** What the browser lets the page keep in all, in bytes; null where it does not say. */
  readonly quota: number | null;
  readonly leaving: readonly LeavingRun[];
  readonly messages: readonly Message[];
}
