/** Brute force: the law of a whole chain by enumerating every vector of counts. For tiny n and vocabularies. */

export function compositions(n: number, s: number): number[][] {
  if (s === 1) return [[n]];
  const all: number[][] = [];
  for (let first = 0; first <= n; first++)
    for (const rest of compositions(n - first, s - 1)) all.push([first, ...rest]);
  return all;
}

/** P(counts) of a multinomial law. */
export function multinomial(counts: readonly number[], p: readonly number[]): number {
  let probability = 1;
  let left = counts.reduce((a, b) => a + b, 0);
  counts.forEach((c, i) => {
    for (let j = 0; j < c; j++) probability *= ((left - j) / (c - j)) * (p[i] ?? 0);
    left -= c;
  });
  return probability;
}

/** Laws at m = 1, 2, ..., at index m - 1. */
export interface Enumerated {
  /** P(T <= m). */
  readonly cdf: number[];
  readonly sumOfSquares: number[];
  readonly support: number[];
  /** E||p(m) - p(1)||_1 and E||p(m) - p(1)||_2^2. */
  readonly driftL1: number[];
  readonly driftL2Squared: number[];
  /** E||p(1) - p||_2^2 and E||p(1) - p||_1. */
  readonly firstL2Squared: number;
  readonly firstL1: number;
  /** P(the chain has ended in token i by the last generation). */
  readonly winners: number[];
}

/** The laws of p(m+1) = Multinomial(n, p(m))/n, p(0) = p, for m = 1 ... generations. */
export function enumerate(n: number, p: readonly number[], generations: number): Enumerated {
  const states = compositions(n, p.length);
  const shares = states.map((state) => state.map((c) => c / n));
  const moves = shares.map((from) => states.map((to) => multinomial(to, from)));
  /** E of h(p(m), p(1)). */
  const mean = (h: (now: readonly number[], first: readonly number[]) => number): number =>
    joint.reduce(
      (sum, row, first) =>
        row.reduce((inner, q, now) => inner + q * h(shares[now] ?? [], shares[first] ?? []), sum),
      0,
    );
  const distance = (a: readonly number[], b: readonly number[], norm: (x: number) => number): number =>
    a.reduce((sum, x, i) => sum + norm(x - (b[i] ?? 0)), 0);
  const square = (x: number): number => x * x;

  // joint[first][now] = P(p(1) = shares[first], p(m) = shares[now])
  let joint = states.map((state, first) =>
    states.map((_, now) => (now === first ? multinomial(state, p) : 0)),
  );
  const result: Enumerated = {
    cdf: [],
    sumOfSquares: [],
    support: [],
    driftL1: [],
    driftL2Squared: [],
    firstL2Squared: mean((now) => distance(now, p, square)),
    firstL1: mean((now) => distance(now, p, Math.abs)),
    winners: [],
  };
  for (let m = 1; m <= generations; m++) {
    result.cdf.push(mean((now) => Number(Math.max(...now) === 1)));
    result.sumOfSquares.push(mean((now) => distance(now, [], square)));
    result.support.push(mean((now) => now.filter((x) => x > 0).length));
    result.driftL1.push(mean((now, first) => distance(now, first, Math.abs)));
    result.driftL2Squared.push(mean((now, first) => distance(now, first, square)));
    if (m === generations) break;
    joint = joint.map((row) =>
      states.map((_, to) => row.reduce((sum, q, from) => sum + q * (moves[from]?.[to] ?? 0), 0)),
    );
  }
  result.winners.push(...p.map((_, i) => mean((now) => Number(now[i] === 1))));
  return result;
}
