/** Thrown where work on a lost device, or one that answers wrongly, cannot go on. Finished blocks are safe elsewhere. */
export class GpuLostError extends Error {
  override readonly name = "GpuLostError";
}

/** Thrown where the adapter cannot hold what is asked, however small the batch. */
export class GpuMemoryError extends Error {
  override readonly name = "GpuMemoryError";
}

export interface AdapterReport {
  readonly adapter: string;
  /** A software adapter: correct, and slower than the CPU engine. */
  readonly fallbackAdapter: boolean;
}

export interface GpuDevice extends AdapterReport {
  readonly device: GPUDevice;
}

/** Most bytes that one buffer is asked for: 1 GB is more than any batch needs. */
const MOST_BYTES = 2 ** 30;
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/** What the browser's (or Dawn's) adapter is called, and whether it is software. */
export function describeAdapter(adapter: GPUAdapter): AdapterReport {
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name =
    description || [vendor, architecture, device].filter((part) => part !== "").join(" ") || "WebGPU";
  return { adapter: name, fallbackAdapter: isFallbackAdapter || SOFTWARE.test(name) };
}

/** The system's adapter, or null where there is none. Never throws. */
export async function findAdapter(gpu: GPU | undefined): Promise<GPUAdapter | null> {
  try {
    return (await gpu?.requestAdapter({ powerPreference: "high-performance" })) ?? null;
  } catch {
    return null;
  }
}

/**
 * A fresh device of a fresh adapter (an adapter serves once), with the memory limits that it offers up to 1 GB, and
 * subgroups where it has them; null where there is none.
 */
export async function requestDevice(gpu: GPU | undefined): Promise<GpuDevice | null> {
  const adapter = await findAdapter(gpu);
  if (adapter === null) return null;
  const { limits } = adapter;
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: adapter.features.has("subgroups") ? ["subgroups"] : [],
      requiredLimits: {
        maxBufferSize: Math.min(limits.maxBufferSize, MOST_BYTES),
        maxStorageBufferBindingSize: Math.min(limits.maxStorageBufferBindingSize, MOST_BYTES),
      },
    });
    return { device, ...describeAdapter(adapter) };
  } catch {
    return null;
  }
}
