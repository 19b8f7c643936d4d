import { exactExp2, exactLog2 } from "./exact-log.js";
import { KIND, contextKey, streamKey, type Key } from "./streams.js";
import { threefry } from "./threefry.js";

/** Total of the integer weights of every real-valued truth. */
export const TOTAL = 2 ** 31;

/**
 * Integer weights of total exactly 2^31 in proportion to `p` (non-negative, finite, not all zero): floors and the largest
 * remainders, ties to the smaller id. A share below about 2^-32 becomes 0.
 */
export function integerWeights(p: ArrayLike<number>): Uint32Array {
  const sum = compensatedSum(p);
  const weights = new Uint32Array(p.length);
  const remainders = new Float64Array(p.length);
  let missing = TOTAL;
  for (let i = 0; i < p.length; i++) {
    const share = ((p[i] as number) / sum) * TOTAL;
    const whole = Math.floor(share);
    weights[i] = whole;
    remainders[i] = share - whole;
    missing -= whole;
  }
  const order = new Uint32Array(p.length).map((_, i) => i);
  order.sort((a, b) => (remainders[b] as number) - (remainders[a] as number) || a - b);
  for (let j = 0; j < missing; j++) {
    const i = order[j % order.length] as number;
    weights[i] = (weights[i] as number) + 1;
  }
  return weights;
}

/** Kahan's sum, in order of ids: part of the definition. */
function compensatedSum(p: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < p.length; i++) {
    const y = (p[i] as number) - lost;
    const t = sum + y;
    lost = t - sum - y;
    sum = t;
  }
  return sum;
}

/** p_i ~ (i+1)^-exponent. */
export function zipf(tokens: number, exponent: number): Float64Array {
  return Float64Array.from({ length: tokens }, (_, i) => exactExp2(-exponent * exactLog2(i + 1)));
}

/** p_i ~ r^i with r such that sum p_i^2 = sumOfSquares, 1/tokens <= sumOfSquares <= 1, by bisection. */
export function geometric(tokens: number, sumOfSquares: number): Float64Array {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 100; i++) {
    const r = (low + high) / 2;
    const power = integerPower(r, tokens);
    const value = ((1 - r) * (1 + power)) / ((1 + r) * (1 - power));
    if (value > sumOfSquares) low = r;
    else high = r;
  }
  const r = (low + high) / 2;
  const p = new Float64Array(tokens);
  for (let i = 0, x = 1; i < tokens; i++, x *= r) p[i] = x;
  return p;
}

function integerPower(r: number, e: number): number {
  let x = 1;
  for (let i = 0; i < e; i++) x *= r;
  return x;
}

/**
 * One draw of a symmetric Dirichlet law for one context: Gamma variates by Marsaglia and Tsang (ACM TOMS 26, 2000) with
 * polar normals, kept as base-2 logarithms so that tiny concentrations stay finite. Scaled so that the largest is 1.
 */
export function dirichlet(tokens: number, concentration: number, seed: Key, context: number): Float64Array {
  const key = contextKey(seed, KIND.truth, context);
  const logs = new Float64Array(tokens);
  let most = -Infinity;
  for (let token = 0; token < tokens; token++) {
    const log = logGamma(streamKey(key, token, 0), concentration);
    logs[token] = log;
    if (log > most) most = log;
  }
  return logs.map((log) => exactExp2(log - most));
}

/** log2 of a Gamma(a) variate: that of Gamma(a + 1) plus log2(U)/a. */
function logGamma(key: Key, a: number): number {
  const out = new Int32Array(2);
  let draw = 0;
  const uniform = (): number => {
    threefry(key[0], key[1], draw++, 0, out);
    const high = (out[0] as number) >>> 0;
    const low = (out[1] as number) >>> 11;
    return (high * 2 ** 21 + low + 0.5) * 2 ** -53;
  };
  const LN2 = 0.6931471805599453;
  const normal = (): number => {
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s < 1 && s > 0) return u * Math.sqrt((-2 * LN2 * exactLog2(s)) / s);
    }
  };
  const d = a + 1 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = uniform();
    if (LN2 * exactLog2(u) < 0.5 * x * x + d - d * v + d * LN2 * exactLog2(v)) {
      return exactLog2(d * v) + exactLog2(uniform()) / a;
    }
  }
}
