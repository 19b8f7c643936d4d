import { assert } from "chai";
import { readSweep, type Sweep } from "../../src/index.js";
import { runSweep, type SweepResult, type SweepUpdate } from "../../src/index.js";
import { browserHost } from "../../src/runs/browser-host.js";
import { coarseToFine, nextTarget } from "../../src/runs/sweep/schedule.js";
import { runOnCpu } from "../chains/run-engines.js";

function read(fields: Record<string, unknown>): Sweep {
  const parsed = readSweep({
    version: 1,
    kind: "chains",
    truth: { form: "uniform", tokens: 3 },
    recipe: { form: "fully-synthetic", samples: 10 },
    engine: "cpu",
    ...fields,
  });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.sweep;
}

async function run(sweep: Sweep): Promise<{ result: SweepResult; updates: SweepUpdate[] }> {
  const updates: SweepUpdate[] = [];
  const listener = { update: (update: SweepUpdate) => updates.push(update), notice: () => undefined };
  const end = await runSweep(sweep, listener, browserHost).end;
  if (!end.ok) throw new Error(end.message);
  return { result: end.result, updates };
}

describe("the order of a sweep", () => {
  it("is coarse to fine on every axis", () => {
    assert.deepEqual(coarseToFine([5]), [0, 4, 2, 1, 3]);
    assert.deepEqual(coarseToFine([1]), [0]);
    assert.deepEqual(coarseToFine([2, 2]), [0, 1, 2, 3]);
    assert.deepEqual(coarseToFine([3, 3]), [0, 2, 6, 8, 1, 3, 4, 5, 7]);
    assert.lengthOf(new Set(coarseToFine([7, 13])), 91);
  });

  it("brings each point to four times as many chains, not far past what its precision needs", () => {
    assert.equal(nextTarget({ done: 0, most: 1e6, halfWidth: null }, 0.01), 32);
    assert.equal(nextTarget({ done: 0, most: 5, halfWidth: null }, 0.01), 5);
    assert.equal(nextTarget({ done: 32, most: 1e6, halfWidth: 0.2 }, 0.01), 128);
    assert.equal(nextTarget({ done: 8000, most: 1e6, halfWidth: 0.011 }, 0.01), 10164);
    assert.isNull(nextTarget({ done: 9000, most: 1e6, halfWidth: 0.0099 }, 0.01));
    assert.isNull(nextTarget({ done: 100, most: 100, halfWidth: 0.5 }, 0.01));
  });
});

describe("a sweep", () => {
  it("reaches its precision at every point, agrees with the exact law, and each point reopens as a run", async () => {
    const sweep = read({
      sweep: { "recipe.samples": [5, 20], "truth.tokens": { log: [2, 8, 3] } },
      precision: 0.04,
    });
    const { result, updates } = await run(sweep);
    assert.lengthOf(result.points, 6);
    result.points.forEach((point, j) => {
      const { mean, standardError, theory, settled } = point.collapseTime;
      assert.isAtMost((1.96 * (standardError ?? 1)) / (mean ?? 1), 0.041);
      assert.equal(point.experiment.seed, `1/${j}`);
      assert.equal(point.experiment.chains, settled);
      // 6 standard errors, 6 points: below 2e-8.
      assert.closeTo(mean ?? NaN, theory?.mean ?? NaN, 6 * (standardError ?? 0));
      assert.equal(runOnCpu(point.experiment).digest, point.digest);
    });
    assert.deepEqual(
      result.points.map(({ experiment }) => [
        "samples" in experiment.recipe && experiment.recipe.samples,
        "tokens" in experiment.truth && experiment.truth.tokens,
      ]),
      [
        [5, 2],
        [5, 4],
        [5, 8],
        [20, 2],
        [20, 4],
        [20, 8],
      ],
    );
    assert.equal(updates.at(-1)?.pointsDone, 6);
    assert.equal(updates.at(-1)?.state, "finished");
  });

  it("couples its points where common random numbers are asked for", async () => {
    const sweep = read({ sweep: { chains: [50, 60] }, commonRandomNumbers: true, precision: 1e-6 });
    const { result } = await run(sweep);
    const [first, second] = result.points;
    if (second === undefined) throw new Error("Two points were asked for.");
    assert.equal(first?.experiment.seed, 1);
    assert.equal(first?.collapseTime.settled, 50);
    assert.equal(runOnCpu({ ...second.experiment, chains: 50 }).digest, first?.digest);
  });

  it("is exact, or draws genealogies, where the method says so", async () => {
    const exact = read({ method: "exact", sweep: { "recipe.samples": [100, 100_000] } });
    const laws = (await run(exact)).result.points.map(({ collapseTime }) => collapseTime.theory?.mean ?? NaN);
    const drawn = read({ method: "ancestry", sweep: { "recipe.samples": [100, 100_000] }, precision: 0.03 });
    (await run(drawn)).result.points.forEach(({ collapseTime, series }, j) => {
      assert.closeTo(collapseTime.mean ?? NaN, laws[j] ?? NaN, 6 * (collapseTime.standardError ?? 0));
      assert.isNull(series.sumOfSquares.mean);
    });
  });

  it("goes on from its checkpoint to the same digests", async () => {
    const sweep = read({ sweep: { "recipe.samples": [8, 16, 30] }, precision: 0.03 });
    const whole = (await run(sweep)).result.points.map(({ digest }) => digest);
    let saved = "";
    const listener = {
      update: ({ estimates }: SweepUpdate) => {
        if (saved === "" && estimates.some(({ chains }) => chains > 100)) {
          saved = first.checkpoint();
          first.stop();
        }
      },
      notice: () => undefined,
    };
    const first = runSweep(sweep, listener, browserHost);
    await first.end;
    const rest = await runSweep(sweep, { update: () => undefined, notice: () => undefined }, browserHost, {
      checkpoint: saved,
    }).end;
    if (!rest.ok) throw new Error(rest.message);
    assert.deepEqual(
      rest.result.points.map(({ digest }) => digest),
      whole,
    );
  });
});
