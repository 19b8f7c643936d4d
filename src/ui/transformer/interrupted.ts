import { keptRuns, runsUnderWay, type KeptRun } from "../../index.js";

/** The transformer's run that was saved last, is not finished, and is not under way in any tab; null where there is none. */
export async function interruptedRun(): Promise<KeptRun | null> {
  const [kept, underWay] = await Promise.all([keptRuns(), runsUnderWay()]);
  const left = kept.filter(({ kind, finished }) => kind === "transformer" && !finished);
  return left.find(({ id, progress }) => progress.done > 0 && !underWay.has(id)) ?? null;
}
