import { assert } from "chai";
import {
  chainsResult,
  CpuEngine,
  cutUnits,
  makePlan,
  restoreTally,
  saveTally,
  Tally,
} from "../../src/chains/index.js";
import { experimentOf } from "./experiments.js";
import { runOnCpu } from "./run-engines.js";

const ENGINE = { name: "cpu", adapter: "test", fallbackAdapter: false } as const;

describe("a tally", () => {
  const experiment = experimentOf({ samples: 15, chains: 100, contexts: 2 });
  const plan = makePlan(experiment);
  const engine = new CpuEngine(plan);
  const units = cutUnits(100, 2, 20, true);
  const whole = runOnCpu(experiment);

  it("settles chains in order, and shows every one that is done", () => {
    const tally = new Tally(experiment);
    for (const index of [2, 3, 0]) tally.add(engine.run(units.at(index)).tally);
    assert.equal(tally.settled, 10);
    assert.equal(tally.done, 30);
    const part = chainsResult(plan, tally, ENGINE, 0, null);
    assert.isNull(part.digest);
    assert.equal(part.collapseTime.settled, 10);
    assert.equal(part.collapseTime.collapsed, 30);
    assert.equal(part.collapseTime.censored, 70);
    const first = runOnCpu({ ...experiment, chains: 10 });
    assert.equal(part.collapseTime.mean, first.collapseTime.mean);
    assert.deepEqual(part.series.sumOfSquares.mean, first.series.sumOfSquares.mean);
    tally.add(engine.run(units.at(1)).tally);
    assert.equal(tally.settled, 40);
  });

  it("forgets what is not settled, which is then run again", () => {
    const tally = new Tally(experiment);
    for (const index of [2, 3, 0, 6]) tally.add(engine.run(units.at(index)).tally);
    // A chain of which one context is done: it must not count again beside the one run anew.
    tally.add(engine.run({ firstChain: 50, chains: 10, firstContext: 0, contexts: 1 }).tally);
    tally.dropOpen();
    assert.equal(tally.done, 10);

    const again = cutUnits(100, 2, 20, true, tally.settled);
    for (let i = 0; i < again.count; i++) tally.add(engine.run(again.at(i)).tally);
    assert.deepEqual(chainsResult(plan, tally, ENGINE, 0, null), whole);
  });

  it("is the same after being saved and restored", () => {
    const tally = new Tally(experiment);
    for (const index of [0, 1, 2]) tally.add(engine.run(units.at(index)).tally);
    const restored = restoreTally(experiment, saveTally(experiment, tally));
    if (typeof restored === "string") throw new Error(restored);
    assert.equal(restored.settled, 30);
    for (let i = 3; i < units.count; i++) restored.add(engine.run(units.at(i)).tally);
    assert.deepEqual(chainsResult(plan, restored, ENGINE, 0, null), whole);
    assert.isString(restoreTally({ ...experiment, chains: 101 }, saveTally(experiment, tally)));
    assert.isString(restoreTally(experiment, saveTally(experiment, tally).slice(0, -9)));
  });

  it("claims nothing before a block is whole", () => {
    const tally = new Tally(experiment);
    tally.add(engine.run(units.at(4)).tally);
    const result = chainsResult(plan, tally, ENGINE, 0, null);
    assert.isNull(result.collapseTime.mean);
    assert.equal(result.collapseTime.collapsed, 10);
    assert.isNull(result.series.sumOfSquares.mean);
    assert.doesNotThrow(() => JSON.stringify(result));
  });
});
