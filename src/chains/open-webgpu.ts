import type { ChainsExperiment } from "../experiment/types.js";
import type { GpuDevice } from "../gpu/index.js";
import { CpuEngine } from "./cpu.js";
import { paysInTeams } from "./gpu-kernels.js";
import { makePlan, type Plan } from "./plan.js";
import { chainsResult } from "./result.js";
import { Tally } from "./tally.js";
import { cutUnits, type UnitTally } from "./unit.js";
import { WebGpuEngine } from "./webgpu.js";

/** A few chains of a thousand live tokens, who all become fewer than a team needs. */
const TRIAL: ChainsExperiment = {
  version: 1,
  kind: "chains",
  seed: 1,
  truth: { form: "uniform", tokens: 1025 },
  contexts: 1,
  recipe: { form: "fully-synthetic", samples: 1031 },
  decoding: { temperature: 1 },
  chains: 4,
  generations: 16,
  stop: "generations",
  method: "simulate",
  engine: "auto",
};

/**
 * The engine of a plan on a device, with teams where they pay: not on a software adapter, nor where a trial of them shows
 * other draws than the CPU's. Throws as WebGpuEngine.create does.
 */
export async function openWebGpu(gpu: GpuDevice, plan: Plan): Promise<WebGpuEngine> {
  const inTeams = !gpu.fallbackAdapter && paysInTeams(plan) && (await teamsAreSound(gpu));
  return WebGpuEngine.create(gpu, plan, Infinity, inTeams);
}

const tried = new WeakMap<GPUDevice, Promise<boolean>>();

/** Whether teams draw on this device what the CPU draws: tried once a device. */
export function teamsAreSound(gpu: GpuDevice): Promise<boolean> {
  const known = tried.get(gpu.device) ?? tryTeams(gpu);
  tried.set(gpu.device, known);
  return known;
}

async function tryTeams(gpu: GpuDevice): Promise<boolean> {
  const plan = makePlan(TRIAL);
  const ofCpu = new Tally(TRIAL);
  const ofTeams = new Tally(TRIAL);
  const cpu = new CpuEngine(plan);
  const units = cutUnits(TRIAL.chains, TRIAL.contexts, TRIAL.chains, plan.sharedTruth);
  for (let i = 0; i < units.count; i++) ofCpu.add(cpu.run(units.at(i)).tally);
  const engine = await WebGpuEngine.create(gpu, plan, Infinity, true);
  try {
    await engine.run(0, {
      tally: (unit: UnitTally) => {
        ofTeams.add(unit);
      },
      ended: () => undefined,
      generations: () => undefined,
      ready: () => Promise.resolve(),
      stopped: () => false,
    });
  } finally {
    engine.destroy();
  }
  return digestOf(plan, ofTeams) === digestOf(plan, ofCpu);
}

function digestOf(plan: Plan, tally: Tally): string | null {
  const engine = { name: "webgpu", adapter: "", fallbackAdapter: false } as const;
  return chainsResult(plan, tally, engine, 0, null).digest;
}
