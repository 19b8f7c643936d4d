import { fixedExp, fixedLog } from "./fixed-log.js";
import type { SamplerTables } from "./tables.js";
import { threefry } from "./threefry.js";

/**
 * A stream of random blocks: [key0, key1, draw, generation]. Block d is Threefry of (d, generation) under the key; a
 * binomial uses one block a proposal and leaves `draw` at the next one.
 */
export type Stream = Int32Array;

/** A fresh stream at block 0. */
export function stream(key: readonly [number, number], generation: number): Stream {
  return Int32Array.of(key[0], key[1], 0, generation);
}

const REFINE = 0x80000000 | 0;
const block = new Int32Array(2);
const refinement = new Int32Array(2);
const logC = new Int32Array(2);
const logRest = new Int32Array(2);

/**
 * Number of successes in n trials of probability c/R, by rejection from a block hat, in integers alone.
 * 0 <= n <= tables.samples, 0 <= c <= R, 1 <= R <= 2^31 (not checked here: the experiment is). pmf error <= 5e-8 of each
 * value. Uses no block when the outcome is certain.
 */
export function binomial(tables: SamplerTables, s: Stream, n: number, c: number, R: number): number {
  if (n === 0 || c === 0) return 0;
  if (c >= R) return n;
  const flip = c > R - c;
  const few = flip ? R - c : c;
  const { LF, LGH, LGL, AL, LW, META, samples } = tables;
  const product = (n + 1) * few;
  let m = Math.floor(product / R);
  if (product - m * R < 0) m--;
  if (m > n >>> 1) m = n >>> 1;
  const rest = R - few;
  let hc: number;
  let lc: number;
  let hr: number;
  let lr: number;
  if (few <= samples) {
    hc = LGH[few] as number;
    lc = LGL[few] as number;
  } else {
    fixedLog(few, logC);
    hc = logC[0] as number;
    lc = logC[1] as number;
  }
  if (rest <= samples) {
    hr = LGH[rest] as number;
    lr = LGL[rest] as number;
  } else {
    fixedLog(rest, logRest);
    hr = logRest[0] as number;
    lr = logRest[1] as number;
  }
  const lg = (hc - hr) | 0;
  const lgl = lc - lr;
  let hat = 0;
  let tailDepth = 0;
  if (m === 0) {
    const d = (hr - hc - (LGH[n] as number)) | 0;
    tailDepth = d > 0 ? d >> 25 : 0;
  } else {
    hat = 1 + (((LGH[m] as number) + (LGH[n - m] as number) - (LGH[n] as number) + 2 ** 25) >>> 22);
  }
  const base = 64 * hat;
  const meta = META[hat] as number;
  const b = meta & 255;
  const right = meta >>> 8;
  const atMode = ((LF[m] as number) + (LF[n - m] as number)) | 0;
  const k0 = s[0] as number;
  const k1 = s[1] as number;
  const generation = s[3] as number;
  for (;;) {
    const draw = s[2] as number;
    s[2] = draw + 1;
    threefry(k0, k1, draw, generation, block);
    const w0 = block[0] as number;
    const w1 = block[1] as number;
    let column = w0 >>> 26;
    const entry = AL[base + column] as number;
    if ((w0 & 0x3ffffff) >= (entry & 0x3ffffff)) column = entry >>> 26;
    const x = (w1 >>> 1) >>> (31 - b);
    const k = column < right ? m + (column << b) + x : m - 1 - ((63 - column) << b) - x;
    if (k < 0 || k > n) continue;
    if (m === 0 && k * tailDepth >= 64) continue;
    const off = k - m;
    const depth =
      ((LW[base + column] as number) +
        (LF[k] as number) +
        (LF[n - k] as number) -
        atMode -
        Math.imul(off, lg) -
        ((off * lgl) >> 16)) >>>
      0;
    const whole = depth >>> 25;
    const mantissa = fixedExp(depth);
    const threshold = whole < 32 ? mantissa >>> whole : 0;
    const V = (w1 << b) >>> 0;
    let accept = V < threshold;
    if ((V ^ threshold) >>> b === 0) accept = refine(s, draw, V, threshold, mantissa, whole, b);
    if (accept) return flip ? n - k : k;
  }
}

/** The undecided case, of probability 2^(b-32): one block more. */
function refine(
  s: Stream,
  draw: number,
  V: number,
  threshold: number,
  mantissa: number,
  whole: number,
  b: number,
): boolean {
  threefry(s[0] as number, s[1] as number, draw | REFINE, s[3] as number, refinement);
  return isBelow(V, refinement[0] as number, refinement[1] as number, threshold, mantissa, whole, b);
}

/**
 * 64-bit comparison of V, whose lower b bits and 32 more come from the words q0 and q1, with mantissa * 2^(32-whole),
 * of which `threshold` are the upper 32 bits.
 */
export function isBelow(
  V: number,
  q0: number,
  q1: number,
  threshold: number,
  mantissa: number,
  whole: number,
  b: number,
): boolean {
  const high = b > 0 ? (V | (q0 >>> (32 - b))) >>> 0 : V;
  const low = b > 0 ? ((q0 << b) | (q1 >>> (32 - b))) >>> 0 : q0 >>> 0;
  let thresholdLow = 0;
  if (whole < 32) thresholdLow = whole > 0 ? (mantissa << (32 - whole)) >>> 0 : 0;
  else if (whole < 64) thresholdLow = mantissa >>> (whole - 32);
  return high < threshold || (high === threshold && low < thresholdLow);
}
