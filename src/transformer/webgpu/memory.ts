import { GpuMemoryError, ifItFits } from "../../gpu/index.js";

/** Bytes as a person reads them. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString("en-US")} MB`;
}

/** Buffers that live and die together. */
export class Memory {
  readonly device: GPUDevice;
  private readonly made: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** A storage buffer of `words` numbers of 4 bytes. Throws GpuMemoryError where no buffer of this GPU is so large. */
  words(label: string, words: number): GPUBuffer {
    const bytes = 4 * words;
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
    if (bytes > most) {
      throw new GpuMemoryError(
        `The model needs ${megabytes(bytes)} in one GPU buffer (${label}); this GPU offers ${megabytes(most)}.`,
      );
    }
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return this.keep(this.device.createBuffer({ label, size: bytes, usage }));
  }

  /** A uniform buffer that holds these words. */
  uniform(label: string, words: ArrayLike<number>): GPUBuffer {
    const buffer = this.device.createBuffer({
      label,
      size: 16 * Math.ceil(words.length / 4),
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      mappedAtCreation: true,
    });
    new Uint32Array(buffer.getMappedRange()).set(words);
    buffer.unmap();
    return this.keep(buffer);
  }

  destroy(): void {
    for (const buffer of this.made) buffer.destroy();
  }

  private keep(buffer: GPUBuffer): GPUBuffer {
    this.made.push(buffer);
    return buffer;
  }
}

/**
 * What `make` reserves for `count` of something, or for half as many, and again, until the device has room. Throws
 * GpuMemoryError where not even one fits.
 */
export async function reserveUpTo<T>(
  device: GPUDevice,
  count: number,
  make: (memory: Memory, count: number) => T,
): Promise<{ memory: Memory; count: number; made: T }> {
  for (let wanted = count; ; wanted = Math.ceil(wanted / 2)) {
    const memory = new Memory(device);
    try {
      const made = await ifItFits(device, () => make(memory, wanted));
      if (made !== null) return { memory, count: wanted, made };
      if (wanted === 1)
        throw new GpuMemoryError("The GPU has no memory left, even for one sequence at a time.");
      memory.destroy();
    } catch (error) {
      memory.destroy();
      if (wanted === 1 || !(error instanceof GpuMemoryError)) throw error;
    }
  }
}
