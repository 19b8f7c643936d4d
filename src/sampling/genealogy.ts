import { exactLog2 } from "./exact-log.js";
import type { Key } from "./streams.js";
import { threefry } from "./threefry.js";

const LN2 = 0.6931471805599453;

/** Uniform doubles in (0, 1) of 53 bits, in order, from the stream of a key: its blocks at generation 0. */
export class Uniforms {
  private readonly block = new Int32Array(2);
  private readonly key: Key;
  private draw = 0;

  constructor(key: Key) {
    this.key = key;
  }

  next(): number {
    threefry(this.key[0], this.key[1], this.draw++, 0, this.block);
    const high = (this.block[0] as number) >>> 0;
    const low = (this.block[1] as number) >>> 11;
    return (high * 2 ** 21 + low + 0.5) * 2 ** -53;
  }

  /** A standard exponential. */
  exponential(): number {
    return -LN2 * exactLog2(this.next());
  }
}

/**
 * -ln P(b balls hit different ones of n bins), b = 0 ... most: the hazard of a first collision, added up. From exact
 * operations alone, so that every machine has the same bits.
 */
export function collisionHazards(n: number, most: number): Float64Array {
  const hazards = new Float64Array(most + 1);
  let sum = 0;
  for (let b = 1; b <= most; b++) {
    sum -= LN2 * exactLog2((n - b + 1) / n);
    hazards[b] = sum;
  }
  return hazards;
}

/**
 * The number of generations until at most `few` ancestors are left of `ancestors`, when every ancestor picks its parent
 * among n: each generation, ball after ball hits a bin, and only hits of bins already hit change anything. One exponential
 * an event says how many generations pass in silence before it and at which ball it comes; what it leaves of the last
 * generation carries over, being without memory. `hazards` reach to `ancestors` at least.
 */
export function descendTo(few: number, ancestors: number, hazards: Float64Array, uniforms: Uniforms): number {
  let left = ancestors;
  let generations = 0;
  /** Balls thrown in this generation, and bins hit by them. */
  let thrown = 0;
  let hit = 0;
  let patience = uniforms.exponential();
  while (left > few) {
    const toEnd = (hazards[hit + left - thrown] as number) - (hazards[hit] as number);
    if (patience >= toEnd) {
      // No more collisions in this generation.
      patience -= toEnd;
      left = hit + left - thrown;
      thrown = 0;
      hit = 0;
      generations++;
      if (left <= few) break;
      const whole = hazards[left] as number;
      const silent = Math.floor(patience / whole);
      generations += silent;
      patience -= silent * whole;
      continue;
    }
    // The ball that comes to b bins hit, and hits one of them: the last b whose hazard is not beyond.
    const at = lastAtMost(hazards, hit, hit + left - thrown, (hazards[hit] as number) + patience);
    thrown += at - hit + 1;
    hit = at;
    patience = uniforms.exponential();
  }
  return generations;
}

/** The last index in [low, high) whose value is at most `value`; values ascend and low's is. */
function lastAtMost(values: Float64Array, low: number, high: number, value: number): number {
  let from = low;
  let to = high;
  while (to - from > 1) {
    const middle = (from + to) >>> 1;
    if ((values[middle] as number) <= value) from = middle;
    else to = middle;
  }
  return from;
}
