import type { TextTokens } from "../../corpus/index.js";
import type { TransformerExperiment } from "../../experiment/index.js";
import { browserHost } from "../browser-host.js";
import { Keeper } from "../kept/keeper.js";
import type { Keep } from "../kept/types.js";
import type { Notice } from "../types.js";
import { runTransformer } from "./run.js";
import type { TransformerEnd, TransformerRun, TransformerUpdate } from "./types.js";
import { weightsFile, weightsName } from "./weights.js";

/** What a run may be given beside its experiment and text. */
export interface ServiceGiven {
  readonly keep: Keep | null;
  /** The safetensors file that the experiment names as p(0). */
  readonly truth: Blob | null;
  readonly gpuIsChecked: boolean;
}

/** What the page's worker of a transformer's run offers: one run. */
export interface TransformerService {
  run(
    experiment: TransformerExperiment,
    text: TextTokens,
    given: ServiceGiven,
    onUpdate: (update: TransformerUpdate) => unknown,
    onNotice: (notice: Notice) => void,
    onSaved: (at: number) => void,
  ): Promise<TransformerEnd>;
  pause(): void;
  resume(): void;
  stop(): void;
}

export function transformerService(): TransformerService {
  let run: TransformerRun | null = null;
  const early: ("pause" | "resume" | "stop")[] = [];
  const steer = (action: "pause" | "resume" | "stop") => (): void => {
    if (run === null) early.push(action);
    else run[action]();
  };
  return {
    async run(experiment, text, { keep, truth, gpuIsChecked }, onUpdate, notice, saved) {
      // The page's function answers when it has been called, in its own time: the last news come before the end.
      let heard: unknown;
      let state: TransformerUpdate["state"] = "running";
      const update = (news: TransformerUpdate): void => {
        state = news.state;
        heard = onUpdate(news);
      };
      const toKeep = keep && { ...keep, kind: "transformer" as const, experiment };
      const keeper = toKeep && (await Keeper.open(toKeep, { notice, saved }));
      const checkpoint = keeper?.checkpoint ?? null;
      const weights = truth && new Uint8Array(await truth.arrayBuffer());
      const started = runTransformer(
        experiment,
        text,
        {
          update,
          notice,
          saved: () => keeper?.changed(() => started.snapshot()),
          trained: (model) => keeper?.addWeights(weightsName(model.planned), () => weightsFile(model)),
        },
        { ...browserHost, gpuIsChecked },
        { checkpoint, truth: weights },
      );
      run = started;
      for (const action of early) started[action]();
      const end = await started.end;
      await keeper?.end(end.ok && isFinished(state) ? JSON.stringify(end.result) : null);
      await heard;
      return end;
    },
    pause: steer("pause"),
    resume: steer("resume"),
    stop: steer("stop"),
  };
}

// The state changes in a callback.
function isFinished(state: TransformerUpdate["state"]): boolean {
  return state === "finished";
}
