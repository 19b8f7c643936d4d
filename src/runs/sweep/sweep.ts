import type { ContextTable } from "../../corpus/index.js";
import {
  canonicalJson,
  sha256Hex,
  type ChainsResult,
  type EngineReport,
  type Sweep,
  type SweepResult,
} from "../../experiment/index.js";
import type { GpuDevice } from "../../gpu/index.js";
import { Steering } from "../steering.js";
import { chooseEngine, cpuReport, NO_ENGINE } from "../engine-choice.js";
import type { Host } from "../host.js";
import type { LawsAtRows } from "../laws.js";
import type { Notice } from "../types.js";
import { cpuCrew, gpuCrew, type ChainsJob, type Foreman, type Job, type LawsJob } from "./crew.js";
import { LawsDue } from "./laws-due.js";
import { SweepPoint } from "./point.js";
import { coarseToFine, chainsNeeded, nextTarget } from "./schedule.js";

/** What a sweep says of itself, a few times a second. */
export interface SweepUpdate {
  readonly state: "running" | "paused" | "stopped" | "finished";
  readonly engine: EngineReport;
  readonly seconds: number;
  /** Until all points have their chains; null until it is known of all of them what that takes. */
  readonly secondsLeft: number | null;
  /** Points that have reached the precision, or all the chains they may take. */
  readonly pointsDone: number;
  /** Points that have their laws too, and so their results. */
  readonly lawsDone: number;
  readonly estimates: readonly PointEstimate[];
}

/**
 * E[T] of a point so far; with stop "generations" S_m at the last one. With chains `alive` at the cap it is the mean of the
 * smaller of T and the cap: E[T] is above it.
 */
export interface PointEstimate {
  readonly chains: number;
  readonly alive: number;
  readonly mean: number | null;
  readonly standardError: number | null;
}

export type SweepEnd =
  | { readonly ok: true; readonly result: SweepResult }
  | { readonly ok: false; readonly status: "bad-input" | "no-engine" | "failed"; readonly message: string };

export interface SweepListener {
  update(update: SweepUpdate): void;
  notice(notice: Notice): void;
}

/** A sweep under way, as RunHandle is a run. */
export interface SweepHandle {
  readonly end: Promise<SweepEnd>;
  pause(): void;
  resume(): void;
  stop(): void;
}

/** A sweep in this very thread. */
export interface LocalSweep extends SweepHandle {
  /** The result of a point so far, over its settled chains; its laws are in it once they are found. Null before its first chain. */
  point(index: number): ChainsResult | null;
  /** Every point so far as text, to go on from later. */
  checkpoint(): string;
}

export interface SweepGiven {
  readonly corpus?: ContextTable | null;
  /** An earlier run's, of the same sweep. */
  readonly checkpoint?: string | null;
}

/** A job of one member is about as long, so that all stay busy and little is lost. */
const JOB_SECONDS = 1;
const UPDATE_MILLISECONDS = 250;
/** Before so many seconds workers warm up, and nobody knows how long anything takes. */
const SETTLED_SECONDS = 1.5;

/**
 * Runs a sweep: first a few chains of every point, coarse to fine; then each to four times as many and so on, until its
 * precision is reached or the budget is spent. Failures arrive at `end` as sentences; nothing is thrown.
 */
export function runSweep(
  sweep: Sweep,
  listener: SweepListener,
  host: Host,
  { corpus = null, checkpoint = null }: SweepGiven = {},
): LocalSweep {
  const run = new SweepRun(sweep, listener, host, corpus);
  return {
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
    point: (index) => run.point(index),
    checkpoint: () => run.checkpoint(),
  };
}

/** What a point still has to do of its round. */
interface Round {
  readonly point: SweepPoint;
  readonly place: number;
  next: number;
  readonly target: number;
  jobs: number;
}

class SweepRun {
  private readonly sweep: Sweep;
  private readonly listener: SweepListener;
  private readonly host: Host;
  private readonly corpus: ContextTable | null;
  private readonly steering = new Steering();
  private readonly points: SweepPoint[];
  /** Rounds that have chains to hand out, and all that are under way. */
  private ready: Round[] = [];
  private underWay = 0;
  private readonly rounds = new Map<SweepPoint, Round>();
  /** Targets of the rounds that a checkpoint was taken in: finished first, so that the chains come out the same. */
  private readonly begun = new Map<SweepPoint, number>();
  private waiting: (() => void)[] = [];
  private engine: EngineReport;
  private onGpu = false;
  /** Ends all who work. */
  private endWork: () => void = () => undefined;
  private readonly lawsDue = new LawsDue();
  private lastUpdate = -Infinity;
  private readonly results = new Map<SweepPoint, ChainsResult>();

  constructor(sweep: Sweep, listener: SweepListener, host: Host, corpus: ContextTable | null) {
    this.sweep = sweep;
    this.listener = listener;
    this.host = host;
    this.corpus = corpus;
    this.points = sweep.points.map((experiment) => new SweepPoint(experiment, corpus));
    this.engine = cpuReport(host);
  }

  async start(checkpoint: string | null): Promise<SweepEnd> {
    try {
      const wrong = checkpoint === null ? null : this.restore(checkpoint);
      if (wrong !== null) return { ok: false, status: "bad-input", message: wrong };
      await Promise.resolve();
      const gpu = await this.gpu();
      if (gpu === "missing") return NO_ENGINE;
      await this.run(gpu);
      return { ok: true, result: this.finish() };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, status: "failed", message: `The sweep failed: ${reason}` };
    } finally {
      this.endWork();
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
    this.endWork();
    this.wake();
  }

  point(index: number): ChainsResult | null {
    const point = this.points[index];
    if (point === undefined) return null;
    return this.results.get(point) ?? (point.state.done === 0 ? null : point.result(this.engine, null));
  }

  checkpoint(): string {
    const saved = this.points.map((point, j) =>
      point.state.done > 0 ? `${j} ${this.rounds.get(point)?.target ?? 0} ${point.save()}` : "",
    );
    const { seconds } = this.steering.clock;
    const took = [seconds, ...this.points.map((point) => point.seconds)].map((value) => value.toPrecision(6));
    return `${sweepKey(this.sweep)} ${took.join(" ")}\n${saved.join("")}`;
  }

  private restore(checkpoint: string): string | null {
    const [first = "", ...lines] = checkpoint.split("\n");
    const [key, seconds = 0, ...took] = first.split(" ");
    if (key !== sweepKey(this.sweep)) return "The checkpoint belongs to another sweep, or is damaged.";
    this.steering.clock.add(Number(seconds));
    this.points.forEach((point, j) => (point.seconds = Number(took[j] ?? 0)));
    for (const line of lines) {
      const [place = "", target = "", ...rest] = line.split(" ");
      const point = this.points[Number(place)];
      if (line === "" || point === undefined) continue;
      this.begun.set(point, Number(target));
      const wrong = point.restore(`${rest.join(" ")}\n`);
      if (wrong !== null) return wrong;
    }
    return null;
  }

  /** The GPU to run on; null for none, "missing" where it was asked for and is not there. */
  private async gpu(): Promise<GpuDevice | "missing" | null> {
    const { points } = this.sweep;
    if (points.every(({ method }) => method === "exact")) return null;
    const onCpu = points.every(({ engine, method }) => engine === "cpu" || method !== "simulate");
    const must = points.some(({ engine }) => engine === "webgpu");
    const { gpu, notice } = await chooseEngine(must ? "webgpu" : onCpu ? "cpu" : "auto", this.host);
    if (gpu === null && must) return "missing";
    if (notice !== null) this.listener.notice(notice);
    return gpu;
  }

  /** All chains, on the GPU where there is one, and all laws, in CPU workers meanwhile. */
  private async run(gpu: GpuDevice | null): Promise<void> {
    const order = coarseToFine(this.sweep.fields.map(({ values }) => values.length));
    order.forEach((index, place) => {
      const point = this.points[index];
      if (point?.experiment.method === "exact") this.lawsDue.add(point);
      else if (point !== undefined) this.plan(point, place);
    });
    const workers = cpuCrew(this.host, this.corpus);
    this.endWork = () => {
      workers.end();
    };
    this.onGpu = gpu !== null;
    const chains = gpu === null ? null : this.runOnGpu(gpu, this.endWork);
    this.update("running");
    await Promise.all([workers.work(this.foreman((last) => this.nextJob(last))), chains]);
  }

  /** The chains on the GPU, until it is lost: then the CPU workers take them over. */
  private async runOnGpu(gpu: GpuDevice, endWorkers: () => void): Promise<void> {
    this.engine = { name: "webgpu", adapter: gpu.adapter, fallbackAdapter: gpu.fallbackAdapter };
    const crew = gpuCrew(gpu, this.corpus);
    this.endWork = () => {
      crew.end();
      endWorkers();
    };
    try {
      await crew.work(this.foreman(() => this.next(() => this.takeChains(), true)));
    } catch (error) {
      if (this.steering.isStopped) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.listener.notice({ kind: "on-cpu", text: `${reason} Continuing on the CPU.` });
      this.engine = cpuReport(this.host);
      this.planAgain();
    } finally {
      gpu.device.destroy();
      this.onGpu = false;
      this.wake();
    }
  }

  private foreman<J extends Job>(next: Foreman<J>["next"]): Foreman<J> {
    return {
      next,
      tally: ({ point }, tally) => {
        point.units.add(tally);
        this.updateNowAndThen();
      },
      finished: (job, seconds) => {
        this.finished(job, seconds);
      },
      laws: ({ point }, laws, seconds) => {
        if (point.experiment.method === "exact") point.seconds = seconds;
        this.results.set(point, this.resultWith(point, laws));
        this.updateNowAndThen();
      },
    };
  }

  /** Gives a point its next round, or its laws where it needs none. */
  private plan(point: SweepPoint, place: number): void {
    const { state } = point;
    const begun = this.begun.get(point) ?? 0;
    const target = begun > state.done ? begun : nextTarget(state, this.sweep.precision);
    if (target === null) {
      this.lawsDue.add(point);
      return;
    }
    const round: Round = { point, place, next: state.done, target, jobs: 0 };
    this.rounds.set(point, round);
    this.ready.push(round);
    this.wake();
  }

  /** After an engine was lost: what it had not finished is run again. */
  private planAgain(): void {
    const open = [...this.rounds.values()];
    this.rounds.clear();
    this.ready = [];
    this.underWay = 0;
    for (const { point, place } of open) {
      point.units.dropOpen();
      this.plan(point, place);
    }
  }

  /** Chains first; laws where there are none to be run, or a GPU runs them. */
  private nextJob(last: Job | null): Promise<Job | null> {
    return this.next(() => (this.onGpu ? null : this.takeChains()) ?? this.takeLaws(last), false);
  }

  /** What `take` gives, as soon as it gives something; null once there will be nothing more. */
  private async next<J>(take: () => J | null, onGpu: boolean): Promise<J | null> {
    for (;;) {
      await this.steering.ready();
      if (this.steering.isStopped) return null;
      const job = take();
      if (job !== null) return job;
      if (this.underWay === 0 && this.onGpu === onGpu) return null;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private get isTimeUp(): boolean {
    return this.steering.clock.seconds > this.sweep.budgetSeconds;
  }

  /** Laws of a point that gets no more chains. */
  private takeLaws(last: Job | null): LawsJob | null {
    if (this.isTimeUp) {
      for (const [point, { jobs }] of this.rounds) {
        if (jobs > 0) continue;
        this.rounds.delete(point);
        this.lawsDue.add(point);
      }
    }
    const point = this.lawsDue.take(last?.kind === "laws" ? last.point : null);
    return point === null ? null : { kind: "laws", point };
  }

  /** Chains of the point that has the fewest, as many as a job should have. */
  private takeChains(): ChainsJob | null {
    if (this.isTimeUp) return null;
    let first: Round | null = null;
    for (const round of this.ready) {
      const before =
        first === null || round.next < first.next || (round.next === first.next && round.place < first.place);
      if (before) first = round;
    }
    if (first === null) return null;
    const { point, next, target } = first;
    const pace = point.state.done > 0 ? point.seconds / point.state.done : 0;
    const most = this.engine.name === "webgpu" || pace === 0 ? Infinity : Math.ceil(JOB_SECONDS / pace);
    const to = Math.min(target, next + most);
    first.next = to;
    first.jobs++;
    this.underWay++;
    if (to === target) this.ready = this.ready.filter((round) => round !== first);
    return { kind: "chains", point, from: next, to };
  }

  private finished({ point, from, to }: ChainsJob, seconds: number): void {
    point.took(seconds, to - from);
    this.underWay--;
    const round = this.rounds.get(point);
    if (round === undefined) return;
    round.jobs--;
    if (round.jobs === 0 && round.next === round.target) {
      this.rounds.delete(point);
      this.plan(point, round.place);
    }
    this.wake();
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  private updateNowAndThen(): void {
    if (performance.now() - this.lastUpdate >= UPDATE_MILLISECONDS) {
      this.update(this.steering.isPaused ? "paused" : "running");
    }
  }

  private update(state: SweepUpdate["state"]): void {
    this.lastUpdate = performance.now();
    const { precision } = this.sweep;
    const isDone = (point: SweepPoint): boolean =>
      point.experiment.method === "exact"
        ? this.results.has(point)
        : nextTarget(point.state, precision) === null;
    this.listener.update({
      state,
      engine: this.engine,
      seconds: this.steering.clock.seconds,
      secondsLeft: this.secondsLeft(),
      pointsDone: this.points.filter(isDone).length,
      lawsDone: this.results.size,
      estimates: this.points.map((point) => ({
        chains: point.state.done,
        alive: point.alive,
        mean: point.estimate?.mean ?? null,
        standardError: point.estimate?.standardError ?? null,
      })),
    });
  }

  /** By what every point still needs, and what chains took its member last; no longer than the budget. */
  private secondsLeft(): number | null {
    let all = 0;
    for (const point of this.points) {
      const { state } = point;
      if (point.experiment.method === "exact") return null;
      if (nextTarget(state, this.sweep.precision) === null) continue;
      const needed = chainsNeeded(state, this.sweep.precision);
      const seconds = needed === null ? null : point.secondsFor(needed - state.done);
      if (seconds === null) return null;
      all += seconds;
    }
    const { seconds } = this.steering.clock;
    if (seconds < SETTLED_SECONDS) return null;
    const left = all / (this.onGpu ? 1 : this.host.cores);
    return Math.max(0, Math.min(left, this.sweep.budgetSeconds - seconds));
  }

  private finish(): SweepResult {
    this.steering.clock.pause();
    // What a stop has left without laws.
    const points = this.points.map((point) => this.results.get(point) ?? this.resultWith(point, null));
    this.update(this.steering.isStopped ? "stopped" : "finished");
    return { version: 1, experiment: this.sweep.file, points };
  }

  private resultWith(point: SweepPoint, laws: LawsAtRows | null): ChainsResult {
    const result = point.result(this.engine, laws);
    const { experiment, seconds } = point;
    return experiment.method === "exact" ? { ...result, engine: this.engine, seconds } : result;
  }
}

/** What a checkpoint belongs to: on which engine is no matter. */
function sweepKey({ points, precision }: Sweep): string {
  const experiments = points.map((point) => ({ ...point, engine: "auto" }));
  return sha256Hex(canonicalJson({ experiments, precision }));
}
