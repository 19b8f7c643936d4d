/** Theorems 2 and 3 of arXiv 2404.05090: partially synthetic, a corpus of N real samples and n synthetic ones. */

/**
 * S_m by Theorem 2 (Eq. 9) as it is printed, m >= 2: its last sign is wrong, and should be a plus. Before that S_0 and
 * S_1 = 1/N + (1 - 1/N) S_0, which it starts from.
 */
export function theorem2Printed(n: number, N: number, S0: number, m: number): number {
  if (m === 0) return S0;
  if (m === 1) return 1 / N + (1 - 1 / N) * S0;
  const alpha = n / (N + n);
  const slope = (1 + 1 / N) * alpha;
  const power = (alpha * (slope - 1 / N)) ** (m - 1);
  const D = 1 + slope;
  const noise = (1 + 2 * alpha - (1 - 1 / N) * alpha * power) / (N * D);
  return noise + ((1 - 1 / N) * S0 * (1 + alpha - (alpha / N) * power)) / D;
}

const C0 = Math.E ** 3 / (2 * Math.PI);
const C1 = (6 * Math.E) / Math.PI ** 1.5;

/**
 * Theorem 3's bound on E||p(m) - p(1)||_1, m >= 2: (1/N) sqrt(pi n/2) G_n(s) (Eq. 10). `tokens`: s; a token of probability 0
 * never comes, so that s~, the number of live ones, does. Infinity where it is beyond a double.
 */
export function theorem3Bound(n: number, N: number, tokens: number): number {
  return (Math.sqrt((Math.PI * n) / 2) / N) * mardia(n, tokens);
}

/** Up to these n, G_n(s) is of its first and of its second case; beyond, of its third. */
function casesEnd(s: number): [first: number, second: number] {
  return [Math.floor(((s - 2) * Math.E) / C0), Math.floor(((s - 2) * 4) / C0)];
}

/** G_n(s) (Mardia et al., 2020): C_0 n/e + 2 <= s, C_0 n/4 + 2 <= s < C_0 n/e + 2, or s < C_0 n/4 + 2. */
function mardia(n: number, s: number): number {
  const [first, second] = casesEnd(s);
  if (n <= first) return C1 * s * Math.exp((C0 * n) / (2 * Math.E));
  if (n <= second) return C1 * s * ((C0 * n) / s) ** (s / 2);
  return 2 ** s - 2;
}

/**
 * The elementary bound on the same for every m: sqrt(s~ lim E||p(m) - p(1)||_2^2), since that expectation rises to
 * (1-S_0) (1 - 1/N) n / (N^2 + (2N+1) n).
 */
function elementaryLimit(n: number, N: number, live: number, sumOfSquares: number): number {
  const squared = ((1 - sumOfSquares) * (1 - 1 / N) * n) / (N * N + (2 * N + 1) * n);
  return Math.sqrt(live * squared);
}

const MOST_SAMPLES = 2 ** 20;

/**
 * The largest n <= 2^20 with which the drift E||p(m) - p(1)||_1 stays below epsilon for ever, by Theorem 3 and by the elementary
 * bound; 0 where no n does.
 */
export function largestSamples(asked: {
  readonly realSamples: number;
  readonly live: number;
  readonly sumOfSquares: number;
  readonly epsilon: number;
}): { theorem3: number; elementary: number } {
  const { realSamples: N, live, sumOfSquares, epsilon } = asked;
  const [first, second] = casesEnd(live);
  const ofTheorem3 = (low: number, high: number): number =>
    largestBelow((n) => theorem3Bound(n, N, live), epsilon, low, high);
  return {
    // The bound rises with n in each case of G, and falls where the next one begins.
    theorem3: ofTheorem3(second + 1, MOST_SAMPLES) || ofTheorem3(first + 1, second) || ofTheorem3(1, first),
    elementary: largestBelow((n) => elementaryLimit(n, N, live, sumOfSquares), epsilon, 1, MOST_SAMPLES),
  };
}

/** The largest n of low ... high with bound(n) < epsilon, for a rising bound; 0 if there is none. */
function largestBelow(bound: (n: number) => number, epsilon: number, low: number, high: number): number {
  let below = Math.max(1, low) - 1;
  let above = Math.min(high, MOST_SAMPLES) + 1;
  while (above - below > 1) {
    const n = Math.floor((below + above) / 2);
    if (bound(n) < epsilon) below = n;
    else above = n;
  }
  return below < Math.max(1, low) ? 0 : below;
}
