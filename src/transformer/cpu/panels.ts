import type { Matrix } from "./multiply.js";
import code from "./panels.wat";
import type { Real } from "./real.js";

/** Rows of A, columns of B and terms of a sum that are packed at a time: as much as the program's memory holds. */
const ROWS = 128;
const COLUMNS = 256;
const DEPTH = 512;

/** Rows and columns that the program takes together. */
const ROW_GROUP = 4;
const COLUMN_GROUP = 8;

/** Where the panels of B and the block of C begin, in numbers; those of A begin at 0. */
const B = ROWS * DEPTH;
const C = B + COLUMNS * DEPTH;

/** What panels.wat exports; where it reads and writes is in bytes. */
interface Program {
  readonly memory: WebAssembly.Memory;
  multiply(rowGroups: number, columnGroups: number, depth: number, a: number, b: number, c: number): void;
}

/** Multiplies matrices of float32 four numbers at a time. */
export class Panels {
  private readonly program: Program;
  private readonly numbers: Float32Array;

  private constructor(program: Program) {
    this.program = program;
    this.numbers = new Float32Array(program.memory.buffer);
  }

  /** Null where there is no WebAssembly with vectors, or a page's policy forbids it. */
  static open(): Panels | null {
    try {
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
      return new Panels(exports as unknown as Program);
    } catch {
      return null;
    }
  }

  /**
   * C = A B^T, or C += A B^T where `add`: C is m x n, A is m x k, B is n x k. An element's sum runs in float32 over its terms
   * in order, whatever else is computed with it.
   */
  multiply(m: number, n: number, k: number, a: Matrix, b: Matrix, c: Matrix, add: boolean): void {
    const { program, numbers } = this;
    for (let l = 0; l < k; l += DEPTH) {
      const depth = Math.min(DEPTH, k - l);
      for (let j = 0; j < n; j += COLUMNS) {
        const columns = Math.min(COLUMNS, n - j);
        pack(b, j, columns, COLUMN_GROUP, l, depth, numbers, B);
        const columnGroups = Math.ceil(columns / COLUMN_GROUP);
        for (let i = 0; i < m; i += ROWS) {
          const rows = Math.min(ROWS, m - i);
          pack(a, i, rows, ROW_GROUP, l, depth, numbers, 0);
          program.multiply(Math.ceil(rows / ROW_GROUP), columnGroups, depth, 0, 4 * B, 4 * C);
          unpack(numbers, columnGroups * COLUMN_GROUP, c, i, rows, j, columns, add || l > 0);
        }
      }
    }
  }
}

/**
 * Packs rows first ... first + count - 1 of a matrix, terms l ... l + depth - 1, by groups: number (g, l, r) is term l of row
 * g * group + r. What the last group lacks is 0.
 */
function pack(
  { data, at, row, column }: Matrix,
  first: number,
  count: number,
  group: number,
  l: number,
  depth: number,
  into: Float32Array,
  to: number,
): void {
  const last = Math.ceil(count / group) * group;
  for (let i = 0; i < last; i += 4) {
    const place = to + (i - (i % group)) * depth + (i % group);
    const from = at + (first + i) * row + l * column;
    if (count - i >= 4) {
      four(data, from, row, column, depth, into, place, group);
      continue;
    }
    for (let r = 0; r < 4; r++) {
      const isThere = i + r < count;
      for (let t = 0; t < depth; t++) {
        into[place + t * group + r] = isThere ? (data[from + r * row + t * column] as number) : 0;
      }
    }
  }
}

/** Packs four rows side by side, each four `step` numbers after the last. */
function four(
  data: Real,
  from: number,
  row: number,
  column: number,
  depth: number,
  into: Float32Array,
  to: number,
  step: number,
): void {
  let p0 = from;
  let p1 = p0 + row;
  let p2 = p1 + row;
  let p3 = p2 + row;
  for (let t = 0; t < depth; t++) {
    into[to] = data[p0] as number;
    into[to + 1] = data[p1] as number;
    into[to + 2] = data[p2] as number;
    into[to + 3] = data[p3] as number;
    p0 += column;
    p1 += column;
    p2 += column;
    p3 += column;
    to += step;
  }
}

/** Writes the block of C, rows of `width` numbers, to where it belongs, or adds it. */
function unpack(
  numbers: Float32Array,
  width: number,
  { data, at, row, column }: Matrix,
  i: number,
  rows: number,
  j: number,
  columns: number,
  add: boolean,
): void {
  for (let r = 0; r < rows; r++) {
    let from = C + r * width;
    let to = at + (i + r) * row + j * column;
    for (const end = from + columns; from < end; from++, to += column) {
      data[to] = add ? (data[to] as number) + (numbers[from] as number) : (numbers[from] as number);
    }
  }
}
