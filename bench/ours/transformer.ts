import { createInterface } from "node:readline";
import { nodeGpu } from "../../src/cli/node-gpu.js";
import type { GpuDevice } from "../../src/gpu/index.js";
import { CpuTransformer, WebGpuTransformer } from "../../src/transformer/index.js";
import type { KernelReport } from "../transformer/kernel-table.js";
import type { Work } from "../transformer/work.js";
import { openDevice, peakFlops } from "./gpu.js";
import { splitPasses, watchPasses } from "./pass-times.js";
import { transformerRunner } from "./transformer-work.js";

// transformer.mjs cpu | webgpu: does the work of bench/peers/torch_transformer.py's questions.
// transformer.mjs report CONTEXT WIDTH LAYERS HEADS BATCH: one update, kernel by kernel, as JSON.

const PEAK_ROUNDS = 5;
const PEAK_MILLISECONDS = 200;

async function serve(
  name: string,
  run: ReturnType<typeof transformerRunner>,
  now: () => number,
): Promise<void> {
  console.log(`ready ${name}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const [task, ...numbers] = line.split(" ");
    const { tokens, seconds } = await run(workOf(task === "sampling" ? task : "training", numbers), now);
    console.log(`${tokens} ${seconds}`);
  }
}

function workOf(task: Work["task"], words: readonly string[]): Work {
  const [context = 0, width = 0, layers = 0, heads = 0, batch = 0, seconds = 0] = words.map(Number);
  return { task, context, width, layers, heads, batch, seconds };
}

async function requireDevice(): Promise<GpuDevice> {
  const gpu = await openDevice(await nodeGpu());
  if (gpu !== null) return gpu;
  console.log("skip no WebGPU adapter in Node");
  process.exit();
}

async function report(work: Work): Promise<KernelReport> {
  const gpu = await requireDevice();
  const { device, adapter } = gpu;
  const peaks: number[] = [];
  for (let round = 0; round < PEAK_ROUNDS; round++) peaks.push(await peakFlops(gpu, PEAK_MILLISECONDS));
  if (!device.features.has("timestamp-query")) return { adapter, peaks, kernels: null };
  const run = transformerRunner((...how) => WebGpuTransformer.create(gpu, ...how));
  const now = (): number => performance.now() / 1000;
  await run(work, now);
  const watch = watchPasses(device);
  const split = splitPasses(device);
  await run(work, now);
  split.end();
  const kernels = await watch.times();
  watch.end();
  return { adapter, peaks, kernels };
}

const [mode, ...words] = process.argv.slice(2);
if (mode === "report") console.log(JSON.stringify(await report(workOf("training", [...words, "0"]))));
else if (mode === "cpu") {
  const cpuSeconds = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const run = transformerRunner((...how) => Promise.resolve(new CpuTransformer(...how)));
  await serve(`our CPU engine, one core, Node ${process.versions.node}`, run, cpuSeconds);
} else {
  const gpu = await requireDevice();
  const run = transformerRunner((...how) => WebGpuTransformer.create(gpu, ...how));
  const kind = gpu.fallbackAdapter ? " (software)" : "";
  await serve(`our WebGPU engine, ${gpu.adapter}${kind}`, run, () => performance.now() / 1000);
}
process.exit();
