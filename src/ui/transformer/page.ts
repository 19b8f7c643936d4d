import type {
  KeptRun,
  MissingTokens,
  ResolvedTokens,
  TextTokens,
  TransformerEstimate,
  TransformerExperiment,
  TransformerResult,
  TransformerUpdate,
} from "../../index.js";
import type { Message } from "../state/messages.js";
import { ended } from "../state/view.js";

/** A text from outside, read: its tokens and itself. */
export interface ReadText {
  readonly tokens: ResolvedTokens;
  readonly text: string;
}

/** What the page shows of a run. */
export interface TransformerRun {
  readonly state: "starting" | TransformerUpdate["state"] | "failed";
  /** Null until it has said something. */
  readonly update: TransformerUpdate | null;
  /** The whole result, or that of the models done where it was stopped; null before the end. */
  readonly result: TransformerResult | null;
  /** When it was last saved, in milliseconds as Date.now() gives them; null where it was not. */
  readonly savedAt: number | null;
  /** Whether it was run on this page, or what is shown is the result that was kept of it, or that a file has. */
  readonly from: "here" | "kept" | "file";
}

/** What the bench "Transformer" knows at one moment. It is made anew at every change. */
export interface TransformerPage {
  readonly experiment: TransformerExperiment;
  /** Where resets go back to. */
  readonly initial: TransformerExperiment;
  /** The preset that the experiment is; empty for none. */
  readonly preset: string;
  /** The corpus; null while it is not here. */
  readonly corpus: { readonly tokens: TextTokens; readonly text: string } | null;
  /** The text that is not here. */
  readonly missing: MissingTokens | null;
  /** Whether that text has been here, and is being read again. */
  readonly reading: boolean;
  /** The file of the weights that the experiment names as p(0); null where it names none, or it is not here. */
  readonly weights: Blob | null;
  /** Of the experiment with its text; null without. */
  readonly estimate: TransformerEstimate | null;
  /** Why it cannot run, with the numbers; empty where it can, as far as is known. */
  readonly refusal: string;
  /** Floating-point operations a second, as measured here on this very model; null where they are not known. */
  readonly speed: number | null;
  /** Whether the speed is being measured. */
  readonly measuring: boolean;
  /** Null until a run of this very experiment has begun. */
  readonly run: TransformerRun | null;
  /** An earlier run that the browser keeps and that was not finished; null where it is none, or put away. */
  readonly interrupted: KeptRun | null;
  readonly messages: readonly Message[];
}

/** A run that has been asked for and has said nothing yet. */
export const STARTING: TransformerRun = {
  state: "starting",
  update: null,
  result: null,
  savedAt: null,
  from: "here",
};

/** Whether a run is under way, paused ones included: then the experiment is not changed. */
export function going(page: TransformerPage): boolean {
  return page.run !== null && !ended(page.run);
}

/** Whether the experiment names weights of p(0) that are not here. */
export function lacksWeights({ experiment, weights }: TransformerPage): boolean {
  return experiment.truth.form === "weights" && weights === null;
}

/** Whether a run of the experiment may go on, all that it begins with being done. */
export function canGoOn({ corpus, refusal }: TransformerPage): boolean {
  return corpus !== null && refusal === "";
}

/** Whether the experiment may be run. */
export function able(page: TransformerPage): boolean {
  return canGoOn(page) && !lacksWeights(page);
}

/** The result as far as it is. */
export function resultOf({ run }: TransformerPage): TransformerResult | null {
  return run?.result ?? run?.update?.partial ?? null;
}
