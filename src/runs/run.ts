import {
  addTo,
  chainsResult,
  checkAdapter,
  lawsAt,
  makePlan,
  openWebGpu,
  pairs,
  restoreTally,
  resultRows,
  saveTally,
  Tally,
  type EngineControl,
  type Histogram,
  type Plan,
} from "../chains/index.js";

import type { ContextTable } from "../corpus/index.js";
import type { ChainsExperiment, ChainsResult, EngineReport } from "../experiment/index.js";
import { GpuLostError, GpuMemoryError, type GpuDevice } from "../gpu/index.js";
import { Steering } from "./steering.js";
import { runOnCpu } from "./cpu-pool.js";
import { chooseEngine, cpuReport, NO_ENGINE } from "./engine-choice.js";
import { expectedGenerations } from "./forecast.js";
import type { Host } from "./host.js";
import { isLost } from "./lost.js";
import { chainsTheory } from "./laws.js";
import type { RunEnd, RunHandle, RunListener, RunState } from "./types.js";

const UPDATE_MILLISECONDS = 200;
/** After so many losses, each within QUICK_LOSS of the last, the GPU is given up. */
const MOST_LOSSES = 3;
const QUICK_LOSS = 10_000;

/** A run in this very thread: the page puts it in a worker, the command line calls it as it is. */
export interface LocalRun extends RunHandle {
  /** Everything settled so far as text, to go on from later. */
  checkpoint(): string;
}

/** What a run may be given beside its experiment. */
export interface RunGiven {
  /** What a truth of a text from a file or a URL was read as. */
  readonly corpus?: ContextTable | null;
  /** An earlier run's, of the same experiment. */
  readonly checkpoint?: string | null;
}

/** Starts a canonical experiment. Failures arrive at `end` as sentences; nothing is thrown. */
export function runExperiment(
  experiment: ChainsExperiment,
  listener: RunListener,
  host: Host,
  { corpus = null, checkpoint = null }: RunGiven = {},
): LocalRun {
  const run = new Run(experiment, listener, host, corpus);
  return {
    experiment,
    end: run.start(checkpoint),
    pause: () => {
      run.pause();
    },
    resume: () => {
      run.resume();
    },
    stop: () => {
      run.stop();
    },
    checkpoint: () => run.checkpoint(),
  };
}

class Run {
  private readonly experiment: ChainsExperiment;
  private readonly listener: RunListener;
  private readonly host: Host;
  private readonly corpus: ContextTable | null;
  private readonly steering = new Steering();
  private tally: Tally;
  /** T of chains that are done in units that are not: shown, and in no mean. */
  private readonly early: Histogram = new Map();
  private engine: EngineReport;
  private generations = 0;
  private expected = Infinity;
  private lastUpdate = -Infinity;
  private updateCost = 0;
  private plan: Plan | null = null;

  constructor(experiment: ChainsExperiment, listener: RunListener, host: Host, corpus: ContextTable | null) {
    this.experiment = experiment;
    this.listener = listener;
    this.host = host;
    this.corpus = corpus;
    this.tally = new Tally(experiment);
    this.engine = cpuReport(host);
  }

  async start(checkpoint: string | null): Promise<RunEnd> {
    try {
      if (checkpoint !== null) {
        const tally = restoreTally(this.experiment, checkpoint);
        if (typeof tally === "string") return { ok: false, status: "bad-input", message: tally };
        this.tally = tally;
      }
      // Lets the caller have its handle before any work is done.
      await Promise.resolve();
      if (this.experiment.method === "exact") return { ok: true, result: this.exact() };
      const plan = makePlan(this.experiment, this.corpus);
      this.plan = plan;
      this.expected = this.experiment.chains * this.experiment.contexts * expectedGenerations(plan);
      // Genealogies are drawn on the CPU: there is too little to do for a GPU.
      const choice = this.experiment.method === "ancestry" ? "cpu" : this.experiment.engine;
      const { gpu, notice } = await chooseEngine(choice, this.host);
      if (gpu === null && this.experiment.engine === "webgpu") return NO_ENGINE;
      if (notice !== null) this.listener.notice(notice);
      const onGpu = gpu !== null && (await this.runOnGpu(plan, gpu));
      if (!onGpu && !this.steering.isStopped) await this.runOnCpu(plan);
      return { ok: true, result: this.finish(plan) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, status: "failed", message: `The run failed: ${reason}` };
    } finally {
      this.stop();
    }
  }

  pause(): void {
    if (this.steering.pause()) this.update("paused");
  }

  resume(): void {
    if (this.steering.resume()) this.update("running");
  }

  stop(): void {
    this.steering.stop();
  }

  checkpoint(): string {
    return saveTally(this.experiment, this.tally);
  }

  private control(): EngineControl {
    return {
      tally: (unit) => {
        this.tally.add(unit);
        for (const T of unit.collapse) if (this.early.has(T)) addTo(this.early, T, -1);
        this.updateNowAndThen();
      },
      ended: (collapseTime) => {
        if (this.experiment.contexts === 1) addTo(this.early, collapseTime);
      },
      generations: (count) => {
        this.generations += count;
        this.updateNowAndThen();
      },
      ready: () => this.steering.ready(),
      stopped: () => this.steering.isStopped,
    };
  }

  private async runOnCpu(plan: Plan): Promise<void> {
    this.engine = cpuReport(this.host);
    this.update("running");
    await runOnCpu(plan, this.corpus, this.tally.settled, this.host, this.control(), this.steering.stopped);
  }

  /** True when the run is over; false when the CPU has to go on. */
  private async runOnGpu(plan: Plan, first: GpuDevice): Promise<boolean> {
    let gpu: GpuDevice | null = first;
    for (let losses = 0; gpu !== null;) {
      const began = performance.now();
      try {
        this.engine = { name: "webgpu", adapter: gpu.adapter, fallbackAdapter: gpu.fallbackAdapter };
        this.update("running");
        const [engine, sound] = await this.unlessStopped(
          Promise.all([openWebGpu(gpu, plan), checkAdapter(gpu.device)]),
        );
        if (!sound) {
          this.tellCpu(
            "This GPU does not draw the numbers it should, so it was not used: continuing on the CPU.",
          );
          return false;
        }
        if (engine.batch !== null) this.listener.notice({ kind: "waves", text: engine.batch });
        await engine.run(this.tally.settled, this.control());
        return true;
      } catch (error) {
        if (this.steering.isStopped) return true;
        this.tally.dropOpen();
        this.early.clear();
        if (error instanceof GpuMemoryError) {
          this.tellCpu(`${error.message} Continuing on the CPU.`);
          return false;
        }
        if (!(error instanceof GpuLostError) && !(await isLost(gpu))) throw error;
        losses = performance.now() - began > QUICK_LOSS ? 1 : losses + 1;
        const where = `The GPU was lost at chain ${this.tally.settled.toLocaleString("en")}. Nothing is lost: continuing`;
        gpu.device.destroy();
        gpu = losses < MOST_LOSSES ? await this.acquireAgain(losses) : null;
        if (gpu === null) this.tellCpu(`${where} on the CPU.`);
        else this.listener.notice({ kind: "gpu-lost", text: `${where} from there.` });
      } finally {
        if (this.steering.isStopped || this.tally.settled === this.experiment.chains) gpu?.device.destroy();
      }
    }
    return false;
  }

  /** What is being waited for; throws at once when the run is stopped. */
  private unlessStopped<T>(awaited: Promise<T>): Promise<T> {
    const stopped = this.steering.stopped.then(() => Promise.reject(new Error("The run was stopped.")));
    return Promise.race([awaited, stopped]);
  }

  private async acquireAgain(losses: number): Promise<GpuDevice | null> {
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** (losses - 1)));
    const { gpu } = await chooseEngine(this.experiment.engine, this.host);
    return gpu;
  }

  private tellCpu(text: string): void {
    this.listener.notice({ kind: "on-cpu", text });
  }

  /** Every chain that is done, in whole units or not. */
  private allDone(): { chains: number; counts: [number, number][] } {
    const counts = new Map(this.tally.doneCounts);
    let chains = this.tally.done;
    this.early.forEach((count, T) => {
      chains += count;
      if (T > 0 && count > 0) addTo(counts, T, count);
    });
    return { chains, counts: pairs(counts) };
  }

  private updateNowAndThen(): void {
    // Never more than a twentieth of the time goes into telling.
    if (performance.now() - this.lastUpdate < Math.max(UPDATE_MILLISECONDS, 20 * this.updateCost)) return;
    this.update(this.steering.isPaused ? "paused" : "running");
  }

  private update(state: RunState): void {
    const began = performance.now();
    const { tally, plan } = this;
    const { seconds } = this.steering.clock;
    const done = this.allDone();
    const share = Math.min(
      0.999,
      Math.max(this.generations / this.expected, done.chains / this.experiment.chains),
    );
    this.listener.update({
      state,
      engine: this.engine,
      chainsDone: done.chains,
      settled: tally.settled,
      seconds,
      secondsLeft: share > 0.03 && seconds > 0.5 ? (seconds * (1 - share)) / share : null,
      generationsPerSecond: seconds > 0.2 ? this.generations / seconds : null,
      counts: done.counts,
      partial:
        plan === null || tally.settled === 0 ? null : chainsResult(plan, tally, this.engine, seconds, null),
    });
    this.lastUpdate = performance.now();
    this.updateCost = this.lastUpdate - began;
  }

  /** The laws alone. */
  private exact(): ChainsResult {
    const result = chainsTheory(this.experiment, this.corpus);
    return { ...result, engine: this.engine, seconds: this.steering.clock.seconds };
  }

  private finish(plan: Plan): ChainsResult {
    this.steering.clock.pause();
    const whole = this.tally.settled === this.experiment.chains;
    // A stopped run answers at once: the laws of a large n would take seconds.
    const laws = whole ? lawsAt(plan, resultRows(plan, this.tally)) : null;
    const result = chainsResult(plan, this.tally, this.engine, this.steering.clock.seconds, laws);
    this.update(whole ? "finished" : "stopped");
    return result;
  }
}
