import { assert } from "chai";

// Without this the GPU tests could pass by never having run.
describe("the test browser", () => {
  it("has a WebGPU adapter", async () => {
    assert.isNotNull(await navigator.gpu.requestAdapter());
  });
});
