import { execFile } from "node:child_process";
import { tmpdir } from "node:os";

const PROBE_MILLISECONDS = 20_000;

/** Exit status 0 where there is an adapter. */
const PROBE = `
const { create } = await import(process.argv[1]);
const gpu = create([]);
process.exit((await gpu.requestAdapter()) === null ? 1 : 0);
`;

/** Dawn's devices live only as long as the object that made them. */
let gpu: GPU | undefined;

/**
 * WebGPU by the optional package `webgpu` (Dawn); undefined without it, or without a driver that it takes. Never throws.
 * A process of its own looks first: a driver that fails does so loudly or by a crash, which is to be no one's business.
 */
export async function nodeGpu(): Promise<GPU | undefined> {
  if (gpu !== undefined) return gpu;
  try {
    // Vulkan's loader complains on standard error without one.
    process.env["XDG_RUNTIME_DIR"] ??= tmpdir();
    if (!(await hasAdapter(import.meta.resolve("webgpu")))) return undefined;
    const { create, globals } = await import("webgpu");
    Object.assign(globalThis, globals);
    gpu = create([]);
    return gpu;
  } catch {
    return undefined;
  }
}

function hasAdapter(module: string): Promise<boolean> {
  const args = ["--input-type=module", "--eval", PROBE, module];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: PROBE_MILLISECONDS }, (error) => {
      resolve(error === null);
    });
  });
}
