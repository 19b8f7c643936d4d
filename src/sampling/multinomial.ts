import { binomial, type Stream } from "./binomial.js";
import { streamKey, type Key } from "./streams.js";
import type { SamplerTables } from "./tables.js";
import { threefry } from "./threefry.js";

/** Where a multinomial's random numbers come from: one chain's stream in one context, at one generation. */
export interface Source {
  readonly context: Key;
  readonly chain: number;
  /** streamKey(context, chain, 0). */
  readonly root: Key;
  generation: number;
}

/** Children of a node of the splitting tree. */
const FAN = 64;

const block = new Int32Array(2);
const refinement = new Int32Array(2);
/** One stream a level: a node's draws run on while its children have their own. */
const streams: readonly Stream[] = Array.from({ length: 5 }, () => new Int32Array(4));

/**
 * counts = Multinomial(n, weights / total) over the k live categories, in ascending token id; counts and weights may be
 * the same array. n < 4k: one pick a trial. Else conditional binomials, in a 64-ary tree when k > 64. The choice depends
 * on n and k alone, so every engine draws the same numbers.
 * `total` is the sum of the weights, at most 2^31; `prefix` is scratch of at least k + 1 entries.
 */
export function multinomial(
  tables: SamplerTables,
  source: Source,
  n: number,
  weights: Uint32Array,
  total: number,
  k: number,
  counts: Uint32Array,
  prefix: Uint32Array,
): void {
  if (k === 1) counts[0] = n;
  else if (n >= 4 * k && k <= FAN) conditional(tables, source, n, weights, total, k, counts);
  else {
    let sum = 0;
    for (let j = 0; j < k; j++) {
      prefix[j] = sum;
      sum += weights[j] as number;
    }
    prefix[k] = sum;
    if (n < 4 * k) picks(source.root, source.generation, n, k, counts, prefix);
    else split(tables, source, n, k, counts, prefix);
  }
}

/** The tree of a single node, in place. */
function conditional(
  tables: SamplerTables,
  source: Source,
  n: number,
  weights: Uint32Array,
  total: number,
  k: number,
  counts: Uint32Array,
): void {
  const s = begin(0, source.root, source.generation);
  let left = n;
  let R = total;
  for (let j = 0; j < k - 1; j++) {
    const c = weights[j] as number;
    const x = left > 0 ? binomial(tables, s, left, c, R) : 0;
    counts[j] = x;
    left -= x;
    R -= c;
  }
  counts[k - 1] = left;
}

function begin(level: number, key: Key, generation: number): Stream {
  const s = streams[level] ?? new Int32Array(4);
  s[0] = key[0];
  s[1] = key[1];
  s[2] = 0;
  s[3] = generation;
  return s;
}

/** floor(U R / 2^64) for the stream's 64-bit U of that index, whose lower word is drawn only when it can matter. Indices ascend from 0. */
export function pick(key: Key, generation: number, index: number, R: number): number {
  if ((index & 1) === 0) threefry(key[0], key[1], index >>> 1, generation, block);
  const u = (block[index & 1] as number) >>> 0;
  const uLow = u & 65535;
  const uHigh = u >>> 16;
  // u * R as high and low words; R <= 2^31, so both partial products are exact.
  const a = uHigh * R;
  const lower = (a % 65536) * 65536 + uLow * R;
  let high = Math.floor(a / 65536) + Math.floor(lower / 2 ** 32);
  const low = lower % 2 ** 32;
  if (low > 2 ** 32 - R) {
    threefry(key[0], key[1], (index >>> 1) | 0x80000000, generation, refinement);
    const v = (refinement[index & 1] as number) >>> 0;
    const b = (v >>> 16) * R + Math.floor(((v & 65535) * R) / 65536);
    if (low + Math.floor(b / 65536) >= 2 ** 32) high++;
  }
  return high;
}

/** Picks 0 ... n - 1 of a stream, as `pick` makes them one by one. */
function pickAll(key: Key, generation: number, n: number, R: number, into: Uint32Array): void {
  if (R > MOST_EXACT) {
    for (let i = 0; i < n; i++) into[i] = pick(key, generation, i, R);
    return;
  }
  const edge = 2 ** 32 - R;
  for (let i = 0; i < n; i++) {
    if ((i & 1) === 0) threefry(key[0], key[1], i >>> 1, generation, block);
    const product = ((block[i & 1] as number) >>> 0) * R;
    const high = Math.floor(product / 2 ** 32);
    into[i] = product - high * 2 ** 32 > edge ? pick(key, generation, i, R) : high;
  }
}

/** Up to here u R is exact in a double for every 32-bit u. */
const MOST_EXACT = 2 ** 21;

let pickedAt = new Uint32Array(0);
let labels = new Uint32Array(0);

function picks(
  key: Key,
  generation: number,
  n: number,
  k: number,
  counts: Uint32Array,
  prefix: Uint32Array,
): void {
  counts.fill(0, 0, k);
  const R = prefix[k] as number;
  if (pickedAt.length < n) pickedAt = new Uint32Array(2 * n);
  pickAll(key, generation, n, R, pickedAt);
  if (R <= 4 * n) {
    // A label for every item finds a pick's category at once.
    if (labels.length < R) labels = new Uint32Array(2 * R);
    for (let j = 0, item = 0; j < k; j++) {
      for (const end = prefix[j + 1] as number; item < end; item++) labels[item] = j;
    }
    for (let i = 0; i < n; i++) {
      const category = labels[pickedAt[i] as number] as number;
      counts[category] = (counts[category] as number) + 1;
    }
    return;
  }
  for (let i = 0; i < n; i++) {
    const category = categoryAt(prefix, k, pickedAt[i] as number);
    counts[category] = (counts[category] as number) + 1;
  }
}

/**
 * n picks from categories whose exclusive prefix sums, and the total behind them, are `prefix` (k + 1 entries): what
 * `multinomial` draws for n < 4k, but only the categories that were picked are touched. `picked` gets them in ascending
 * order and `counts` how often, by their places in `picked`; returns how many. `scratch` is n entries or more.
 */
export function sparsePicks(
  key: Key,
  generation: number,
  n: number,
  prefix: Uint32Array,
  k: number,
  picked: Uint32Array,
  counts: Uint32Array,
  scratch: Uint32Array,
): number {
  const R = prefix[k] as number;
  pickAll(key, generation, n, R, scratch);
  for (let i = 0; i < n; i++) scratch[i] = categoryAt(prefix, k, scratch[i] as number);
  const all = scratch.subarray(0, n).sort();
  let size = 0;
  for (let i = 0; i < n; i++) {
    const category = all[i] as number;
    if (size > 0 && picked[size - 1] === category) counts[size - 1] = (counts[size - 1] as number) + 1;
    else {
      picked[size] = category;
      counts[size++] = 1;
    }
  }
  return size;
}

/** The category whose interval of the prefix sums holds `at`. */
function categoryAt(prefix: Uint32Array, k: number, at: number): number {
  let low = 0;
  let high = k;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((prefix[middle] as number) <= at) low = middle;
    else high = middle;
  }
  return low;
}

function split(
  tables: SamplerTables,
  source: Source,
  n: number,
  k: number,
  counts: Uint32Array,
  prefix: Uint32Array,
): void {
  let size = 1;
  while (size * FAN < k) size *= FAN;
  node(tables, source, source.root, 0, 0, 0, k, size, n, counts, prefix);
}

function node(
  tables: SamplerTables,
  source: Source,
  key: Key,
  level: number,
  index: number,
  lo: number,
  hi: number,
  size: number,
  n: number,
  counts: Uint32Array,
  prefix: Uint32Array,
): void {
  const s = begin(level, key, source.generation);
  const end = prefix[hi] as number;
  let left = n;
  for (let from = lo, j = 0; from < hi; from += size, j++) {
    const to = Math.min(from + size, hi);
    const start = prefix[from] as number;
    let x = left;
    if (to < hi && left > 0) x = binomial(tables, s, left, (prefix[to] as number) - start, end - start);
    left -= x;
    if (size === 1) counts[from] = x;
    else if (x === 0) counts.fill(0, from, to);
    else {
      const child = index * FAN + j;
      const childKey = streamKey(source.context, source.chain, ((level + 1) << 24) | child);
      node(tables, source, childKey, level + 1, child, from, to, size / FAN, x, counts, prefix);
    }
  }
}
