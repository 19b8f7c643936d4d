import { assert } from "chai";
import { ROW_GENERATIONS, rowGenerations, rowsFor } from "../../src/experiment/index.js";

/** The largest m with (m - 1/2) <= 256 * 2^(j/44), in exact integers: (2m - 1)^44 <= 512^44 * 2^j. */
function exactly(j: number): number {
  const limit = (512n ** 44n) << BigInt(j);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if ((2n * middle - 1n) ** 44n <= limit) low = middle;
    else high = middle;
  }
  return Number(low);
}

describe("ROW_GENERATIONS", () => {
  it("is every generation to 255, then 44 an octave, rounded exactly", () => {
    assert.deepEqual(
      ROW_GENERATIONS.slice(0, 256),
      Array.from({ length: 256 }, (_, m) => m),
    );
    const exact = Array.from({ length: 1013 }, (_, j) => exactly(j));
    assert.deepEqual(ROW_GENERATIONS.slice(256), exact);
    assert.deepEqual(exact.slice(0, 5), [256, 260, 264, 268, 273]);
    assert.equal(exact[44], 512);
    assert.equal(exact[1012], 2 ** 31);
  });

  it("stays 1e-4 clear of the rounding edges, so that no engine's power can differ", () => {
    for (let j = 0; j <= 1012; j++) {
      if (j % 44 === 0) continue;
      const value = 256 * 2 ** (j / 44);
      assert.isAbove(Math.abs(value - Math.floor(value) - 0.5), 1e-4, `j = ${j}`);
    }
  });

  it("ascends strictly", () => {
    ROW_GENERATIONS.forEach((m, row) =>
      assert.isTrue(row === 0 || m > (ROW_GENERATIONS[row - 1] ?? m), `${m}`),
    );
  });
});

describe("rowGenerations", () => {
  it("ends at or below the generation asked for", () => {
    assert.deepEqual(rowGenerations(2), [0, 1, 2]);
    assert.deepEqual(rowGenerations(262).slice(-2), [256, 260]);
  });
});

describe("rowsFor", () => {
  const asked = { stop: "collapse", generations: null, largestT: 0, censored: 0 } as const;

  it("ends with the cap under stop generations", () => {
    const rows = rowsFor({ ...asked, stop: "generations", generations: 262 });
    assert.deepEqual(rows.slice(-3), [256, 260, 262]);
    assert.deepEqual(rowsFor({ ...asked, stop: "generations", generations: 260 }).slice(-2), [256, 260]);
    assert.deepEqual(rowsFor({ ...asked, stop: "generations", generations: 1 }), [0, 1]);
    assert.equal(rowsFor({ ...asked, stop: "generations", generations: 2 ** 31 - 1 }).at(-1), 2 ** 31 - 1);
  });

  it("ends with the first row at or past the largest T under stop collapse", () => {
    assert.deepEqual(rowsFor({ ...asked, largestT: 3 }), [0, 1, 2, 3]);
    assert.equal(rowsFor({ ...asked, largestT: 260 }).at(-1), 260);
    assert.equal(rowsFor({ ...asked, largestT: 261 }).at(-1), 264);
    assert.equal(rowsFor({ ...asked, largestT: 261, generations: 262 }).at(-1), 264);
  });

  it("ends at the cap where it censored chains", () => {
    assert.equal(rowsFor({ ...asked, largestT: 10, generations: 262, censored: 1 }).at(-1), 260);
    assert.equal(rowsFor({ ...asked, largestT: 10, censored: 1 }).at(-1), 10);
  });
});
