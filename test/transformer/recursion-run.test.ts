import { assert } from "chai";
import { browserHost } from "../../src/runs/browser-host.js";
import { charactersOf, type TextTokens } from "../../src/corpus/index.js";
import { readTransformer, type TransformerExperiment } from "../../src/experiment/index.js";
import {
  runTransformer,
  startTransformer,
  transformerEstimate,
  type Notice,
  type TransformerListener,
  type TransformerRun,
  type TransformerUpdate,
} from "../../src/runs/index.js";
import { fromSafetensors, toSafetensors } from "../../src/runs/transformer/safetensors.js";
import { timeless, tiny } from "./recursion.js";

function opened(more: Readonly<Record<string, unknown>>): [TransformerExperiment, TextTokens] {
  const parsed = readTransformer(tiny(more));
  if (!parsed.ok) assert.fail(parsed.message);
  const { corpus } = parsed.experiment;
  const text = corpus.form === "text" ? charactersOf(corpus.text) : "";
  return typeof text === "string" ? assert.fail(text) : [parsed.experiment, text];
}

interface Heard extends TransformerListener {
  readonly updates: TransformerUpdate[];
  readonly notices: Notice[];
}

function listener(
  onUpdate: (update: TransformerUpdate) => void = () => undefined,
  onSaved = (): void => undefined,
): Heard {
  const updates: TransformerUpdate[] = [];
  const notices: Notice[] = [];
  return {
    updates,
    notices,
    update: (update) => {
      updates.push(update);
      onUpdate(update);
    },
    notice: (notice) => notices.push(notice),
    saved: onSaved,
    trained: () => undefined,
  };
}

describe("a transformer's run in its worker", () => {
  it("tells how far it is, and ends with the result", async () => {
    const heard = listener();
    const end = await startTransformer(...opened({ training: { steps: 1500, batch: 8 } }), heard).end;
    if (!end.ok) assert.fail(end.message);
    assert.equal(end.result.engine.name, "cpu");
    const last = heard.updates.at(-1);
    assert.deepInclude(last, { state: "finished", modelsDone: 4, models: 4, current: null, secondsLeft: 0 });
    assert.deepEqual(last?.partial.recipes, end.result.recipes);
    const on = heard.updates.find(({ step, loss }) => step > 0 && loss !== null);
    assert.deepInclude(on, { state: "running", steps: 1500 });
    assert.isAbove(on?.secondsLeft ?? 0, 0);
    assert.lengthOf(on?.partial.models.at(-1)?.batchLoss ?? [], on?.step ?? 0);
  });

  it("pauses, goes on, and gives what is done when it is stopped", async () => {
    const heard = listener(({ modelsDone, state }) => {
      if (modelsDone === 1 && state === "running") run.pause();
      if (state === "paused") setTimeout(() => run.resume(), 100);
      if (modelsDone === 2) run.stop();
    });
    const run = startTransformer(...opened({ training: { steps: 100, batch: 8 } }), heard);
    const end = await run.end;
    if (!end.ok) assert.fail(end.message);
    assert.include(
      heard.updates.map(({ state }) => state),
      "paused",
    );
    assert.equal(heard.updates.at(-1)?.state, "stopped");
    assert.isBelow(end.result.models.length, 4);
    assert.isAtLeast(end.result.models.length, 1);
  });

  it("trains on WebGPU close to what the CPU does", async () => {
    const more = { training: { steps: 6, batch: 4, learningRate: 0.01 } };
    const heard = listener();
    const gpu = await startTransformer(...opened({ ...more, engine: "webgpu" }), heard).end;
    const cpu = await startTransformer(...opened(more), heard).end;
    if (!gpu.ok || !cpu.ok) assert.fail(gpu.ok ? "It failed." : gpu.message);
    assert.equal(gpu.result.engine.name, "webgpu");
    // p(0) and p(0) learn the same batches from the same weights; what they write may differ by a token.
    gpu.result.models[0]?.batchLoss.forEach((loss, u) =>
      assert.approximately(loss ?? 0, cpu.result.models[0]?.batchLoss[u] ?? 9, 1e-4),
    );
    assert.lengthOf(gpu.result.models, 4);
  });
});

describe("a run in this thread", () => {
  it("goes on from a checkpoint to the same bits", async () => {
    const [experiment, text] = opened({});
    const host = { ...browserHost, gpu: () => Promise.resolve(undefined) };
    const start = (
      asked: TransformerExperiment,
      heard: Heard,
      checkpoint: Uint8Array | null = null,
    ): TransformerRun => runTransformer(asked, text, heard, host, { checkpoint });
    const whole = await start(experiment, listener()).end;
    let checkpoint: Uint8Array | null = null;
    let saves = 0;
    const heard = listener(undefined, () => {
      if (++saves !== 5) return;
      ({ checkpoint } = run.snapshot());
      run.stop();
    });
    const run = start(experiment, heard);
    await run.end;
    assert.isNotNull(checkpoint);
    const again = await start(experiment, listener(), checkpoint).end;
    if (!whole.ok || !again.ok) assert.fail("It failed.");
    assert.deepEqual(timeless(again.result), timeless(whole.result));
    const other = await start(opened({ seed: 2 })[0], listener(), checkpoint).end;
    assert.deepEqual(other, {
      ok: false,
      status: "bad-input",
      message: "The checkpoint belongs to another experiment.",
    });
  });
});

/** The browser's WebGPU, as long as it has devices left to give; those given are in the list. */
function watchedGpu(devices: GPUDevice[], most = Infinity): GPU {
  return {
    requestAdapter: async (options: GPURequestAdapterOptions) => {
      if (devices.length >= most) return null;
      const adapter = await navigator.gpu.requestAdapter(options);
      const request = adapter?.requestDevice.bind(adapter);
      if (adapter === null || request === undefined) return null;
      adapter.requestDevice = async (descriptor) => {
        const device = await request(descriptor);
        devices.push(device);
        return device;
      };
      return adapter;
    },
  } as GPU;
}

describe("a run whose GPU is lost", () => {
  const [experiment, text] = opened({ training: { steps: 6, batch: 4 }, engine: "webgpu" });
  const kinds = ({ notices }: Heard): string[] => notices.map(({ kind }) => kind);

  it("goes on from what was saved, to the same bits", async () => {
    const devices: GPUDevice[] = [];
    const host = { ...browserHost, gpu: () => Promise.resolve(watchedGpu(devices)), gpuIsChecked: true };
    const whole = await runTransformer(experiment, text, listener(), host).end;
    let saves = 0;
    const heard = listener(undefined, () => {
      if (++saves === 4) devices.at(-1)?.destroy();
    });
    const end = await runTransformer(experiment, text, heard, host).end;
    if (!whole.ok || !end.ok) assert.fail("It failed.");
    assert.deepEqual(kinds(heard), ["gpu-lost"]);
    assert.lengthOf(devices, 3);
    assert.deepEqual(timeless(end.result), timeless(whole.result));
  });

  it("goes on on the CPU where there is no other, even if WebGPU was asked for", async () => {
    const devices: GPUDevice[] = [];
    const host = { ...browserHost, gpu: () => Promise.resolve(watchedGpu(devices, 1)), gpuIsChecked: true };
    const heard = listener(undefined, () => devices[0]?.destroy());
    const end = await runTransformer(experiment, text, heard, host).end;
    if (!end.ok) assert.fail(end.message);
    assert.equal(end.result.engine.name, "cpu");
    assert.lengthOf(end.result.models, 4);
    assert.deepEqual(kinds(heard), ["on-cpu"]);
  });
});

describe("an estimate", () => {
  it("says what a run will ask for", () => {
    const model = { context: 32, width: 32, layers: 2, heads: 2, dropout: 0 };
    const training = { steps: 1000, batch: 8 };
    const recipes = [{ form: "fully-synthetic", samples: 4096 }];
    const [experiment, text] = opened({ model, training, recipes, generations: 4 });
    // The quick preset with Tiny Shakespeare's 65 characters: 27,840 parameters, 47.2 MFLOP an update.
    const vocabulary = Array.from({ length: 65 }, (_, i) => String.fromCharCode(33 + i));
    const estimate = transformerEstimate(experiment, { ...text, vocabulary });
    assert.deepInclude(estimate, { parameters: 27_840, models: 6, flopsPerStep: 47_235_072, epochs: 62.5 });
    assert.approximately(estimate.flops / (6 * 47.2e9), 1, 0.2);
    assert.approximately(estimate.parametersPerToken, 6.8, 0.01);
  });
});

describe("safetensors", () => {
  it("come back as they were written", () => {
    const tensors = new Map([
      ["a", { shape: [2, 1], data: Float32Array.of(1.5, -0) }],
      ["empty", { shape: [0], data: new Uint32Array() }],
      ["b", { shape: [3], data: Uint32Array.of(1, 2, 2 ** 32 - 1) }],
    ]);
    const file = toSafetensors(tensors, { note: "é" });
    const read = fromSafetensors(file);
    assert.deepEqual([...read.tensors], [...tensors]);
    assert.deepEqual(read.metadata, { note: "é" });
    assert.equal(Number(new DataView(file.buffer).getBigUint64(0, true)) % 8, 0);
    for (const length of [0, 7, 20, file.length - 1]) {
      assert.throws(() => fromSafetensors(file.subarray(0, length)), "cut off");
    }
  });
});
