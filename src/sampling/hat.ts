import { fixedLog } from "./fixed-log.js";

/**
 * The sampler's hats: piecewise constant upper bounds of every binomial pmf about its mode, in 154 classes of
 * h = m(n-m)/n, an eighth of an octave each. A class has 64 columns of width 2^b, right of the mode from column 0 up and
 * left of it from column 63 down, with integer masses that sum to 2^32 exactly.
 *
 * Why the bound holds: with mode m, p lies in [m/(n+1), (m+1)/(n+1)], and both one-sided products below rise in a = m and
 * in b = n-m; so on the curve 1/a + 1/b = 1/H finitely many corners dominate every (n, m) of the class, and a column's
 * supremum is at its inner edge.
 */
const CLASSES = 154;
const COLUMNS = 64;
const WIDEN = 1 + 1e-6;
const NEGLIGIBLE = 2 ** -62;
const CAPACITY = 2 ** 26;

export interface Hats {
  /** Alias table, integer: other column << 26 | threshold, CLASSES * COLUMNS. */
  readonly AL: Int32Array;
  /** log2 of a column's mass over the unit mass, 7.25 fixed point mod 2^32. */
  readonly LW: Int32Array;
  /** b | columns on the right << 8, by class. */
  readonly META: Int32Array;
}

type Corner = readonly [number, number];

function corners(H: number): Corner[] {
  const list: Corner[] = [];
  if (H <= 64) {
    for (let a = 1; a <= Math.floor(2 * H * WIDEN); a++) {
      const q = 1 / H - 1 / a;
      const b = q <= 1e-9 ? Infinity : Math.floor((1 / q) * WIDEN);
      if (b >= a) list.push([a, b]);
    }
    return list;
  }
  for (let g = 0; g < 24; g++) {
    const a = H * (1 + (g + 1) / 24) * WIDEN;
    const a0 = H * (1 + g / 24);
    list.push([a, g === 0 ? Infinity : (1 / (1 / H - 1 / a0)) * WIDEN]);
  }
  return list;
}

/**
 * Max over corners of prod_{i<x} (1 - i/b) / (1 + i/(a+1)), x = 0, 1, ..., until it is negligible: the right side; the
 * left one has a and b exchanged.
 */
function suprema(list: readonly Corner[], side: "right" | "left"): number[] {
  const falling = Float64Array.from(list, ([a, b]) => (side === "right" ? b : a));
  const rising = Float64Array.from(list, ([a, b]) => (side === "right" ? a : b) + 1);
  const current = new Float64Array(list.length).fill(1);
  const products: number[] = [];
  for (let x = 0; ; x++) {
    let most = 0;
    for (let j = 0; j < current.length; j++) {
      const r = current[j] as number;
      if (r > most) most = r;
      const limit = falling[j] as number;
      current[j] = r * ((x < limit ? 1 - x / limit : 0) / (1 + x / (rising[j] as number)));
    }
    products.push(most);
    if (most < NEGLIGIBLE) return products;
  }
}

function modeZeroTail(): number[] {
  const products = [1];
  for (let x = 1; x <= 19; x++) products.push((products[x - 1] ?? 0) / x);
  return [...products, 0];
}

function power(c: number): number {
  let r = 1;
  for (let i = 0; i < Math.floor(c / 8); i++) r *= 2;
  const root = Math.sqrt(Math.sqrt(Math.sqrt(2)));
  for (let i = 0; i < c % 8; i++) r *= root;
  return r;
}

function columnHeights(c: number): { S: number[]; b: number; right: number } {
  const unwidened = power(c) / 2;
  const list = c === 0 ? [] : corners(unwidened * WIDEN);
  const rightSup = c === 0 ? modeZeroTail() : suprema(list, "right");
  const leftSup = c === 0 ? [] : suprema(list, "left");
  for (let b = 0; ; b++) {
    const W = 2 ** b;
    if (c > 0 && W < 0.31 * Math.sqrt(unwidened)) continue;
    let right = 0;
    while ((rightSup[right * W] ?? 0) >= NEGLIGIBLE) right++;
    let left = 0;
    while ((leftSup[left * W + 1] ?? 0) >= NEGLIGIBLE) left++;
    if (right + left > COLUMNS) continue;
    const S = new Array<number>(COLUMNS).fill(0);
    for (let j = 0; j < right; j++) S[j] = (rightSup[j * W] ?? 0) * (1 + 2 ** -18);
    for (let j = 0; j < left; j++) S[63 - j] = (leftSup[j * W + 1] ?? 0) * (1 + 2 ** -18);
    return { S, b, right };
  }
}

/** Vose's alias method on integers: exact, since each column's capacity is 2^26 and the masses sum to 64 of them. */
function aliasTable(masses: readonly number[], into: Int32Array, at: number): void {
  const left = [...masses];
  const small: number[] = [];
  const large: number[] = [];
  left.forEach((mass, j) => (mass < CAPACITY ? small : large).push(j));
  for (let j = 0; j < COLUMNS; j++) into[at + j] = j << 26;
  let head = 0;
  for (let next = 0; next < small.length; next++) {
    const s = small[next] ?? 0;
    const g = large[head];
    if (g === undefined) break;
    into[at + s] = (g << 26) | (left[s] ?? 0);
    left[g] = (left[g] ?? 0) - (CAPACITY - (left[s] ?? 0));
    if ((left[g] ?? 0) < CAPACITY) {
      small.push(g);
      head++;
    }
  }
}

/** Builds all classes (about 0.1 s): the same words on every machine. */
export function buildHats(): Hats {
  const AL = new Int32Array(CLASSES * COLUMNS);
  const LW = new Int32Array(CLASSES * COLUMNS);
  const META = new Int32Array(CLASSES);
  const log = new Int32Array(2);
  const units = (x: number): number => {
    fixedLog(x, log);
    return (log[0] ?? 0) * 65536 + (log[1] ?? 0);
  };
  for (let c = 0; c < CLASSES; c++) {
    const { S, b, right } = columnHeights(c);
    const unit = Math.floor((2 ** 32 - 64) / S.reduce((sum, s) => sum + s, 0));
    const masses = S.map((s) => (s > 0 ? Math.ceil(s * unit) : 0));
    masses[0] = (masses[0] ?? 0) + 2 ** 32 - masses.reduce((sum, w) => sum + w, 0);
    const unitLog = units(unit);
    masses.forEach((w, j) => {
      LW[c * COLUMNS + j] = w > 0 ? (Math.floor((units(w) - unitLog) / 65536 + 0.5) % 2 ** 32) | 0 : 0;
    });
    META[c] = b | (right << 8);
    aliasTable(masses, AL, c * COLUMNS);
  }
  return { AL, LW, META };
}
