import { assert } from "chai";
import { wrap } from "comlink";
import type { ChainService } from "../../src/runs/chain-service.js";
import { runExperiment, type Host, type Notice, type RunEnd } from "../../src/runs/index.js";
import { failureOf } from "../../src/runs/worker-failure.js";
import type { ChainsExperiment } from "../../src/index.js";
import { experimentOf } from "../chains/experiments.js";
import { runOnCpu } from "../chains/run-engines.js";

/** The browser as a host in this very thread, whose devices and workers a test can make fail. */
function hostOf(): { host: Host; devices: GPUDevice[]; workers: Worker[] } {
  const devices: GPUDevice[] = [];
  const workers: Worker[] = [];
  const host: Host = {
    gpu: () => Promise.resolve(navigator.gpu),
    spawn() {
      const worker = new Worker(new URL("../../src/runs/chain-worker.js", import.meta.url), {
        type: "module",
      });
      workers.push(worker);
      return {
        service: wrap<ChainService>(worker),
        failed: failureOf(worker),
        terminate: () => {
          worker.terminate();
        },
      };
    },
    cores: 2,
  };
  return { host, devices, workers };
}

/** Runs on WebGPU, destroying the real device at each of the updates listed. */
async function runWithLosses(
  experiment: ChainsExperiment,
  losses: number,
): Promise<{ end: RunEnd; notices: Notice[]; engines: Set<string>; acquired: number }> {
  const { host, devices } = hostOf();
  const requestDevice = Reflect.get(GPUAdapter.prototype, "requestDevice");
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) {
    const device = await requestDevice.call(this, descriptor);
    devices.push(device);
    return device;
  };
  const notices: Notice[] = [];
  const engines = new Set<string>();
  let lost = 0;
  try {
    const run = runExperiment(
      { ...experiment, engine: "webgpu" },
      {
        update: ({ engine, chainsDone, state }) => {
          engines.add(engine.name);
          const device = devices[lost];
          if (
            state === "running" &&
            engine.name === "webgpu" &&
            chainsDone > 0 &&
            lost < losses &&
            device !== undefined
          ) {
            lost++;
            device.destroy();
          }
        },
        notice: (notice) => notices.push(notice),
      },
      host,
    );
    return { end: await run.end, notices, engines, acquired: devices.length };
  } finally {
    GPUAdapter.prototype.requestDevice = requestDevice;
  }
}

function digestOf(end: RunEnd): string | null {
  if (!end.ok) throw new Error(end.message);
  return end.result.digest;
}

describe("faults", () => {
  const experiment = experimentOf({ samples: 40, chains: 40_000 });
  let digest: string | null;
  before(() => {
    digest = runOnCpu(experiment, 4096).digest;
  });

  it("a lost device is re-acquired, and the digest is that of an uninterrupted run", async () => {
    const { end, notices, engines, acquired } = await runWithLosses(experiment, 1);
    assert.equal(digestOf(end), digest);
    assert.equal(acquired, 2);
    assert.deepEqual(
      [...engines],
      ["cpu", "webgpu"].filter((name) => engines.has(name)).slice(-engines.size),
    );
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ["gpu-lost"],
    );
    assert.match(
      notices[0]?.text ?? "",
      /^The GPU was lost at chain [\d,]+\. Nothing is lost: continuing from there\.$/,
    );
  });

  it("after repeated losses the CPU goes on, and says so", async () => {
    const { end, notices, engines } = await runWithLosses(experiment, 3);
    assert.equal(digestOf(end), digest);
    assert.isTrue(engines.has("cpu"));
    assert.equal(notices.at(-1)?.kind, "on-cpu");
    assert.match(notices.at(-1)?.text ?? "", /continuing on the CPU\.$/);
  });

  it("any number of CPU workers has one digest", async () => {
    const { host } = hostOf();
    const quiet = { update: () => undefined, notice: () => undefined };
    for (const cores of [1, 3]) {
      assert.equal(digestOf(await runExperiment(experiment, quiet, { ...host, cores }).end), digest);
    }
  });

  it("a CPU worker that dies is replaced", async () => {
    const { host, workers } = hostOf();
    let killed = false;
    const run = runExperiment(
      { ...experiment, chains: 20_000 },
      {
        update: ({ chainsDone }) => {
          const [worker] = workers;
          if (killed || chainsDone === 0 || worker === undefined) return;
          killed = true;
          // A real worker's error: it tears the worker down as a crash would.
          worker.dispatchEvent(new ErrorEvent("error", { message: "crashed" }));
        },
        notice: () => undefined,
      },
      host,
    );
    const end = await run.end;
    assert.isTrue(killed);
    assert.isAbove(workers.length, 2);
    assert.equal(digestOf(end), runOnCpu({ ...experiment, chains: 20_000 }, 4096).digest);
  });

  it("an engine that is not there is a sentence, not an exception", async () => {
    const { host } = hostOf();
    const run = runExperiment(
      { ...experiment, engine: "webgpu" },
      { update: () => undefined, notice: () => undefined },
      { ...host, gpu: () => Promise.resolve(undefined) },
    );
    const end = await run.end;
    assert.deepInclude(end, { ok: false, status: "no-engine" });
  });

  it("a run goes on from its checkpoint with the digest of the whole, and refuses another's or a damaged one", async () => {
    const { host } = hostOf();
    const quiet = { update: () => undefined, notice: () => undefined };
    let asked = false;
    const first = runExperiment(
      experiment,
      {
        update: ({ settled }) => {
          if (settled > 0 && !asked) {
            asked = true;
            first.stop();
          }
        },
        notice: () => undefined,
      },
      host,
    );
    await first.end;
    const saved = first.checkpoint();
    const second = runExperiment(experiment, quiet, host, { checkpoint: saved });
    assert.equal(digestOf(await second.end), digest);

    const other = await runExperiment({ ...experiment, seed: 2 }, quiet, host, { checkpoint: saved }).end;
    assert.deepInclude(other, { ok: false, status: "bad-input" });
    const damaged = await runExperiment(experiment, quiet, host, {
      checkpoint: saved.replace('"settled":', '"settled":1'),
    }).end;
    assert.deepInclude(damaged, { ok: false, status: "bad-input" });
    assert.deepInclude(await runExperiment(experiment, quiet, host, { checkpoint: "" }).end, {
      ok: false,
      status: "bad-input",
    });
  });
});
