import { GpuLostError } from "./device.js";

/** A compiled compute kernel. */
export interface Kernel {
  readonly pipeline: GPUComputePipeline;
  /** Bind group 0 of these buffers, in the order of their binding numbers. */
  bind(buffers: readonly GPUBuffer[]): GPUBindGroup;
}

const compiled = new WeakMap<GPUDevice, Map<string, Promise<Kernel>>>();

/**
 * Compiles WGSL with entry point `main` and these values of its overrides, once a device. A compiler's complaint becomes
 * the error's message.
 */
export function compileKernel(
  device: GPUDevice,
  label: string,
  code: string,
  constants: Readonly<Record<string, number>> = {},
): Promise<Kernel> {
  const kernels = compiled.get(device) ?? new Map<string, Promise<Kernel>>();
  compiled.set(device, kernels);
  const text = JSON.stringify(constants) + code;
  const kernel = kernels.get(text) ?? compile(device, label, code, constants);
  kernels.set(text, kernel);
  return kernel;
}

async function compile(
  device: GPUDevice,
  label: string,
  code: string,
  constants: Readonly<Record<string, number>>,
): Promise<Kernel> {
  const module = device.createShaderModule({ label, code });
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter((message) => message.type === "error");
  if (errors.length > 0) {
    const list = errors.map(({ lineNum, linePos, message }) => `${lineNum}:${linePos} ${message}`);
    throw new Error(`The kernel ${label} does not compile here: ${list.join("; ")}`);
  }
  const pipeline = await device.createComputePipelineAsync({
    label,
    layout: "auto",
    compute: { module, entryPoint: "main", constants },
  });
  return {
    pipeline,
    bind: (buffers) =>
      device.createBindGroup({
        label,
        layout: pipeline.getBindGroupLayout(0),
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      }),
  };
}

/** What `create` makes, or null where the device has not the memory for it. Anything else it complains of is thrown. */
export async function ifItFits<T>(device: GPUDevice, create: () => T): Promise<T | null> {
  device.pushErrorScope("validation");
  device.pushErrorScope("out-of-memory");
  const made = attempt(create);
  let memory: GPUError | null;
  let validation: GPUError | null;
  try {
    memory = await device.popErrorScope();
    validation = await device.popErrorScope();
  } catch {
    throw new GpuLostError("The GPU was lost while memory was being reserved.");
  }
  // A buffer too large to be mapped fails at once, by another name.
  if (memory !== null || made.thrown instanceof RangeError) return null;
  if (made.thrown !== null) throw made.thrown;
  if (validation !== null) throw new Error(validation.message);
  return made.value;
}

function attempt<T>(create: () => T): { value: T; thrown: null } | { value: null; thrown: Error } {
  try {
    return { value: create(), thrown: null };
  } catch (error) {
    return { value: null, thrown: error instanceof Error ? error : new Error(String(error)) };
  }
}
