import { assert } from "chai";
import { multiply, rows, transposed, type Matrix } from "../../src/transformer/cpu/multiply.js";
import { Panels } from "../../src/transformer/cpu/panels.js";
import { relativeError } from "./fixture.js";
import { randomArray, randomNumbers } from "./numbers.js";

const random = randomNumbers(4);

const exact = (x: Float32Array): Float64Array => new Float64Array(x);

/** Inside a block, at its edges, and over several in each direction. */
const SHAPES: readonly (readonly [m: number, n: number, k: number])[] = [
  [1, 1, 1],
  [4, 8, 3],
  [3, 5, 7],
  [7, 13, 32],
  [1, 65, 128],
  [128, 256, 5],
  [129, 257, 2],
  [9, 12, 513],
  [131, 261, 1100],
];

function panels(): Panels {
  const found = Panels.open();
  if (found === null) throw new Error("This browser has no WebAssembly with vectors.");
  return found;
}

describe("products in panels", () => {
  for (const [m, n, k] of SHAPES) {
    it(`are those of float64 for ${m} x ${n} sums of ${k}, however the matrices lie`, () => {
      const [a, b, c] = [m * k, n * k, m * n].map((size) => randomArray(random, size)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const lays: readonly ((data: Float32Array, count: number) => Matrix)[] = [
        (data) => rows(data, k),
        (data, count) => transposed(rows(data, count)),
      ];
      for (const left of lays) {
        for (const right of lays) {
          for (const add of [false, true]) {
            const [found, wanted] = [new Float32Array(c), exact(c)];
            panels().multiply(m, n, k, left(a, m), right(b, n), rows(found, n), add);
            const [x, y] = [left(a, m), right(b, n)];
            multiply(m, n, k, { ...x, data: exact(a) }, { ...y, data: exact(b) }, rows(wanted, n), add);
            assert.isBelow(relativeError(found, wanted), 1e-6);
          }
        }
      }
    });
  }

  it("are the same bits whatever is computed beside them", () => {
    const [m, n, k] = [37, 41, 700];
    const [a, b] = [randomArray(random, m * k), randomArray(random, n * k)];
    const whole = new Float32Array(m * n);
    panels().multiply(m, n, k, rows(a, k), rows(b, k), rows(whole, n), false);
    const alone = new Float32Array(2 * 3);
    const [x, y] = [
      { ...rows(a, k), at: 30 * k },
      { ...rows(b, k), at: 38 * k },
    ];
    panels().multiply(2, 3, k, x, y, rows(alone, 3), false);
    const [first, second] = [30, 31].map((row) => whole.slice(row * n + 38, row * n + 41));
    assert.deepEqual([...alone], [...(first ?? []), ...(second ?? [])]);
  });

  it("leave what lies between the rows of a wider matrix alone", () => {
    const [a, b, wide] = [
      randomArray(random, 5 * 6),
      randomArray(random, 3 * 6),
      new Float32Array(5 * 10).fill(7),
    ];
    panels().multiply(5, 3, 6, rows(a, 6), rows(b, 6), { data: wide, at: 2, row: 10, column: 1 }, false);
    const kept = wide.filter((_, i) => i % 10 < 2 || i % 10 >= 5);
    assert.isTrue(kept.every((value) => value === 7));
    assert.equal(kept.length, 35);
    assert.isFalse(wide.some((value, i) => value === 7 && i % 10 >= 2 && i % 10 < 5));
  });
});
