import type { Model } from "../model.js";
import type { Memory } from "./memory.js";
import type { Bound } from "./program.js";

/** What one block computes, by rows. */
export interface BlockRoom {
  readonly ln1: GPUBuffer;
  readonly ln1Moments: GPUBuffer;
  /** (sequences, capacity, 3 width): queries, keys and values of all positions. */
  readonly qkv: Bound;
  readonly attn: GPUBuffer;
  readonly logSums: GPUBuffer;
  readonly residual1: GPUBuffer;
  readonly ln2: GPUBuffer;
  readonly ln2Moments: GPUBuffer;
  readonly fc: GPUBuffer;
  readonly gelu: GPUBuffer;
  readonly residual2: GPUBuffer;
}

/** What a forward pass computes, for up to `fresh` new positions of each of `sequences`. */
export interface Room {
  readonly sequences: number;
  readonly fresh: number;
  readonly capacity: number;
  readonly embedded: GPUBuffer;
  readonly blocks: readonly BlockRoom[];
  readonly lnF: GPUBuffer;
  readonly lnFMoments: GPUBuffer;
}

/**
 * What is kept of a pass: "all" that the backward pass needs, every block having its own; "nothing", the blocks using one
 * set in turn; or nothing but queries, keys and values, of which every block has these.
 */
export type Kept = "all" | "nothing" | readonly Bound[];

/** Room for passes over up to `fresh` new positions of `sequences` that have room for `capacity` each. */
export function makeRoom(
  memory: Memory,
  model: Model,
  sequences: number,
  fresh: number,
  capacity: number,
  kept: Kept,
): Room {
  const { width, heads, layers } = model;
  const rows = sequences * fresh;
  const words = sequences * capacity * 3 * width;
  const block = (qkv: Bound = memory.words("queries, keys and values", words)): BlockRoom => ({
    ln1: memory.words("ln_1", rows * width),
    ln1Moments: memory.words("moments", 2 * rows),
    qkv,
    attn: memory.words("attn", rows * width),
    logSums: memory.words("log sums", rows * heads),
    residual1: memory.words("residual 1", rows * width),
    ln2: memory.words("ln_2", rows * width),
    ln2Moments: memory.words("moments", 2 * rows),
    fc: memory.words("c_fc", rows * 4 * width),
    gelu: memory.words("gelu", rows * 4 * width),
    residual2: memory.words("residual 2", rows * width),
  });
  const cached = typeof kept === "string" ? [] : kept;
  const first = block(cached[0]);
  const blocks = Array.from({ length: layers }, (_, layer): BlockRoom => {
    if (kept === "all" && layer > 0) return block();
    return { ...first, qkv: cached[layer] ?? first.qkv };
  });
  return {
    sequences,
    fresh,
    capacity,
    embedded: memory.words("embedded", rows * width),
    blocks,
    lnF: memory.words("ln_f", rows * width),
    lnFMoments: memory.words("moments", 2 * rows),
  };
}
