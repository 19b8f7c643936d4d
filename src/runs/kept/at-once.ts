import { canonicalJson } from "../../experiment/index.js";
import { removeEntry, runsFolder, writeFile } from "./files.js";
import { takeLock } from "./lock.js";
import { Slots } from "./slots.js";
import { keptId, NAMES, readAbout, UNDER_WAY, whyNotKept, type About } from "./store.js";
import type { HowKept, RunToKeep } from "./types.js";

const NO_STORAGE = "This browser keeps no runs here (a private window, or a page without https).";

/**
 * Keeps a run all at once, under the id of its experiment. What is kept of that already, finished or not, stays as it is. In a
 * worker.
 */
export async function keepRun(run: RunToKeep): Promise<HowKept> {
  const id = keptId(run.experiment);
  const runs = await runsFolder().catch(() => null);
  if (runs === null) return { message: NO_STORAGE };
  const release = await takeLock(id);
  if (release === null) return { message: UNDER_WAY };
  try {
    const folder = await runs.getDirectoryHandle(id, { create: true });
    if ((await readAbout(folder)) !== null) return "here";
    try {
      await write(folder, run);
      return "kept";
    } catch (error) {
      await removeEntry(runs, id).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    return { message: whyNotKept(error, "The run") };
  } finally {
    release();
  }
}

/** What the run says of itself comes last: without it, a folder is no run. */
async function write(folder: FileSystemDirectoryHandle, run: RunToKeep): Promise<void> {
  const { kind, name, experiment, startedAt, savedAt, corpus, result } = run;
  const slot = (of: string, text: string): Promise<void> =>
    new Slots(folder, of).write(new TextEncoder().encode(text));
  await slot(NAMES.experiment, canonicalJson(experiment));
  if (result !== null) await slot(NAMES.result, JSON.stringify(result));
  if (corpus !== null) await writeFile(folder, NAMES.corpus, [new Uint8Array(await corpus.arrayBuffer())]);
  const finished = result !== null;
  const about: About = {
    version: 1,
    kind,
    name,
    startedAt,
    savedAt,
    progress: { done: finished ? 1 : 0, of: 1 },
    finished,
    corpusBytes: corpus?.size ?? null,
    weights: [],
  };
  await slot(NAMES.about, JSON.stringify(about));
}
