import { canonicalJson } from "../../experiment/index.js";
import type { Notice } from "../types.js";
import { findFile, removeEntry, runsFolder, writeFile } from "./files.js";
import { takeLock } from "./lock.js";
import { readSlots, removeSlots, Slots } from "./slots.js";
import { keptId, NAMES, readAbout, type About } from "./store.js";
import type { Keep, KeptKind, Snapshot } from "./types.js";

/** For so many times as long as a snapshot took, no other one is taken. */
const REST = 20;

const NO_STORAGE =
  "This browser keeps no runs here (a private window, or a page without https): this run is lost when its tab is closed.";
const FULL =
  "The browser's storage is full: the run goes on, and what was saved of it last stays. Remove runs that are no longer needed.";
const ELSEWHERE =
  "This same run is under way in another tab, which keeps it. Here it starts at the beginning, and is not kept.";
const FORMER = "The last save of this run was cut short or is damaged: it goes on from the one before.";
const DAMAGED = "What was kept of this run is damaged: it starts at the beginning.";

export interface KeeperListener {
  notice(notice: Notice): void;
  /** What is kept can be gone on from; milliseconds since 1970. */
  saved(at: number): void;
}

/** A run as it is asked to be kept. */
export interface ToKeep extends Keep {
  readonly kind: KeptKind;
  /** Canonical; of a sweep, its file. */
  readonly experiment: unknown;
}

/**
 * Keeps one run in the browser's storage while it lives, and no other tab does. In a worker; what goes wrong is a notice,
 * and the run goes on.
 */
export class Keeper {
  /** What to go on from; null at the beginning. */
  readonly checkpoint: Uint8Array<ArrayBuffer> | null;
  private readonly folder: FileSystemDirectoryHandle;
  private readonly listener: KeeperListener;
  private readonly release: () => void;
  private readonly checkpoints: Slots;
  private readonly abouts: Slots;
  private about: About;
  private readonly weights = new Map<string, () => Uint8Array<ArrayBuffer>>();
  private news: (() => Snapshot) | null = null;
  private work: Promise<void> | null = null;
  private readonly hurried: Promise<void>;
  private hurry: () => void = () => undefined;
  private readonly told = new Set<string>();

  private constructor(
    folder: FileSystemDirectoryHandle,
    found: Found,
    listener: KeeperListener,
    release: () => void,
  ) {
    this.folder = folder;
    this.listener = listener;
    this.release = release;
    this.checkpoint = found.checkpoint?.content ?? null;
    this.checkpoints = new Slots(folder, NAMES.checkpoint, found.checkpoint);
    this.abouts = found.abouts;
    this.about = found.about;
    this.hurried = new Promise((resolve) => {
      this.hurry = resolve;
    });
  }

  /** Begins to keep a run; null, and a notice why, where that cannot be. */
  static async open(run: ToKeep, listener: KeeperListener): Promise<Keeper | null> {
    const tell = (text: string): null => {
      listener.notice({ kind: "kept", text });
      return null;
    };
    const id = keptId(run.experiment);
    let release: (() => void) | null = null;
    try {
      const runs = await runsFolder().catch(() => null);
      if (runs === null) return tell(NO_STORAGE);
      release = await takeLock(id);
      if (release === null) return tell(ELSEWHERE);
      const found = await begin(runs, id, run, tell);
      return new Keeper(await runs.getDirectoryHandle(id), found, listener, release);
    } catch (error) {
      release?.();
      return tell(whyNot(error));
    }
  }

  /** The run has changed and is worth saving: soon, if not at once, and then as it is by then. */
  changed(take: () => Snapshot): void {
    this.news = take;
    this.work ??= this.saveNews();
  }

  /** A model's weights, as a file; they are saved with the next change. */
  addWeights(name: string, file: () => Uint8Array<ArrayBuffer>): void {
    this.weights.set(name, file);
  }

  /** The run is over: what changed is saved, or its result (JSON) in place of its checkpoint. */
  async end(result: string | null): Promise<void> {
    this.hurry();
    await this.work;
    if (result !== null) {
      await this.trying(async () => {
        await new Slots(this.folder, NAMES.result).write(utf8(result));
        const { of } = this.about.progress;
        await this.tellAbout({ finished: true, progress: { done: of, of } });
        await removeSlots(this.folder, NAMES.checkpoint);
      });
    }
    this.release();
  }

  private async saveNews(): Promise<void> {
    while (this.news !== null) {
      const take = this.news;
      this.news = null;
      let rest = 0;
      await this.trying(() =>
        this.save(() => {
          const began = performance.now();
          const snapshot = take();
          rest = REST * (performance.now() - began);
          return snapshot;
        }),
      );
      await Promise.race([this.hurried, new Promise((resolve) => setTimeout(resolve, rest))]);
    }
    this.work = null;
  }

  private async save(take: () => Snapshot): Promise<void> {
    // First: once a checkpoint says that a model is done, its weights are not to be had again.
    for (const [name, file] of this.weights) {
      this.weights.delete(name);
      await this.trying(() => this.saveWeights(name, file()));
    }
    const { checkpoint, progress } = take();
    await this.checkpoints.write(checkpoint);
    await this.tellAbout({ progress });
  }

  private async saveWeights(name: string, file: Uint8Array<ArrayBuffer>): Promise<void> {
    const folder = await this.folder.getDirectoryHandle(NAMES.weights, { create: true });
    await writeFile(folder, name, [file]);
    this.about = { ...this.about, weights: [...new Set([...this.about.weights, name])] };
  }

  private async tellAbout(news: Partial<About>): Promise<void> {
    this.about = { ...this.about, ...news, savedAt: Date.now() };
    await this.abouts.write(json(this.about));
    this.listener.saved(this.about.savedAt);
  }

  /** What fails is told once. */
  private async trying(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const text = whyNot(error);
      if (!this.told.has(text)) this.listener.notice({ kind: "kept", text });
      this.told.add(text);
    }
  }
}

interface Found {
  readonly checkpoint: Awaited<ReturnType<typeof readSlots>>;
  readonly about: About;
  readonly abouts: Slots;
}

/** Makes a run's folder, or finds it as it was left. */
async function begin(
  runs: FileSystemDirectoryHandle,
  id: string,
  { kind, experiment, corpus, resume }: ToKeep,
  tell: (text: string) => null,
): Promise<Found> {
  const before = await readAbout(await runs.getDirectoryHandle(id, { create: true }));
  const left = resume && before?.finished === false ? before : null;
  if (left === null) await removeEntry(runs, id);
  const folder = await runs.getDirectoryHandle(id, { create: true });
  const checkpoint = left === null ? null : await readSlots(folder, NAMES.checkpoint);
  if (checkpoint?.isFormer === true) tell(FORMER);
  if (checkpoint === null && left !== null && left.progress.done > 0) tell(DAMAGED);

  const now = Date.now();
  const about: About = {
    version: 1,
    kind,
    name: before?.name ?? "",
    startedAt: left?.startedAt ?? now,
    savedAt: now,
    progress: left?.progress ?? { done: 0, of: 1 },
    finished: false,
    corpusBytes: corpus?.size ?? null,
    weights: left?.weights ?? [],
  };
  if (left === null) await new Slots(folder, NAMES.experiment).write(utf8(canonicalJson(experiment)));
  const abouts = new Slots(folder, NAMES.about, await readSlots(folder, NAMES.about));
  await abouts.write(json(about));
  if (corpus !== null && (await findFile(folder, NAMES.corpus))?.size !== corpus.size) {
    await writeFile(folder, NAMES.corpus, [new Uint8Array(await corpus.arrayBuffer())]);
  }
  return { checkpoint, about, abouts };
}

/** Why something was not saved. A full storage has several names. */
function whyNot(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === "QuotaExceededError" || name === "AbortError") return FULL;
  return `The run could not be saved (${message.replace(/\.$/, "")}): it goes on, and what was saved of it last stays.`;
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return utf8(JSON.stringify(value));
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
