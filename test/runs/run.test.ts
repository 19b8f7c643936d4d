import { assert } from "chai";
import {
  startRun,
  type ChainsExperiment,
  type Notice,
  type RunEnd,
  type RunHandle,
  type RunUpdate,
} from "../../src/index.js";
import { labService } from "../../src/runs/lab-service.js";
import { experimentOf } from "../chains/experiments.js";
import { runOnCpu } from "../chains/run-engines.js";

interface Watched {
  readonly handle: RunHandle;
  readonly updates: RunUpdate[];
  readonly notices: Notice[];
}

function watch(experiment: ChainsExperiment): Watched {
  const updates: RunUpdate[] = [];
  const notices: Notice[] = [];
  const handle = startRun(experiment, null, {
    update: (update) => updates.push(update),
    notice: (notice) => notices.push(notice),
  });
  return { handle, updates, notices };
}

function resultOf(end: RunEnd): Extract<RunEnd, { ok: true }>["result"] {
  if (!end.ok) throw new Error(end.message);
  return end.result;
}

const until = async (condition: () => boolean): Promise<void> => {
  for (let i = 0; i < 3000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.isTrue(condition(), "waited too long");
};

describe("a run in its worker", () => {
  const small = experimentOf({ samples: 30, chains: 3000 });

  it("ends only when its last news has been heard", async () => {
    const heard: string[] = [];
    const slowly = async ({ state }: RunUpdate): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      heard.push(state);
    };
    await labService().run({ ...small, engine: "cpu" }, null, slowly, () => undefined);
    assert.equal(heard.at(-1), "finished");
  });

  const long = experimentOf({ truth: { form: "uniform", tokens: 2 }, samples: 100_000, chains: 1000 });

  it("has one digest on both engines and in this thread, and carries the exact law", async () => {
    const here = runOnCpu(small);
    const cpu = resultOf(await watch({ ...small, engine: "cpu" }).handle.end);
    const gpu = resultOf(await watch({ ...small, engine: "webgpu" }).handle.end);
    assert.match(here.digest ?? "", /^[0-9a-f]{64}$/);
    assert.equal(cpu.digest, here.digest);
    assert.equal(gpu.digest, here.digest);
    assert.equal(cpu.engine?.name, "cpu");
    assert.equal(gpu.engine?.name, "webgpu");
    const { mean, standardError, theory } = cpu.collapseTime;
    assert.isBelow(Math.abs((mean ?? 0) - (theory?.mean ?? Infinity)) / (standardError ?? 0), 5.5);
    assert.lengthOf(cpu.series.sumOfSquares.theory ?? [], cpu.generations.length);
  });

  it("takes the CPU for a software adapter, and says so", async () => {
    const { handle, notices } = watch({ ...small, chains: 100, engine: "auto" });
    assert.equal(resultOf(await handle.end).engine?.name, "cpu");
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ["software-adapter"],
    );
  });

  it("reports progress over chains fixed beforehand, and ends with all of them", async () => {
    const { handle, updates } = watch({ ...small, chains: 20_000 });
    const result = resultOf(await handle.end);
    const last = updates.at(-1);
    assert.equal(last?.state, "finished");
    assert.equal(last?.settled, 20_000);
    for (const update of updates) {
      assert.isAtMost(update.settled, update.chainsDone);
      const counted = update.counts.reduce((sum, [, count]) => sum + count, 0);
      assert.equal(counted, update.chainsDone);
      assert.equal(update.partial?.collapseTime.settled ?? 0, update.settled);
    }
    assert.equal(result.collapseTime.collapsed, 20_000);
    assert.equal(result.collapseTime.censored, 0);
  });

  for (const engine of ["cpu", "webgpu"] as const) {
    it(`stops within 300 ms on ${engine}, counting the unfinished as censored`, async () => {
      const { handle, updates } = watch({ ...long, engine });
      await until(() => updates.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const asked = performance.now();
      handle.stop();
      const result = resultOf(await handle.end);
      assert.isBelow(performance.now() - asked, 300);
      assert.isNull(result.digest);
      assert.equal((result.collapseTime.collapsed ?? 0) + (result.collapseTime.censored ?? 0), long.chains);
      assert.isAbove(result.collapseTime.censored ?? 0, 0);
    });

    it(`pauses, goes on, and ends with the same digest on ${engine}`, async () => {
      const experiment = {
        ...experimentOf({ samples: 60, chains: engine === "cpu" ? 30_000 : 6000 }),
        engine,
      };
      const { handle, updates } = watch(experiment);
      await until(() => updates.length > 0);
      handle.pause();
      await until(() => updates.at(-1)?.state === "paused");
      // What was under way may still arrive; then all is quiet, and the run is not over.
      for (let seen = -1; seen !== updates.length;) {
        seen = updates.length;
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      assert.equal(updates.at(-1)?.state, "paused");
      assert.isBelow(updates.at(-1)?.chainsDone ?? Infinity, experiment.chains);
      handle.resume();
      assert.equal(resultOf(await handle.end).digest, runOnCpu(experiment).digest);
    });
  }
});
