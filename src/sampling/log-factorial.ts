/**
 * log2 of factorials in double-double arithmetic: L(i) = L(i-1) + (2/ln 2) atanh(1/(2i-1)) is log2 i, and the sum of
 * those is log2 i!. Exactly rounded to 2^-25 for every i <= 2^20.
 */
const SPLITTER = 134217729;
const SCALE_HI = 2.8853900817779268;
const SCALE_LO = 4.0710547481862066e-17;
const FULL_SERIES_BELOW = 1025;

/** A double-double: the unevaluated sum of both entries. */
type Pair = readonly [number, number];

function exactProduct(a: number, b: number): Pair {
  const p = a * b;
  const ta = SPLITTER * a;
  const aHi = ta - (ta - a);
  const aLo = a - aHi;
  const tb = SPLITTER * b;
  const bHi = tb - (tb - b);
  const bLo = b - bHi;
  return [p, aHi * bHi - p + aHi * bLo + aLo * bHi + aLo * bLo];
}

function fastSum(a: number, b: number): Pair {
  const s = a + b;
  return [s, b - (s - a)];
}

function add(a: Pair, b: Pair): Pair {
  const s = a[0] + b[0];
  const bb = s - a[0];
  const e = a[0] - (s - bb) + (b[0] - bb);
  return fastSum(s, e + a[1] + b[1]);
}

function multiply(a: Pair, b: Pair): Pair {
  const [p, e] = exactProduct(a[0], b[0]);
  return fastSum(p, e + (a[0] * b[1] + a[1] * b[0]));
}

function reciprocal(k: number): Pair {
  const q = 1 / k;
  const [p, e] = exactProduct(q, k);
  return [q, (1 - p - e) / k];
}

/** atanh(1/k) for small odd k, by the whole series. */
function atanhSeries(k: number): Pair {
  const x = reciprocal(k);
  const square = multiply(x, x);
  let power = x;
  let sum = x;
  for (let j = 3; power[0] > 1e-36 * sum[0]; j += 2) {
    power = multiply(power, square);
    sum = add(sum, multiply(power, reciprocal(j)));
  }
  return sum;
}

/** round(2^25 log2 i!) mod 2^32 for i = 0 ... n, as signed words. */
export function logFactorials(n: number): Int32Array {
  const table = new Int32Array(n + 1);
  const scale: Pair = [SCALE_HI, SCALE_LO];
  let log: Pair = [0, 0];
  let sum: Pair = [0, 0];
  for (let i = 2; i < FULL_SERIES_BELOW && i <= n; i++) {
    log = add(log, multiply(atanhSeries(2 * i - 1), scale));
    sum = add(sum, log);
    table[i] = rounded(sum[0], sum[1]);
  }
  let logHi = log[0];
  let logLo = log[1];
  let sumHi = sum[0];
  let sumLo = sum[1];
  // The same sums written out: a million steps with arrays in them would take seconds.
  for (let i = FULL_SERIES_BELOW; i <= n; i++) {
    const k = 2 * i - 1;
    const q = 1 / k;
    const tq = SPLITTER * q;
    const qHi = tq - (tq - q);
    const qLo = q - qHi;
    const tk = SPLITTER * k;
    const kHi = tk - (tk - k);
    const kLo = k - kHi;
    const p = q * k;
    const pe = qHi * kHi - p + qHi * kLo + qLo * kHi + qLo * kLo;
    const r = (1 - p - pe) / k;
    const q2 = q * q;
    const rest = r + q * q2 * (1 / 3 + q2 * (1 / 5 + q2 / 7));
    const prod = q * SCALE_HI;
    const ts = SPLITTER * SCALE_HI;
    const sHi = ts - (ts - SCALE_HI);
    const sLo = SCALE_HI - sHi;
    const prodLo = qHi * sHi - prod + qHi * sLo + qLo * sHi + qLo * sLo + (q * SCALE_LO + rest * SCALE_HI);
    const s = logHi + prod;
    const bb = s - logHi;
    const e = logHi - (s - bb) + (prod - bb) + (logLo + prodLo);
    logHi = s + e;
    logLo = e - (logHi - s);
    const t = sumHi + logHi;
    const tt = t - sumHi;
    const f = sumHi - (t - tt) + (logHi - tt) + (sumLo + logLo);
    sumHi = t + f;
    sumLo = f - (sumHi - t);
    table[i] = rounded(sumHi, sumLo);
  }
  return table;
}

function rounded(hi: number, lo: number): number {
  const scaled = hi * 2 ** 25;
  const whole = Math.floor(scaled);
  return ((whole + Math.floor(scaled - whole + lo * 2 ** 25 + 0.5)) % 2 ** 32) | 0;
}
