/** The ancestral process written down plainly, O(n^2) and more: what the quick laws are held to. */

/** rows[a][j] = P(a balls hit j of n bins), a = 0 ... n. */
export function transitions(n: number): Float64Array[] {
  const rows = [new Float64Array(n + 1)];
  (rows[0] as Float64Array)[0] = 1;
  for (let a = 1; a <= n; a++) {
    const above = rows[a - 1] as Float64Array;
    rows.push(above.map((x, j) => (x * j) / n + (j > 0 ? ((above[j - 1] as number) * (n - j + 1)) / n : 0)));
  }
  return rows;
}

/** E h(A_j), j = 0 ... last, for functions h of the number of ancestors. */
export function expectations(
  n: number,
  last: number,
  functions: readonly ((a: number) => number)[],
): number[][] {
  const rows = transitions(n);
  const tables = functions.map((h) => Float64Array.from({ length: n + 1 }, (_, a) => h(a)));
  const result: number[][] = functions.map(() => []);
  let law = new Float64Array(n + 1);
  law[n] = 1;
  for (let j = 0; j <= last; j++) {
    tables.forEach((table, i) =>
      result[i]?.push(law.reduce((sum, q, a) => sum + q * (table[a] as number), 0)),
    );
    const next = new Float64Array(n + 1);
    law.forEach((q, a) => {
      if (q < 1e-30) return;
      const row = rows[a] as Float64Array;
      for (let b = 1; b <= a; b++) next[b] = (next[b] as number) + q * (row[b] as number);
    });
    law = next;
  }
  return result;
}

/**
 * E[T] and sd[T] from the triangular systems of G1(a) = sum_j E x(A_j), G2(a) = sum_j j E x(A_j), A_0 = a, with
 * x = 1 - f: E[T] = 1 + G1(n), E[T^2] = 1 + 3 G1(n) + 2 G2(n).
 */
export function momentsByRecursion(
  n: number,
  p: readonly number[],
): { mean: number; standardDeviation: number } {
  const rows = transitions(n);
  const G1 = new Float64Array(n + 1);
  const G2 = new Float64Array(n + 1);
  for (let a = 2; a <= n; a++) {
    const row = rows[a] as Float64Array;
    let first = p.reduce((sum, x) => sum + x * (1 - x ** (a - 1)), 0);
    let second = 0;
    let leave = 0;
    for (let b = 1; b < a; b++) {
      leave += row[b] as number;
      first += (row[b] as number) * (G1[b] as number);
      second += (row[b] as number) * ((G1[b] as number) + (G2[b] as number));
    }
    G1[a] = first / leave;
    G2[a] = (second + (row[a] as number) * (first / leave)) / leave;
  }
  const g1 = G1[n] as number;
  return { mean: 1 + g1, standardDeviation: Math.sqrt(g1 + 2 * (G2[n] as number) - g1 * g1) };
}
