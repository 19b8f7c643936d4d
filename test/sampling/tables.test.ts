import { assert } from "chai";
import { fixedLog, samplerTables } from "../../src/sampling/index.js";
import { fnv } from "./golden.js";

describe("sampler tables", () => {
  const tables = samplerTables(2 ** 20);

  it("have the words of the definition", () => {
    const { LF, LGH, LGL, AL, LW, META, EX } = tables;
    assert.deepEqual([LF, LGH, LGL, AL, LW, META, EX].map(fnv), [
      "85c28efa",
      "da11c69d",
      "98f77c30",
      "7c929bfc",
      "41a4a97c",
      "25ebcca7",
      "e1ec5116",
    ]);
  });

  it("hold alias columns that add up to the hat's mass exactly", () => {
    for (let hat = 0; hat < tables.META.length; hat++) {
      let mass = 0;
      for (let j = 0; j < 64; j++) {
        const entry = tables.AL[64 * hat + j] ?? 0;
        const own = entry & 0x3ffffff;
        mass += entry >>> 26 === j ? 2 ** 26 : own + (2 ** 26 - own);
      }
      assert.equal(mass, 2 ** 32);
    }
  });

  it("hold logs within 2^-39 of the real ones", () => {
    const log = new Int32Array(2);
    for (let i = 1; i < 2000; i++) {
      const x = i < 1000 ? i : Math.floor(2 ** 32 * ((i - 999.5) / 1000.5)) >>> 0;
      fixedLog(x, log);
      const value = (log[0] ?? 0) / 2 ** 25 + (log[1] ?? 0) / 2 ** 41;
      assert.closeTo(value, Math.log2(x), 2 ** -39, `x = ${x}`);
    }
  });
});
