import { PURPOSE, stageKey, uniformInteger, type Stage } from "./random.js";

/** The tokens a model is trained on, in streams that no window crosses. */
export interface Pool {
  /** All streams, one after another. */
  readonly tokens: Uint32Array;
  /** Where each stream starts, and the end of the last. */
  readonly bounds: readonly number[];
}

/** A pool of these streams. */
export function makePool(streams: readonly Uint32Array[]): Pool {
  const bounds = [0];
  let end = 0;
  for (const { length } of streams) bounds.push((end += length));
  const tokens = new Uint32Array(end);
  streams.forEach((stream, i) => tokens.set(stream, bounds[i]));
  return { tokens, bounds };
}

/** Places where a window of `context` + 1 tokens may start: stream by stream, so that a start is one integer. */
export class Starts {
  readonly count: number;
  private readonly pool: Pool;
  /** Starts before each stream. */
  private readonly before: number[] = [];

  constructor(pool: Pool, context: number) {
    this.pool = pool;
    let count = 0;
    for (let i = 1; i < pool.bounds.length; i++) {
      this.before.push(count);
      count += Math.max(0, (pool.bounds[i] ?? 0) - (pool.bounds[i - 1] ?? 0) - context);
    }
    this.count = count;
  }

  /** The token at which start number `start` stands. */
  at(start: number): number {
    let low = 0;
    let high = this.before.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.before[middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    return (this.pool.bounds[low] ?? 0) + start - (this.before[low] ?? 0);
  }
}

/** The windows that start at these tokens, each of `context` + 1 tokens, one after another. */
export function windowsAt(pool: Pool, at: readonly number[], context: number): Uint32Array {
  const windows = new Uint32Array(at.length * (context + 1));
  at.forEach((start, row) =>
    windows.set(pool.tokens.subarray(start, start + context + 1), row * (context + 1)),
  );
  return windows;
}

/** The windows of one update: `batch` starts, uniform over all with replacement. */
export function drawBatch(
  stage: Stage,
  update: number,
  pool: Pool,
  starts: Starts,
  batch: number,
  context: number,
): Uint32Array {
  const key = stageKey(stage, PURPOSE.batch, update);
  const at = Array.from({ length: batch }, (_, row) => starts.at(uniformInteger(key, row, starts.count)));
  return windowsAt(pool, at, context);
}
