import { assert } from "chai";
import { restoreRecursion, saveRecursion } from "../../src/runs/transformer/checkpoint.js";
import { newRecursion } from "../../src/transformer/recursion/index.js";
import { planOf, ran, resultOf, SILENT, tiny } from "./recursion.js";

class Interrupted extends Error {}

describe("a recursion that was interrupted", () => {
  const plan = planOf(
    tiny({
      recipes: [
        { form: "accumulate-subsample", samples: 128, realSamples: 512 },
        { form: "fresh-real", samples: 512, realShare: 0.5 },
      ],
      generations: 3,
    }),
  );

  it("goes on from any of its checkpoints to the same bits", async () => {
    const checkpoints: Uint8Array[] = [];
    const state = newRecursion(2);
    const control = { ...SILENT, saved: () => checkpoints.push(saveRecursion(plan.experiment, state)) };
    const whole = resultOf(plan, await ran(plan, state, control));
    // One a model when it is trained and one when it is done, and some on the way.
    assert.isAtLeast(checkpoints.length, 3 * plan.models.length);
    for (const at of [0, 1, 2, 8, checkpoints.length - 2, checkpoints.length - 1]) {
      const restored = restoreRecursion(plan.experiment, checkpoints[at] ?? new Uint8Array());
      if (typeof restored === "string") assert.fail(restored);
      assert.deepEqual(resultOf(plan, await ran(plan, restored)), whole, `checkpoint ${at}`);
    }
  });

  it("goes on from what its state has where an engine fails", async () => {
    const whole = resultOf(plan, await ran(plan));
    const state = newRecursion(2);
    let turns = 0;
    const control = {
      ...SILENT,
      turn: () => (++turns % 300 === 0 ? Promise.reject(new Interrupted()) : Promise.resolve()),
    };
    let failures = 0;
    for (;;) {
      try {
        await ran(plan, state, control);
        break;
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        failures++;
      }
    }
    assert.isAtLeast(failures, 3);
    assert.deepEqual(resultOf(plan, state), whole);
  });

  it("is told from another, and from a damaged one", () => {
    const saved = saveRecursion(plan.experiment, newRecursion(2));
    const other = planOf(tiny());
    assert.equal(restoreRecursion(other.experiment, saved), "The checkpoint belongs to another experiment.");
    assert.notTypeOf(restoreRecursion({ ...plan.experiment, engine: "auto" }, saved), "string");
    const damaged = saved.with(saved.length - 1, 7);
    for (const bytes of [damaged, saved.subarray(0, 100), new Uint8Array()]) {
      assert.equal(
        restoreRecursion(plan.experiment, bytes),
        "The checkpoint is damaged: its checksum does not match.",
      );
    }
  });
});
