import type { TextTokens } from "../../corpus/index.js";
import type { TransformerExperiment } from "../../experiment/index.js";
import { browserHost } from "../browser-host.js";
import type { Notice } from "../types.js";
import { runTransformer } from "./run.js";
import type { TransformerEnd, TransformerRun, TransformerUpdate } from "./types.js";

/** What the page's worker of a transformer's run offers: one run. */
export interface TransformerService {
  run(
    experiment: TransformerExperiment,
    text: TextTokens,
    checkpoint: Uint8Array | null,
    onUpdate: (update: TransformerUpdate) => unknown,
    onNotice: (notice: Notice) => void,
    onSaved: () => void,
  ): Promise<TransformerEnd>;
  pause(): void;
  resume(): void;
  stop(): void;
  checkpoint(): Uint8Array | null;
}

export function transformerService(): TransformerService {
  let run: TransformerRun | null = null;
  return {
    async run(experiment, text, checkpoint, onUpdate, notice, saved) {
      // The page's function answers when it has been called, in its own time: the last news come before the end.
      let heard: unknown;
      const update = (news: TransformerUpdate): void => {
        heard = onUpdate(news);
      };
      run = runTransformer(experiment, text, { update, notice, saved }, browserHost, checkpoint);
      const end = await run.end;
      await heard;
      return end;
    },
    pause: () => run?.pause(),
    resume: () => run?.resume(),
    stop: () => run?.stop(),
    checkpoint: () => run?.checkpoint() ?? null,
  };
}
