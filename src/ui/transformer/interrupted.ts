import { keptRuns, type KeptRun } from "../../index.js";

/** The transformer's run that was saved last, is not finished, and is not under way in any tab; null where there is none. */
export async function interruptedRun(): Promise<KeptRun | null> {
  const [kept, { held = [] }] = await Promise.all([keptRuns(), navigator.locks.query()]);
  const running = (id: string): boolean => held.some(({ name }) => name?.endsWith(id) === true);
  const left = kept.filter(({ kind, finished }) => kind === "transformer" && !finished);
  return left.find(({ id, progress }) => progress.done > 0 && !running(id)) ?? null;
}
