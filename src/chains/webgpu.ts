import { compileKernel, Staging, type GpuDevice, type Kernel } from "../gpu/index.js";
import { RECORD_WORDS, reserve } from "./gpu-buffers.js";
import { kernelOf, type KernelCode } from "./gpu-kernels.js";
import { HEADER_WORDS } from "./gpu-memory.js";
import { GpuQueue, MOST_RECORDS, type Bench, type Dispatch, type EngineControl } from "./gpu-queue.js";
import type { Plan } from "./plan.js";
import { cutUnits } from "./unit.js";

/** Positions of one queue: a longer run is cut into queues. */
const QUEUE = 2 ** 30;

/** Runs chains on a WebGPU device: the host's side of shaders/chains.wgsl, shaders/teams.wgsl and shaders/mixtures.wgsl. */
export class WebGpuEngine {
  private readonly bench: Bench;

  private constructor(bench: Bench) {
    this.bench = bench;
  }

  /**
   * Compiles and reserves memory for `lanesAtMost` chains at a time or fewer. Generations of many live tokens are drawn in
   * teams where `inTeams`. Throws GpuMemoryError where the experiment does not fit,
   * GpuLostError on a loss.
   */
  static async create(
    gpu: GpuDevice,
    plan: Plan,
    lanesAtMost = Infinity,
    inTeams = false,
  ): Promise<WebGpuEngine> {
    const compile = ({ label, shader, constants }: KernelCode): Promise<Kernel> =>
      compileKernel(gpu.device, label, shader, constants);
    const choice = kernelOf(plan, inTeams);
    const ofLanes = await compile(choice.lanes);
    const ofTeams = choice.teams === null ? null : await compile(choice.teams);
    const { layout, buffers } = await reserve(plan, gpu, lanesAtMost, inTeams);
    const { params, tables, truths, units, lanes, lists, scratch, tally, finished } = buffers;
    const all = [params, tables, truths, units, lanes, lists, scratch, tally, finished];
    const dispatches = [dispatchOf(ofLanes, all, Math.ceil(layout.lanes / 64))];
    // Before the lanes, which go on with what they land.
    if (ofTeams !== null) dispatches.unshift(dispatchOf(ofTeams, all, layout.teams));
    const records = Math.min(MOST_RECORDS, layout.slots * layout.unitItems);
    const staging = new Staging(
      gpu.device,
      4 * (HEADER_WORDS + records * RECORD_WORDS + 2 * layout.slotWords),
    );
    return new WebGpuEngine({ gpu, plan, layout, buffers, dispatches, staging });
  }

  /** What a person should know where memory makes the batch smaller; null otherwise. */
  get batch(): string | null {
    const { lanes, short } = this.bench.layout;
    const { chains, contexts } = this.bench.plan.experiment;
    if (!short) return null;
    const count = (value: number): string => value.toLocaleString("en");
    return `The ${count(chains * contexts)} chains do not fit this GPU's memory at once: ${count(lanes)} run at a time.`;
  }

  /** Gives the memory back; the device stays. */
  destroy(): void {
    for (const buffer of Object.values(this.bench.buffers) as GPUBuffer[]) buffer.destroy();
    this.bench.staging.destroy();
  }

  /**
   * Runs all chains from `firstChain` on; resolves when they are done or the run was stopped. Throws GpuLostError if the
   * device is lost: tallies handed over until then stand.
   */
  async run(firstChain: number, control: EngineControl): Promise<void> {
    const { plan, layout } = this.bench;
    const { chains, contexts } = plan.experiment;
    const units = cutUnits(chains, contexts, layout.unitItems, plan.sharedTruth, firstChain);
    const most = Math.max(1, Math.floor(QUEUE / units.items));
    for (let first = 0; first < units.count && !control.stopped(); first += most) {
      await new GpuQueue(this.bench, units, first, Math.min(most, units.count - first)).run(control);
    }
  }
}

function dispatchOf(kernel: Kernel, buffers: readonly GPUBuffer[], workgroups: number): Dispatch {
  return { pipeline: kernel.pipeline, group: kernel.bind(buffers), workgroups };
}
