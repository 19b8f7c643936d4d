import { WebGpuTransformer } from "../../src/transformer/index.js";
import type { Done, Work } from "../ours/cell.js";
import { openDevice, runChains } from "../ours/gpu.js";
import { transformerRunner } from "../ours/transformer-work.js";
import type { Done as TransformerDone, Work as TransformerWork } from "../transformer/work.js";
import type { PageContender } from "./contender.js";
import type { TransformerContender } from "./transformer/contender.js";

/** What the bench calls in the page. */
export interface PageBench {
  /** The adapter's name, null without one. */
  adapter(): Promise<{ adapter: string; software: boolean } | null>;
  /** A contender's name by its key; throws where it does not run here. */
  open(key: string): Promise<string>;
  run(key: string, work: Work, limit: number): Promise<Done>;
  /** The same, for transformers. */
  openTransformer(key: string): Promise<string>;
  runTransformer(key: string, work: TransformerWork): Promise<TransformerDone>;
}

const opened = new Map<string, PageContender>();
const transformers = new Map<string, TransformerContender>();

const openers: Readonly<Record<string, () => Promise<PageContender>>> = {
  times: () => ours(true),
  statistics: () => ours(false),
  tfjs: async () => (await import("./tfjs.js")).tensorFlow(),
  jax: async () => (await import("./jax.js")).jaxJs(),
};

const transformerOpeners: Readonly<Record<string, () => Promise<TransformerContender>>> = {
  ours: ourTransformer,
  tfjs: async () => (await import("./transformer/tfjs.js")).tensorFlow(),
  jax: async () => (await import("./transformer/jax.js")).jaxJs(),
};

async function ourTransformer(): Promise<TransformerContender> {
  const gpu = await openDevice(navigator.gpu);
  if (gpu === null) throw new Error("There is no WebGPU adapter.");
  const run = transformerRunner((...how) => WebGpuTransformer.create(gpu, ...how));
  return { name: "our WebGPU engine", run: (work) => run(work, () => performance.now() / 1000) };
}

async function ours(timesOnly: boolean): Promise<PageContender> {
  const gpu = await openDevice(navigator.gpu);
  if (gpu === null) throw new Error("There is no WebGPU adapter.");
  const name = `our WebGPU engine, ${timesOnly ? "T alone" : "all statistics"}`;
  return { name, run: (work, limit) => runChains(gpu, work, limit, timesOnly) };
}

const bench: PageBench = {
  async adapter() {
    const gpu = await openDevice(navigator.gpu);
    gpu?.device.destroy();
    return gpu === null ? null : { adapter: gpu.adapter, software: gpu.fallbackAdapter };
  },
  async open(key) {
    const contender = await openers[key]?.();
    if (contender === undefined) throw new Error(`There is no contender ${key}.`);
    opened.set(key, contender);
    return contender.name;
  },
  async run(key, work, limit) {
    const contender = opened.get(key);
    if (contender === undefined) throw new Error(`The contender ${key} has not been opened.`);
    return contender.run(work, limit);
  },
  async openTransformer(key) {
    const contender = await transformerOpeners[key]?.();
    if (contender === undefined) throw new Error(`There is no contender ${key}.`);
    transformers.set(key, contender);
    return contender.name;
  },
  async runTransformer(key, work) {
    const contender = transformers.get(key);
    if (contender === undefined) throw new Error(`The contender ${key} has not been opened.`);
    return contender.run(work);
  },
};

Object.assign(globalThis, { bench });
