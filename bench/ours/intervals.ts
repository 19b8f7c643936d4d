import { lawsAt, makePlan } from "../../src/chains/index.js";
import { nodeHost } from "../../src/cli/node-host.js";
import { runExperiment } from "../../src/index.js";
import { CELLS } from "../cells.js";
import { experimentOf } from "./cell.js";

/** How long E[T] to 1 % takes in one cell: 95 % intervals of that half-width. */
export interface IntervalReport {
  readonly n: number;
  readonly s: number;
  readonly mean: number;
  /** Chains that it takes, by the law's standard deviation. */
  readonly chains: number;
  /** Seconds of the whole result of method "exact", and of E[T] alone. */
  readonly exact: number;
  readonly exactMean: number;
  readonly ancestry: number;
  /** Of `simulated` chains; the rest of them would take as long each. */
  readonly simulate: number;
  readonly simulated: number;
}

/** Half-width of a 95 % interval over the standard error. */
const Z = 1.96;
const PRECISION = 0.01;
/** Chain-generations a second and core, low, to choose how much is simulated. */
const SLOW_RATE = 5e5;

async function seconds(experiment: Parameters<typeof runExperiment>[0]): Promise<number> {
  const began = performance.now();
  const end = await runExperiment(experiment, { update: () => undefined, notice: () => undefined }, nodeHost)
    .end;
  if (!end.ok) throw new Error(end.message);
  return (performance.now() - began) / 1000;
}

async function interval(n: number, s: number, budget: number): Promise<IntervalReport> {
  const work = { n, s, chains: 1, cap: 0, seed: 1 };
  const began = performance.now();
  const { mean, standardDeviation } = lawsAt(makePlan(experimentOf(work)), []).collapseTime;
  const exactMean = (performance.now() - began) / 1000;
  if (mean === null || standardDeviation === null) throw new Error("The law of T is not known.");
  const chains = Math.ceil(((Z / PRECISION) * (standardDeviation / mean)) ** 2);
  const simulated = Math.max(1, Math.min(chains, Math.floor((budget * SLOW_RATE) / mean)));
  return {
    n,
    s,
    mean,
    chains,
    exactMean,
    exact: await seconds(experimentOf(work, { method: "exact" })),
    ancestry: await seconds(experimentOf({ ...work, chains }, { method: "ancestry" })),
    simulated,
    simulate: await seconds(experimentOf({ ...work, chains: simulated }, { engine: "cpu" })),
  };
}

const budget = Number(process.argv[2]);
const reports: IntervalReport[] = [];
for (const { n, s } of CELLS) reports.push(await interval(n, s, budget));
console.log(JSON.stringify(reports));
process.exit();
