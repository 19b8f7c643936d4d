import { multiply, transposed, type Matrix } from "./multiply.js";
import { drop, type Dropout } from "./dropout.js";
import type { Real } from "./real.js";
import type { Span } from "./span.js";

/** Query rows at a time: keys past the last of them are not looked at. */
const TILE = 16;

/** One head's part of rows of queries, keys and values: `qkv` has rows of 3 d, each third H heads of d/H. */
function headOf(
  qkv: Real,
  width: number,
  heads: number,
  firstRow: number,
  third: number,
  head: number,
): Matrix {
  const at = firstRow * 3 * width + third * width + (head * width) / heads;
  return { data: qkv, at, row: 3 * width, column: 1 };
}

function below(matrix: Matrix, row: number): Matrix {
  return { ...matrix, at: matrix.at + row * matrix.row };
}

/**
 * Causal attention of the rows of a span. `qkv` holds the new rows, `cache` those of all positions (the same array in
 * training); `softmax` is left with the (sequences, heads, fresh, capacity) probabilities before dropout and `out` with
 * the heads' results side by side.
 */
export function attention(
  span: Span,
  width: number,
  heads: number,
  qkv: Real,
  cache: Real,
  softmax: Real,
  scratch: Real,
  dropout: Dropout | null,
  site: number,
  out: Real,
): void {
  const { sequences, fresh, past, capacity } = span;
  const size = width / heads;
  const scale = 1 / Math.sqrt(size);
  for (let s = 0; s < sequences; s++) {
    for (let h = 0; h < heads; h++) {
      const queries = headOf(qkv, width, heads, s * fresh, 0, h);
      const keys = headOf(cache, width, heads, s * capacity, 1, h);
      const values = transposed(headOf(cache, width, heads, s * capacity, 2, h));
      for (let first = 0; first < fresh; first += TILE) {
        const m = Math.min(TILE, fresh - first);
        const n = past + first + m;
        const at = ((s * heads + h) * fresh + first) * capacity;
        const p: Matrix = { data: softmax, at, row: capacity, column: 1 };
        multiply(m, n, size, below(queries, first), keys, p, false);
        for (let i = 0; i < m; i++) softmaxRow(softmax, at + i * capacity, past + first + i + 1, n, scale);
        const used =
          dropout === null ? p : dropped(p, m, n, scratch, dropout, site, span, heads, s, h, first);
        const target = { data: out, at: (s * fresh + first) * width + h * size, row: width, column: 1 };
        multiply(m, size, n, used, values, target, false);
      }
    }
  }
}

/** Softmax of `scale` times the first `live` of `n` numbers; the others become 0. */
function softmaxRow(x: Real, at: number, live: number, n: number, scale: number): void {
  let most = -Infinity;
  for (let j = 0; j < live; j++) most = Math.max(most, x[at + j] as number);
  let sum = 0;
  for (let j = 0; j < live; j++) {
    const e = Math.exp(((x[at + j] as number) - most) * scale);
    x[at + j] = e;
    sum += e;
  }
  for (let j = 0; j < live; j++) x[at + j] = (x[at + j] as number) / sum;
  for (let j = live; j < n; j++) x[at + j] = 0;
}

/** The tile p after dropout, in scratch. Elements are numbered as a (batch, heads, T, T) array. */
function dropped(
  p: Matrix,
  m: number,
  n: number,
  scratch: Real,
  dropout: Dropout,
  site: number,
  span: Span,
  heads: number,
  s: number,
  h: number,
  first: number,
): Matrix {
  const head = (span.firstRow + s) * heads + h;
  for (let i = 0; i < m; i++) {
    const from = p.at + i * p.row;
    for (let j = 0; j < n; j++) scratch[i * n + j] = p.data[from + j] as number;
    drop(dropout, site, (head * span.fresh + first + i) * span.fresh, scratch, i * n, first + i + 1);
  }
  return { data: scratch, at: 0, row: n, column: 1 };
}

/**
 * The gradient of queries, keys and values (`qkvGradient`, overwritten) from that of the heads' results, of a training
 * span (no past). Two scratch tiles of 16 x T.
 */
export function attentionBackward(
  span: Span,
  width: number,
  heads: number,
  gradient: Real,
  qkv: Real,
  softmax: Real,
  scratch: readonly [Real, Real],
  dropout: Dropout | null,
  site: number,
  qkvGradient: Real,
): void {
  const { sequences, fresh } = span;
  const size = width / heads;
  const scale = 1 / Math.sqrt(size);
  qkvGradient.fill(0, 0, sequences * fresh * 3 * width);
  for (let s = 0; s < sequences; s++) {
    for (let h = 0; h < heads; h++) {
      const [queries, keys, values] = [0, 1, 2].map((third) =>
        headOf(qkv, width, heads, s * fresh, third, h),
      ) as [Matrix, Matrix, Matrix];
      const [queryGradient, keyGradient, valueGradient] = [0, 1, 2].map((third) =>
        headOf(qkvGradient, width, heads, s * fresh, third, h),
      ) as [Matrix, Matrix, Matrix];
      for (let first = 0; first < fresh; first += TILE) {
        const m = Math.min(TILE, fresh - first);
        const n = first + m;
        const p: Matrix = {
          data: softmax,
          at: ((s * heads + h) * fresh + first) * fresh,
          row: fresh,
          column: 1,
        };
        const out = { data: gradient, at: (s * fresh + first) * width + h * size, row: width, column: 1 };
        const used =
          dropout === null ? p : dropped(p, m, n, scratch[0], dropout, site, span, heads, s, h, first);
        multiply(n, size, m, transposed(used), transposed(out), valueGradient, true);

        const slope: Matrix = { data: scratch[1], at: 0, row: n, column: 1 };
        multiply(m, n, size, out, values, slope, false);
        for (let i = 0; i < m; i++) {
          const element = (((span.firstRow + s) * heads + h) * fresh + first + i) * fresh;
          drop(dropout, site, element, scratch[1], i * n, first + i + 1);
          softmaxRowBackward(softmax, p.at + i * fresh, scratch[1], i * n, first + i + 1, n, scale);
        }
        multiply(m, size, n, slope, transposed(keys), below(queryGradient, first), true);
        multiply(n, size, m, transposed(slope), transposed(below(queries, first)), keyGradient, true);
      }
    }
  }
}

/** Turns a row's gradient of probabilities into that of scaled scores: scale p (g - sum p g). */
function softmaxRowBackward(
  p: Real,
  at: number,
  gradient: Real,
  to: number,
  live: number,
  n: number,
  scale: number,
): void {
  let sum = 0;
  for (let j = 0; j < live; j++) sum += (p[at + j] as number) * (gradient[to + j] as number);
  for (let j = 0; j < live; j++) {
    gradient[to + j] = scale * (p[at + j] as number) * ((gradient[to + j] as number) - sum);
  }
  for (let j = live; j < n; j++) gradient[to + j] = 0;
}
