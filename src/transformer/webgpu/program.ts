import type { Kernel } from "./kernels.js";
import type { Memory } from "./memory.js";

/** Workgroups along x, y and z. */
export type Grid = readonly [number, number, number];

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly grid: Grid;
}

/** Dispatches in order, made once and encoded again and again. */
export type Program = readonly Dispatch[];

/** A buffer, or part of one. */
export type Bound = GPUBuffer | GPUBufferBinding;

/** The bits of a float32, to stand among a uniform's words. */
export function floatBits(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
}

const MOST_GROUPS = 65535;

/** A grid of `groups` workgroups or slightly more, folded where a dimension does not reach. */
export function gridOf(groups: number): Grid {
  const y = Math.ceil(groups / MOST_GROUPS);
  return [Math.ceil(groups / y), y, 1];
}

/** Records dispatches: each gets its uniform, its pipeline and its bind group once. */
export class Recorder {
  private readonly memory: Memory;
  private readonly step: GPUBuffer;
  private readonly dispatches: Promise<Dispatch>[] = [];

  /** `step` is the uniform of shaders/transformer/lib/step.wgsl. */
  constructor(memory: Memory, step: GPUBuffer) {
    this.memory = memory;
    this.step = step;
  }

  /** A kernel with the words of its Params and its buffers from binding 2 on. */
  add(kernel: Kernel, words: readonly number[], buffers: readonly Bound[], grid: Grid): void {
    const params = this.memory.uniform("params", words);
    this.dispatches.push(this.prepare(kernel, params, buffers, grid));
  }

  finish(): Promise<Program> {
    return Promise.all(this.dispatches);
  }

  private async prepare(
    { compiled, stepped }: Kernel,
    params: GPUBuffer,
    buffers: readonly Bound[],
    grid: Grid,
  ): Promise<Dispatch> {
    const { pipeline } = await compiled;
    const entries = [
      { binding: 0, resource: { buffer: params } },
      ...(stepped ? [{ binding: 1, resource: { buffer: this.step } }] : []),
      ...buffers.map((bound, i) => ({
        binding: 2 + i,
        resource: "buffer" in bound ? bound : { buffer: bound },
      })),
    ];
    const group = this.memory.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    return { pipeline, group, grid };
  }
}

/** Encodes a program as one compute pass. */
export function encode(encoder: GPUCommandEncoder, program: Program): void {
  const pass = encoder.beginComputePass();
  for (const { pipeline, group, grid } of program) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...grid);
  }
  pass.end();
}
