import type { TextTokens } from "../../corpus/index.js";
import type { EngineReport, TransformerExperiment, TransformerResult } from "../../experiment/index.js";
import { GpuLostError } from "../../gpu/index.js";
import {
  newRecursion,
  planRecursion,
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
import type { Host } from "../host.js";
import { isLost } from "../lost.js";
import type { RunState } from "../types.js";
import { restoreRecursion, saveRecursion } from "./checkpoint.js";
import { NoRoomError, openEngine, CPU_REPORT, type OpenEngine } from "./engine.js";
import { Forecast } from "./forecast.js";
import type { TransformerEnd, TransformerListener, TransformerRun } from "./types.js";

const UPDATE_MILLISECONDS = 250;
/** Work goes on for so long before others get their turn. */
const TURN_MILLISECONDS = 20;
/** So many tries after a lost GPU, then the CPU goes on. */
const MOST_LOSSES = 3;

class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/**
 * Starts a canonical experiment of kind "transformer" on its text (corpusTokens), or goes on from an earlier run's
 * checkpoint: with the same bits, on the same engine. Failures arrive at `end` as sentences; nothing is thrown.
 */
export function runTransformer(
  experiment: TransformerExperiment,
  text: TextTokens,
  listener: TransformerListener,
  host: Pick<Host, "gpu">,
  checkpoint: Uint8Array | null = null,
): TransformerRun {
  const run = new Run(experiment, text, listener, host);
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
  private readonly experiment: TransformerExperiment;
  private readonly plan: RecursionPlan;
  private readonly listener: TransformerListener;
  private readonly host: Pick<Host, "gpu">;
  private readonly steering = new Steering();
  private readonly forecast: Forecast;
  private recursion: RecursionState;
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
    host: Pick<Host, "gpu">,
  ) {
    this.experiment = experiment;
    this.plan = planRecursion(experiment, text);
    this.listener = listener;
    this.host = host;
    this.forecast = new Forecast(this.plan);
    this.recursion = newRecursion(experiment.recipes.length);
  }

  async start(checkpoint: Uint8Array | null): Promise<TransformerEnd> {
    try {
      if (checkpoint !== null) {
        const restored = restoreRecursion(this.experiment, checkpoint);
        if (typeof restored === "string") return { ok: false, status: "bad-input", message: restored };
        this.recursion = restored;
      }
      // Lets the caller have its handle before any work is done.
      await Promise.resolve();
      return await this.carryOn();
    } catch (error) {
      if (error instanceof NoRoomError) return { ok: false, status: "bad-input", message: error.message };
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

  checkpoint(): Uint8Array {
    return saveRecursion(this.experiment, this.recursion);
  }

  /** Goes on from what is saved, on another device where one is lost, until all is done or the run is stopped. */
  private async carryOn(): Promise<TransformerEnd> {
    for (let losses = 0; ;) {
      const choice = losses < MOST_LOSSES ? this.experiment.engine : "cpu";
      const engine = await openEngine(this.plan, choice, this.host);
      if (engine === null) return NO_ENGINE;
      if (engine.notice !== null) this.listener.notice(engine.notice);
      try {
        this.engine = engine.report;
        await this.run(engine);
        return { ok: true, result: this.finish("finished") };
      } catch (error) {
        if (error instanceof StoppedError) return { ok: true, result: this.finish("stopped") };
        if (engine.gpu === null) throw error;
        if (!(error instanceof GpuLostError) && !(await isLost(engine.gpu))) throw error;
        losses++;
        const where = "The GPU was lost. What was saved is not: continuing";
        const text = losses < MOST_LOSSES ? `${where} from there.` : `${where} on the CPU.`;
        this.listener.notice({ kind: losses < MOST_LOSSES ? "gpu-lost" : "on-cpu", text });
      } finally {
        engine.transformer.destroy();
        engine.gpu?.device.destroy();
      }
    }
  }

  private async run(engine: OpenEngine): Promise<void> {
    const control = {
      turn: () => this.turn(),
      did: (activity: Activity, tokens: number, seconds: number) => {
        this.activity = activity;
        this.forecast.did(activity, tokens, seconds);
      },
      saved: () => {
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

  private async turn(): Promise<void> {
    if (performance.now() - this.lastTurn > TURN_MILLISECONDS) {
      // Never more than a twentieth of the time goes into telling.
      if (performance.now() - this.lastUpdate > Math.max(UPDATE_MILLISECONDS, 20 * this.updateCost)) {
        this.update("running");
      }
      await new Promise((resolve) => setTimeout(resolve));
      this.lastTurn = performance.now();
    }
    await this.steering.ready();
    if (this.steering.isStopped) throw new StoppedError();
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
      seconds: this.steering.clock.seconds,
      secondsLeft: over ? 0 : forecast.secondsLeft(),
      modelsDone: recursion.findings.models.length,
      models: plan.models.length,
      current: over ? null : (trained?.planned ?? null),
      activity: this.activity,
      step: curves?.batchLoss.length ?? 0,
      steps: this.experiment.training.steps,
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
    const { clock } = this.steering;
    // A model that is done is among the findings, and its curves grow no more.
    const isOpen = plan.models[recursion.findings.models.length] === this.trained?.planned;
    return transformerResult(plan, recursion.findings, isOpen ? growing : null, engine, clock.seconds);
  }

  private finish(state: "finished" | "stopped"): TransformerResult {
    this.steering.clock.pause();
    this.update(state);
    return this.result(null);
  }
}
