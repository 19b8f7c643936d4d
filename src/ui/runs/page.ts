import type { OpenedRun } from "../rooms.js";
import type { Message } from "../state/messages.js";
import type { OwnResult } from "./read.js";

/** One kept run as the table shows it. */
export interface RunRow extends OpenedRun {
  /** What it is, in a line: the reader's own name, or else what its experiment says. */
  readonly name: string;
  /** The reader's own name; empty where it has none. */
  readonly ownName: string;
  /** What its experiment says, in a line. */
  readonly description: string;
  /** "finished", "interrupted at generation 3 of 8". */
  readonly state: string;
  /** Empty where there is none. */
  readonly answer: string;
  /** What it ran on; empty where that is not known. */
  readonly engine: string;
  /** Of a run of chains; empty where there is none. */
  readonly digest: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly bytes: number;
  readonly finished: boolean;
  /** Whether it is one of those that are compared. */
  readonly picked: boolean;
  /** Its files of weights. */
  readonly weights: readonly WeightsFile[];
}

export interface WeightsFile {
  readonly name: string;
  readonly bytes: number;
}

/** One of the runs that are compared. */
export interface ComparedRun extends RunRow {
  /** "A", "B", ... in the order in which they were picked. */
  readonly label: string;
  readonly experiment: unknown;
  /** The same for runs of the same numbers, and for no others; empty where that is not known. */
  readonly numbers: string;
  /** Null where it has none yet. */
  readonly own: OwnResult | null;
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
  /** Those that are picked, as far as they have been read. */
  readonly compared: readonly ComparedRun[];
  /** What the browser lets the page keep in all, in bytes; null where it does not say. */
  readonly quota: number | null;
  readonly leaving: readonly LeavingRun[];
  /** Whether runs are being brought in, or taken away. */
  readonly busy: boolean;
  readonly messages: readonly Message[];
}
