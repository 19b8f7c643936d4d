import type { EngineReport, TransformerExperiment, TransformerResult } from "../../experiment/index.js";
import type { Activity, PlannedModel } from "../../transformer/recursion/index.js";
export type { PlannedModel };
import type { Snapshot } from "../kept/types.js";
import type { Notice, RunState } from "../types.js";
import type { TrainedWeights } from "./weights.js";

/** What a transformer's run says of itself, a few times a second while it lives. */
export interface TransformerUpdate {
  readonly state: RunState;
  readonly engine: EngineReport;
  readonly seconds: number;
  /** Null until it is known. */
  readonly secondsLeft: number | null;
  /** Models that are done, and models in all. */
  readonly modelsDone: number;
  readonly models: number;
  /** The model at work; null before the first and after the last. */
  readonly current: PlannedModel | null;
  readonly activity: Activity;
  /** Tokens of the model at work that this activity has gone over, of so many. */
  readonly tokens: { readonly done: number; readonly all: number };
  /** Updates done of `steps`, and the last one's loss. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
  /** Tokens a second of late; null where none were trained on or written yet. */
  readonly tokensPerSecond: { readonly training: number | null; readonly sampling: number | null };
  /** The beginning of what the model is writing, as far as it is; null while it does not write. */
  readonly text: string | null;
  /** The result as far as it is, the curves of the model at work included. */
  readonly partial: TransformerResult;
}

export interface TransformerListener {
  update(update: TransformerUpdate): void;
  notice(notice: Notice): void;
  /** A snapshot is worth taking: after every model, and every few hundred updates. */
  saved(): void;
  /** A model is trained: these are its last weights. Heard again where a run goes on from about there. */
  trained(model: TrainedWeights): void;
}

/** A run's ends. Failure never throws past here: it is a sentence. A stopped run's result is that of the models done. */
export type TransformerEnd =
  | { readonly ok: true; readonly result: TransformerResult }
  | { readonly ok: false; readonly status: "bad-input" | "no-engine" | "failed"; readonly message: string };

/** A run under way. Calls are idempotent; after the end they do nothing. */
export interface TransformerRun {
  readonly experiment: TransformerExperiment;
  readonly end: Promise<TransformerEnd>;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Everything that was saved last, for a later run of the same experiment, and how far that is. */
  snapshot(): Snapshot;
}
