import type { EngineChoice, EngineReport } from "../../experiment/index.js";
import { GpuLostError, GpuMemoryError, type GpuDevice } from "../../gpu/index.js";
import {
  CpuTransformer,
  forwardFlops,
  initialWeights,
  WebGpuTransformer,
  type Rest,
  type Transformer,
} from "../../transformer/index.js";
import type { Engine, RecursionPlan } from "../../transformer/recursion/index.js";
import { chooseEngine } from "../engine-choice.js";
import type { Host } from "../host.js";
import { isLost } from "../lost.js";
import type { Notice } from "../types.js";
import { sizeProblem } from "./estimate.js";
import { checkTransformer } from "./self-test.js";

/** About how much the CPU engine is given at once, so that others get their turn. */
const CPU_FLOPS = 5e8;
const GPU_TOKENS = 65_536;

export const CPU_REPORT: EngineReport = { name: "cpu", adapter: "CPU, 1 worker", fallbackAdapter: false };

const NO_WEBGPU: Notice = {
  kind: "no-webgpu",
  text: "There is no WebGPU here. The CPU engine trains the same models, slower.",
};

const NOT_SOUND: Notice = {
  kind: "on-cpu",
  text: "This GPU does not train a small model as it should, so it was not used: the models are trained on the CPU.",
};

/** What a run needs of the place it runs in. */
export interface TransformerHost extends Host {
  /** Whether its GPU has been checked against the CPU already. */
  readonly gpuIsChecked?: boolean;
}

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
 * not fit. `rest` gives others their turn within an update on the CPU.
 */
export async function openEngine(
  plan: RecursionPlan,
  choice: EngineChoice,
  host: TransformerHost,
  rest: Rest,
): Promise<OpenEngine | null> {
  const { model, seed } = plan;
  const problem = sizeProblem(model);
  if (problem !== null) throw new NoRoomError(problem);
  const weights = initialWeights(model, { seed, generation: 0, recipe: 0 });
  const { gpu, notice: found } = await chooseEngine(choice, host);
  const notice = found?.kind === "no-webgpu" ? NO_WEBGPU : found;
  if (gpu !== null && host.gpuIsChecked !== true && !(await isSound(gpu))) {
    gpu.device.destroy();
    return onCpu(plan, weights, NOT_SOUND, rest);
  }
  if (gpu !== null) {
    const { adapter, fallbackAdapter } = gpu;
    const report: EngineReport = { name: "webgpu", adapter, fallbackAdapter };
    return { transformer: await onGpu(gpu, plan, weights), chunkTokens: GPU_TOKENS, report, notice, gpu };
  }
  return choice === "webgpu" ? null : onCpu(plan, weights, notice, rest);
}

/** A driver that cannot even do the check is no better than one that does it wrongly. */
function isSound(gpu: GpuDevice): Promise<boolean> {
  return checkTransformer(gpu).catch(() => false);
}

function onCpu(
  { model, experiment }: RecursionPlan,
  weights: Float32Array,
  notice: Notice | null,
  rest: Rest,
): OpenEngine {
  const transformer = new CpuTransformer(model, experiment.training, weights, Float32Array, rest);
  const chunkTokens = Math.ceil(CPU_FLOPS / forwardFlops(model));
  return { transformer, chunkTokens, report: CPU_REPORT, notice, gpu: null };
}

async function onGpu(
  gpu: GpuDevice,
  { model, experiment }: RecursionPlan,
  weights: Float32Array,
): Promise<Transformer> {
  try {
    return await WebGpuTransformer.create(gpu, model, experiment.training, weights);
  } catch (error) {
    const lost = await isLost(gpu);
    gpu.device.destroy();
    if (lost) throw new GpuLostError("The GPU was lost before the first update.");
    if (error instanceof GpuMemoryError) throw new NoRoomError(error.message);
    throw error;
  }
}
