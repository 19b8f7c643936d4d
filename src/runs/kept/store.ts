import { canonicalJson, sha256Hex } from "../../experiment/index.js";
import { findFile, isNotFound, removeEntry, runsFolder } from "./files.js";
import { takeLock } from "./lock.js";
import { readSlots, Slots } from "./slots.js";
import type { KeptKind, KeptProgress, KeptRun, KeptWeights, WholeKeptRun } from "./types.js";

/** The files of a run's folder; all but the corpus and the weights are pairs of slots. */
export const NAMES = {
  experiment: "experiment",
  about: "about",
  checkpoint: "checkpoint",
  result: "result",
  corpus: "corpus",
  weights: "weights",
} as const;

/** Why a run is not removed. */
export const UNDER_WAY = "This run is under way, here or in another tab; stop it first.";

/** Why something was not kept. A full storage has several names. */
export function whyNotKept(error: unknown, what: string): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return name === "QuotaExceededError" || name === "AbortError"
    ? `${what} was not kept: the browser's storage is full. Remove runs that are no longer needed.`
    : `${what} was not kept (${message.replace(/\.$/, "")}).`;
}

/** What is written of a run at every save, apart from its checkpoint. */
export interface About {
  readonly version: 1;
  readonly kind: KeptKind;
  /** What the reader calls it. */
  readonly name?: string;
  readonly startedAt: number;
  readonly savedAt: number;
  readonly progress: KeptProgress;
  readonly finished: boolean;
  /** Bytes of the text; null where there is none. */
  readonly corpusBytes: number | null;
  /** Files of weights that are whole. */
  readonly weights: readonly string[];
}

/** Under which id an experiment's run is kept: the SHA-256 of its canonical JSON. */
export function keptId(experiment: unknown): string {
  return sha256Hex(canonicalJson(experiment));
}

/** Whether this browser can keep runs here at all. */
export async function keepsRuns(): Promise<boolean> {
  try {
    await runsFolder();
    return true;
  } catch {
    return false;
  }
}

/** All runs that this browser keeps, the last saved first; none where it keeps nothing. */
export async function keptRuns(): Promise<readonly KeptRun[]> {
  const folders = await ifStored(async (runs) => {
    const found: FileSystemDirectoryHandle[] = [];
    for await (const handle of runs.values()) {
      if (handle.kind === "directory") found.push(handle);
    }
    return found;
  });
  const runs: KeptRun[] = [];
  for (const folder of folders ?? []) {
    const read = await unlessMissing(readRun(folder));
    if (read !== null) runs.push(read.run);
  }
  return runs.sort((a, b) => b.savedAt - a.savedAt);
}

/** One of them with what it left, or null where it is not kept (any more). */
export async function keptRun(id: string): Promise<WholeKeptRun | null> {
  return ifStored(async (runs) => {
    const folder = await runs.getDirectoryHandle(id);
    const read = await readRun(folder);
    if (read === null) return null;
    const { run, about } = read;
    const corpus = await findFile(folder, NAMES.corpus);
    return {
      ...run,
      corpus: corpus?.size === about.corpusBytes ? corpus : null,
      result: await readJson(folder, NAMES.result),
      weights: await readWeights(folder, about),
    };
  });
}

/** Removes a run from the browser's storage. Null, or a sentence why not. */
export async function removeKept(id: string): Promise<string | null> {
  const release = await takeLock(id);
  if (release === null) return UNDER_WAY;
  try {
    await ifStored((runs) => removeEntry(runs, id));
    return null;
  } finally {
    release();
  }
}

/** Gives a run a name, or with an empty one takes it away. In a worker. Null, or a sentence why not. */
export async function renameKept(id: string, name: string): Promise<string | null> {
  const release = await takeLock(id);
  if (release === null) return UNDER_WAY;
  try {
    await ifStored(async (runs) => {
      const folder = await runs.getDirectoryHandle(id);
      const about = await readAbout(folder);
      if (about === null) return;
      const slots = new Slots(folder, NAMES.about, await readSlots(folder, NAMES.about));
      await slots.write(new TextEncoder().encode(JSON.stringify({ ...about, name })));
    });
    return null;
  } catch (error) {
    return whyNotKept(error, "The name");
  } finally {
    release();
  }
}

/** What a folder says of its run; null where it says nothing that can be read. */
export async function readAbout(folder: FileSystemDirectoryHandle): Promise<About | null> {
  const about = (await readJson(folder, NAMES.about)) as About | null;
  return about?.version === 1 ? about : null;
}

/** Null where there is no storage, or not what is looked for in it. */
async function ifStored<T>(look: (runs: FileSystemDirectoryHandle) => Promise<T>): Promise<T | null> {
  let runs: FileSystemDirectoryHandle;
  try {
    runs = await runsFolder();
  } catch {
    return null;
  }
  return unlessMissing(look(runs));
}

/** Null where a file is not there, or was removed meanwhile. */
async function unlessMissing<T>(looking: Promise<T>): Promise<T | null> {
  try {
    return await looking;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function readRun(folder: FileSystemDirectoryHandle): Promise<{ run: KeptRun; about: About } | null> {
  const about = await readAbout(folder);
  const experiment = await readJson(folder, NAMES.experiment);
  if (about === null || experiment === null) return null;
  const { kind, name = "", startedAt, savedAt, progress, finished } = about;
  const bytes = await bytesOf(folder);
  const run = { id: folder.name, kind, name, experiment, startedAt, savedAt, progress, finished, bytes };
  return { run, about };
}

async function readJson(folder: FileSystemDirectoryHandle, name: string): Promise<unknown> {
  const slot = await readSlots(folder, name);
  return slot === null ? null : (JSON.parse(new TextDecoder().decode(slot.content)) as unknown);
}

async function readWeights(folder: FileSystemDirectoryHandle, about: About): Promise<KeptWeights[]> {
  if (about.weights.length === 0) return [];
  const weights = await folder.getDirectoryHandle(NAMES.weights);
  const files = await Promise.all(
    about.weights.map(async (name) => ({ name, file: await findFile(weights, name) })),
  );
  return files.flatMap(({ name, file }) => (file === null ? [] : [{ name, file }]));
}

async function bytesOf(folder: FileSystemDirectoryHandle): Promise<number> {
  let bytes = 0;
  for await (const handle of folder.values()) {
    bytes += handle.kind === "directory" ? await bytesOf(handle) : (await handle.getFile()).size;
  }
  return bytes;
}
