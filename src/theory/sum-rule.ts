/** Whole numbers and weights. */
export interface SumRule {
  readonly at: readonly number[];
  readonly weights: readonly number[];
}

const NODES = 20;

const rules = new Map<number, SumRule>();
/** Rules kept at most. */
const MOST_RULES = 2000;

/**
 * Numbers x_i and weights w_i with sum_{x=0}^{length-1} q(x) = sum_i w_i q(x_i) for every polynomial q of degree < 20: Gauss-
 * like summation on rounded Chebyshev points. A short sum is taken term by term. Rules are remembered.
 */
export function sumRule(length: number): SumRule {
  const rule = rules.get(length) ?? ruleFor(length);
  if (rules.size < MOST_RULES) rules.set(length, rule);
  return rule;
}

function ruleFor(length: number): SumRule {
  if (length <= 2 * NODES) {
    const at = Array.from({ length }, (_, x) => x);
    return { at, weights: at.map(() => 1) };
  }
  const at = Array.from({ length: NODES }, (_, i) =>
    Math.round(((length - 1) / 2) * (1 - Math.cos((Math.PI * (i + 0.5)) / NODES))),
  );
  const distinct = [...new Set(at)];
  const right = distinct.map((_, k) => (k === 0 ? 1 : 0));
  const weights = solve(transpose(distinct.map((x) => gram(length, distinct.length, x))), right);
  return { at: distinct, weights: weights.map((w) => w * length) };
}

/**
 * Values at x of the polynomials of degree 0 ... count - 1 that are orthogonal on 0 ... length - 1 (Gram's, also called
 * discrete Chebyshev), of mean square 1: all but the first sum to 0.
 */
function gram(length: number, count: number, x: number): number[] {
  const y = x - (length - 1) / 2;
  // Norm of the step from degree k - 1 to k in y p_k = s_{k+1} p_{k+1} + s_k p_{k-1}.
  const step = (k: number): number => (k / 2) * Math.sqrt((length * length - k * k) / (4 * k * k - 1));
  const values = [1];
  for (let k = 1; k < count; k++) {
    const below = k === 1 ? 0 : step(k - 1) * (values[k - 2] ?? 0);
    values.push((y * (values[k - 1] ?? 0) - below) / step(k));
  }
  return values;
}

function transpose(matrix: readonly number[][]): number[][] {
  return matrix.map((_, i) => matrix.map((row) => row[i] ?? 0));
}

/** Solves a small linear system by elimination with row exchanges. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  for (let k = 0; k < size; k++) {
    const pivot = rows
      .slice(k)
      .reduce((best, row) => (Math.abs(row[k] ?? 0) > Math.abs(best[k] ?? 0) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(k, 0, pivot);
    for (const row of rows.slice(k + 1)) {
      const factor = (row[k] ?? 0) / (pivot[k] ?? 1);
      for (let j = k; j <= size; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  const x = new Array<number>(size).fill(0);
  for (let k = size - 1; k >= 0; k--) {
    const row = rows[k] ?? [];
    let value = row[size] ?? 0;
    for (let j = k + 1; j < size; j++) value -= (row[j] ?? 0) * (x[j] ?? 0);
    x[k] = value / (row[k] ?? 1);
  }
  return x;
}
