import { Panels } from "./panels.js";
import type { Real } from "./real.js";

/** A matrix inside an array: element (i, j) stands at `at + i * row + j * column`. */
export interface Matrix {
  readonly data: Real;
  readonly at: number;
  readonly row: number;
  readonly column: number;
}

/** The row-major matrix with rows of `width` at the start of `data`. */
export function rows(data: Real, width: number): Matrix {
  return { data, at: 0, row: width, column: 1 };
}

/** The same numbers with rows and columns exchanged. */
export function transposed({ data, at, row, column }: Matrix): Matrix {
  return { data, at, row: column, column: row };
}

let panels: Panels | null | undefined;

/**
 * C = A B^T, or C += A B^T where `add`: C is m x n, A is m x k, B is n x k. In float32 with the processor's vectors where
 * WebAssembly has them; else in blocks of 4 x 4 in locals, with sums in float64.
 */
export function multiply(
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  c: Matrix,
  add: boolean,
): void {
  if (isSingle(a) && isSingle(b) && isSingle(c)) {
    if (panels === undefined) panels = Panels.open();
    if (panels) {
      panels.multiply(m, n, k, a, b, c, add);
      return;
    }
  }
  const m4 = m - (m % 4);
  const n4 = n - (n % 4);
  for (let i = 0; i < m4; i += 4) {
    for (let j = 0; j < n4; j += 4) block(i, j, k, a, b, c, add);
  }
  if (n4 < n) edge(0, m4, n4, n, k, a, b, c, add);
  if (m4 < m) edge(m4, m, 0, n, k, a, b, c, add);
}

function isSingle({ data }: Matrix): boolean {
  return data instanceof Float32Array;
}

function block(i: number, j: number, k: number, a: Matrix, b: Matrix, c: Matrix, add: boolean): void {
  const x = a.data;
  const y = b.data;
  const xStep = a.column;
  const yStep = b.column;
  let x0 = a.at + i * a.row;
  let x1 = x0 + a.row;
  let x2 = x1 + a.row;
  let x3 = x2 + a.row;
  let y0 = b.at + j * b.row;
  let y1 = y0 + b.row;
  let y2 = y1 + b.row;
  let y3 = y2 + b.row;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  for (let l = 0; l < k; l++) {
    const b0 = y[y0] as number;
    const b1 = y[y1] as number;
    const b2 = y[y2] as number;
    const b3 = y[y3] as number;
    let u = x[x0] as number;
    s00 += u * b0;
    s01 += u * b1;
    s02 += u * b2;
    s03 += u * b3;
    u = x[x1] as number;
    s10 += u * b0;
    s11 += u * b1;
    s12 += u * b2;
    s13 += u * b3;
    u = x[x2] as number;
    s20 += u * b0;
    s21 += u * b1;
    s22 += u * b2;
    s23 += u * b3;
    u = x[x3] as number;
    s30 += u * b0;
    s31 += u * b1;
    s32 += u * b2;
    s33 += u * b3;
    x0 += xStep;
    x1 += xStep;
    x2 += xStep;
    x3 += xStep;
    y0 += yStep;
    y1 += yStep;
    y2 += yStep;
    y3 += yStep;
  }
  const at = c.at + i * c.row + j * c.column;
  four(c, at, s00, s01, s02, s03, add);
  four(c, at + c.row, s10, s11, s12, s13, add);
  four(c, at + 2 * c.row, s20, s21, s22, s23, add);
  four(c, at + 3 * c.row, s30, s31, s32, s33, add);
}

function four(c: Matrix, at: number, s0: number, s1: number, s2: number, s3: number, add: boolean): void {
  const { data, column } = c;
  const [a1, a2, a3] = [at + column, at + 2 * column, at + 3 * column];
  data[at] = add ? (data[at] as number) + s0 : s0;
  data[a1] = add ? (data[a1] as number) + s1 : s1;
  data[a2] = add ? (data[a2] as number) + s2 : s2;
  data[a3] = add ? (data[a3] as number) + s3 : s3;
}

/** Rows i0 ... i1-1 and columns j0 ... j1-1, one element at a time. */
function edge(
  i0: number,
  i1: number,
  j0: number,
  j1: number,
  k: number,
  a: Matrix,
  b: Matrix,
  c: Matrix,
  add: boolean,
): void {
  const x = a.data;
  const y = b.data;
  for (let i = i0; i < i1; i++) {
    for (let j = j0; j < j1; j++) {
      let p = a.at + i * a.row;
      let q = b.at + j * b.row;
      let sum = 0;
      for (let l = 0; l < k; l++) {
        sum += (x[p] as number) * (y[q] as number);
        p += a.column;
        q += b.column;
      }
      const at = c.at + i * c.row + j * c.column;
      c.data[at] = add ? (c.data[at] as number) + sum : sum;
    }
  }
}
