import { assert } from "chai";
import { keptId, keptRun, keptRuns, removeKept, type RunToKeep } from "../../src/runs/index.js";
import { runsFolder } from "../../src/runs/kept/files.js";
import { keepRun } from "../../src/runs/kept/at-once.js";
import { Keeper } from "../../src/runs/kept/keeper.js";
import { renameKept } from "../../src/runs/kept/store.js";

const run: RunToKeep = {
  kind: "chains",
  name: "mine",
  experiment: { version: 1, kind: "chains", seed: 7 },
  corpus: new Blob(["The text."]),
  result: { digest: "d" },
  startedAt: 1000,
  savedAt: 2000,
};
const id = keptId(run.experiment);
const deaf = { notice: () => undefined, saved: () => undefined };

/** The k-th write and all after it fail, as where a storage is full. Resolves to how many there were. */
async function failingFrom(k: number, work: () => Promise<void>): Promise<number> {
  const prototype = FileSystemWritableFileStream.prototype as { write: (...args: unknown[]) => unknown };
  const { write } = prototype;
  let calls = 0;
  prototype.write = function (this: unknown, ...args) {
    if (calls++ >= k) throw new DOMException("The disk is full.", "QuotaExceededError");
    return write.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.write = write;
  }
  return calls;
}

describe("a run that is kept all at once", () => {
  beforeEach(() => removeKept(id));
  after(() => removeKept(id));

  it("is found as it was given, under the id of its experiment", async () => {
    assert.equal(await keepRun(run), "kept");
    const found = (await keptRun(id)) ?? assert.fail("It is not kept.");
    const { corpus, ...rest } = run;
    assert.deepInclude(found, rest);
    assert.isTrue(found.finished);
    assert.equal(await found.corpus?.text(), await corpus?.text());
    assert.isTrue((await keptRuns()).some((one) => one.id === id));
  });

  it("without a result is one to be begun", async () => {
    await keepRun({ ...run, result: null });
    const found = await keptRun(id);
    assert.deepInclude(found, { finished: false, result: null });
  });

  it("leaves what is kept of it already as it is", async () => {
    await keepRun(run);
    assert.equal(await keepRun({ ...run, name: "other", result: { digest: "e" } }), "here");
    const found = await keptRun(id);
    assert.deepInclude(found, { name: "mine", result: run.result });
  });

  it("is there as a whole or not at all, wherever the storage is full", async () => {
    const all = await failingFrom(Infinity, async () => {
      await keepRun(run);
    });
    assert.isAbove(all, 4);
    for (let k = 0; k < all; k++) {
      await removeKept(id);
      await failingFrom(k, async () => {
        const how = await keepRun(run);
        assert.match(
          typeof how === "object" ? how.message : how,
          /^The run was not kept: .* full/,
          `write ${k}`,
        );
      });
      assert.isNull(await keptRun(id), `write ${k}`);
      assert.isFalse((await keptRuns()).some((one) => one.id === id));
      for await (const name of (await runsFolder()).keys())
        assert.notEqual(name, id, "nothing of it is left");
    }
    assert.equal(await keepRun(run), "kept");
  });

  it("can be renamed, keeps the name when it runs again, and what a full storage refuses is as it was", async () => {
    await keepRun(run);
    assert.isNull(await renameKept(id, "thine"));
    assert.deepInclude(await keptRun(id), { name: "thine", savedAt: 2000, finished: true });
    await failingFrom(0, async () => {
      assert.match((await renameKept(id, "lost")) ?? "", /^The name was not kept: /);
    });
    assert.equal((await keptRun(id))?.name, "thine");

    const keeper = await Keeper.open({ ...run, resume: false }, deaf);
    assert.match((await renameKept(id, "late")) ?? "", /^This run is under way/);
    await keeper?.end('{"digest":"f"}');
    assert.deepInclude(await keptRun(id), { name: "thine", result: { digest: "f" } });
  });
});
