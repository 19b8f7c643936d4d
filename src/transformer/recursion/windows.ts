import { Starts, windowsAt, type Pool } from "../pool.js";

/** Windows of `context` + 1 tokens, one after another. */
export interface Windows {
  readonly tokens: Uint32Array;
  readonly count: number;
}

/** Windows of streams one after another without overlap: the targets of one end where those of the next begin. */
export function consecutiveWindows(pool: Pool, context: number): Windows {
  const at: number[] = [];
  for (let stream = 1; stream < pool.bounds.length; stream++) {
    const from = pool.bounds[stream - 1] ?? 0;
    const windows = Math.floor(((pool.bounds[stream] ?? 0) - from - 1) / context);
    for (let i = 0; i < windows; i++) at.push(from + i * context);
  }
  return { tokens: windowsAt(pool, at, context), count: at.length };
}

/** `count` windows of a pool, their starts spread evenly over all that are possible. */
export function spreadWindows(pool: Pool, count: number, context: number): Windows {
  const starts = new Starts(pool, context);
  const at = Array.from({ length: count }, (_, i) => starts.at(Math.floor((i * starts.count) / count)));
  return { tokens: windowsAt(pool, at, context), count };
}
