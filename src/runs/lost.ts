import type { GpuDevice } from "../gpu/index.js";

/** Whether a device is lost already: whatever else was thrown is then its consequence. */
export async function isLost(gpu: GpuDevice): Promise<boolean> {
  return Promise.race([
    gpu.device.lost.then(() => true),
    new Promise<boolean>((resolve) => {
      setTimeout(() => {
        resolve(false);
      }, 100);
    }),
  ]);
}
