import type { EngineReport, EngineChoice } from "../experiment/index.js";
import { describeAdapter, findAdapter, requestDevice, type GpuDevice } from "../gpu/index.js";
import type { Host } from "./host.js";
import type { EnginesFound, Notice } from "./types.js";

const NO_WEBGPU: Notice = {
  kind: "no-webgpu",
  text: "This browser offers no WebGPU. The CPU engine runs the same experiment, slower: same numbers.",
};
const SOFTWARE: Notice = {
  kind: "software-adapter",
  text: "Only a software GPU was found; the CPU engine is faster here and was chosen.",
};

/** The end of a run that asked for WebGPU where there is none. */
export const NO_ENGINE = {
  ok: false,
  status: "no-engine",
  message: "The engine webgpu was asked for, and there is no WebGPU adapter here; allowed: auto, cpu.",
} as const;

/** What the CPU engine calls itself. */
export function cpuReport(host: Host): EngineReport {
  const workers = host.cores === 1 ? "1 worker" : `${host.cores} workers`;
  return { name: "cpu", adapter: `CPU, ${workers}`, fallbackAdapter: false };
}

/** A device if the experiment's engine asks for one and there is one; else null with what a person should know. */
export async function chooseEngine(
  choice: EngineChoice,
  host: Pick<Host, "gpu">,
): Promise<{ gpu: GpuDevice | null; notice: Notice | null }> {
  if (choice === "cpu") return { gpu: null, notice: null };
  const gpu = await requestDevice(await host.gpu());
  if (gpu === null) return { gpu: null, notice: NO_WEBGPU };
  if (choice === "auto" && gpu.fallbackAdapter) {
    gpu.device.destroy();
    return { gpu: null, notice: SOFTWARE };
  }
  return { gpu, notice: null };
}

/** What this place offers, for the page's engine badge. */
export async function findEngines(host: Host): Promise<EnginesFound> {
  const adapter = await findAdapter(await host.gpu());
  const cpuWorkers = host.cores;
  if (adapter === null) return { webgpu: null, cpuWorkers, auto: "cpu", notice: NO_WEBGPU };
  const report = describeAdapter(adapter);
  const { maxStorageBufferBindingSize, maxBufferSize, maxComputeInvocationsPerWorkgroup } = adapter.limits;
  return {
    webgpu: {
      ...report,
      limits: { maxStorageBufferBindingSize, maxBufferSize, maxComputeInvocationsPerWorkgroup },
    },
    cpuWorkers,
    auto: report.fallbackAdapter ? "cpu" : "webgpu",
    notice: report.fallbackAdapter ? SOFTWARE : null,
  };
}
