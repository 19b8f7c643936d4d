/** Brute force: the law of a whole chain by enumerating every vector of counts. For tiny n and vocabularies. */

type Law = Map<string, number>;

function compositions(n: number, s: number): number[][] {
  if (s === 1) return [[n]];
  const all: number[][] = [];
  for (let first = 0; first <= n; first++)
    for (const rest of compositions(n - first, s - 1)) all.push([first, ...rest]);
  return all;
}

function multinomial(counts: readonly number[], p: readonly number[]): number {
  let probability = 1;
  let left = counts.reduce((a, b) => a + b, 0);
  counts.forEach((c, i) => {
    for (let j = 0; j < c; j++) probability *= ((left - j) / (c - j)) * (p[i] ?? 0);
    left -= c;
  });
  return probability;
}

export interface Enumerated {
  /** P(T <= m), E sum of squares, E support, E ||p(m)-p(1)||_2^2 at m = 1, 2, ... */
  readonly cdf: number[];
  readonly sumOfSquares: number[];
  readonly support: number[];
  /** P(the chain has ended in token i by the last generation). */
  readonly winners: number[];
}

/** The laws of p(m+1) = Multinomial(n, p(m))/n for m = 1 ... generations. */
export function enumerate(n: number, p: readonly number[], generations: number): Enumerated {
  const states = compositions(n, p.length);
  const result: Enumerated = { cdf: [], sumOfSquares: [], support: [], winners: p.map(() => 0) };
  let law: Law = new Map(states.map((state) => [state.join(), multinomial(state, p)]));
  const moves = new Map(
    states.map((state) => [
      state.join(),
      states
        .map(
          (next) =>
            [
              next.join(),
              multinomial(
                next,
                state.map((c) => c / n),
              ),
            ] as const,
        )
        .filter(([, q]) => q > 0),
    ]),
  );
  for (let m = 1; m <= generations; m++) {
    let cdf = 0;
    let squares = 0;
    let support = 0;
    for (const state of states) {
      const probability = law.get(state.join()) ?? 0;
      if (Math.max(...state) === n) cdf += probability;
      squares += probability * state.reduce((sum, c) => sum + (c / n) ** 2, 0);
      support += probability * state.filter((c) => c > 0).length;
    }
    result.cdf.push(cdf);
    result.sumOfSquares.push(squares);
    result.support.push(support);
    const next: Law = new Map();
    law.forEach((probability, state) => {
      for (const [to, q] of moves.get(state) ?? []) next.set(to, (next.get(to) ?? 0) + probability * q);
    });
    law = next;
  }
  p.forEach((_, i) => {
    result.winners[i] = law.get(p.map((__, j) => (j === i ? n : 0)).join()) ?? 0;
  });
  return result;
}
