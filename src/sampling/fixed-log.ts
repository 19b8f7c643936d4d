import { exactExp2, exactLog2 } from "./exact-log.js";

/**
 * Fixed-point logarithms for the sampler, in integers only, so that every engine gets the same bits.
 * A log is a pair (hi, lo): log2(x) = hi * 2^-25 + lo * 2^-41, error <= 1.8 units of 2^-41.
 */

/** 2^32 * 2^(-i/2048), i = 0 ... 2047, capped at 2^32 - 1: the table behind `fixedExp`. */
export const EX = new Int32Array(2048);
/** round(2^42 log2(1 + i/2048)) split: upper bits and lower 17 bits. */
export const T1_HI = new Int32Array(2048);
export const T1_LO = new Int32Array(2048);

for (let i = 0; i < 2048; i++) {
  EX[i] = Math.min(2 ** 32 - 1, Math.floor(exactExp2(32 - i / 2048) + 0.5)) | 0;
  const log = Math.floor(exactLog2(1 + i / 2048) * 2 ** 42 + 0.5);
  T1_HI[i] = Math.floor(log / 2 ** 17);
  T1_LO[i] = log % 2 ** 17;
}

/** Upper 32 bits of the product of two u32. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 65535;
  const aHigh = a >>> 16;
  const bLow = b & 65535;
  const bHigh = b >>> 16;
  const t = aHigh * bLow + ((aLow * bLow) >>> 16);
  const u = aLow * bHigh + (t & 65535);
  return (aHigh * bHigh + (t >>> 16) + (u >>> 16)) >>> 0;
}

/** log2(x) of x = 1 ... 2^32 - 1; out[0] = hi, out[1] = lo (16 bits). */
export function fixedLog(x: number, out: Int32Array): void {
  const zeros = Math.clz32(x);
  const top = (x << zeros) >>> 0;
  const bucket = top >>> 20;
  const low = (top & 0xfffff) * 4096;
  const q1 = Math.floor(low / bucket);
  const r1 = low - q1 * bucket;
  const q2 = Math.floor((r1 * 2048) / bucket);
  const d = q1 * 2048 + q2;
  const square = mulHigh(d, d);
  const cube = mulHigh(square, d);
  const p = d - (square >>> 12) + (Math.floor(cube / 3) >>> 22);
  const m = mulHigh(p, 3098164010);
  const s = (T1_LO[bucket & 2047] ?? 0) + (m & 0x1ffff);
  out[0] = ((31 - zeros) << 25) + (T1_HI[bucket & 2047] ?? 0) + (m >>> 17) + (s >>> 17);
  out[1] = (s & 0x1ffff) >>> 1;
}

/** 2^32 * 2^(-frac), frac = the lower 25 bits of `depth` as a fraction; relative error <= 4.9e-9. Unsigned. */
export function fixedExp(depth: number): number {
  const a = EX[(depth >>> 14) & 2047] ?? 0;
  const j = depth & 16383;
  const c = (181704 * j - ((((j * j) >>> 8) * 123) >>> 8) + 32768) >>> 16;
  return (a - (((a >>> 16) * c + (((a & 65535) * c) >>> 16)) >>> 11)) >>> 0;
}
