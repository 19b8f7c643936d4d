import { throwBallsForMoments, type FewNumbers } from "./occupancy.js";

/** The law of the number of ancestors while there are many. */
export interface Descent {
  /** Laws of A_0 = n, A_1, ... as long as there may be more than `whole` ancestors. */
  readonly laws: readonly FewNumbers[];
  /** The law of the next A, which is at most `whole`. */
  readonly next: FewNumbers;
}

/** Numbers on either side of the mean that stand for a law, one standard deviation apart. */
const SIDE = 10;
/** Numbers that stand for one generation's law: the larger n, the fewer are needed. */
const STEP_NUMBERS = [
  { from: 10_000, numbers: 9 },
  { from: 0, numbers: 13 },
];

/**
 * Follows A_j down from n to `whole`.
 *
 * Its law is narrow: after some generations A_j is about 2n/j with variance A_j/3, and the bins hit in one generation have
 * a standard deviation below (2n)^(-1/2) of their mean. So a law is kept as 21 numbers around its mean, whose masses
 * integrate polynomials of degree < 21 as the law does, and each of them leads to 13 or 9 numbers in the same sense. By
 * Cauchy's estimate of the Taylor coefficients of psi (points.ts), what moments of order k and more add to E psi(A) is
 * below k!! (sd/mean)^k psi(1): for k = 21 that is 1e-17 at A = 200; for k = 13, 3e-13 at n = 257 and 5e-17 at n = 1000;
 * for k = 9, 4e-17 at n = 10,000. What rounding puts into the k-th moment dies out like 1 - 3k/(2j) in a generation, since
 * A_j is drawn to its mean; the masses stay nearly positive, so that nothing can grow.
 */
export function descend(n: number, whole: number): Descent {
  let law: FewNumbers = { at: [n], mass: [1] };
  if (n <= whole) return { laws: [], next: law };
  const windows = plan(n, whole);
  const froms = new Set(windows.flat());
  froms.add(n);
  const oneGeneration = new Map<number, FewNumbers>();
  throwBallsForMoments(
    n,
    [...froms].sort((a, b) => a - b),
    STEP_NUMBERS.find(({ from }) => n >= from)?.numbers ?? 1,
    (a, bins) => oneGeneration.set(a, bins),
  );
  const laws: FewNumbers[] = [];
  for (const window of windows) {
    laws.push(law);
    law = moveOnto(window, law, oneGeneration);
  }
  return { laws, next: law };
}

/** The numbers that will stand for A_1, A_2, ..., down to the first that are all at most `whole`. */
function plan(n: number, whole: number): number[][] {
  const windows: number[][] = [];
  let mean = n;
  let variance = 0;
  do {
    const empty = Math.exp(-mean / n);
    // Mean and variance of the bins hit by `mean` balls, and how they pass on a deviation of the balls.
    variance = n * empty * (1 - (1 + mean / n) * empty) + empty * empty * variance;
    mean = n * (1 - empty);
    const gap = Math.max(1, Math.round(Math.sqrt(variance)));
    const middle = Math.round(mean);
    windows.push(Array.from({ length: 2 * SIDE + 1 }, (_, i) => middle + gap * (i - SIDE)));
  } while ((windows.at(-1)?.at(-1) ?? 0) > whole);
  return windows;
}

/** (-1)^i (20 over i): barycentric weights of equidistant nodes. */
const BARYCENTRIC = Array.from({ length: 2 * SIDE }).reduce<number[]>(
  (weights, _, i) => [...weights, (-(weights[i] ?? 1) * (2 * SIDE - i)) / (i + 1)],
  [1],
);

/** The law one generation on, as masses of equidistant numbers that integrate what polynomials it can. */
function moveOnto(
  window: readonly number[],
  law: FewNumbers,
  oneGeneration: ReadonlyMap<number, FewNumbers>,
): FewNumbers {
  const sums = new Float64Array(window.length);
  const terms = new Float64Array(window.length);
  const start = window[0] ?? 0;
  const gap = (window[1] ?? 1) - start;
  law.at.forEach((from, i) => {
    const bins = oneGeneration.get(from);
    bins?.at.forEach((a, l) => {
      const mass = (law.mass[i] ?? 0) * (bins.mass[l] ?? 0);
      const u = (a - start) / gap;
      if (Number.isInteger(u) && u >= 0 && u < sums.length) {
        sums[u] = (sums[u] as number) + mass;
        return;
      }
      let total = 0;
      for (let k = 0; k < terms.length; k++) {
        const term = (BARYCENTRIC[k] as number) / (u - k);
        terms[k] = term;
        total += term;
      }
      const share = mass / total;
      for (let k = 0; k < terms.length; k++) {
        sums[k] = (sums[k] as number) + share * (terms[k] as number);
      }
    });
  });
  const sum = sums.reduce((total, mass) => total + mass, 0);
  return { at: window, mass: Array.from(sums, (mass) => mass / sum) };
}
