import type { EngineChoice, EngineReport } from "../../experiment/index.js";
import { GpuMemoryError, type GpuDevice } from "../../gpu/index.js";
import {
  CpuTransformer,
  forwardFlops,
  initialWeights,
  memoryEstimate,
  WebGpuTransformer,
  type Transformer,
} from "../../transformer/index.js";
import type { Engine, RecursionPlan } from "../../transformer/recursion/index.js";
import { chooseEngine } from "../engine-choice.js";
import type { Host } from "../host.js";
import type { Notice } from "../types.js";

/** About how much the CPU engine is given at once, so that others get their turn. */
const CPU_FLOPS = 5e8;
const GPU_TOKENS = 65_536;
/** The most bytes that a model's weights, gradient and moments may take. */
const MOST_BYTES = 4e9;

export const CPU_REPORT: EngineReport = { name: "cpu", adapter: "CPU, 1 worker", fallbackAdapter: false };

const NO_WEBGPU: Notice = {
  kind: "no-webgpu",
  text: "There is no WebGPU here. The CPU engine trains the same models, slower.",
};

/** Thrown with the numbers where a model does not fit. */
export class NoRoomError extends Error {
  override readonly name = "NoRoomError";
}

/** An engine for a recursion's models, and what else is to be known. */
export interface OpenEngine extends Engine {
  readonly report: EngineReport;
  readonly notice: Notice | null;
  readonly gpu: GpuDevice | null;
}

/**
 * The engine that is asked for, or null where "webgpu" is and there is none. Rejects with NoRoomError where the model does
 * not fit.
 */
export async function openEngine(
  plan: RecursionPlan,
  choice: EngineChoice,
  host: Pick<Host, "gpu">,
): Promise<OpenEngine | null> {
  const { model, experiment, seed } = plan;
  const { weights: bytes } = memoryEstimate(model, 1);
  if (bytes > MOST_BYTES) {
    const [needs, most] = [bytes / 1e9, MOST_BYTES / 1e9];
    throw new NoRoomError(
      `The model's weights, gradient and moments need ${needs.toFixed(1)} GB; allowed: up to ${most} GB.`,
    );
  }
  const weights = initialWeights(model, { seed, generation: 0, recipe: 0 });
  const { gpu, notice: found } = await chooseEngine(choice, host);
  const notice = found?.kind === "no-webgpu" ? NO_WEBGPU : found;
  if (gpu !== null) {
    const { adapter, fallbackAdapter } = gpu;
    const report: EngineReport = { name: "webgpu", adapter, fallbackAdapter };
    return { transformer: await onGpu(gpu, plan, weights), chunkTokens: GPU_TOKENS, report, notice, gpu };
  }
  if (choice === "webgpu") return null;
  const transformer = new CpuTransformer(model, experiment.training, weights);
  const chunkTokens = Math.ceil(CPU_FLOPS / forwardFlops(model));
  return { transformer, chunkTokens, report: CPU_REPORT, notice, gpu };
}

async function onGpu(
  gpu: GpuDevice,
  { model, experiment }: RecursionPlan,
  weights: Float32Array,
): Promise<Transformer> {
  try {
    return await WebGpuTransformer.create(gpu, model, experiment.training, weights);
  } catch (error) {
    if (error instanceof GpuMemoryError) throw new NoRoomError(error.message);
    throw error;
  }
}
