import type { TruthTable } from "../truth.js";
import type { RealDraws } from "./real-draws.js";

/** A model p(m): its live tokens in ascending id, and beside each what the measures compare it with. */
export interface Model {
  /** Live tokens. */
  live: number;
  /** totalOf(recipe, sizes, m): what the counts are shares of. */
  total: number;
  readonly ids: Uint32Array;
  /** Of `total` in all; for recipe "weighted", weights. */
  readonly counts: Uint32Array;
  /** The token's count in p(1). */
  readonly first: Uint32Array;
  /** The token's weight in p(0). */
  readonly truth: Uint32Array;
}

export function emptyModel(capacity: number): Model {
  return {
    live: 0,
    total: 0,
    ids: new Uint32Array(capacity),
    counts: new Uint32Array(capacity),
    first: new Uint32Array(capacity),
    truth: new Uint32Array(capacity),
  };
}

/** Makes a model of `total` real draws: they are its counts in p(1) too. */
export function fillFirst(
  model: Model,
  total: number,
  { size, categories, counts }: RealDraws,
  truth: TruthTable,
): void {
  for (let j = 0; j < size; j++) {
    const category = categories[j] as number;
    model.ids[j] = truth.ids[category] as number;
    model.counts[j] = counts[j] as number;
    model.first[j] = counts[j] as number;
    model.truth[j] = truth.weights[category] as number;
  }
  model.live = size;
  model.total = total;
}

/** One chain in one context, from its first model on. Buffers are made once and used for chain after chain. */
export interface Recursion {
  readonly model: Model;
  /** Draws p(1). */
  begin(chain: number, context: number): void;
  /** Draws p(m+1). */
  advance(): void;
}
