import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { wrap } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import type { ChainService, ChainWorker, Host } from "../index.js";
import { nodeGpu } from "./node-gpu.js";

const MOST_WORKERS = 16;
/** Built beside the program, whatever file that ends up in. */
const WORKER_FILE = "chain-worker.mjs";

/** Node as the place of a run: WebGPU where the package `webgpu` and a driver are there, a thread for every core. */
export const nodeHost: Host = {
  gpu: nodeGpu,
  spawn: startWorker,
  cores: Math.max(1, Math.min(MOST_WORKERS, availableParallelism())),
};

function startWorker(): ChainWorker {
  const worker = new Worker(new URL(WORKER_FILE, import.meta.url), { stderr: true });
  const failed = new Promise<never>((_, reject) => {
    worker.once("error", reject);
    worker.once("messageerror", reject);
    worker.once("exit", (code) => {
      reject(new Error(`A worker ended with exit status ${code}.`));
    });
  });
  // Who waits for an answer races it with this; nobody else has to know.
  failed.catch(() => undefined);
  return {
    service: wrap<ChainService>(nodeEndpoint(worker)),
    failed,
    terminate: () => {
      void worker.terminate();
    },
  };
}
