import { requestDevice, type GpuDevice } from "../../src/gpu/index.js";

let shared: Promise<GpuDevice> | null = null;

/** One device for all tests of a page: its compiled kernels are kept. */
export function sharedDevice(): Promise<GpuDevice> {
  shared ??= requestDevice(navigator.gpu).then((gpu) => {
    if (gpu === null) throw new Error("No WebGPU adapter.");
    return gpu;
  });
  return shared;
}
