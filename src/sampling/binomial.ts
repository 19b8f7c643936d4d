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
  const few = (flip ? R - c : c) | 0;
  const rest = (flip ? c : R - c) | 0;
  const { LF, LGH, LGL, AL, LW, META, samples } = tables;
  // Exact: below 2^20 a quotient is rounded by at most 2^-34, and no nearer to a whole number than 1/R >= 2^-31.
  let m = (((n + 1) * few) / R) | 0;
  if (m > n >>> 1) m = n >>> 1;
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
  const lgl = (lc - lr) | 0;
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
  // A proposal a turn. Its block is src/sampling/threefry.ts written out, since the call alone costs a third of a binomial;
  // and what is as likely one way as the other is chosen by masks, since a processor guesses such branches wrong.
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  for (let draw = s[2] as number; ; draw = (draw + 1) | 0) {
    let x = (draw + k0) | 0;
    let y = (generation + k1) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 1) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k2) | 0;
    y = (y + k0 + 2) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k0) | 0;
    y = (y + k1 + 3) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 4) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    const w0 = (x + k2) | 0;
    const w1 = (y + k0 + 5) | 0;
    const own = w0 >>> 26;
    const entry = AL[base + own] as number;
    const isOther = ((entry & 0x3ffffff) - (w0 & 0x3ffffff) - 1) >> 31;
    const column = own ^ ((own ^ (entry >>> 26)) & isOther);
    // Left of the mode it is column 63 - column, and k = m - 1 - away.
    const isLeft = ~((column - right) >> 31);
    const away = ((column ^ (isLeft & 63)) << b) + ((w1 >>> 1) >>> (31 - b));
    const k = (m + (away ^ isLeft)) | 0;
    const fails = (n - k) | 0;
    if ((k | fails) < 0) continue;
    if (m === 0 && Math.imul(k, tailDepth) >= 64) continue;
    const off = (k - m) | 0;
    const depth =
      ((LW[base + column] as number) +
        (LF[k] as number) +
        (LF[fails] as number) -
        atMode -
        Math.imul(off, lg) -
        (Math.imul(off, lgl) >> 16)) >>>
      0;
    const whole = depth >>> 25;
    const mantissa = fixedExp(depth);
    const threshold = whole < 32 ? mantissa >>> whole : 0;
    const V = (w1 << b) >>> 0;
    let accept = V < threshold;
    if ((V ^ threshold) >>> b === 0) accept = refine(s, draw, V, threshold, mantissa, whole, b);
    if (accept) {
      s[2] = draw + 1;
      return flip ? fails : k;
    }
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
