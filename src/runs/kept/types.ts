/** What of a kept run is shown in a list. */
export interface KeptRun {
  /** keptId of its experiment: an experiment is kept once. */
  readonly id: string;
  readonly kind: KeptKind;
  /** What the reader calls it; empty where it has no name. */
  readonly name: string;
  /** Its experiment file as it was started, every default written out: readAny reads it. */
  readonly experiment: unknown;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly savedAt: number;
  readonly progress: KeptProgress;
  /** Whether it has its result; else it can be gone on with. */
  readonly finished: boolean;
  /** What it takes of the browser's storage. */
  readonly bytes: number;
}

export type KeptKind = "transformer" | "chains" | "sweep";

/** Models, chains or points that are done; a model in training counts by its share. */
export interface KeptProgress {
  readonly done: number;
  readonly of: number;
}

/** A kept run with what it left. */
export interface WholeKeptRun extends KeptRun {
  /** The text that the experiment names, to be read as it was first; null where it names none. */
  readonly corpus: Blob | null;
  /** What JSON gives of its result; null until it is finished. */
  readonly result: unknown;
  /** Weights of the models that are trained, in order. */
  readonly weights: readonly KeptWeights[];
}

/** A model's weights: a safetensors file. */
export interface KeptWeights {
  /** As in "p(2) of recipe 1": "p2-recipe1.safetensors". */
  readonly name: string;
  readonly file: Blob;
}

/** A run that is kept all at once: one that is over, or that comes from another machine. */
export interface RunToKeep extends Pick<KeptRun, "kind" | "name" | "experiment" | "startedAt" | "savedAt"> {
  /** The bytes of the text that the experiment names; null where it names none. */
  readonly corpus: Blob | null;
  /** Null where it has none yet: it is then kept to be begun. */
  readonly result: unknown;
}

/** What became of it: a run that is here already stays as it is. */
export type HowKept = "kept" | "here" | { readonly message: string };

/** How a run is to be kept while it lives. */
export interface Keep {
  /** The bytes of the text that the experiment names; null where it names none. */
  readonly corpus: Blob | null;
  /** Whether to go on from what is kept of this experiment, if anything is; else that is replaced. */
  readonly resume: boolean;
}

/** A run's state at one moment. */
export interface Snapshot {
  readonly checkpoint: Uint8Array<ArrayBuffer>;
  readonly progress: KeptProgress;
}
