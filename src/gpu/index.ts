export {
  describeAdapter,
  findAdapter,
  GpuLostError,
  GpuMemoryError,
  requestDevice,
  type AdapterReport,
  type GpuDevice,
} from "./device.js";
export { compileKernel, ifItFits, type Kernel } from "./kernel.js";
export { Pacer } from "./pacing.js";
export { Staging, type Readback } from "./staging.js";
