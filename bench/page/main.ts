import { openDevice, runChains } from "../ours/gpu.js";
import type { Done, Work } from "../ours/cell.js";
import type { PageContender } from "./contender.js";

/** What the bench calls in the page. */
export interface PageBench {
  /** The adapter's name, null without one. */
  adapter(): Promise<{ adapter: string; software: boolean } | null>;
  /** A contender's name by its key; throws where it does not run here. */
  open(key: string): Promise<string>;
  run(key: string, work: Work, limit: number): Promise<Done>;
}

const opened = new Map<string, PageContender>();

const openers: Readonly<Record<string, () => Promise<PageContender>>> = {
  times: () => ours(true),
  statistics: () => ours(false),
  tfjs: async () => (await import("./tfjs.js")).tensorFlow(),
  jax: async () => (await import("./jax.js")).jaxJs(),
};

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
};

Object.assign(globalThis, { bench });
