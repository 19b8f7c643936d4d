import type { PassTime } from "../ours/pass-times.js";
import { range, short, table, trimmed } from "../report.js";
import { spread } from "../rounds.js";
import { VOCABULARY, type Size } from "./work.js";

/** What `transformer.mjs report` prints, as JSON. */
export interface KernelReport {
  readonly adapter: string;
  /** Floating-point operations a second of a kernel that only multiplies and adds, by round. */
  readonly peaks: readonly number[];
  /** Of one update; null without timestamps. */
  readonly kernels: readonly PassTime[] | null;
}

/** Floating-point operations of an update in matrix products and attention, by the labels of their kernels. */
function flopsByKernel({ context, width, layers, batch }: Size): ReadonlyMap<string, number> {
  const rows = batch * context;
  const square = 2 * rows * layers * width * width;
  const head = 2 * rows * VOCABULARY * width;
  /** One inner product of each query with each key it sees. */
  const pairs = rows * (context + 1) * width * layers;
  return new Map([
    ["product cache", 3 * square],
    ["product residual", 5 * square],
    ["product gelu", 4 * square],
    ["product geluBackward", 4 * square],
    // Logits, gradients of inputs and, where they are not added, of weights.
    ["product store + add", 2 * head + 8 * square + head + 12 * square],
    ["attention", 2 * pairs],
    ["attentionQueries", 3 * pairs],
    ["attentionKeys", 4 * pairs],
  ]);
}

const STORING = ["product store", "product add"];

/** One update's kernels: their time, and what share of the adapter's peak they reach. */
export function kernelTable(size: Size, { peaks, kernels }: KernelReport): string {
  if (kernels === null) return "The adapter offers no timestamps.";
  const flops = flopsByKernel(size);
  const peak = spread(peaks).median;
  const total = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const storing = kernels.filter(({ kernel }) => STORING.includes(kernel));
  const sum = (of: (time: PassTime) => number): number => storing.reduce((all, one) => all + of(one), 0);
  const rows = [
    ...kernels.filter(({ kernel }) => !STORING.includes(kernel)),
    {
      kernel: "product store + add",
      passes: sum(({ passes }) => passes),
      milliseconds: sum(({ milliseconds }) => milliseconds),
    },
  ].sort((a, b) => b.milliseconds - a.milliseconds);
  const body = rows.map(({ kernel, passes, milliseconds }) => {
    const work = flops.get(kernel);
    const rate = work === undefined ? null : (1000 * work) / milliseconds;
    return [
      kernel,
      String(passes),
      trimmed(milliseconds),
      `${trimmed((100 * milliseconds) / total)} %`,
      rate === null ? "–" : short(rate),
      rate === null ? "–" : `${trimmed((100 * rate) / peak)} %`,
    ];
  });
  const all = [...flops.values()].reduce((one, other) => one + other, 0);
  const rate = (1000 * all) / total;
  const last = ["all", String(kernels.reduce((count, { passes }) => count + passes, 0)), trimmed(total)];
  body.push([...last, "100 %", short(rate), `${trimmed((100 * rate) / peak)} %`]);
  return table(["kernel", "dispatches", "ms", "of the update", "flop/s", "of the peak"], body);
}

export function peakText({ adapter, peaks }: KernelReport): string {
  return `A kernel that multiplies and adds in registers alone (bench/kernels/multiply-adds.wgsl) makes ${range(spread(peaks))} flop/s on ${adapter}.`;
}
