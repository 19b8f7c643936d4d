import { ifItFits, GpuMemoryError, type GpuDevice } from "../gpu/index.js";
import { HEADER_WORDS, layOut, type Layout } from "./gpu-memory.js";
import { UNIT_RING } from "./gpu-params.js";
import { packPlan, packTruth, truthWords } from "./gpu-tables.js";
import type { Plan } from "./plan.js";

const PARAM_WORDS = 34;
const UNIT_WORDS = 8;
export const RECORD_WORDS = 4;

/** All memory of one run on a device, in the order of the kernels' bindings. */
export interface Buffers {
  readonly params: GPUBuffer;
  readonly tables: GPUBuffer;
  readonly truths: GPUBuffer;
  readonly units: GPUBuffer;
  readonly lanes: GPUBuffer;
  readonly lists: GPUBuffer;
  readonly scratch: GPUBuffer;
  readonly tally: GPUBuffer;
  readonly finished: GPUBuffer;
}

/** Lays an experiment out and reserves its memory: half the lanes, and again, until the device has room. */
export async function reserve(
  plan: Plan,
  gpu: GpuDevice,
  lanesAtMost: number,
  inTeams: boolean,
): Promise<{ layout: Layout; buffers: Buffers }> {
  for (let lanes = lanesAtMost; ;) {
    const layout = layOut(plan, gpu.device.limits, gpu.fallbackAdapter, lanes, inTeams);
    const made: GPUBuffer[] = [];
    const buffers = await ifItFits(gpu.device, () => create(gpu.device, plan, layout, made));
    if (buffers !== null) return { layout, buffers };
    for (const buffer of made) buffer.destroy();
    lanes = layout.lanes / 2;
    if (lanes < 1)
      throw new GpuMemoryError("The GPU has no memory left for this, even for one chain at a time.");
  }
}

function create(device: GPUDevice, plan: Plan, layout: Layout, made: GPUBuffer[]): Buffers {
  const buffer = (label: string, words: number, usage = GPUBufferUsage.STORAGE): GPUBuffer => {
    const result = device.createBuffer({ label, size: words * 4, usage: usage | GPUBufferUsage.COPY_DST });
    made.push(result);
    return result;
  };
  const read = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const tables = packPlan(plan);
  const { lanes, lane, teams, team } = layout;
  const { lists = 0, scratch = 0 } = team ?? {};
  const buffers: Buffers = {
    params: buffer("params", PARAM_WORDS, GPUBufferUsage.UNIFORM),
    tables: buffer("tables", tables.length),
    truths: buffer("truths", layout.truthSlots * truthWords(plan)),
    units: buffer("units", UNIT_RING * UNIT_WORDS),
    lanes: buffer("lanes", (lanes + teams) * lane.registers),
    lists: buffer("lists", lanes * lane.lists + teams * lists),
    scratch: buffer("scratch", lanes * lane.scratch + teams * scratch),
    tally: buffer("tally", HEADER_WORDS + layout.slots * layout.slotWords, read),
    finished: buffer("finished", layout.slots * layout.unitItems * RECORD_WORDS, read),
  };
  device.queue.writeBuffer(buffers.tables, 0, tables);
  if (plan.sharedTruth) device.queue.writeBuffer(buffers.truths, 0, packTruth(plan, 0));
  return buffers;
}
