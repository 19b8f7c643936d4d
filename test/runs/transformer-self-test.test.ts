import { assert } from "chai";
import { browserHost } from "../../src/runs/browser-host.js";
import { requestDevice } from "../../src/gpu/index.js";
import { runTransformer, type Notice } from "../../src/runs/index.js";
import { checkTransformer } from "../../src/runs/transformer/self-test.js";
import { opened } from "./transformers.js";

/** WebGPU whose shaders have something in place of something else. */
function wrongGpu(what: string, instead: string): GPU {
  return {
    requestAdapter: async (options: GPURequestAdapterOptions) => {
      const adapter = await navigator.gpu.requestAdapter(options);
      const request = adapter?.requestDevice.bind(adapter);
      if (adapter === null || request === undefined) return null;
      adapter.requestDevice = async (descriptor) => {
        const device = await request(descriptor);
        const create = device.createShaderModule.bind(device);
        device.createShaderModule = (module) =>
          create({ ...module, code: module.code.replaceAll(what, instead) });
        return device;
      };
      return adapter;
    },
  } as GPU;
}

describe("the check of a GPU before its first run", () => {
  it("lets a GPU pass that computes as the CPU does", async () => {
    const gpu = (await requestDevice(navigator.gpu)) ?? assert.fail();
    assert.isTrue(await checkTransformer(gpu));
  });

  it("finds one out that draws other numbers", async () => {
    const gpu = (await requestDevice(wrongGpu("0x1BD11BDA", "0x1BD11BDB"))) ?? assert.fail();
    assert.isFalse(await checkTransformer(gpu));
  });

  it("leaves a GPU that fails it, and says so", async () => {
    const [experiment, text] = opened({ training: { steps: 2, batch: 4 }, engine: "webgpu" });
    const notices: Notice[] = [];
    const listener = {
      update() {},
      saved() {},
      trained() {},
      notice: (notice: Notice) => void notices.push(notice),
    };
    const host = { ...browserHost, gpu: () => Promise.resolve(wrongGpu("exp(", "1.001 * exp(")) };
    const end = await runTransformer(experiment, text, listener, host).end;
    if (!end.ok) assert.fail(end.message);
    assert.equal(end.result.engine.name, "cpu");
    assert.deepEqual(notices, [
      {
        kind: "on-cpu",
        text: "This GPU does not train a small model as it should, so it was not used: the models are trained on the CPU.",
      },
    ]);
  });
});
