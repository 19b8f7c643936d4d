import { assert } from "chai";
import { lawsAt, makePlan } from "../../src/chains/index.js";
import { keptId, keptRun, keptRuns, readSweep, removeKept, startSweep, type Sweep } from "../../src/index.js";
import { runSweep, type SweepEnd, type SweepResult, type SweepUpdate } from "../../src/index.js";
import { browserHost } from "../../src/runs/browser-host.js";
import { LawsDue } from "../../src/runs/sweep/laws-due.js";
import { SweepPoint } from "../../src/runs/sweep/point.js";
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
    let seconds = 0;
    const listener = {
      update: (update: SweepUpdate) => {
        if (saved === "" && update.estimates.some(({ chains }) => chains > 100)) {
          seconds = update.seconds;
          saved = first.checkpoint();
          first.stop();
        }
      },
      notice: () => undefined,
    };
    const first = runSweep(sweep, listener, browserHost);
    await first.end;
    const heard: number[] = [];
    const later = { update: (update: SweepUpdate) => heard.push(update.seconds), notice: () => undefined };
    const rest = await runSweep(sweep, later, browserHost, { checkpoint: saved }).end;
    if (!rest.ok) throw new Error(rest.message);
    assert.isAtLeast(heard[0] ?? 0, seconds, "the budget is for all of it");
    assert.deepEqual(
      rest.result.points.map(({ digest }) => digest),
      whole,
    );
  });

  it("tells the result of a point so far, and with its laws once they are found", async () => {
    // The second point takes a second or more: news of it come in the meantime.
    const sweep = read({ sweep: { "recipe.samples": [8, 4000] }, precision: 0.05 });
    const early: (readonly [settled: number | null | undefined, chains: number, law: number | null])[] = [];
    const listener = {
      update: ({ state, estimates }: SweepUpdate) => {
        const point = handle.point(1);
        const { chains = 0 } = estimates[1] ?? {};
        if (state !== "running" || chains === 0 || point === null) return;
        const { settled, counts, theory } = point.collapseTime;
        assert.equal(
          counts?.reduce((sum, [, count]) => sum + count, 0),
          settled,
        );
        early.push([settled, chains, theory?.mean ?? null]);
      },
      notice: () => undefined,
    };
    const handle = runSweep(sweep, listener, browserHost);
    assert.isNull(handle.point(0));
    const end = await handle.end;
    if (!end.ok) throw new Error(end.message);
    assert.isNotEmpty(early);
    const law = end.result.points[1]?.collapseTime.theory?.mean ?? assert.fail("It has a law.");
    for (const [settled, chains, known] of early) {
      assert.equal(settled, chains);
      assert.include([null, law], known);
    }
    assert.deepEqual(handle.point(1), end.result.points[1]);
    assert.isNull(handle.point(2));
  });

  it("finds its laws in workers to the bits that they have in one thread", async () => {
    const sweep = read({
      sweep: { "recipe.samples": [10, 300, 1000], "truth.tokens": [2, 3, 9] },
      precision: 0.3,
    });
    const { result, updates } = await run(sweep);
    for (const { experiment, generations, collapseTime, series } of result.points) {
      const laws = lawsAt(makePlan(experiment), generations);
      assert.deepEqual(collapseTime.theory, laws.collapseTime);
      assert.deepEqual(series.support.theory, laws.support);
      assert.deepEqual(series.sumOfSquares.theory, laws.sumOfSquares);
    }
    assert.equal(updates.at(-1)?.lawsDone, 9);
    updates.forEach(({ lawsDone }, i) => assert.isAtLeast(lawsDone, updates[i - 1]?.lawsDone ?? 0));
  });

  it("runs on the GPU to the digests of the CPU, its laws found in workers meanwhile", async () => {
    const asked = { sweep: { "recipe.samples": [8, 16] }, precision: 0.1 };
    const onCpu = (await run(read(asked))).result.points;
    const onGpu = (await run(read({ ...asked, engine: "webgpu" }))).result.points;
    assert.deepEqual(
      onGpu.map(({ digest }) => digest),
      onCpu.map(({ digest }) => digest),
    );
    for (const [j, { engine, collapseTime }] of onGpu.entries()) {
      assert.equal(engine?.name, "webgpu");
      assert.deepEqual(collapseTime.theory, onCpu[j]?.collapseTime.theory);
    }
  });

  it("counts chains alive at a cap with the cap, and says how many they are", async () => {
    const capped = { generations: 12, stop: "collapse", sweep: { "recipe.samples": [4, 16, 4000] } };
    const { result, updates } = await run(read({ ...capped, precision: 0.05 }));
    const [few, some, all] = updates.at(-1)?.estimates ?? [];
    if (!few || !some || !all) throw new Error("There are three points.");
    result.points.forEach(({ collapseTime, experiment }, j) => {
      const { censored, counts } = collapseTime;
      const capped = [...(counts ?? []), [12, censored ?? 0] as const];
      const mean = capped.reduce((sum, [T, count]) => sum + T * count, 0) / experiment.chains;
      const estimate = updates.at(-1)?.estimates[j];
      assert.equal(estimate?.alive, censored);
      assert.closeTo(estimate?.mean ?? NaN, mean, 1e-9 * mean);
    });
    assert.isAbove(some.alive, 0);
    assert.isBelow(some.alive, some.chains);
    // Where every chain is alive a few say it all.
    assert.deepEqual([all.alive, all.chains, all.mean, all.standardError], [32, 32, 12, 0]);
    assert.isAbove(few.chains, 32);
  });

  it("loses no point to a checkpoint that is taken while its laws are written", async () => {
    const sweep = read({ sweep: { "recipe.samples": [8, 16, 30] }, precision: 0.05 });
    let saved = "";
    let digests: readonly (string | null)[] = [];
    const listener = {
      update: ({ state }: SweepUpdate) => {
        if (state === "finished") saved = first.checkpoint();
      },
      notice: () => undefined,
    };
    const first = runSweep(sweep, listener, browserHost);
    const end = await first.end;
    if (end.ok) digests = end.result.points.map(({ digest }) => digest);
    const again = await runSweep(sweep, { update: () => undefined, notice: () => undefined }, browserHost, {
      checkpoint: saved,
    }).end;
    if (!again.ok) throw new Error(again.message);
    assert.lengthOf(saved.trim().split("\n"), 4);
    assert.deepEqual(
      again.result.points.map(({ digest }) => digest),
      digests,
    );
  });
});

describe("the time that a sweep's point still takes", () => {
  const point = (): SweepPoint => {
    const [experiment] = read({ sweep: { "recipe.samples": [10] } }).points;
    if (!experiment) throw new Error("There is one point.");
    return new SweepPoint(experiment, null);
  };

  it("is not said before chains have told it", () => {
    const some = point();
    assert.isNull(some.secondsFor(1));
    some.took(0.002, 32);
    assert.isNull(some.secondsFor(10_000), "a worker that warms up tells nothing of thousands of chains");
    assert.closeTo(some.secondsFor(96) ?? NaN, 0.006, 1e-12);
  });

  it("goes by the latest chains", () => {
    const some = point();
    some.took(5, 32);
    some.took(0.5, 1000);
    assert.closeTo(some.secondsFor(10_000) ?? NaN, 5, 1e-9);
    assert.closeTo(some.seconds, 5.5, 1e-12);
  });
});

describe("laws that are due", () => {
  it("go by n: who found one of an n finds its others, and nobody else while there are others", () => {
    const sweep = read({ sweep: { "recipe.samples": [10, 20, 30], "truth.tokens": [2, 3, 4] } });
    const due = new LawsDue();
    for (const experiment of sweep.points) due.add(new SweepPoint(experiment, null));
    const samples = (point: SweepPoint | null): number | null =>
      point !== null && "samples" in point.experiment.recipe ? point.experiment.recipe.samples : null;
    const last: [SweepPoint | null, SweepPoint | null] = [null, null];
    const taken: [(number | null)[], (number | null)[]] = [[], []];
    for (let i = 0; i < 10; i++) {
      const who = i % 2 === 0 ? 0 : 1;
      last[who] = due.take(last[who]);
      taken[who].push(samples(last[who]));
    }
    assert.deepEqual(taken[0], [30, 30, 30, 10, 10]);
    assert.deepEqual(taken[1], [20, 20, 20, 10, null]);
  });
});

describe("a sweep that the browser keeps", () => {
  /** Starts a sweep that is kept; `heard` says when it is to be stopped. */
  async function start(sweep: Sweep, resume: boolean, heard: (chains: number) => boolean): Promise<SweepEnd> {
    const listener = {
      update: ({ estimates }: SweepUpdate) => {
        if (heard(estimates.reduce((sum, { chains }) => sum + chains, 0))) handle.stop();
      },
      notice: ({ text }: { readonly text: string }) => {
        throw new Error(text);
      },
    };
    const handle = startSweep(sweep, null, listener, { corpus: null, resume });
    return handle.end;
  }
  const keptOf = async (sweep: Sweep) => (await keptRuns()).find(({ id }) => id === keptId(sweep.file));

  it("goes on from where it was interrupted", async function () {
    this.timeout(30_000);
    const long = read({ sweep: { "recipe.samples": [8, 60] }, precision: 1e-4 });
    await removeKept(keptId(long.file));
    let isSaved = false;
    let chains = 0;
    await start(long, false, (done) => {
      chains = done;
      void keptOf(long).then((kept) => {
        isSaved = kept !== undefined && kept.savedAt > kept.startedAt;
      });
      return isSaved;
    });
    assert.deepInclude(await keptOf(long), { kind: "sweep", finished: false, experiment: long.file });
    assert.deepEqual((await keptOf(long))?.progress, { done: 0, of: 2 });
    let first: number | null = null;
    await start(long, true, (done) => {
      first ??= done;
      return true;
    });
    assert.equal(first, chains);
    await removeKept(keptId(long.file));
  });

  it("is kept with its result, and not at all where it ends before there was anything to keep", async () => {
    const short = read({ sweep: { "recipe.samples": [8, 9] }, precision: 0.2 });
    const end = await start(short, false, () => false);
    const kept = await keptRun(keptId(short.file));
    assert.isTrue(kept?.finished);
    assert.deepEqual(kept.result, end.ok ? end.result : null);
    await removeKept(keptId(short.file));

    const stopped = read({ sweep: { "recipe.samples": [800, 900] }, precision: 1e-4 });
    await start(stopped, false, () => true);
    assert.isUndefined(await keptOf(stopped));
  });
});
