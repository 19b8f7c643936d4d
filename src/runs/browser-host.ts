import { wrap } from "comlink";
import type { ChainService } from "./chain-service.js";
import type { Host } from "./host.js";
import { failureOf } from "./worker-failure.js";

const MOST_WORKERS = 16;

/** A browser's worker as the place of a run: WebGPU of its own, and one worker more for every core. */
export const browserHost: Host = {
  gpu: () => Promise.resolve((navigator as { readonly gpu?: GPU }).gpu),
  spawn() {
    const worker = new Worker(new URL("./chain-worker.js", import.meta.url), { type: "module" });
    return {
      service: wrap<ChainService>(worker),
      failed: failureOf(worker),
      terminate: () => {
        worker.terminate();
      },
    };
  },
  cores: Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency)),
};
