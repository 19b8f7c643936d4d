import { assert } from "chai";
import { csvCell, resultCsv, type ChainsResult, type CollapseTime } from "../../src/experiment/index.js";
import { minimal, read } from "./examples.js";

const collapseTime: CollapseTime = {
  collapsed: 2,
  censored: 0,
  left: null,
  settled: 2,
  mean: 1.5,
  standardError: 0.5,
  standardDeviation: 0.7,
  median: 1,
  quantiles: null,
  counts: [[1, 1]],
  theory: {
    mean: 1,
    standardDeviation: 1,
    diffusion: 1,
    lowerBound: 1,
    upperBound: 1,
    distribution: [0, 0.25, 1],
  },
};

const result: ChainsResult = {
  version: 1,
  experiment: read(minimal()),
  engine: null,
  seconds: 1,
  digest: null,
  collapseTime,
  winnersTheory: null,
  winners: null,
  generations: [0, 1, 2],
  series: {
    sumOfSquares: { mean: [0.25, 1e-7, -1], standardError: [null, null, 0.5], theory: null },
    collapsedFraction: { mean: [0, 0.5, 1], theory: null, lower: null, upper: null },
    support: { mean: null, standardError: null, theory: [3, 2, 1] },
    entropy: { mean: null, standardError: null },
    driftL1: { mean: null, standardError: null, bound: [0, NaN, Infinity], theorem3: null },
    driftL2Squared: { mean: null, standardError: null, theory: null },
    driftFromTruthL1: { mean: null, standardError: null },
  },
};

describe("resultCsv", () => {
  it("has a row a generation and every series, named by its path", () => {
    const lines = resultCsv(result).split("\r\n");
    assert.equal(
      lines[0],
      "generation,collapseTime.distribution,sumOfSquares.mean,sumOfSquares.standardError,sumOfSquares.theory," +
        "collapsedFraction.mean,collapsedFraction.theory,collapsedFraction.lower,collapsedFraction.upper," +
        "support.mean,support.standardError,support.theory,entropy.mean,entropy.standardError," +
        "driftL1.mean,driftL1.standardError,driftL1.bound,driftL1.theorem3," +
        "driftL2Squared.mean,driftL2Squared.standardError,driftL2Squared.theory," +
        "driftFromTruthL1.mean,driftFromTruthL1.standardError",
    );
    assert.equal(lines[1], "0,0,0.25,,,0,,,,,,3,,,,,0,,,,,,");
    assert.equal(lines[2], "1,0.25,1e-7,,,0.5,,,,,,2,,,,,,,,,,,");
    assert.equal(lines[3], "2,1,-1,0.5,,1,,,,,,1,,,,,,,,,,,");
    assert.equal(lines[4], "");
    assert.equal(lines.length, 5);
  });
});

describe("csvCell", () => {
  it("is never a formula", () => {
    for (const text of ["=1+1", "+1", "-cmd", "@SUM(A1)", "\t=1", "\r=1"]) {
      assert.match(csvCell(text), /^"?'/);
    }
    assert.equal(csvCell("=1"), "'=1");
    assert.equal(csvCell('a,"b"\n'), '"a,""b""\n"');
    assert.equal(csvCell("plain.name"), "plain.name");
  });
});
