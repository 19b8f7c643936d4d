import subgroupBlocks from "../../../shaders/transformer/subgroup-blocks.wgsl";
import { compileKernel, Staging } from "../../gpu/index.js";

/** Lanes that reduce a row together: a larger block is of no use. */
const ROW_LANES = 32;
const WORKGROUP = 128;

const spans = new WeakMap<GPUDevice, Promise<number>>();

/**
 * Lanes (a power of two) of a workgroup of 32 x 4 that are sure to lie in one subgroup, in their order; 1 where the device
 * has no subgroups, or its lanes lie otherwise. Tried once a device.
 */
export function subgroupSpan(device: GPUDevice): Promise<number> {
  const span = spans.get(device) ?? findSpan(device);
  spans.set(device, span);
  return span;
}

async function findSpan(device: GPUDevice): Promise<number> {
  if (!device.features.has("subgroups")) return 1;
  const span = Math.min(ROW_LANES, device.adapterInfo.subgroupMinSize);
  const { pipeline } = await compileKernel(device, "subgroup blocks", subgroupBlocks);
  const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const uniform = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  const reached = device.createBuffer({ size: 4, usage: storage });
  device.queue.writeBuffer(uniform, 0, Uint32Array.of(span));
  const entries = [uniform, reached].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(1);
  pass.end();
  const staging = new Staging(device, 4);
  const readback = staging.begin();
  readback.copy(encoder, reached, 0, 4);
  device.queue.submit([encoder.finish()]);
  const [lanes] = await readback.read();
  for (const one of [uniform, reached, staging]) one.destroy();
  return lanes === WORKGROUP ? span : 1;
}
