import type { Model } from "../model.js";
import type { Moments } from "./layer-norm.js";
import type { Real, RealArray } from "./real.js";

/** What one block computes, by rows. */
export interface BlockActivations {
  readonly ln1: Real;
  readonly ln1Moments: Moments;
  readonly qkv: Real;
  /** Queries, keys and values of all positions of a sequence; `qkv` itself where there is no past. */
  readonly cache: Real;
  /** (sequences, heads, fresh, capacity), before dropout. */
  readonly softmax: Real;
  /** The heads' results, side by side. */
  readonly attn: Real;
  readonly residual1: Real;
  readonly ln2: Real;
  readonly ln2Moments: Moments;
  /** Before GELU. */
  readonly fc: Real;
  readonly gelu: Real;
  readonly residual2: Real;
}

/** What a forward pass computes. */
export interface Activations {
  readonly embedded: Real;
  readonly blocks: readonly BlockActivations[];
  readonly lnF: Real;
  readonly lnFMoments: Moments;
  /** 16 rows of attention after dropout. */
  readonly scratch: Real;
}

function moments(make: RealArray, rows: number): Moments {
  return { mean: new make(rows), inverse: new make(rows) };
}

function blockActivations(
  make: RealArray,
  { width, heads }: Model,
  sequences: number,
  fresh: number,
  capacity: number,
): BlockActivations {
  const rows = sequences * fresh;
  const qkv = new make(rows * 3 * width);
  return {
    ln1: new make(rows * width),
    ln1Moments: moments(make, rows),
    qkv,
    cache: qkv,
    softmax: new make(sequences * heads * fresh * capacity),
    attn: new make(rows * width),
    residual1: new make(rows * width),
    ln2: new make(rows * width),
    ln2Moments: moments(make, rows),
    fc: new make(rows * 4 * width),
    gelu: new make(rows * 4 * width),
    residual2: new make(rows * width),
  };
}

function around(
  make: RealArray,
  { width, context }: Model,
  rows: number,
  blocks: readonly BlockActivations[],
): Activations {
  return {
    embedded: new make(rows * width),
    blocks,
    lnF: new make(rows * width),
    lnFMoments: moments(make, rows),
    scratch: new make(16 * context),
  };
}

/** Room for a training pass over `sequences` windows of `length` tokens: every block's own, for the backward pass. */
export function trainingActivations(
  make: RealArray,
  model: Model,
  sequences: number,
  length: number,
): Activations {
  const blocks = Array.from({ length: model.layers }, () =>
    blockActivations(make, model, sequences, length, length),
  );
  return around(make, model, sequences * length, blocks);
}

/**
 * Room for passes that are not learned from, of up to `fresh` new positions a sequence: the blocks share theirs, and
 * have a cache each where `capacity` says that positions are kept from pass to pass.
 */
export function inferenceActivations(
  make: RealArray,
  model: Model,
  sequences: number,
  fresh: number,
  capacity: number | null,
): Activations {
  const shared = blockActivations(make, model, sequences, fresh, capacity ?? fresh);
  const blocks = Array.from({ length: model.layers }, () =>
    capacity === null ? shared : { ...shared, cache: new make(sequences * capacity * 3 * model.width) },
  );
  return around(make, model, sequences * fresh, blocks);
}
