import { proxy, wrap } from "comlink";
import type { TextTokens } from "../../corpus/index.js";
import type { TransformerExperiment } from "../../experiment/index.js";
import { failureOf } from "../worker-failure.js";
import type { TransformerService } from "./service.js";
import type { TransformerEnd, TransformerListener, TransformerRun } from "./types.js";

/** A run in a worker of its own: what it saved comes in its own time. */
export interface TransformerHandle extends Omit<TransformerRun, "checkpoint"> {
  /** What runTransformer's checkpoint is; null when the run is over. */
  checkpoint(): Promise<Uint8Array | null>;
}

/** Starts a run in a worker of its own, as runTransformer does in this thread. */
export function startTransformer(
  experiment: TransformerExperiment,
  text: TextTokens,
  listener: TransformerListener,
  checkpoint: Uint8Array | null = null,
): TransformerHandle {
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
        checkpoint,
        proxy(listener.update.bind(listener)),
        proxy(listener.notice.bind(listener)),
        proxy(listener.saved.bind(listener)),
      );
      return await Promise.race([ended, failed]);
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
    checkpoint: async () => (over ? null : await Promise.race([service.checkpoint(), failed])),
  };
}
