import { assert } from "chai";
import type { View } from "../../src/ui/state/view.js";
import {
  asked,
  capBound,
  meanInWords,
  oneContext,
  simulatedMean,
  standing,
  verdict,
} from "../../src/ui/words/agreement.js";
import { milestone, progressLine, titleLine } from "../../src/ui/words/progress.js";
import { exactLaws, experiment, partial, runOf, stateRun, viewOf } from "./views.js";

const laws = exactLaws();

function judged(errors: number): ReturnType<typeof verdict> {
  return verdict(viewOf({ run: runOf(laws, errors) }));
}

describe("the verdict on a run", () => {
  it("agrees, doubts and disagrees by standard errors", () => {
    assert.equal(judged(0.3).kind, "agrees");
    assert.include(judged(0.3).rest, "0.3 standard errors away");
    assert.equal(judged(-2.9).kind, "agrees");
    assert.equal(judged(4).kind, "unsure");
    assert.equal(judged(7.2).kind, "disagrees");
    assert.equal(judged(7.2).claim, "Simulation and law disagree (7.2 standard errors)");
    assert.equal(judged(-7.2).kind, "disagrees");
  });

  it("claims nothing before the first chains, without a law, or over censored chains", () => {
    assert.equal(verdict(viewOf()).kind, "none");
    assert.equal(verdict(viewOf({ laws: null, run: runOf(laws, 9) })).kind, "none");
    const capped = { ...experiment, generations: 12 };
    const run = runOf(laws, -9, { settled: experiment.chains + 5 });
    assert.equal(verdict(viewOf({ experiment: capped, run })).kind, "none");
  });

  it("does not take nearly all models being Diracs for certainty", () => {
    const known = exactLaws(partial);
    const last = <T>(values: readonly T[], value: T): T[] => [...values.slice(0, -1), value];
    const of = (value: number): ReturnType<typeof verdict> => {
      const run = stateRun(known, 0);
      if (!run.result) throw new Error("There is a result.");
      const { sumOfSquares } = run.result.series;
      const theory = last(sumOfSquares.theory ?? [], 0.9964);
      const mean = last(sumOfSquares.mean ?? [], value);
      const standardError = last(sumOfSquares.standardError ?? [], 0);
      const series = { ...run.result.series, sumOfSquares: { ...sumOfSquares, theory, mean, standardError } };
      const result = {
        ...known.result,
        series: { ...known.result.series, sumOfSquares: series.sumOfSquares },
      };
      return verdict(
        viewOf({
          experiment: partial,
          laws: { ...known, result },
          run: { ...run, result: { ...run.result, series } },
        }),
      );
    };
    // Of 1,000 models 3.6 are expected to be none: that all are is no wonder.
    assert.equal(of(1).kind, "agrees");
    assert.equal(of(0.97).kind, "disagrees");
  });

  it("claims nothing of a stopped run but says how far it is", () => {
    const stopped = verdict(viewOf({ run: runOf(laws, 1, { state: "stopped" }) }));
    assert.equal(stopped.kind, "none");
    assert.include(stopped.rest, "1.0 standard errors away");
  });

  it("does not judge a handful of chains", () => {
    const run = runOf(laws, 6);
    const result = run.result && { ...run.result, collapseTime: { ...run.result.collapseTime, settled: 20 } };
    assert.equal(verdict(viewOf({ run: { ...run, result } })).kind, "unsure");
  });

  it("knows equality without an error", () => {
    const run = runOf(laws, 0);
    const result = run.result && {
      ...run.result,
      collapseTime: { ...run.result.collapseTime, standardError: 0 },
    };
    assert.equal(verdict(viewOf({ run: { ...run, result } })).claim, "equals the exact law");
  });
});

describe("what the answer is", () => {
  const capped = { ...experiment, generations: 20 };
  const run = runOf(laws, 0);
  const of = (settled: number): View => {
    const result = run.result && { ...run.result, collapseTime: { ...run.result.collapseTime, settled } };
    return viewOf({ experiment: capped, run: { ...run, result } });
  };

  it("is T where most chains collapse, and the state at the cap where most do not", () => {
    assert.equal(asked(viewOf({ run })), "time");
    assert.equal(asked(of(900)), "time");
    assert.equal(asked(of(400)), "state");
    assert.equal(asked(viewOf({ experiment: capped, laws: exactLaws(capped) })), "time");
    const short = { ...experiment, generations: 3 };
    assert.equal(asked(viewOf({ experiment: short, laws: exactLaws(short) })), "state");
  });

  it("is the state where every chain runs on, and T where the run tells nothing else", () => {
    const on = { ...capped, stop: "generations" as const };
    assert.equal(asked(viewOf({ experiment: on, run })), "state");
    const recipe = { form: "fresh-real", samples: 10, realShare: 0.5 } as const;
    assert.equal(asked({ ...of(10), experiment: { ...capped, recipe } }), "time");
    assert.equal(asked({ ...of(10), experiment: { ...capped, method: "ancestry" } }), "time");
  });
});

describe("the mean in words", () => {
  it("carries two digits of its half width", () => {
    const words = (value: number, halfWidth: number): unknown =>
      meanInWords({ value, halfWidth, standardError: halfWidth / 2, chains: 9 });
    assert.deepEqual(words(196.912, 2.61), ["196.9", "2.6"]);
    assert.deepEqual(words(19691.2, 261), ["19,691", "261"]);
  });

  it("is that of settled chains", () => {
    const mean = simulatedMean(viewOf({ run: runOf(laws, 1) }));
    assert.closeTo((mean?.value ?? 0) - (laws.result.collapseTime.theory?.mean ?? 0), 0.3, 1e-12);
    assert.closeTo(mean?.halfWidth ?? 0, 1.96 * 0.3, 1e-4);
  });
});

describe("where a run stands, in words", () => {
  const running = runOf(laws, 1, { state: "running", chainsDone: 640, settled: 600, secondsLeft: 2.2 });

  it("is said while it runs, paused, stopped and at its end", () => {
    const line = (run = running): string => progressLine(viewOf({ run }), false);
    assert.equal(line(), "640 of 1,000 chains, 2 s left");
    assert.equal(line({ ...running, state: "paused" }), "Paused at 640 of 1,000 chains");
    assert.equal(line({ ...running, state: "stopped" }), "Stopped at 640 of 1,000 chains");
    assert.equal(line({ ...running, state: "finished" }), "All 1,000 chains done");
    assert.equal(progressLine(viewOf(), true), "1,000 chains, when you press Run");
    assert.equal(
      standing(viewOf({ run: running }), false),
      "Mean over the first 600 chains of 1,000, all of them done.",
    );
  });

  it("names censored chains and what they mean for E[T]", () => {
    const capped = { ...experiment, generations: 20 };
    const run = runOf(laws, 0);
    if (!run.result) throw new Error("There is a result.");
    const counts = [[5, 900]] as const;
    const ended = { censored: 100, collapsed: 900, settled: 900, mean: 5, standardError: 0.1, counts };
    const collapseTime = { ...run.result.collapseTime, ...ended };
    const view = viewOf({ experiment: capped, run: { ...run, result: { ...run.result, collapseTime } } });
    assert.equal(
      standing(view, false),
      "100 of 1,000 chains were still alive at generation 20. The others took 5.00 ± 0.20 generations.",
    );
    assert.equal(capBound(view), 6.5);
    assert.match(verdict(view).rest, /^Without the cap the exact law says/);
  });

  it("says that nothing was drawn where only the laws were asked for", () => {
    const exact = { ...experiment, method: "exact" as const };
    const view = viewOf({ experiment: exact, run: runOf(laws, 0) });
    assert.equal(standing(view, false), "The exact laws alone: nothing was drawn.");
    assert.equal(progressLine(view, false), "The laws are there");
  });

  it("is announced at quarters and at the end alone", () => {
    const at = (chainsDone: number): string => milestone(viewOf({ run: { ...running, chainsDone } }));
    assert.deepEqual([10, 240, 250, 490, 760].map(at), [
      "The run has begun.",
      "The run has begun.",
      "25 % of chains are done.",
      "25 % of chains are done.",
      "75 % of chains are done.",
    ]);
    assert.equal(milestone(viewOf({ run: { ...running, state: "finished" } })), "The run is finished.");
    assert.equal(titleLine(viewOf({ run: running })), "64 % · Collapse Lab");
  });

  it("does not compare the mean of contexts where not all have collapsed", () => {
    const many = { ...experiment, contexts: 4, generations: 5 };
    const several = exactLaws(many);
    const run = runOf(several, 0);
    if (!run.result) throw new Error("There is a result.");
    const contextCollapseTime = { ...run.result.collapseTime, collapsed: 30, censored: 970, mean: 3 };
    const result = { ...run.result, contextCollapseTime };
    const view = viewOf({ experiment: many, laws: several, run: { ...run, result } });
    assert.equal(
      oneContext(view),
      "T is when the last of a chain's contexts collapses. 3.0 % of contexts have collapsed.",
    );
  });

  it("tells of a single context where a chain has several", () => {
    assert.equal(oneContext(viewOf()), "");
    const many = { ...experiment, contexts: 4 };
    const several = exactLaws(many);
    assert.match(oneContext(viewOf({ experiment: many, laws: several })), /One context alone: exact \d+\.\d/);
  });
});
