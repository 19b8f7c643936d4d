import type { Remote } from "comlink";
import type { ChainService } from "./chain-service.js";

/** One CPU worker, wherever it runs. `failed` rejects if the worker dies: a dead worker never answers. */
export interface ChainWorker {
  readonly service: Remote<ChainService>;
  readonly failed: Promise<never>;
  terminate(): void;
}

/** What a run needs of the place it runs in: a browser's worker, or Node. */
export interface Host {
  /** WebGPU, or undefined where there is none. Never throws. */
  gpu(): Promise<GPU | undefined>;
  spawn(): ChainWorker;
  /** CPU workers worth starting. */
  readonly cores: number;
}
