import { assert } from "chai";
import { followChain, furtherSeries, makePlan } from "../../src/chains/index.js";
import { readExperiment, type ChainsExperiment } from "../../src/index.js";
import { runOnCpu } from "./run-engines.js";

function read(fields: Record<string, unknown>): ChainsExperiment {
  const parsed = readExperiment({
    version: 1,
    kind: "chains",
    truth: { form: "weights", weights: [5, 3, 1, 1] },
    recipe: { form: "fully-synthetic", samples: 6 },
    chains: 40,
    ...fields,
  });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.experiment;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("further measures", () => {
  it("are what their formulas say of one chain", () => {
    const experiment = read({ chains: 1, generations: 6, stop: "generations", seed: 3 });
    const plan = makePlan(experiment);
    const rows = [0, 1, 2, 3, 4, 5, 6];
    const further = furtherSeries(plan, rows, 1);
    const room = { rows: 100, tokens: 4, generations: 6 };
    const { tokens, generations, counts, collapseTime } = followChain(plan, 0, 0, room);
    const truth = [0.5, 0.3, 0.1, 0.1];
    const share = (row: number, token: number): number => {
      const column = tokens.indexOf(token);
      return column === -1 ? 0 : (counts[row * tokens.length + column] ?? 0) / 6;
    };
    const all = [0, 1, 2, 3];
    const first = all.map((token) => share(0, token));
    generations.forEach((m, row) => {
      const p = all.map((token) => share(row, token));
      const near = (found: number | null | undefined, wanted: number): void => {
        assert.closeTo(found ?? NaN, wanted, 1e-12);
      };
      const kl = (q: number[]): number => sum(p.map((x, i) => (x > 0 ? x * Math.log(x / (q[i] ?? NaN)) : 0)));
      const chi = (q: number[]): number => sum(p.map((x, i) => (x > 0 ? (x * x) / (q[i] ?? NaN) : 0))) - 1;
      const tv = (q: number[]): number => sum(p.map((x, i) => Math.abs(x - (q[i] ?? NaN)))) / 2;
      near(further.klFromTruth.mean[m], kl(truth));
      near(further.klFromFirst.mean[m], kl(first));
      near(further.chiSquareFromTruth.mean[m], chi(truth));
      near(further.chiSquareFromFirst.mean[m], chi(first));
      near(further.tvFromTruth.mean[m], tv(truth));
      near(further.tvFromFirst.mean[m], tv(first));
      // The tail: tokens of less than 1/6.
      near(further.tailMassLost.mean[m], sum([2, 3].map((i) => ((p[i] ?? 0) > 0 ? 0 : 0.1))));
      near(further.contextsCollapsed.mean[m], collapseTime !== null && m >= collapseTime ? 1 : 0);
    });
    assert.equal(further.klFromTruth.mean[0], 0);
    assert.closeTo(
      further.tvFromFirst.mean[0] ?? NaN,
      sum(truth.map((q, i) => Math.abs(q - (first[i] ?? NaN)))) / 2,
      1e-12,
    );
    // Six samples had not all four tokens.
    assert.include(first, 0);
    assert.isNull(further.klFromFirst.mean[0]);
    assert.isNull(further.chiSquareFromFirst.mean[0]);
    assert.isNull(further.klFromTruth.standardError[1]);
  });

  it("agree with the digest's series over the same chains, whatever the recipe", () => {
    for (const recipe of [
      { form: "fully-synthetic", samples: 6 },
      { form: "partially-synthetic", samples: 6, realSamples: 5 },
      { form: "fresh-real", samples: 6, realShare: 0.3 },
    ]) {
      const experiment = read({ recipe, contexts: 3, generations: 12, stop: "generations" });
      const { generations, series } = runOnCpu(experiment);
      const { tvFromTruth, tvFromFirst } = furtherSeries(makePlan(experiment), generations, 40);
      assert.equal(tvFromTruth.chains, 40);
      generations.forEach((m, row) => {
        if (m === 0) return;
        assert.closeTo(tvFromTruth.mean[row] ?? NaN, (series.driftFromTruthL1.mean?.[row] ?? NaN) / 2, 1e-12);
        assert.closeTo(tvFromFirst.mean[row] ?? NaN, (series.driftL1.mean?.[row] ?? NaN) / 2, 1e-12);
        const error = series.driftFromTruthL1.standardError?.[row] ?? NaN;
        assert.closeTo(tvFromTruth.standardError[row] ?? NaN, error / 2, 0.35 * error + 1e-9);
      });
    }
  });

  it("compare the truth with a p(1) that has all of its tokens", () => {
    const experiment = read({ recipe: { form: "fully-synthetic", samples: 500 }, chains: 1, generations: 1 });
    const plan = makePlan(experiment);
    const { klFromFirst, chiSquareFromFirst } = furtherSeries(plan, [0, 1], 1);
    const { tokens, counts } = followChain(plan, 0, 0, { rows: 1, tokens: 4, generations: 1 });
    const shares = Array.from(
      tokens,
      (token, i) => [[0.5, 0.3, 0.1, 0.1][token] ?? NaN, (counts[i] ?? NaN) / 500] as const,
    );
    assert.lengthOf(shares, 4);
    assert.closeTo(klFromFirst.mean[0] ?? NaN, sum(shares.map(([q, f]) => q * Math.log(q / f))), 1e-12);
    assert.closeTo(chiSquareFromFirst.mean[0] ?? NaN, sum(shares.map(([q, f]) => (q * q) / f)) - 1, 1e-12);
  });

  it("are null where a live token is one that p(1) lacks", () => {
    const experiment = read({
      recipe: { form: "fresh-real", samples: 2, realShare: 0.9 },
      generations: 20,
      chains: 30,
    });
    const { klFromFirst, klFromTruth } = furtherSeries(makePlan(experiment), [0, 1, 20], 30);
    assert.equal(klFromFirst.mean[1], 0);
    assert.isNull(klFromFirst.mean[2]);
    assert.isNumber(klFromTruth.mean[2]);
  });
});
