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
import { chainsTheory } from "../laws.js";
import type { Notice } from "../types.js";
import { cpuCrew, gpuCrew, type Crew, type Job } from "./crew.js";
import { SweepPoint } from "./point.js";
import { coarseToFine, nextTarget } from "./schedule.js";

/** What a sweep says of itself, a few times a second. */
export interface SweepUpdate {
  readonly state: "running" | "paused" | "stopped" | "finished";
  readonly engine: EngineReport;
  readonly seconds: number;
  /** Points that have reached the precision, or all the chains they may take. */
  readonly pointsDone: number;
  readonly estimates: readonly PointEstimate[];
}

/** E[T] of a point so far; with stop "generations" S_m at the last one. */
export interface PointEstimate {
  readonly chains: number;
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
    checkpoint: () => run.checkpoint(),
  };
}

interface PointJob extends Job {
  readonly point: SweepPoint;
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
  private crew: Crew | null = null;
  private lastUpdate = -Infinity;
  private results: ChainsResult[] = [];

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
      const exact = this.sweep.points.every(({ method }) => method === "exact");
      if (!exact) {
        const choice = this.sweep.points.some(({ engine }) => engine === "webgpu") ? "webgpu" : this.choice();
        const { gpu, notice } = await chooseEngine(choice, this.host);
        if (gpu === null && choice === "webgpu") return NO_ENGINE;
        if (notice !== null) this.listener.notice(notice);
        await this.run(gpu);
      }
      return { ok: true, result: await this.finish() };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, status: "failed", message: `The sweep failed: ${reason}` };
    } finally {
      this.crew?.end();
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
    this.crew?.end();
    this.wake();
  }

  checkpoint(): string {
    const saved = this.points.map((point, j) =>
      point.state.done > 0 ? `${j} ${this.rounds.get(point)?.target ?? 0} ${point.save()}` : "",
    );
    return `${sweepKey(this.sweep)}\n${saved.join("")}`;
  }

  private restore(checkpoint: string): string | null {
    const [key, ...lines] = checkpoint.split("\n");
    if (key !== sweepKey(this.sweep)) return "The checkpoint belongs to another sweep, or is damaged.";
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

  private choice(): "auto" | "cpu" {
    return this.sweep.points.every(({ engine, method }) => engine === "cpu" || method !== "simulate")
      ? "cpu"
      : "auto";
  }

  private async run(gpu: GpuDevice | null): Promise<void> {
    const order = coarseToFine(this.sweep.fields.map(({ values }) => values.length));
    order.forEach((index, place) => {
      const point = this.points[index];
      if (point !== undefined) this.plan(point, place);
    });
    if (gpu !== null) {
      this.engine = { name: "webgpu", adapter: gpu.adapter, fallbackAdapter: gpu.fallbackAdapter };
      try {
        await this.workWith(gpuCrew(gpu, this.corpus));
        return;
      } catch (error) {
        if (this.steering.isStopped) return;
        const reason = error instanceof Error ? error.message : String(error);
        this.listener.notice({ kind: "on-cpu", text: `${reason} Continuing on the CPU.` });
        this.engine = cpuReport(this.host);
        this.planAgain();
      } finally {
        gpu.device.destroy();
      }
    }
    await this.workWith(cpuCrew(this.host, this.corpus));
  }

  private async workWith(crew: Crew): Promise<void> {
    this.crew = crew;
    this.update("running");
    await crew.work<PointJob>({
      next: () => this.next(),
      tally: ({ point }, tally) => {
        point.units.add(tally);
        this.updateNowAndThen();
      },
      generations: () => undefined,
      finished: (job, seconds) => {
        this.finished(job, seconds);
      },
    });
  }

  /** Gives a point its next round, if it needs one. */
  private plan(point: SweepPoint, place: number): void {
    const { state } = point;
    const begun = this.begun.get(point) ?? 0;
    const target = begun > state.done ? begun : nextTarget(state, this.sweep.precision);
    if (target === null) return;
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

  private async next(): Promise<PointJob | null> {
    for (;;) {
      await this.steering.ready();
      if (this.steering.isStopped || this.steering.clock.seconds > this.sweep.budgetSeconds) return null;
      const job = this.take();
      if (job !== null) return job;
      if (this.underWay === 0) return null;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Chains of the point that has the fewest, as many as a job should have. */
  private take(): PointJob | null {
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
    return { experiment: point.experiment, point, from: next, to };
  }

  private finished({ point }: PointJob, seconds: number): void {
    point.seconds += seconds;
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
    this.listener.update({
      state,
      engine: this.engine,
      seconds: this.steering.clock.seconds,
      pointsDone: this.points.filter(
        (point, j) => this.results[j] !== undefined || nextTarget(point.state, precision) === null,
      ).length,
      estimates: this.points.map((point) => ({
        chains: point.state.done,
        mean: point.estimate?.mean ?? null,
        standardError: point.estimate?.standardError ?? null,
      })),
    });
  }

  private async finish(): Promise<SweepResult> {
    for (const j of bySamples(this.sweep)) {
      const point = this.points[j];
      if (point === undefined) continue;
      this.results[j] = this.resultOf(point);
      point.forget();
      this.updateNowAndThen();
      // Others get their turn: a stop, or the page's questions.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    this.steering.clock.pause();
    this.update(this.steering.isStopped ? "stopped" : "finished");
    return { version: 1, experiment: this.sweep.file, points: this.results };
  }

  private resultOf(point: SweepPoint): ChainsResult {
    const { experiment } = point;
    if (experiment.method !== "exact") return point.result(this.engine, !this.steering.isStopped);
    const began = performance.now();
    const laws = chainsTheory(experiment, this.corpus);
    return { ...laws, engine: this.engine, seconds: (performance.now() - began) / 1000 };
  }
}

/** The points of a sweep in the order in which their laws are best found: points of one n share most of the work. */
export function bySamples({ points }: Sweep): number[] {
  const samples = points.map(({ recipe }) => ("samples" in recipe ? recipe.samples : 0));
  return samples.map((_, j) => j).sort((a, b) => (samples[a] ?? 0) - (samples[b] ?? 0));
}

/** What a checkpoint belongs to: on which engine is no matter. */
function sweepKey({ points, precision }: Sweep): string {
  const experiments = points.map((point) => ({ ...point, engine: "auto" }));
  return sha256Hex(canonicalJson({ experiments, precision }));
}
