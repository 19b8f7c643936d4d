import type { TextTokens } from "../../corpus/index.js";
import type {
  ChainsResult,
  EngineReport,
  TransformerExperiment,
  TransformerResult,
} from "../../experiment/index.js";
import { GpuLostError } from "../../gpu/index.js";
import {
  newRecursion,
  planRecursion,
  stepsOf,
  runRecursion,
  textOf,
  transformerResult,
  type Activity,
  type RecursionPlan,
  type RecursionState,
  type Trained,
} from "../../transformer/recursion/index.js";
import { NO_ENGINE } from "../engine-choice.js";
import { Steering } from "../steering.js";
import { isLost } from "../lost.js";
import type { Snapshot } from "../kept/types.js";
import type { RunState } from "../types.js";
import { restoreRecursion, saveRecursion } from "./checkpoint.js";
import { NoRoomError, openEngine, CPU_REPORT, type OpenEngine, type TransformerHost } from "./engine.js";
import { Forecast } from "./forecast.js";
import { givenTruth } from "./given-truth.js";
import { runSurrogates } from "./surrogates.js";
import type { TransformerEnd, TransformerListener, TransformerRun } from "./types.js";

const UPDATE_MILLISECONDS = 250;
/** Work goes on for so long before others get their turn. */
const TURN_MILLISECONDS = 20;
/** After so many losses, each within QUICK_LOSS of the last, the GPU is given up. */
const MOST_LOSSES = 3;
const QUICK_LOSS = 60_000;
/** What goes before a GPU is asked for again, doubled with each loss. */
const LOSS_REST = 100;

class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/** What a run may be given beside its experiment and text. */
export interface TransformerGiven {
  /** An earlier run's, of the same experiment. */
  readonly checkpoint?: Uint8Array | null;
  /** The safetensors file that the experiment names as p(0); no longer needed once something was saved. */
  readonly truth?: Uint8Array | null;
}

/**
 * Starts a canonical experiment of kind "transformer" on its text (corpusTokens), or goes on from an earlier run's
 * checkpoint: with the same bits, on the same engine. Failures arrive at `end` as sentences; nothing is thrown.
 */
export function runTransformer(
  experiment: TransformerExperiment,
  text: TextTokens,
  listener: TransformerListener,
  host: TransformerHost,
  given: TransformerGiven = {},
): TransformerRun {
  const run = new Run(experiment, text, listener, host);
  return {
    experiment,
    end: run.start(given),
    pause: () => {
      run.pause();
    },
    resume: () => {
      run.resume();
    },
    stop: () => {
      run.stop();
    },
    snapshot: () => run.snapshot(),
  };
}

class Run {
  private readonly experiment: TransformerExperiment;
  private plan: RecursionPlan;
  private readonly listener: TransformerListener;
  private readonly host: TransformerHost;
  private readonly text: TextTokens;
  private surrogates: readonly (ChainsResult | null)[] = [];
  private readonly steering = new Steering();
  private readonly forecast: Forecast;
  private recursion: RecursionState;
  /** Seconds that what is restored has taken. */
  private earlier = 0;
  private engine: EngineReport = CPU_REPORT;
  private trained: Trained | null = null;
  private activity: Activity = "training";
  private lastTurn = performance.now();
  private lastUpdate = -Infinity;
  private updateCost = 0;

  constructor(
    experiment: TransformerExperiment,
    text: TextTokens,
    listener: TransformerListener,
    host: TransformerHost,
  ) {
    this.experiment = experiment;
    this.plan = planRecursion(experiment, text);
    this.listener = listener;
    this.host = host;
    this.text = text;
    this.forecast = new Forecast(this.plan);
    this.recursion = newRecursion(experiment.recipes.length);
  }

  async start({ checkpoint = null, truth = null }: TransformerGiven): Promise<TransformerEnd> {
    try {
      if (checkpoint !== null) {
        const restored = restoreRecursion(this.experiment, checkpoint);
        if (typeof restored === "string") return { ok: false, status: "bad-input", message: restored };
        this.recursion = restored;
        this.earlier = secondsOf(restored);
      }
      if (this.wantsTruth) {
        const weights = givenTruth(this.plan, truth);
        if (typeof weights === "string") return { ok: false, status: "bad-input", message: weights };
        this.plan = { ...this.plan, truth: weights };
      }
      // Lets the caller have its handle before any work is done.
      await Promise.resolve();
      if (this.experiment.surrogate) await this.runSurrogates();
      return await this.carryOn();
    } catch (error) {
      if (error instanceof NoRoomError) return { ok: false, status: "bad-input", message: error.message };
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, status: "failed", message: `The run failed: ${reason}` };
    } finally {
      this.stop();
    }
  }

  private async runSurrogates(): Promise<void> {
    const { experiment, text, host, steering } = this;
    const tell = (sentence: string): void => this.listener.notice({ kind: "surrogate", text: sentence });
    this.surrogates = await runSurrogates(experiment, text, host, steering.stopped, tell);
  }

  /** Whether p(0) starts from weights that are given, and was not saved yet. */
  private get wantsTruth(): boolean {
    const { experiment, recursion } = this;
    return (
      experiment.truth.form === "weights" &&
      recursion.findings.models.length === 0 &&
      recursion.saved === null
    );
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

  snapshot(): Snapshot {
    const { experiment, plan, recursion } = this;
    const share = (recursion.saved?.curves.batchLoss.length ?? 0) / (experiment.training.steps + 1);
    return {
      checkpoint: saveRecursion(experiment, recursion),
      progress: { done: recursion.findings.models.length + share, of: plan.models.length },
    };
  }

  /** Goes on from what is saved, on another device where one is lost, until all is done or the run is stopped. */
  private async carryOn(): Promise<TransformerEnd> {
    for (let losses = 0; ;) {
      const began = performance.now();
      let engine: OpenEngine | null = null;
      try {
        engine = await this.engineAfter(losses);
        if (engine === null) return NO_ENGINE;
        if (engine.notice !== null) this.listener.notice(engine.notice);
        this.engine = engine.report;
        await this.run(engine);
        return { ok: true, result: this.finish("finished") };
      } catch (error) {
        if (error instanceof StoppedError) return { ok: true, result: this.finish("stopped") };
        const gpu = engine?.gpu ?? null;
        if (!(error instanceof GpuLostError) && (gpu === null || !(await isLost(gpu)))) throw error;
        losses = performance.now() - began > QUICK_LOSS ? 1 : losses + 1;
      } finally {
        engine?.transformer.destroy();
        engine?.gpu?.device.destroy();
      }
    }
  }

  /** The engine that is asked for; after losses another device, or the CPU where there is none, or too many were lost. */
  private async engineAfter(losses: number): Promise<OpenEngine | null> {
    const { plan, host } = this;
    const rest = (): Promise<void> => this.rest();
    if (losses === 0) return openEngine(plan, this.experiment.engine, host, rest);
    const where = "The GPU was lost. What was saved is not: continuing";
    if (losses < MOST_LOSSES) {
      await new Promise((resolve) => setTimeout(resolve, LOSS_REST * 2 ** (losses - 1)));
      const engine = await openEngine(plan, this.experiment.engine, { ...host, gpuIsChecked: true }, rest);
      if (engine !== null && engine.gpu !== null) {
        this.listener.notice({ kind: "gpu-lost", text: `${where} from there.` });
        return engine;
      }
    }
    this.listener.notice({ kind: "on-cpu", text: `${where} on the CPU.` });
    return openEngine(plan, "cpu", host, rest);
  }

  private async run(engine: OpenEngine): Promise<void> {
    const control = {
      turn: () => this.turn(),
      did: (activity: Activity, tokens: number, seconds: number) => {
        this.activity = activity;
        this.forecast.did(activity, tokens, seconds);
      },
      saved: () => {
        this.tellTrained();
        this.listener.saved();
      },
    };
    await runRecursion(this.plan, engine, this.recursion, control, (trained) => {
      this.trained = trained;
      this.activity = "training";
      const { batch } = this.experiment.training;
      const learned = trained.curves.batchLoss.length * batch * this.plan.model.context;
      this.forecast.begin(this.recursion.findings.models.length, learned);
      this.update("running");
    });
  }

  /** A model whose last update is saved is trained, if not yet measured. */
  private tellTrained(): void {
    const { plan, recursion } = this;
    const { saved, findings } = recursion;
    const planned = plan.models[findings.models.length];
    if (saved === null || planned === undefined) return;
    if (saved.curves.batchLoss.length < stepsOf(plan, planned)) return;
    this.listener.trained({ plan, planned, weights: saved.state.weights });
  }

  private async turn(): Promise<void> {
    await this.rest();
    await this.steering.ready();
    if (this.steering.isStopped) throw new StoppedError();
  }

  /** Others have their turn, but work that has begun is not held: its time is taken. */
  private async rest(): Promise<void> {
    if (performance.now() - this.lastTurn > TURN_MILLISECONDS) {
      // Never more than a twentieth of the time goes into telling.
      if (performance.now() - this.lastUpdate > Math.max(UPDATE_MILLISECONDS, 20 * this.updateCost)) {
        this.update(this.steering.isPaused ? "paused" : "running");
      }
      await new Promise((resolve) => setTimeout(resolve));
      this.lastTurn = performance.now();
    }
    if (this.steering.isStopped) throw new StoppedError();
  }

  private get seconds(): number {
    return this.earlier + this.steering.clock.seconds;
  }

  private update(state: RunState): void {
    const began = performance.now();
    const { recursion, trained, plan, forecast } = this;
    const over = state === "finished" || state === "stopped";
    const curves = over ? null : (trained?.curves ?? null);
    const text = trained?.bench.text ?? null;
    this.listener.update({
      state,
      engine: this.engine,
      seconds: this.seconds,
      secondsLeft: over ? 0 : forecast.secondsLeft(),
      modelsDone: recursion.findings.models.length,
      models: plan.models.length,
      current: over ? null : (trained?.planned ?? null),
      activity: this.activity,
      tokens: forecast.progress(this.activity),
      step: curves?.batchLoss.length ?? 0,
      steps: trained === null ? this.experiment.training.steps : stepsOf(plan, trained.planned),
      loss: curves?.batchLoss.at(-1) ?? null,
      tokensPerSecond: { training: forecast.rate("training"), sampling: forecast.rate("writing") },
      text: text === null ? null : textOf(plan, text),
      partial: this.result(curves),
    });
    this.lastUpdate = performance.now();
    this.updateCost = this.lastUpdate - began;
  }

  private result(growing: Trained["curves"] | null): TransformerResult {
    const { plan, recursion, engine } = this;
    // A model that is done is among the findings, and its curves grow no more.
    const isOpen = plan.models[recursion.findings.models.length] === this.trained?.planned;
    const found = transformerResult(plan, recursion.findings, isOpen ? growing : null, engine, this.seconds);
    return { ...found, surrogates: this.surrogates };
  }

  private finish(state: "finished" | "stopped"): TransformerResult {
    this.steering.clock.pause();
    this.update(state);
    return this.result(null);
  }
}

/** Seconds of computing that a recursion has taken. */
function secondsOf({ findings, saved }: RecursionState): number {
  const all = [...findings.models, ...(saved === null ? [] : [saved.curves])];
  return all.reduce(
    (sum, { seconds: { training, measuring, writing } }) => sum + training + measuring + writing,
    0,
  );
}
