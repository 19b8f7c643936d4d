import { pick } from "./multinomial.js";
import type { Key } from "./streams.js";

/**
 * A subset of `size` items without replacement from categories of `counts` items each (`k` of them, in ascending token
 * id; `total` in all, at most 2^31): pick i takes the floor(U (total - i))-th of those that remain. The subset's counts
 * go to `taken`; `tree` is scratch of at least k + 1 entries.
 */
export function subset(
  key: Key,
  generation: number,
  size: number,
  counts: Uint32Array,
  k: number,
  total: number,
  taken: Uint32Array,
  tree: Uint32Array,
): void {
  if (size === total) {
    taken.set(counts.subarray(0, k));
    return;
  }
  taken.fill(0, 0, k);
  grow(tree, counts, k);
  let top = 1;
  while (top * 2 <= k) top *= 2;
  for (let i = 0; i < size; i++) {
    const category = take(tree, k, top, pick(key, generation, i, total - i));
    taken[category] = (taken[category] as number) + 1;
  }
}

/** Fenwick's tree of partial sums (Software: Practice and Experience 24, 1994). */
function grow(tree: Uint32Array, counts: Uint32Array, k: number): void {
  for (let j = 1; j <= k; j++) tree[j] = counts[j - 1] as number;
  for (let j = 1; j <= k; j++) {
    const parent = j + (j & -j);
    if (parent <= k) tree[parent] = (tree[parent] as number) + (tree[j] as number);
  }
}

/** Finds the category of the item `at`, and takes one item out of it. */
function take(tree: Uint32Array, k: number, top: number, at: number): number {
  let category = 0;
  let left = at;
  for (let step = top; step > 0; step >>= 1) {
    const next = category + step;
    if (next <= k && (tree[next] as number) <= left) {
      category = next;
      left -= tree[next] as number;
    }
  }
  for (let j = category + 1; j <= k; j += j & -j) tree[j] = (tree[j] as number) - 1;
  return category;
}
