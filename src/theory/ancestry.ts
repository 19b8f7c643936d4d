/**
 * The ancestral process of a fully synthetic chain. Every sample of generation m+1 picks its parent uniformly among the n
 * samples of generation m; looking back, A_0 = n samples have A_j distinct ancestors j generations before. A_{j+1} is the
 * number of distinct bins hit by A_j balls in n bins, whatever the tokens are (neutrality), and the A_{m-1} ancestors in
 * generation 1 are independent draws from p(0). So P(T <= m) = E sum_i p_i^{A_{m-1}}, exactly.
 * (Moehle 2003 for the chain; its use here is checked against enumeration.)
 */

/** Probabilities below this are cut off at both ends of a row. */
const NEGLIGIBLE = 1e-20;
/** From this many ancestors down, transitions are kept as a matrix, whose powers jump over generations. */
const SMALL = 256;

/** A law on whole numbers: values[a] for lo <= a <= hi, nothing elsewhere. */
interface Window {
  readonly values: Float64Array;
  lo: number;
  hi: number;
}

/** One more ball: the law of distinct bins D_a(j) = D_{a-1}(j) j/n + D_{a-1}(j-1) (1 - (j-1)/n), in place. */
function throwBall(row: Window, n: number): void {
  const { values } = row;
  if (row.hi < n) {
    row.hi++;
    values[row.hi] = 0;
  }
  for (let j = row.hi; j > row.lo; j--) {
    values[j] = ((values[j] as number) * j + (values[j - 1] as number) * (n - j + 1)) / n;
  }
  values[row.lo] = ((values[row.lo] as number) * row.lo) / n;
  trim(row);
}

function trim(row: Window): void {
  const { values } = row;
  while (row.lo < row.hi && (values[row.lo] as number) < NEGLIGIBLE) values[row.lo++] = 0;
  while (row.hi > row.lo && (values[row.hi] as number) < NEGLIGIBLE) values[row.hi--] = 0;
}

/** Calls `visit` with the law of distinct bins of a = 1, 2, ..., most balls in n bins; the window is reused. */
export function occupancyRows(
  n: number,
  most: number,
  visit: (a: number, row: Readonly<Window>) => void,
): void {
  const row: Window = { values: new Float64Array(n + 2), lo: 0, hi: 0 };
  row.values[0] = 1;
  for (let a = 1; a <= most; a++) {
    throwBall(row, n);
    visit(a, row);
  }
}

/**
 * E h(A_j) for every generation back j and any number of functionals h (arrays over a = 0 ... n).
 * Making it costs about 30 n^1.5 operations while A_j is large; after that any j is reached by matrix powers.
 */
export class AncestralLaw {
  readonly n: number;
  private readonly functionals: readonly Float64Array[];
  /** E h(A_j) of each functional for j = 0 ... early - 1. */
  private readonly early: number[][];
  /** Law of A_j at j = early.length, over a <= SMALL. */
  private readonly start: Float64Array;
  /** Transition matrices P^(2^i), lower triangular, row a at a (a+1) / 2. */
  private readonly powers: Float64Array[];
  private readonly size: number;

  constructor(n: number, functionals: readonly Float64Array[]) {
    this.n = n;
    this.functionals = functionals;
    this.size = Math.min(n, SMALL);
    this.early = functionals.map(() => []);
    let law: Window = { values: new Float64Array(n + 2), lo: n, hi: n };
    law.values[n] = 1;
    while (law.hi > this.size) {
      this.early.forEach((values, i) => values.push(expectation(law, functionals[i] ?? law.values)));
      law = this.backOne(law);
    }
    this.start = law.values.slice(0, this.size + 1);
    this.powers = [transitions(n, this.size)];
  }

  /** Law of A_{j+1} from that of A_j by Horner's rule: sum_a v(a) M^a e_0, M one more ball. */
  private backOne(law: Window): Window {
    const next: Window = { values: new Float64Array(this.n + 2), lo: 0, hi: 0 };
    for (let a = law.hi; a > 0; a--) {
      if (a >= law.lo) {
        // Mass that starts here begins at 0 bins; the window may have left 0 behind.
        for (let j = next.lo - 1; j >= 0; j--) next.values[j] = 0;
        next.lo = 0;
        next.values[0] = (next.values[0] as number) + (law.values[a] as number);
      }
      throwBall(next, this.n);
    }
    return next;
  }

  /** E h(A_j) of functional `index` at ascending generations back `js`. */
  expect(index: number, js: readonly number[]): number[] {
    const early = this.early[index] ?? [];
    const functional = this.functionals[index];
    if (functional === undefined) throw new RangeError(`AncestralLaw: there is no functional ${index}.`);
    let at = early.length;
    let law = this.start;
    return js.map((j) => {
      const known = early[j];
      if (known !== undefined) return known;
      law = this.back(law, j - at);
      at = j;
      return dot(law, functional);
    });
  }

  /** The smallest j with E h(A_j) >= `value` for a functional that rises with j towards 1. */
  first(index: number, value: number): number {
    const early = this.early[index] ?? [];
    const soon = early.findIndex((v) => v >= value);
    if (soon >= 0) return soon;
    const functional = this.functionals[index] ?? this.start;
    if (dot(this.start, functional) >= value) return early.length;
    let law = this.start;
    let j = early.length;
    for (let i = 40; i >= 0; i--) {
      const further = multiply(law, this.power(i));
      if (dot(further, functional) < value) {
        law = further;
        j += 2 ** i;
      }
    }
    return j + 1;
  }

  /** Walks j = 0, 1, 2, ... handing over all E h(A_j) until `visit` returns false. */
  walk(visit: (expectations: readonly number[]) => boolean): void {
    const early = this.early[0]?.length ?? 0;
    for (let j = 0; j < early; j++) {
      if (!visit(this.early.map((values) => values[j] ?? 0))) return;
    }
    const step = this.power(0);
    let law = this.start;
    let top = this.size;
    while (visit(this.functionals.map((functional) => dot(law, functional, top)))) {
      law = multiply(law, step, top);
      while (top > 1 && (law[top] as number) < NEGLIGIBLE) top--;
    }
  }

  private back(law: Float64Array, generations: number): Float64Array {
    let result = law;
    for (let i = 0, left = generations; left > 0; i++, left = Math.floor(left / 2)) {
      if (left % 2 === 1) result = multiply(result, this.power(i));
    }
    return result;
  }

  private power(i: number): Float64Array {
    for (let known = this.powers.length; known <= i; known++) {
      const last = this.powers[known - 1] ?? new Float64Array(0);
      this.powers.push(square(last, this.size));
    }
    return this.powers[i] ?? new Float64Array(0);
  }
}

function expectation(law: Readonly<Window>, functional: Float64Array): number {
  let sum = 0;
  for (let a = law.lo; a <= law.hi; a++) sum += (law.values[a] as number) * (functional[a] as number);
  return sum;
}

function dot(law: Float64Array, functional: Float64Array, top = law.length - 1): number {
  let sum = 0;
  for (let a = 1; a <= top; a++) sum += (law[a] as number) * (functional[a] as number);
  return sum;
}

function transitions(n: number, size: number): Float64Array {
  const matrix = new Float64Array(((size + 1) * (size + 2)) / 2);
  occupancyRows(n, size, (a, row) => {
    for (let j = row.lo; j <= row.hi; j++) matrix[(a * (a + 1)) / 2 + j] = row.values[j] as number;
  });
  return matrix;
}

/** A law times a lower triangular matrix. */
function multiply(law: Float64Array, matrix: Float64Array, top = law.length - 1): Float64Array {
  const result = new Float64Array(law.length);
  for (let a = 1; a <= top; a++) {
    const weight = law[a] as number;
    if (weight < 1e-300) continue;
    const at = (a * (a + 1)) / 2;
    for (let j = 1; j <= a; j++) result[j] = (result[j] as number) + weight * (matrix[at + j] as number);
  }
  return result;
}

function square(matrix: Float64Array, size: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let a = 1; a <= size; a++) {
    const at = (a * (a + 1)) / 2;
    for (let b = 1; b <= a; b++) {
      const weight = matrix[at + b] as number;
      if (weight < 1e-300) continue;
      const from = (b * (b + 1)) / 2;
      for (let j = 1; j <= b; j++)
        result[at + j] = (result[at + j] as number) + weight * (matrix[from + j] as number);
    }
  }
  return result;
}
