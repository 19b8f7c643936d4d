import type { FewNumbers } from "./occupancy.js";

/**
 * Where functions of the number of ancestors are tabulated: at every whole number 1 ... `whole`, and beyond at the nodes
 * of panels, none more than twice as high at its end as at its beginning, between which a polynomial interpolates.
 *
 * That loses nothing a double could hold. All functions met are psi(a) = sum_i c_i E[X_i^a], c_i >= 0 and X_i in [0, 1]
 * (by duality a model's share of a token, or the rest), and a constant. So |psi(z)| <= psi(1) where Re z >= 1, and the
 * polynomial through K Chebyshev points of [A, 2A] is off by less than about 4 r^(1-K) / (r - 1) psi(1) with
 * r = 3 + sqrt 8 (Trefethen, Approximation Theory and Approximation Practice, theorem 8.2): 2e-18 for K = 24.
 */
export interface Points {
  /** The numbers of ancestors, ascending and whole; at[a - 1] = a for a <= whole. */
  readonly at: Float64Array;
  readonly whole: number;
  readonly panels: readonly Panel[];
}

/** Neighbouring points at[first] ... at[last], the nodes of one polynomial. Panels share their end points. */
interface Panel {
  readonly first: number;
  readonly last: number;
  /** Barycentric weights of the nodes (Berrut and Trefethen, SIAM Review 46, 2004). */
  readonly barycentric: Float64Array;
}

/** Up to here every whole number is a point. */
const WHOLE = 256;
const NODES = 24;

/** The points for up to `n` ancestors; n is the last. */
export function pointsUpTo(n: number): Points {
  const whole = Math.min(n, WHOLE);
  const at = Array.from({ length: whole }, (_, i) => i + 1);
  const panels: Panel[] = [];
  const count = Math.ceil(Math.log2(n / whole));
  for (let k = 1; k <= count; k++) {
    const first = at.length - 1;
    const end = k === count ? n : Math.round(whole * (n / whole) ** (k / count));
    const nodes = chebyshev(at[first] ?? 1, end);
    at.push(...nodes.slice(1));
    panels.push({ first, last: at.length - 1, barycentric: barycentricWeights(nodes) });
  }
  return { at: Float64Array.from(at), whole, panels };
}

/** Chebyshev points of the second kind on [low, high], rounded to whole numbers, each once. */
function chebyshev(low: number, high: number): number[] {
  const nodes = Array.from({ length: NODES }, (_, i) =>
    Math.round(low + ((high - low) / 2) * (1 - Math.cos((Math.PI * i) / (NODES - 1)))),
  );
  return [...new Set(nodes)];
}

function barycentricWeights(nodes: readonly number[]): Float64Array {
  const scale = 4 / ((nodes[nodes.length - 1] ?? 1) - (nodes[0] ?? 0));
  return Float64Array.from(
    nodes,
    (x, i) => 1 / nodes.reduce((product, y, j) => (i === j ? product : product * (x - y) * scale), 1),
  );
}

/** Masses on whole numbers 1 ... n as weights of the points: sum of mass psi(a) = sum_k weights[k] psi(at[k]). */
export function ontoPoints(points: Points, { at: numbers, mass }: FewNumbers): Float64Array {
  const weights = new Float64Array(points.at.length);
  numbers.forEach((a, i) => {
    addMass(points, a, mass[i] ?? 0, weights);
  });
  return weights;
}

function addMass({ at, whole, panels }: Points, a: number, mass: number, weights: Float64Array): void {
  const panel = panels.find(({ last }) => a <= (at[last] as number));
  const node = a <= whole ? a - 1 : at.indexOf(a, panel?.first);
  if (node !== -1 || panel === undefined) {
    weights[node] = (weights[node] as number) + mass;
    return;
  }
  const { first, last, barycentric } = panel;
  const terms = barycentric.map((weight, k) => weight / (a - (at[first + k] as number)));
  const share = mass / terms.reduce((sum, term) => sum + term, 0);
  for (let k = first; k <= last; k++) {
    weights[k] = (weights[k] as number) + share * (terms[k - first] as number);
  }
}
