import { GpuLostError } from "./device.js";

/** Longest wait for a readback of a dispatch that is paced to 50 ms: past it the device counts as lost. */
const DEADLINE = 30_000;

/** Copies on their way from the device: recorded into an encoder, then mapped. */
export interface Readback {
  /** Adds a range (bytes, multiples of 4) to be copied; returns the word at which it will stand. */
  copy(encoder: GPUCommandEncoder, source: GPUBuffer, offset: number, size: number): number;
  /** After the submit: waits for the words. Throws GpuLostError if they never come. */
  read(): Promise<Uint32Array>;
}

/** A small pool of mappable buffers of one size. */
export class Staging {
  readonly bytes: number;
  private readonly device: GPUDevice;
  private readonly free: GPUBuffer[] = [];

  /** Buffers of `bytes` each, made as they are needed. */
  constructor(device: GPUDevice, bytes: number) {
    this.device = device;
    this.bytes = bytes;
  }

  /** Gives the buffers back that are not under way. */
  destroy(): void {
    for (const buffer of this.free.splice(0)) buffer.destroy();
  }

  begin(): Readback {
    const buffer =
      this.free.pop() ??
      this.device.createBuffer({
        label: "staging",
        size: this.bytes,
        usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
      });
    let used = 0;
    return {
      copy: (encoder, source, offset, size) => {
        const at = used;
        if (at + size > this.bytes) throw new RangeError("staging: too small for this copy");
        encoder.copyBufferToBuffer(source, offset, buffer, at, size);
        used += size;
        return at / 4;
      },
      read: async () => {
        await withDeadline(buffer.mapAsync(GPUMapMode.READ, 0, used));
        const words = new Uint32Array(buffer.getMappedRange(0, used).slice(0));
        buffer.unmap();
        this.free.push(buffer);
        return words;
      },
    };
  }
}

async function withDeadline(mapped: Promise<undefined>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new GpuLostError("The GPU did not answer."));
    }, DEADLINE);
  });
  try {
    await Promise.race([mapped, late]);
  } catch (error) {
    if (error instanceof GpuLostError) throw error;
    throw new GpuLostError("The GPU was lost while results were being read back.");
  } finally {
    clearTimeout(timer);
  }
}
