import {
  chainsResult,
  CpuEngine,
  cutUnits,
  makePlan,
  Tally,
  WebGpuEngine,
  type EngineControl,
  type Plan,
} from "../../src/chains/index.js";
import { requestDevice, type GpuDevice } from "../../src/gpu/index.js";
import { assert } from "chai";
import type { ChainsExperiment, ChainsResult, ChainsSeries } from "../../src/index.js";

const ENGINE = { name: "cpu", adapter: "test", fallbackAdapter: false } as const;

let device: Promise<GpuDevice> | null = null;

/** One device for all tests of a page: its compiled kernels are kept. */
export function sharedDevice(): Promise<GpuDevice> {
  device ??= requestDevice(navigator.gpu).then((gpu) => {
    if (gpu === null) throw new Error("No WebGPU adapter.");
    return gpu;
  });
  return device;
}

/** Runs an experiment on this thread, in units of `items`, taken in the order that `shuffle` gives. */
export function runOnCpu(
  experiment: ChainsExperiment,
  items = 64,
  shuffle: (count: number) => number[] = (count) => Array.from({ length: count }, (_, i) => i),
): ChainsResult {
  const plan = makePlan(experiment);
  const engine = new CpuEngine(plan);
  const units = cutUnits(experiment.chains, experiment.contexts, items, plan.sharedTruth);
  const tally = new Tally(experiment);
  for (const index of shuffle(units.count)) tally.add(engine.run(units.at(index)).tally);
  return chainsResult(plan, tally, ENGINE, 0, null);
}

/** Runs it on the test browser's adapter; with T alone, and generations of many live tokens in teams, where asked. */
export async function runOnGpu(
  experiment: ChainsExperiment,
  lanesAtMost = Infinity,
  timesOnly = false,
  inTeams = false,
): Promise<ChainsResult> {
  const whole = makePlan(experiment);
  const plan = timesOnly ? { ...whole, timesOnly } : whole;
  return runWith(await WebGpuEngine.create(await sharedDevice(), plan, lanesAtMost, inTeams), plan);
}

/** Runs a plan on the engine that was made for it. */
export async function runWith(engine: WebGpuEngine, plan: Plan): Promise<ChainsResult> {
  const tally = new Tally(plan.experiment);
  const control: EngineControl = {
    tally: (unit) => {
      tally.add(unit);
    },
    ended: () => undefined,
    generations: () => undefined,
    ready: () => Promise.resolve(),
    stopped: () => false,
  };
  await engine.run(0, control);
  return chainsResult(plan, tally, ENGINE, 0, null);
}

/**
 * Asserts that two engines gave one result: every integer, and so every mean, alike; standard errors, which are outside
 * the digest and in f32 on a GPU, to a thousandth.
 */
export function assertSame(found: ChainsResult, wanted: ChainsResult): void {
  assert.equal(found.digest, wanted.digest);
  assert.deepEqual(withoutErrors(found), withoutErrors(wanted));
  for (const [name, { standardError }] of Object.entries(wanted.series) as [keyof ChainsSeries, Errors][]) {
    const errors = (found.series[name] as Errors).standardError;
    standardError?.forEach((error, row) => {
      const what = `${name} in row ${row}`;
      if (error === null) assert.isNull(errors?.[row], what);
      else assert.closeTo(errors?.[row] ?? NaN, error, 1e-3 * error + 1e-6, what);
    });
  }
}

interface Errors {
  readonly standardError?: readonly (number | null)[] | null;
}

function withoutErrors(result: ChainsResult): unknown {
  const series = Object.entries(result.series as unknown as Record<string, object>).map(([name, one]) => [
    name,
    { ...one, standardError: null },
  ]);
  return { ...result, series };
}
