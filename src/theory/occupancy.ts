/**
 * The law of the number of bins hit by a balls thrown into n bins at random, D_a(j) = P(a balls hit j bins).
 */

/** Calls `visit` for a = 1 ... balls with law[j] = D_a(j), j = 0 ... a; the array is used again. */
export function throwBalls(n: number, balls: number, visit: (a: number, law: Float64Array) => void): void {
  const law = new Float64Array(balls + 1);
  law[0] = 1;
  for (let a = 1; a <= balls; a++) {
    // D_a(j) = D_{a-1}(j) j/n + D_{a-1}(j-1) (1 - (j-1)/n)
    for (let j = a; j > 0; j--) {
      law[j] = ((law[j] as number) * j + (law[j - 1] as number) * (n - j + 1)) / n;
    }
    law[0] = 0;
    visit(a, law);
  }
}

/** A few whole numbers with masses, which may be negative. */
export interface FewNumbers {
  readonly at: readonly number[];
  readonly mass: readonly number[];
}

/**
 * Calls `visit` for each of the ascending numbers of balls with a few whole numbers whose masses integrate every
 * polynomial of degree < `order` (odd) as D_a does: O(order^2) operations a ball, whatever n is.
 *
 * It follows the central moments. Let c = (1 - 1/n)^a, the mean share of empty bins, and delta the bins hit less their
 * mean. The next ball hits an empty bin (B = 1) with probability c - delta/n, and delta' = delta + B - c, hence
 * E delta'^k = E [(1 - c + delta/n) (delta - c)^k + (c - delta/n) (delta + 1 - c)^k].
 */
export function throwBallsForMoments(
  n: number,
  balls: ArrayLike<number>,
  order: number,
  visit: (a: number, law: FewNumbers) => void,
): void {
  const moments = new Float64Array(order);
  moments[0] = 1;
  const choose = binomialCoefficients(order);
  const emptier = Math.log1p(-1 / n);
  for (let index = 0, a = 0; index < balls.length; index++) {
    const goal = balls[index] as number;
    for (; a < goal; a++) throwOne(moments, Math.exp(a * emptier), n, choose);
    visit(goal, fewNumbers(moments, goal, -n * Math.expm1(goal * emptier)));
  }
}

function binomialCoefficients(order: number): Float64Array[] {
  const rows = [Float64Array.of(1)];
  for (let k = 1; k < order; k++) {
    const above = rows[k - 1] ?? Float64Array.of();
    rows.push(Float64Array.from({ length: k + 1 }, (_, j) => (above[j - 1] ?? 0) + (above[j] ?? 0)));
  }
  return rows;
}

/** Central moments after one more ball, in place; c as above. */
function throwOne(moments: Float64Array, c: number, n: number, choose: readonly Float64Array[]): void {
  for (let k = moments.length - 1; k > 1; k--) {
    const row = choose[k] as Float64Array;
    let sum = moments[k] as number;
    // (-c)^j and (1-c)^j
    let missed = -c;
    let hit = 1 - c;
    for (let j = 1; j <= k; j++) {
      const below = (hit - missed) / n;
      const here = (1 - c) * missed + c * hit;
      sum +=
        (row[j] as number) * (here * (moments[k - j] as number) - below * (moments[k - j + 1] as number));
      missed *= -c;
      hit *= 1 - c;
    }
    moments[k] = sum;
  }
}

/** Numbers one standard deviation apart around the mean, none above a, with masses that have these central moments. */
function fewNumbers(moments: Float64Array, a: number, mean: number): FewNumbers {
  const order = moments.length;
  const gap = Math.max(1, Math.round(Math.sqrt(moments[2] as number)));
  const top = Math.min(a, Math.round(mean) + (gap * (order - 1)) / 2);
  const at = Array.from({ length: order }, (_, i) => top - gap * i);
  const u = at.map((x) => (x - mean) / gap);
  const scaled = Array.from(moments, (moment, k) => moment / gap ** k);
  return { at, mass: u.map((_, i) => basisMean(u, i, scaled)) };
}

/** E of Lagrange's polynomial that is 1 at nodes[i] and 0 at the others, from E of the powers. */
function basisMean(nodes: readonly number[], i: number, moments: readonly number[]): number {
  const own = nodes[i] ?? 0;
  const coefficients = [1];
  nodes.forEach((node, j) => {
    if (j === i) return;
    coefficients.push(0);
    for (let k = coefficients.length - 1; k >= 0; k--) {
      const lower = k === 0 ? 0 : (coefficients[k - 1] ?? 0);
      coefficients[k] = (lower - node * (coefficients[k] ?? 0)) / (own - node);
    }
  });
  return coefficients.reduce((sum, coefficient, k) => sum + coefficient * (moments[k] ?? 0), 0);
}
