import { proxy, wrap } from "comlink";
import type { TextTokens } from "../../corpus/index.js";
import type { TransformerExperiment } from "../../experiment/index.js";
import { askToPersist } from "../kept/persist.js";
import type { Keep } from "../kept/types.js";
import { failureOf } from "../worker-failure.js";
import type { TransformerService } from "./service.js";
import type { TransformerEnd, TransformerListener, TransformerRun } from "./types.js";

/** A GPU that has run once was checked then; it is not again in this visit. */
let gpuIsChecked = false;

/** A run in a worker of its own. */
export type TransformerHandle = Omit<TransformerRun, "snapshot">;

/** What the page hears of a run. */
export interface TransformerPageListener extends Pick<TransformerListener, "update" | "notice"> {
  /** What the browser keeps of the run can be gone on from; milliseconds since 1970. */
  saved(at: number): void;
}

/** What a run may be given beside its experiment and text. */
export interface PageGiven {
  /** How the browser keeps it; null where it does not. */
  readonly keep?: Keep | null;
  /** The safetensors file that the experiment names as p(0). */
  readonly truth?: Blob | null;
}

/**
 * Starts a run in a worker of its own, as runTransformer does in this thread. With `keep` the browser keeps it: its last
 * checkpoint, the weights of each model, its result (keptRun). A run that cannot be kept goes on all the same; a notice
 * says why.
 */
export function startTransformer(
  experiment: TransformerExperiment,
  text: TextTokens,
  listener: TransformerPageListener,
  { keep = null, truth = null }: PageGiven = {},
): TransformerHandle {
  if (keep !== null) askToPersist();
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  const service = wrap<TransformerService>(worker);
  const failed = failureOf(worker);
  let over = false;
  const ask = (action: "pause" | "resume" | "stop") => (): void => {
    if (!over) service[action]().catch(() => undefined);
  };
  const run = async (): Promise<TransformerEnd> => {
    try {
      const ended = service.run(
        experiment,
        text,
        { keep, truth, gpuIsChecked },
        proxy(listener.update.bind(listener)),
        proxy(listener.notice.bind(listener)),
        proxy(listener.saved.bind(listener)),
      );
      const end = await Promise.race([ended, failed]);
      gpuIsChecked ||= end.ok && end.result.engine.name === "webgpu";
      return end;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, status: "failed", message: `The run failed: ${reason}` };
    } finally {
      over = true;
      worker.terminate();
    }
  };
  return {
    experiment,
    end: run(),
    pause: ask("pause"),
    resume: ask("resume"),
    stop: ask("stop"),
  };
}
