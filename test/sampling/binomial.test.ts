import { assert } from "chai";
import fc from "fast-check";
import {
  binomial,
  fixedExp,
  isBelow,
  fixedLog,
  samplerTables,
  stream,
  threefry,
  type SamplerTables,
} from "../../src/sampling/index.js";
import { BINOMIALS } from "./golden.js";

/** ln of the binomial pmf in f64 by Loader's saddle point form: no cancellation, relative error about 1e-14. */
function logPmf(k: number, n: number, p: number): number {
  const q = 1 - p;
  if (k === 0) return n * Math.log1p(-p);
  if (k === n) return n * Math.log(p);
  const correction = stirlingError(n) - stirlingError(k) - stirlingError(n - k);
  const deviance = bd0(k, n * p) + bd0(n - k, n * q);
  return correction - deviance + 0.5 * Math.log(n / (2 * Math.PI * k * (n - k)));
}

/** ln n! - ln(sqrt(2 pi n) (n/e)^n). */
function stirlingError(n: number): number {
  if (n > 15) {
    const s = n * n;
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / s) / s) / s) / s) / n;
  }
  let log = 0;
  for (let i = 2; i <= n; i++) log += Math.log(i);
  return log - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
}

/** x ln(x/M) + M - x. */
function bd0(x: number, M: number): number {
  if (Math.abs(x - M) > 0.1 * (x + M)) return x * Math.log(x / M) + M - x;
  const v = (x - M) / (x + M);
  let sum = (x - M) * v;
  let term = 2 * x * v;
  for (let j = 1; j < 100; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** How often each column of a hat is proposed, out of 2^32, from its alias table. */
function columnMasses(tables: SamplerTables, hat: number): number[] {
  const masses = new Array<number>(64).fill(0);
  for (let j = 0; j < 64; j++) {
    const entry = tables.AL[64 * hat + j] ?? 0;
    const other = entry >>> 26;
    masses[j] = (masses[j] ?? 0) + (entry & 0x3ffffff);
    masses[other] = (masses[other] ?? 0) + 2 ** 26 - (entry & 0x3ffffff);
  }
  return masses;
}

/**
 * The sampler's own law, without drawing: every value's weight from the tables, as the sampler would decide it.
 * A cell is proposed as often as its column, and accepted below a threshold: together pmf(k) times a constant.
 */
function weightsOf(tables: SamplerTables, n: number, c: number, R: number): Map<number, number> {
  const { LF, LGH, LGL, LW, META } = tables;
  const at = (table: Int32Array, i: number): number => table[i] ?? 0;
  const m = Math.min(Math.floor(((n + 1) * c) / R), n >>> 1);
  const lg = (at(LGH, c) - at(LGH, R - c)) | 0;
  const lgl = at(LGL, c) - at(LGL, R - c);
  const hat = m === 0 ? 0 : 1 + ((at(LGH, m) + at(LGH, n - m) - at(LGH, n) + 2 ** 25) >>> 22);
  const shape = at(META, hat);
  const b = shape & 255;
  const right = shape >>> 8;
  const weights = new Map<number, number>();
  const mass = columnMasses(tables, hat);
  for (let column = 0; column < 64; column++) {
    if (mass[column] === 0) continue;
    for (let x = 0; x < 2 ** b; x++) {
      const k = column < right ? m + (column << b) + x : m - 1 - ((63 - column) << b) - x;
      if (k < 0 || k > n) continue;
      const off = k - m;
      const rest = at(LF, k) + at(LF, n - k) - at(LF, m) - at(LF, n - m);
      const depth = (at(LW, 64 * hat + column) + rest - Math.imul(off, lg) - ((off * lgl) >> 16)) >>> 0;
      const accept = fixedExp(depth) * 2 ** -(32 + (depth >>> 25));
      assert.isBelow(accept, 1, `hat violated at n=${n} c=${c} R=${R} k=${k}`);
      weights.set(k, accept * (mass[column] ?? 0));
    }
  }
  return weights;
}

/**
 * The definition word for word, for 0 < c < R: slow, with Threefry called for each block, and logs never looked up. Returns
 * the draw and the next block's number.
 */
function defined(
  { LF, AL, LW, META }: SamplerTables,
  [k0, k1]: readonly [number, number],
  generation: number,
  firstBlock: number,
  n: number,
  given: number,
  R: number,
): [number, number] {
  const at = (table: Int32Array, i: number): number => table[i] ?? NaN;
  const log = (x: number): [number, number] => {
    const out = new Int32Array(2);
    fixedLog(x, out);
    return [at(out, 0), at(out, 1)];
  };
  const block = (d: number): [number, number] => {
    const out = new Int32Array(2);
    threefry(k0, k1, d, generation, out);
    return [at(out, 0), at(out, 1)];
  };
  const flip = given > R - given;
  const c = flip ? R - given : given;
  const m = Math.min(Number((BigInt(n + 1) * BigInt(c)) / BigInt(R)), n >>> 1);
  const [hc, lc] = log(c);
  const [hr, lr] = log(R - c);
  const surplus = (hr - hc - log(n)[0]) | 0;
  const Z = surplus > 0 ? surplus >> 25 : 0;
  const hat = m === 0 ? 0 : 1 + ((log(m)[0] + log(n - m)[0] - log(n)[0] + 2 ** 25) >>> 22);
  const b = at(META, hat) & 255;
  const right = at(META, hat) >>> 8;
  for (let d = firstBlock; ; d++) {
    const [w0, w1] = block(d);
    let column = w0 >>> 26;
    const entry = at(AL, 64 * hat + column);
    if ((w0 & 0x3ffffff) >= (entry & 0x3ffffff)) column = entry >>> 26;
    const x = (w1 >>> 1) >>> (31 - b);
    const k = column < right ? m + (column << b) + x : m - 1 - ((63 - column) << b) - x;
    if (k < 0 || k > n || (m === 0 && k * Z >= 64)) continue;
    const off = k - m;
    const pmf = at(LF, k) + at(LF, n - k) - at(LF, m) - at(LF, n - m);
    const odds = Math.imul(off, hc - hr) + ((off * (lc - lr)) >> 16);
    const depth = (at(LW, 64 * hat + column) + pmf - odds) >>> 0;
    const mantissa = fixedExp(depth);
    const threshold = depth >>> 25 < 32 ? mantissa >>> (depth >>> 25) : 0;
    const V = (w1 << b) >>> 0;
    const undecided = (V ^ threshold) >>> b === 0;
    const [q0, q1] = undecided ? block(d | 0x80000000) : [0, 0];
    const accept = undecided ? isBelow(V, q0, q1, threshold, mantissa, depth >>> 25, b) : V < threshold;
    if (accept) return [flip ? n - k : k, d + 1];
  }
}

describe("binomial", () => {
  const tables = samplerTables(2 ** 20);

  it("is its definition, bit for bit", () => {
    const log = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(log, log, log, fc.integer(), fc.integer(), fc.nat(), (u, v, w, k0, k1, generation) => {
        const n = Math.floor(2 ** (20 * u));
        const R = 2 + Math.floor(2 ** (30.99 * v));
        const few = Math.min(R - 1, Math.floor(R ** w));
        const c = (k0 & 1) === 0 ? few : R - few;
        const s = stream([k0, k1], generation);
        s[2] = k1 & 0xfffff;
        const expected = defined(tables, [k0, k1], generation, k1 & 0xfffff, n, c, R);
        assert.deepEqual([binomial(tables, s, n, c, R), s[2]], expected);
      }),
      { seed: 3, numRuns: 20_000 },
    );
  });

  it("gives the golden draws, and uses as many blocks", () => {
    BINOMIALS.forEach(([n, c, R, ...expected], row) => {
      const s = stream([0x01234567 + row, 0x89abcdef], row + 1);
      const first = binomial(tables, s, n, c, R);
      const after = s[2] ?? 0;
      assert.deepEqual([first, after, binomial(tables, s, n, c, R), s[2] ?? 0], expected, `row ${row}`);
    });
  });

  it("has a pmf within 6e-8 of the exact one, with no sampling error, for every n <= 40 and a grid up to 2^20", () => {
    const cases: [number, number, number][] = [];
    for (let n = 1; n <= 40; n++)
      for (const R of [2, 3, 7, 64, 1000])
        for (let c = 1; 2 * c <= R; c += Math.ceil(R / 9)) cases.push([n, c, R]);
    for (const n of [100, 1000, 5000, 65536, 2 ** 20]) {
      for (const c of [1, 7, Math.floor(n / 50), Math.floor(n / 3), Math.floor(n / 2)])
        if (2 * c <= n) cases.push([n, c, n]);
    }
    let worst = 0;
    for (const [n, c, R] of cases) {
      const weights = weightsOf(tables, n, c, R);
      const total = [...weights.values()].reduce((sum, w) => sum + w, 0);
      for (const [k, weight] of weights) {
        const exact = Math.exp(logPmf(k, n, c / R));
        if (exact > 1e-6) worst = Math.max(worst, Math.abs(weight / total / exact - 1));
      }
    }
    assert.isBelow(worst, 6e-8);
  });

  it("never leaves 0 ... n and is certain where it must be", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 20 }),
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (n, R, share, key) => {
          const c = Math.floor(share * R);
          const s = stream([key, ~key], 1);
          const x = binomial(tables, s, n, c, R);
          assert.isTrue(Number.isInteger(x) && x >= 0 && x <= n);
          if (c === 0) assert.equal(x, 0);
          if (c === R) assert.equal(x, n);
          if (c === 0 || c === R) assert.equal(s[2], 0);
        },
      ),
      { seed: 1, numRuns: 3000 },
    );
  });

  // Chi-square of 2e5 draws each, at false-alarm rate 1e-7 a case.
  const laws: [number, number, number][] = [
    [10, 3, 10],
    [100, 1, 100],
    [100, 37, 100],
    [1000, 500, 1000],
    [1000, 3, 2 ** 31],
    [20000, 77, 12345],
  ];
  laws.forEach(([n, c, R], row) => {
    it(`follows its law for n = ${n}, p = ${c}/${R}`, () => {
      const draws = 200_000;
      const s = stream([row, 12345], 1);
      const seen = new Map<number, number>();
      for (let i = 0; i < draws; i++) {
        const x = binomial(tables, s, n, c, R);
        seen.set(x, (seen.get(x) ?? 0) + 1);
      }
      let chi = 0;
      let cells = 0;
      let expected = 0;
      let observed = 0;
      for (let k = 0; k <= n; k++) {
        expected += draws * Math.exp(logPmf(k, n, c / R));
        observed += seen.get(k) ?? 0;
        if (expected < 20 && k < n) continue;
        if (expected > 1e-3) {
          chi += (observed - expected) ** 2 / Math.max(expected, 1);
          cells++;
        }
        expected = 0;
        observed = 0;
      }
      // Wilson and Hilferty's normal form of chi-square; 5.2 sigma is 1e-7.
      const freedom = Math.max(1, cells - 1);
      const z = (Math.cbrt(chi / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
      assert.isBelow(z, 5.2 + (freedom < 3 ? 1 : 0), `chi-square ${chi} on ${freedom}`);
    });
  });

  it("decides the undecided case by 64 bits", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 70 }),
        fc.integer({ min: 2 ** 31, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.boolean(),
        (b, whole, mantissa, q0, q1, tie) => {
          const exact = (BigInt(mantissa) << 32n) >> BigInt(whole);
          const threshold = Number(exact >> 32n);
          // The case that is met: V equals the threshold but for its lower b bits.
          const V = Number((BigInt(threshold) >> BigInt(b)) << BigInt(b));
          const bits = tie
            ? exact - (BigInt(V) << 32n)
            : ((BigInt(q0) << 32n) | BigInt(q1)) >> BigInt(32 - b);
          const words = bits << BigInt(32 - b);
          const below = (BigInt(V) << 32n) + bits < exact;
          const [w0, w1] = [Number((words >> 32n) & 0xffffffffn) | 0, Number(words & 0xffffffffn) | 0];
          assert.equal(isBelow(V, w0, w1, threshold, mantissa, whole, b), below);
        },
      ),
      { seed: 2, numRuns: 5000 },
    );
  });
});
