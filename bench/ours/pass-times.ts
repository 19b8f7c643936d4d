/** How long the passes of one kernel took. */
export interface PassTime {
  readonly kernel: string;
  readonly passes: number;
  readonly milliseconds: number;
}

const PASSES = 2048;

/**
 * Lets a device with timestamps write two in every compute pass from now on, of the first 2048 passes. A pass goes by the
 * labels of its pipelines. The device's own functions are wrapped: the engine knows nothing of it.
 */
export function watchPasses(device: GPUDevice): { times(): Promise<PassTime[]>; end(): void } {
  const queries = device.createQuerySet({ type: "timestamp", count: 2 * PASSES });
  const kernels: Set<string>[] = [];
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor);
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (asked = {}) => {
      if (kernels.length === PASSES) return beginComputePass(asked);
      const at = 2 * kernels.length;
      const labels = new Set<string>();
      kernels.push(labels);
      const pass = beginComputePass({
        ...asked,
        timestampWrites: {
          querySet: queries,
          beginningOfPassWriteIndex: at,
          endOfPassWriteIndex: at + 1,
        },
      });
      const setPipeline = pass.setPipeline.bind(pass);
      pass.setPipeline = (pipeline) => {
        labels.add(pipeline.label);
        setPipeline(pipeline);
      };
      return pass;
    };
    return encoder;
  };
  return {
    async times() {
      const stamps = await read(device, queries, 2 * kernels.length, createCommandEncoder());
      const sums = new Map<string, { passes: number; milliseconds: number }>();
      kernels.forEach((labels, i) => {
        const kernel = [...labels].join(" + ");
        const sum = sums.get(kernel) ?? { passes: 0, milliseconds: 0 };
        sum.passes++;
        sum.milliseconds += Number((stamps[2 * i + 1] ?? 0n) - (stamps[2 * i] ?? 0n)) / 1e6;
        sums.set(kernel, sum);
      });
      return [...sums].map(([kernel, sum]) => ({ kernel, ...sum }));
    },
    end() {
      device.createCommandEncoder = createCommandEncoder;
      queries.destroy();
    },
  };
}

/** Lets every dispatch of a device be a pass of its own, so that watchPasses, called before, tells kernels apart. */
export function splitPasses(device: GPUDevice): { end(): void } {
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor);
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (asked) => {
      let pass: GPUComputePassEncoder | null = null;
      const end = (): undefined => {
        pass?.end();
        pass = null;
      };
      const dispatch = (x: number, y = 1, z = 1): undefined => {
        pass?.dispatchWorkgroups(x, y, z);
        end();
      };
      return new Proxy({} as GPUComputePassEncoder, {
        get: (_, name) => {
          if (name === "dispatchWorkgroups") return dispatch;
          if (name === "end") return end;
          pass ??= beginComputePass(asked);
          const value: unknown = Reflect.get(pass, name, pass);
          return typeof value === "function" ? (value.bind(pass) as unknown) : value;
        },
      });
    };
    return encoder;
  };
  return {
    end() {
      device.createCommandEncoder = createCommandEncoder;
    },
  };
}

async function read(
  device: GPUDevice,
  queries: GPUQuerySet,
  count: number,
  encoder: GPUCommandEncoder,
): Promise<BigUint64Array> {
  const size = 8 * Math.max(1, count);
  const resolved = device.createBuffer({
    size,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const mapped = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  encoder.resolveQuerySet(queries, 0, count, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, mapped, 0, size);
  device.queue.submit([encoder.finish()]);
  await mapped.mapAsync(GPUMapMode.READ);
  const stamps = new BigUint64Array(mapped.getMappedRange().slice(0));
  resolved.destroy();
  mapped.destroy();
  return stamps;
}
