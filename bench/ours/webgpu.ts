import { nodeGpu } from "../../src/cli/node-gpu.js";
import { CELLS, workOf } from "../cells.js";
import type { Work } from "./cell.js";
import { openDevice, profile, runChains, threefryWords } from "./gpu.js";
import type { PassTime } from "./pass-times.js";
import { serve } from "./protocol.js";
import { wordsPerGeneration } from "./words.js";

/** What `webgpu.mjs report` prints, as JSON. */
export interface GpuReport {
  readonly adapter: string;
  /** Words a second of the pure kernel, by round. */
  readonly threefry: readonly number[];
  readonly cells: readonly CellReport[];
}

export interface CellReport {
  readonly work: Work;
  readonly wordsPerGeneration: number;
  /** Words a second by round: with T alone, and with all statistics. */
  readonly timesOnly: readonly number[];
  readonly statistics: readonly number[];
  /** Of one run with all statistics; null without timestamps. */
  readonly passes: readonly PassTime[] | null;
  readonly seconds: number;
}

const ROUNDS = 5;
const ROUND_SECONDS = 1;
const THREEFRY_MILLISECONDS = 200;

async function report(times: number): Promise<GpuReport> {
  const threefry: number[] = [];
  const cells = CELLS.filter(({ n }) => n <= 10000).map((cell) => {
    const work = workOf(cell, true, 1, times);
    return {
      work,
      wordsPerGeneration: wordsPerGeneration(work, Math.min(work.chains, 20)),
      timesOnly: [] as number[],
      statistics: [] as number[],
    };
  });
  for (let round = 0; round < ROUNDS; round++) {
    threefry.push(await threefryWords(gpu, THREEFRY_MILLISECONDS));
    for (const { work, wordsPerGeneration: words, timesOnly, statistics } of cells) {
      for (const [rates, alone] of [
        [timesOnly, true],
        [statistics, false],
      ] as const) {
        const { seconds, generations } = await runChains(gpu, work, ROUND_SECONDS, alone);
        rates.push((generations * words) / seconds);
      }
    }
  }
  const profiled: CellReport[] = [];
  for (const cell of cells) {
    const began = performance.now();
    const passes = await profile(gpu, cell.work, ROUND_SECONDS);
    profiled.push({ ...cell, passes, seconds: (performance.now() - began) / 1000 });
  }
  return { adapter: gpu.adapter, threefry, cells: profiled };
}

const gpu = (await openDevice(await nodeGpu())) ?? skip();

function skip(): never {
  console.log("skip no WebGPU adapter in Node");
  process.exit();
}

const [mode, times] = process.argv.slice(2);
if (mode === "report") console.log(JSON.stringify(await report(Number(times))));
else {
  const timesOnly = mode === "times";
  const adapter = `${gpu.adapter}${gpu.fallbackAdapter ? " (software)" : ""}`;
  await serve(`our WebGPU engine, ${timesOnly ? "T alone" : "all statistics"}, ${adapter}`, (work, limit) =>
    runChains(gpu, work, limit, timesOnly),
  );
}
process.exit();
