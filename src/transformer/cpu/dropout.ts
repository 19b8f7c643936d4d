import { threefry, type Key } from "../../sampling/index.js";
import type { Real } from "./real.js";

/** What one update drops: element e of a site is kept where word (site, e) under the update's key reaches the threshold. */
export interface Dropout {
  readonly key: Key;
  /** floor(p 2^32). */
  readonly threshold: number;
  /** 1 / (1 - p), which multiplies what is kept. */
  readonly scale: number;
}

/** Dropout of a share p of the activations, or null for none. */
export function makeDropout(p: number, key: Key): Dropout | null {
  return p === 0 ? null : { key, threshold: Math.floor(p * 2 ** 32), scale: 1 / (1 - p) };
}

const block = new Int32Array(2);

/**
 * Drops x[at ... at + count), whose elements are numbered from `first` in their site. The same for activations and for
 * their gradients: masks are drawn again, never stored.
 */
export function drop(
  how: Dropout | null,
  site: number,
  first: number,
  x: Real,
  at: number,
  count: number,
): void {
  if (how === null) return;
  const { key, threshold, scale } = how;
  for (let i = 0; i < count; i++) {
    threefry(key[0], key[1], site, first + i, block);
    const kept = (block[0] as number) >>> 0 >= threshold;
    x[at + i] = kept ? (x[at + i] as number) * scale : 0;
  }
}
