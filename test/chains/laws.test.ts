import { assert } from "chai";
import { lawsAt, makePlan, theoryOf } from "../../src/chains/index.js";
import type { ChainsExperiment, ChainsResult } from "../../src/index.js";
import { experimentOf } from "./experiments.js";
import { runOnCpu } from "./run-engines.js";

// False-alarm rate: 5.6 standard errors is 2.2e-8 a comparison; about 20 a case and 4 cases: below 2e-6 even if all were
// independent, and DKW and the winners add 2e-7. The seeds are fixed, so a pass stays a pass.
const SIGMAS = 5.6;
const DKW_ALARM = 1e-8;

const cases: [string, ChainsExperiment][] = [
  ["3 tokens, n = 10", experimentOf({ samples: 10, chains: 100_000 })],
  [
    "20 Zipf tokens, n = 40",
    experimentOf({ truth: { form: "zipf", tokens: 20, exponent: 1 }, samples: 40, chains: 20_000 }),
  ],
  [
    "5 contexts of 4 geometric tokens, n = 12",
    experimentOf({
      truth: { form: "geometric", tokens: 4, sumOfSquares: 0.4 },
      samples: 12,
      contexts: 5,
      chains: 10_000,
    }),
  ],
  [
    "3 Dirichlet contexts, n = 15",
    experimentOf({
      truth: { form: "dirichlet", tokens: 6, concentration: 1, seed: 4 },
      samples: 15,
      contexts: 3,
      chains: 12_000,
    }),
  ],
];

function near(
  found: number | null | undefined,
  error: number | null | undefined,
  exact: number | null | undefined,
  what: string,
): void {
  assert.isNumber(found, what);
  assert.isNumber(error, what);
  assert.isNumber(exact, what);
  assert.closeTo(found ?? NaN, exact ?? NaN, SIGMAS * (error ?? NaN) + 1e-12, what);
}

describe("simulated chains follow their exact laws", () => {
  cases.forEach(([name, experiment]) => {
    describe(name, () => {
      let result: ChainsResult;
      let laws: ReturnType<typeof lawsAt>;
      before(() => {
        result = runOnCpu(experiment, 4096);
        laws = lawsAt(makePlan(experiment), result.generations);
      });

      it("T: mean, and the whole distribution by DKW", () => {
        const { mean, standardError, counts } = result.collapseTime;
        near(mean, standardError, laws.collapseTime.mean, "E[T]");
        let below = 0;
        let worst = 0;
        const cdf = new Map(
          result.generations.map((m, row) => [m, laws.collapseTime.distribution?.[row] ?? NaN]),
        );
        for (const [T, count] of counts ?? []) {
          below += count;
          const exact = cdf.get(T);
          if (exact !== undefined) worst = Math.max(worst, Math.abs(below / experiment.chains - exact));
        }
        assert.isBelow(worst, Math.sqrt(Math.log(2 / DKW_ALARM) / (2 * experiment.chains)));
      });

      it("T of a context", () => {
        if (experiment.contexts === 1) assert.notProperty(result, "contextCollapseTime");
        else {
          const { mean, standardError } = result.contextCollapseTime ?? {};
          near(mean, standardError, laws.contextCollapseTime?.mean, "E[T] of a context");
        }
      });

      it("sum of squares, support, drift and collapsed share by generation, with truthful standard errors", () => {
        const { series, generations } = result;
        for (const row of [1, 2, 5, 15, 40]) {
          if (row >= generations.length) continue;
          const at = `row ${row}`;
          near(
            series.sumOfSquares.mean?.[row],
            series.sumOfSquares.standardError?.[row],
            laws.sumOfSquares[row],
            at,
          );
          near(series.support.mean?.[row], series.support.standardError?.[row], laws.support?.[row], at);
          if (row > 1) {
            near(
              series.driftL2Squared.mean?.[row],
              series.driftL2Squared.standardError?.[row],
              laws.driftL2Squared[row],
              at,
            );
          }
          const share = laws.collapsedFraction?.[row] ?? NaN;
          const error = Math.sqrt((share * (1 - share)) / experiment.chains);
          near(series.collapsedFraction.mean?.[row], error + 1e-4, share, at);
          assert.isAtLeast(share, (laws.collapsedLower?.[row] ?? 1) - 1e-12);
          assert.isAtMost(share, (laws.collapsedUpper?.[row] ?? 0) + 1e-12);
        }
        near(
          series.driftL2Squared.mean?.[0],
          series.driftL2Squared.standardError?.[0],
          laws.driftL2Squared[0],
          "row 0",
        );
        const drift = series.driftL1.mean ?? [];
        drift.forEach((value, row) => {
          if (row > 0) assert.isAtMost(value ?? 0, (laws.driftL1Bound[row] ?? 0) + 0.02);
        });
      });

      it("winners are drawn from the truth (Proposition 1)", () => {
        const told = result.winnersTheory ?? [];
        const items = experiment.chains * experiment.contexts;
        (result.winners ?? []).forEach(([token, count], i) => {
          const share = told[i] ?? NaN;
          const error = Math.sqrt((share * (1 - share)) / items);
          assert.closeTo(count / items, share, SIGMAS * error, `token ${token}`);
        });
        assert.closeTo(
          told.reduce((a, b) => a + b, 0),
          1,
          1e-9,
        );
      });

      it("entropy falls to zero, from the truth's", () => {
        const entropy = result.series.entropy.mean ?? [];
        const exact = theoryOf(makePlan(experiment)).truths.map((p) =>
          p.reduce((sum, x) => sum - x * Math.log(x), 0),
        );
        assert.closeTo(entropy[0] ?? NaN, exact.reduce((a, b) => a + b, 0) / exact.length, 2e-5);
        assert.closeTo(entropy.at(-1) ?? NaN, 0, 1e-9);
      });
    });
  });

  it("standard errors tell the spread between independent runs: 40 runs of 400 chains", () => {
    for (const truth of [
      { form: "uniform", tokens: 5 },
      { form: "dirichlet", tokens: 5, concentration: 0.5, seed: 3 },
    ] as const) {
      const runs = Array.from({ length: 40 }, (_, i) =>
        runOnCpu(experimentOf({ truth, seed: `se/${i}`, samples: 20, contexts: 3, chains: 400 }), 4096),
      );
      for (const name of [
        "sumOfSquares",
        "support",
        "entropy",
        "driftL1",
        "driftL2Squared",
        "driftFromTruthL1",
      ] as const) {
        const means = runs.map((run) => run.series[name].mean?.[6] ?? NaN);
        const mean = means.reduce((a, b) => a + b, 0) / means.length;
        const spread = Math.sqrt(means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (means.length - 1));
        const told =
          runs.reduce((sum, run) => sum + (run.series[name].standardError?.[6] ?? NaN), 0) / runs.length;
        // A standard deviation of 40 values has a relative error of 11 %: a ratio beyond 1.7 is past five of them.
        assert.isAbove(told / spread, 1 / 1.7, name);
        assert.isBelow(told / spread, 1.7, name);
      }
    }
  });
});
