import { assert } from "chai";
import { makePlan, openWebGpu } from "../../src/chains/index.js";
import { teamsAreSound } from "../../src/chains/open-webgpu.js";
import { requestDevice } from "../../src/gpu/index.js";
import { readExperiment, type ChainsExperiment } from "../../src/index.js";
import { experimentOf } from "./experiments.js";
import { assertSame, runOnCpu, runOnGpu, runWith, sharedDevice } from "./run-engines.js";

const uniform = (tokens: number) => ({ form: "uniform", tokens }) as const;
const zipf = (tokens: number) => ({ form: "zipf", tokens, exponent: 1 }) as const;

/** 280 words, each of which follows "the" once: 281 contexts, one of half the samples and the others of one token. */
function textOf(samples: number): ChainsExperiment {
  const words = Array.from({ length: 280 }, (_, i) => `the w${i}`);
  const parsed = readExperiment({
    version: 1,
    kind: "chains",
    truth: {
      form: "text",
      corpus: { form: "text", text: words.join(" ") },
      tokenizer: "words",
      contextLength: 1,
    },
    recipe: { form: "fully-synthetic", samples },
    chains: 1,
    generations: 6,
    stop: "generations",
  });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.experiment;
}

// A lane takes a chain over once it has at most 256 live tokens: all of these have more to begin with.
describe("the WebGPU engine in teams", () => {
  const cells: [string, ChainsExperiment, number?][] = [
    [
      "as many samples as tokens",
      experimentOf({ truth: uniform(300), samples: 300, chains: 3, generations: 99 }),
    ],
    ["several waves", experimentOf({ truth: uniform(600), samples: 601, chains: 40, generations: 9 }), 40],
    [
      "more tokens than samples, and rows while many are live",
      experimentOf({ truth: zipf(50257), samples: 5000, chains: 2, generations: 40, stop: "generations" }),
    ],
    [
      "two to the 17 tokens, most of them never drawn",
      experimentOf({ truth: uniform(2 ** 17), samples: 300, chains: 1, generations: 5 }),
    ],
    [
      "a tree of two levels from the first generation on",
      experimentOf({ truth: uniform(500), samples: 3000, chains: 3, generations: 40 }),
    ],
    [
      "a tree of three levels, and the cap while many tokens are live",
      experimentOf({
        truth: { form: "zipf", tokens: 5000, exponent: 0.1 },
        samples: 30000,
        chains: 2,
        generations: 4,
      }),
    ],
    [
      "a cap of one generation",
      experimentOf({ truth: uniform(400), samples: 5000, chains: 3, generations: 1, stop: "generations" }),
    ],
    [
      "nodes of one token",
      experimentOf({ truth: uniform(4097), samples: 4 * 4097, chains: 1, generations: 3 }),
    ],
    [
      "chains that collapse at once",
      experimentOf({
        truth: { form: "weights", weights: [2 ** 29, ...Array.from({ length: 300 }, () => 1)] },
        samples: 400,
        chains: 5,
      }),
    ],
    [
      "growing samples",
      experimentOf({
        truth: uniform(400),
        recipe: { form: "growing", samples: 400, exponent: 1.5 },
        chains: 2,
        generations: 30,
      }),
    ],
    [
      "contexts of different truths",
      experimentOf({
        truth: { form: "dirichlet", tokens: 2000, concentration: 0.15, seed: 1 },
        contexts: 3,
        samples: 900,
        chains: 2,
        generations: 20,
      }),
    ],
    ["contexts of different n", textOf(20)],
  ];
  cells.forEach(([name, experiment, lanes]) => {
    it(`equals the CPU engine for ${name}`, async () => {
      assertSame(await runOnGpu(experiment, lanes, false, true), runOnCpu(experiment));
    });
  });

  it("gives the same T and tokens where they alone are asked for", async () => {
    const experiment = experimentOf({ truth: uniform(260), samples: 260, chains: 3 });
    const gpu = await runOnGpu(experiment, Infinity, true, true);
    const cpu = runOnCpu(experiment);
    assert.deepEqual(gpu.collapseTime, cpu.collapseTime);
    assert.deepEqual(gpu.winners, cpu.winners);
  });
});

describe("teams on a GPU", () => {
  const wide = experimentOf({
    truth: uniform(1100),
    samples: 1100,
    chains: 3,
    generations: 4,
    stop: "generations",
  });
  const plan = makePlan(wide);

  it("pass their trial where they draw what the CPU draws, and run what they are made for", async () => {
    const gpu = { ...(await sharedDevice()), fallbackAdapter: false };
    assert.isTrue(await teamsAreSound(gpu));
    assertSame(await runWith(await openWebGpu(gpu, plan), plan), runOnCpu(wide));
  });

  it("are left out where they draw something else", async () => {
    const gpu = (await requestDevice(navigator.gpu)) ?? assert.fail("No WebGPU adapter.");
    const create = gpu.device.createShaderModule.bind(gpu.device);
    gpu.device.createShaderModule = (module) =>
      create(module.label === "teams" ? { ...module, code: broken(module.code) } : module);
    const real = { ...gpu, fallbackAdapter: false };
    assert.isFalse(await teamsAreSound(real));
    assertSame(await runWith(await openWebGpu(real, plan), plan), runOnCpu(wide));
    gpu.device.destroy();
  });
});

/** The constant of Threefry's key schedule is another one. */
function broken(code: string): string {
  const other = code.replaceAll("0x1BD11BDA", "0x1BD11BDB");
  assert.notEqual(other, code);
  return other;
}
