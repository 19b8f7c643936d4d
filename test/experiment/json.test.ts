import { assert } from "chai";
import { canonicalJson, sha256Hex } from "../../src/experiment/index.js";

describe("canonicalJson", () => {
  // RFC 8785, sections 3.2.2 and 3.2.3.
  it("gives the RFC's own examples", () => {
    assert.equal(
      canonicalJson({
        numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: '\u20ac$\u000F\u000aA\'B"\\\\"/',
        literals: [null, true, false],
      }),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const keys = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    assert.deepEqual(Object.values(JSON.parse(canonicalJson(keys)) as object).sort(), [1, 2, 3, 4, 5, 6, 7]);
    assert.match(canonicalJson(keys), /^\{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3\}$/u);
  });

  it("refuses what JSON cannot say", () => {
    for (const value of [undefined, NaN, Infinity, { a: "\ud800" }, () => 1]) {
      assert.throws(() => canonicalJson(value));
    }
  });
});

describe("sha256Hex", () => {
  it("gives the vectors of FIPS 180-4", () => {
    assert.equal(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert.equal(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("hashes UTF-8", async () => {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("ü🂡"));
    const hex = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
    assert.equal(sha256Hex("ü🂡"), hex);
  });
});
