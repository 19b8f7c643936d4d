import { assert } from "chai";
import { RECORD_WORDS } from "../../src/chains/gpu-buffers.js";
import { layOut } from "../../src/chains/gpu-memory.js";
import { tableWords, truthWords } from "../../src/chains/gpu-tables.js";
import { cutUnits, makePlan } from "../../src/chains/index.js";
import { GpuMemoryError } from "../../src/gpu/index.js";
import { experimentOf } from "./experiments.js";
import { assertSame, runOnCpu, runOnGpu, sharedDevice } from "./run-engines.js";

/** The device's own limits, with less room in one buffer. */
async function limitsOf(bytes: number): Promise<GPUSupportedLimits> {
  const { device } = await sharedDevice();
  return Object.create(device.limits, {
    maxBufferSize: { value: bytes },
    maxStorageBufferBindingSize: { value: bytes },
  }) as GPUSupportedLimits;
}

describe("memory on the GPU", () => {
  const large = makePlan(
    experimentOf({ truth: { form: "uniform", tokens: 50_000 }, samples: 50_000, chains: 100_000 }),
  );

  it("makes the batch as small as the adapter needs it, and never larger than the run", async () => {
    for (const megabytes of [1, 7, 128, 1024]) {
      const bytes = megabytes * 2 ** 20;
      const layout = layOut(large, await limitsOf(bytes), false, Infinity, false);
      assert.isAtLeast(layout.lanes, 1);
      assert.isTrue(layout.short);
      assert.isAtMost(layout.lanes * layout.lane.lists * 4, bytes);
      assert.isAtMost(layout.lanes * (layout.lane.lists + layout.lane.scratch) * 4, 256 * 2 ** 20);
    }
    const few = layOut(
      makePlan(experimentOf({ chains: 7 })),
      await limitsOf(2 ** 30),
      false,
      Infinity,
      false,
    );
    assert.equal(few.lanes, 7);
    assert.isFalse(few.short);
  });

  const millions: [number, number[]][] = [
    [100, [65536, 65536, 256]],
    [10_000, [1280, 832, 256]],
    [1_000_000, [13, 8, 13]],
  ];
  millions.forEach(([samples, lanesWanted]) => {
    it(`waves a million chains of ${samples} samples from a million tokens`, async () => {
      const chains = 1_000_000;
      const plan = makePlan(
        experimentOf({ truth: { form: "uniform", tokens: 1_000_000 }, samples, chains, generations: 3 }),
      );
      const adapters: [number, boolean][] = [
        [2 ** 30, false],
        [128 * 2 ** 20, false],
        [2 ** 30, true],
      ];
      for (const [i, [bytes, software]] of adapters.entries()) {
        const layout = layOut(plan, await limitsOf(bytes), software, Infinity, false);
        const { lanes, lane, slots, slotWords, unitItems, truthSlots } = layout;
        const buffers = [
          tableWords(plan),
          truthSlots * truthWords(plan),
          lanes * lane.registers,
          lanes * lane.lists,
          lanes * lane.scratch,
          slots * slotWords,
          slots * unitItems * RECORD_WORDS,
        ].map((words) => 4 * words);
        assert.isAtMost(Math.max(...buffers), bytes);
        assert.isAtMost(
          buffers.reduce((sum, size) => sum + size, 0),
          2 ** 29,
        );
        // A digit of a sum overflows with more: see addSum in shaders/chains/tally.wgsl.
        assert.isAtMost(unitItems * (2 ** 18 - 1), 2 ** 32 - 1);
        const units = cutUnits(chains, 1, unitItems, plan.sharedTruth);
        assert.equal(units.at(units.count - 1).firstChain + units.at(units.count - 1).chains, chains);
        assert.equal(lanes, lanesWanted[i]);
        assert.equal(layout.short, lanes < (software ? 256 : 65536));
      }
    });
  });

  it("says with numbers what does not fit at all", async () => {
    const limits = await limitsOf(2 ** 19);
    assert.throws(
      () => layOut(large, limits, false, Infinity, false),
      GpuMemoryError,
      /^This needs \d+ MB in one GPU buffer; this GPU offers 1 MB\.$/,
    );
  });

  it("lays out teams beside their lanes, and at least one of each", async () => {
    // A team takes 20 bytes a live token, and each of its 32 lanes 20 bytes of 256.
    const cells: [number, number, number, number[]][] = [
      [10_000, 1_000_000, 2 ** 30, [737, 32]],
      [1_000_000, 1_000_000, 2 ** 30, [13, 32]],
      [1_000_000, 1_000_000, 128 * 2 ** 20, [8, 32]],
      [10_000, 5, 2 ** 30, [5, 1]],
      [10_000, 800, 2 ** 30, [737, 2]],
    ];
    for (const [samples, chains, bytes, [teams = 0, lanesATeam = 0]] of cells) {
      const truth = { form: "uniform", tokens: 1_000_000 } as const;
      const plan = makePlan(experimentOf({ truth, samples, chains }));
      const limits = await limitsOf(bytes);
      const layout = layOut(plan, limits, false, Infinity, true);
      const { lane, team } = layout;
      assert.equal(layout.teams, teams);
      assert.equal(layout.lanes, teams * lanesATeam);
      assert.isAtMost(4 * (layout.lanes * lane.lists + teams * (team?.lists ?? NaN)), bytes);
      for (let most = layout.lanes / 2; most >= 1; most /= 2) {
        const fewer = layOut(plan, limits, false, most, true);
        assert.isAtMost(fewer.lanes, most);
        assert.isAtLeast(Math.min(fewer.lanes, fewer.teams), 1);
      }
    }
  });

  it("halves the batch when the device is out of memory, and draws the same", async () => {
    const experiment = experimentOf({ samples: 20, chains: 900 });
    const popErrorScope = Reflect.get(GPUDevice.prototype, "popErrorScope");
    let failures = 2;
    GPUDevice.prototype.popErrorScope = async function (this: GPUDevice) {
      const error = await popErrorScope.call(this);
      return failures-- === 2 ? new GPUOutOfMemoryError("out of memory") : error;
    };
    try {
      assertSame(await runOnGpu(experiment), runOnCpu(experiment));
      assert.isBelow(failures, 0);
    } finally {
      GPUDevice.prototype.popErrorScope = popErrorScope;
    }
  });
});
