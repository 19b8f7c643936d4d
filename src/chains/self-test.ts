import binomialsShader from "../../shaders/binomials.wgsl";
import { compileKernel, Staging } from "../gpu/index.js";
import { binomial, fixedExp, fixedLog, isBelow, samplerTables, stream } from "../sampling/index.js";
import { packTables } from "./gpu-tables.js";

/** One stream of two binomials: key, generation, n, c, R. */
export type BinomialRow = readonly [
  key: readonly [number, number],
  generation: number,
  n: number,
  c: number,
  R: number,
];

/** [first, draw after it, second, draw after it, log of R (2 words), exp of -R, a tie's decision]. */
export type BinomialAnswer = readonly number[];

const ROW_WORDS = 8;
const ANSWER_WORDS = 8;
const MOST = 4096;

/** Two binomials in a row from each stream, on the device: shaders/binomials.wgsl. n <= `samples`, R >= 1. */
export async function drawOnGpu(
  device: GPUDevice,
  samples: number,
  rows: readonly BinomialRow[],
): Promise<BinomialAnswer[]> {
  const kernel = await compileKernel(device, "binomials", binomialsShader);
  const tables = packTables(samplerTables(samples), new Uint32Array(0));
  const input = Uint32Array.from(rows.flatMap(([key, ...rest]) => [...key, ...rest, 0, 0]));
  const store = (words: number): GPUBuffer =>
    device.createBuffer({
      size: words * 4,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
  const buffers = [
    store(tables.length),
    store(rows.length * ROW_WORDS),
    store(rows.length * ANSWER_WORDS),
  ] as const;
  device.queue.writeBuffer(buffers[0], 0, tables);
  device.queue.writeBuffer(buffers[1], 0, input);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(kernel.pipeline);
  pass.setBindGroup(0, kernel.bind(buffers));
  pass.dispatchWorkgroups(Math.ceil(rows.length / 64));
  pass.end();
  const readback = new Staging(device, rows.length * ANSWER_WORDS * 4).begin();
  readback.copy(encoder, buffers[2], 0, rows.length * ANSWER_WORDS * 4);
  device.queue.submit([encoder.finish()]);
  const words = await readback.read();
  for (const buffer of buffers) buffer.destroy();
  return rows.map((_, i) => Array.from(words.subarray(ANSWER_WORDS * i, ANSWER_WORDS * (i + 1))));
}

/** The undecided case of a proposal on a tie made of the row's words: see shaders/binomials.wgsl. */
function tie([q0, q1]: BinomialRow[0], n: number, c: number, R: number): number {
  const b = n % 9;
  const whole = c % 70;
  const mantissa = (R | 0x80000000) >>> 0;
  const threshold = whole < 32 ? mantissa >>> whole : 0;
  const V = ((threshold >>> b) << b) >>> 0;
  return isBelow(V, q0, q1, threshold, mantissa, whole, b) ? 1 : 0;
}

/** The same on the CPU. */
export function drawOnCpu(samples: number, rows: readonly BinomialRow[]): BinomialAnswer[] {
  const tables = samplerTables(samples);
  const log = new Int32Array(2);
  return rows.map(([key, generation, n, c, R]) => {
    const s = stream(key, generation);
    const first = binomial(tables, s, n, c, R);
    const after = s[2] ?? 0;
    fixedLog(R, log);
    const second = binomial(tables, s, n, c, R);
    return [first, after, second, s[2] ?? 0, log[0] ?? 0, log[1] ?? 0, fixedExp(R), tie(key, n, c, R)];
  });
}

/**
 * Whether a device draws what the CPU draws, over every regime of the sampler: the one float in it guesses the mode, and
 * a driver that guesses too high would be found out here. Takes a few milliseconds and the kernel's compilation.
 */
export async function checkAdapter(device: GPUDevice): Promise<boolean> {
  const rows: BinomialRow[] = [];
  for (let i = 0; rows.length < 256; i++) {
    const n = 1 + ((Math.imul(i, 0x9e3779b1) >>> 0) % MOST);
    const R = 2 + ((Math.imul(i, 0x85ebca6b) >>> 1) % (2 ** 31 - 2));
    const small = 2 + (R % 5000);
    const total = i % 2 === 0 ? small : R;
    rows.push([[i, ~i >>> 0], i + 1, n, (Math.imul(i, 0xc2b2ae35) >>> 0) % (total + 1), total]);
  }
  const gpu = await drawOnGpu(device, MOST, rows);
  return JSON.stringify(gpu) === JSON.stringify(drawOnCpu(MOST, rows));
}
