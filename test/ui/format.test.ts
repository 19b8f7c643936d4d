import { assert } from "chai";
import {
  brief,
  decimalsFor,
  duration,
  fixed,
  inWords,
  percent,
  shown,
  typed,
  whole,
} from "../../src/ui/words/format.js";

describe("numbers in words", () => {
  it("keep the digits that the error allows", () => {
    assert.deepEqual([2.6, 0.26, 26, 260, 0.0031].map(decimalsFor), [1, 2, 0, 0, 4]);
    assert.equal(fixed(196.94, decimalsFor(2.6)), "196.9");
  });

  it("are brief, spaced and in words where they are large", () => {
    assert.equal(brief(9778.77, 4), "9,779");
    assert.equal(brief(0.0123456, 3), "0.0123");
    assert.equal(whole(1048576), "1,048,576");
    assert.equal(inWords(4_123_456), "4.1 million");
    assert.equal(inWords(1234), "1,200");
  });

  it("tell a tiny share from none and a nearly whole one from all", () => {
    assert.equal(percent(0), "0.0 %");
    assert.equal(percent(1e-9), "< 0.1 %");
    assert.equal(percent(1 - 1e-9), "> 99.9 %");
    assert.equal(percent(1), "100.0 %");
    assert.equal(percent(0.12345), "12.3 %");
  });

  it("tell time as people do", () => {
    assert.deepEqual([0.4, 2.2, 80, 3600, 11100, 200_000].map(duration), [
      "under 1 s",
      "2 s",
      "1 min 20 s",
      "1 h",
      "3 h 5 min",
      "2 days",
    ]);
  });
});

describe("numbers as typed", () => {
  it("are read with thousands marks, spaces and powers of ten", () => {
    assert.deepEqual(
      ["10,000", "1,234,567.5", " 1 000 000 ", "1e6", "0.1", "-3", ".5"].map(typed),
      [10000, 1234567.5, 1e6, 1e6, 0.1, -3, 0.5],
    );
  });

  it("are refused where they are none", () => {
    for (const text of [
      "",
      "many",
      "1e",
      "0x10",
      "NaN",
      "Infinity",
      "1e999",
      "--1",
      "1.2.3",
      "1,5",
      "1,0000",
      "1,,000",
      "1,000,5",
    ])
      assert.isNull(typed(text), text);
  });

  it("are shown so that they can be typed again", () => {
    for (const value of [1, 0.1, 10000, 1048576, 2 ** 32 - 1, 0.0123, 123456.789])
      assert.equal(typed(shown(value)), value);
  });
});
