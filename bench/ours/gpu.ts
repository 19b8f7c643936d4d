import { makePlan, openWebGpu, type Plan } from "../../src/chains/index.js";
import { compileKernel, describeAdapter, findAdapter, type GpuDevice } from "../../src/gpu/index.js";
import multiplyAddsShader from "../kernels/multiply-adds.wgsl";
import threefryShader from "../kernels/threefry.wgsl";
import { experimentOf, type Done, type Work } from "./cell.js";
import { watchPasses, type PassTime } from "./pass-times.js";

const MOST_BYTES = 2 ** 30;

/** A device as the lab asks for it, with timestamps where they are offered; null without an adapter. */
export async function openDevice(gpu: GPU | undefined): Promise<GpuDevice | null> {
  const adapter = await findAdapter(gpu);
  if (adapter === null) return null;
  const { limits, features } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: (["timestamp-query", "subgroups"] as const).filter((name) => features.has(name)),
    requiredLimits: {
      maxBufferSize: Math.min(limits.maxBufferSize, MOST_BYTES),
      maxStorageBufferBindingSize: Math.min(limits.maxStorageBufferBindingSize, MOST_BYTES),
    },
  });
  return { device, ...describeAdapter(adapter) };
}

/** Runs the work with our WebGPU engine until it is done or the time is up. Compiling is not in the time. */
export async function runChains(
  gpu: GpuDevice,
  work: Work,
  limit: number,
  timesOnly: boolean,
): Promise<Done> {
  const plan: Plan = makePlan(experimentOf(work, { engine: "webgpu" }));
  const engine = await openWebGpu(gpu, timesOnly ? { ...plan, timesOnly } : plan);
  let generations = 0;
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let finished = true;
  await engine.run(0, {
    tally: () => undefined,
    ended: () => undefined,
    generations: (count) => {
      generations += count;
      if (seconds() > limit) finished = false;
    },
    ready: () => Promise.resolve(),
    stopped: () => !finished,
  });
  const done = { seconds: seconds(), generations, finished };
  engine.destroy();
  return done;
}

/** The same, and the milliseconds of the adapter's passes by kernel; null without timestamps. */
export async function profile(gpu: GpuDevice, work: Work, limit: number): Promise<PassTime[] | null> {
  if (!gpu.device.features.has("timestamp-query")) return null;
  const watch = watchPasses(gpu.device);
  try {
    await runChains(gpu, work, limit, false);
    return await watch.times();
  } finally {
    watch.end();
  }
}

/** Threefry words a second of a kernel that makes nothing else: `milliseconds` or more of them. */
export async function threefryWords(gpu: GpuDevice, milliseconds: number): Promise<number> {
  return 2 * (await turnsPerSecond(gpu, "threefry", threefryShader, milliseconds));
}

/** Floating-point operations a second of a kernel that multiplies and adds in registers alone. */
export async function peakFlops(gpu: GpuDevice, milliseconds: number): Promise<number> {
  return 128 * (await turnsPerSecond(gpu, "multiply-adds", multiplyAddsShader, milliseconds));
}

/** Turns a second, of all lanes, of a kernel that makes as many as its uniform says. */
async function turnsPerSecond(
  gpu: GpuDevice,
  label: string,
  shader: string,
  milliseconds: number,
): Promise<number> {
  const { device } = gpu;
  const lanes = gpu.fallbackAdapter ? 2048 : 2 ** 20;
  const kernel = await compileKernel(device, label, shader);
  const buffer = (size: number, usage: number): GPUBuffer =>
    device.createBuffer({ size, usage: usage | GPUBufferUsage.COPY_DST });
  const params = buffer(8, GPUBufferUsage.UNIFORM);
  const sums = buffer(4 * lanes, GPUBufferUsage.STORAGE);
  const group = kernel.bind([params, sums]);
  for (let turns = 256; ; turns *= 2) {
    device.queue.writeBuffer(params, 0, Uint32Array.of(turns, turns));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(lanes / 64);
    pass.end();
    const began = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    const took = performance.now() - began;
    if (took < milliseconds) continue;
    params.destroy();
    sums.destroy();
    return (turns * lanes) / (took / 1000);
  }
}
