import { cutUnits, type EngineControl, type Plan, type Unit } from "../chains/index.js";
import type { ContextTable } from "../corpus/index.js";
import { expectedSeconds } from "./forecast.js";
import type { ChainWorker, Host } from "./host.js";

/** About how long a unit takes, so that progress is smooth and a unit lost is little lost. */
const UNIT_SECONDS = 0.1;
const MOST_RETRIES = 3;

/** Items (chain, context) a unit: the same integers come out whatever it is. */
function unitItems(plan: Plan, workers: number): number {
  const { chains, contexts } = plan.experiment;
  const even = Math.ceil((chains * contexts) / (4 * workers));
  return Math.max(1, Math.min(4096, even, Math.floor(UNIT_SECONDS / (expectedSeconds(plan) + 2e-6))));
}

/**
 * Runs all chains from `firstChain` on in a pool of workers; resolves when they are done or the run was stopped (workers
 * are ended at once then). A worker that dies is replaced, and its unit run again.
 */
export async function runOnCpu(
  plan: Plan,
  corpus: ContextTable | null,
  firstChain: number,
  host: Host,
  control: EngineControl,
  stop: Promise<void>,
): Promise<void> {
  const { chains, contexts } = plan.experiment;
  const units = cutUnits(chains, contexts, unitItems(plan, host.cores), plan.sharedTruth, firstChain);
  const workers = new Set<ChainWorker>();
  const start = (): { worker: ChainWorker; begun: Promise<void> } => {
    const worker = host.spawn();
    workers.add(worker);
    const begun = worker.service.begin(plan.experiment, corpus);
    // Awaited with the first unit: until then a failure is not anybody's yet.
    begun.catch(() => undefined);
    return { worker, begun };
  };
  let next = 0;
  const serve = async (): Promise<void> => {
    let { worker, begun } = start();
    const runUnit = async (unit: Unit): Promise<void> => {
      for (let tries = 0; ; tries++) {
        try {
          await Promise.race([begun, worker.failed]);
          const { tally, generations } = await Promise.race([worker.service.run(unit), worker.failed]);
          if (control.stopped()) return;
          control.tally(tally);
          control.generations(generations);
          return;
        } catch (error) {
          if (control.stopped()) return;
          worker.terminate();
          workers.delete(worker);
          if (tries === MOST_RETRIES) throw error;
          ({ worker, begun } = start());
        }
      }
    };
    for (;;) {
      await control.ready();
      if (next >= units.count || control.stopped()) return;
      await runUnit(units.at(next++));
    }
  };
  const count = Math.min(host.cores, units.count);
  try {
    await Promise.race([Promise.all(Array.from({ length: count }, serve)), stop]);
  } finally {
    for (const worker of workers) worker.terminate();
  }
}
