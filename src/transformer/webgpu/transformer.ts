import { GpuMemoryError, ifItFits, Staging, type GpuDevice } from "../../gpu/index.js";
import { softmax } from "../decoding.js";
import { parameterTable, type Model } from "../model.js";
import { memoryEstimate } from "../sizes.js";
import { largestDivisor, type Training } from "../training.js";
import type { Transformer, TrainingState, Update, UpdateReport } from "../transformer.js";
import type { Written, WritingRequest } from "../writing.js";
import { Judge } from "./judge.js";
import { Kernels } from "./kernels.js";
import { megabytes, Memory } from "./memory.js";
import type { Parts } from "./passes.js";
import { subgroupSpan } from "./subgroups.js";
import { Trainer, type Learned } from "./trainer.js";
import { writeOnDevice } from "./writer.js";

/** Activations at a time where "auto" chooses the micro-batch. */
const BYTES = 2 ** 30;
const SOFTWARE_BYTES = 2 ** 26;

/** The WebGPU engine: everything is made once; an update is one submit, and its report is read back when it is ready. */
export class WebGpuTransformer implements Transformer {
  readonly model: Model;
  private readonly gpu: GpuDevice;
  private readonly training: Training;
  private readonly parts: Parts;
  private readonly learned: Learned;
  private readonly memory: Memory;
  private readonly reports: Staging;
  private readonly states: Staging;
  private trainer: Trainer | null = null;
  private judge: Judge | null = null;

  private constructor(gpu: GpuDevice, training: Training, parts: Parts, learned: Learned, memory: Memory) {
    this.model = parts.model;
    this.gpu = gpu;
    this.training = training;
    this.parts = parts;
    this.learned = learned;
    this.memory = memory;
    this.reports = new Staging(gpu.device, 8);
    this.states = new Staging(gpu.device, 4 * parts.table.length);
  }

  /**
   * A model with these initial weights (flat, as parameterTable lays them out), ready to learn. Throws GpuMemoryError
   * with the numbers where it does not fit. `software` selects the kernels: those for software adapters, or for GPUs.
   */
  static async create(
    gpu: GpuDevice,
    model: Model,
    training: Training,
    weights: Float32Array,
    software = gpu.fallbackAdapter,
  ): Promise<WebGpuTransformer> {
    const { device } = gpu;
    const memory = new Memory(device);
    const table = parameterTable(model);
    try {
      const made = await ifItFits(device, () => ({
        weights: memory.words("weights", table.length),
        gradient: memory.words("gradient", table.length),
        firstMoment: memory.words("first moment", table.length),
        secondMoment: memory.words("second moment", table.length),
        report: memory.words("report", 4),
      }));
      if (made === null) {
        throw new GpuMemoryError(`The GPU has no room for the model's ${megabytes(16 * table.length)}.`);
      }
      device.queue.writeBuffer(made.weights, 0, weights);
      const kernels = new Kernels(device, software, await subgroupSpan(device), model);
      const parts = { model, table, kernels, weights: made.weights };
      const engine = new WebGpuTransformer(gpu, training, parts, made, memory);
      engine.trainer = await engine.makeTrainer(model.context);
      return engine;
    } catch (error) {
      memory.destroy();
      throw error;
    }
  }

  async train(update: Update): Promise<UpdateReport> {
    const length = update.windows.length / this.training.batch - 1;
    const { trainer } = this;
    if (trainer === null || trainer.length !== length) {
      trainer?.destroy();
      this.trainer = await this.makeTrainer(length);
      return this.submit(this.trainer, update);
    }
    return this.submit(trainer, update);
  }

  async losses(windows: Uint32Array, length: number): Promise<Float32Array> {
    const count = windows.length / (length + 1);
    const judge = await this.judgeFor(length, count);
    const result = new Float32Array(count * length);
    for (let row = 0; row < count; row += judge.sequences) {
      const some = windows.subarray(row * (length + 1), (row + judge.sequences) * (length + 1));
      result.set(await judge.lossesOf(some), row * length);
    }
    return result;
  }

  async probabilities(contexts: Uint32Array, length: number): Promise<Float32Array> {
    const { vocabulary } = this.model;
    const count = contexts.length / length;
    const judge = await this.judgeFor(length, count);
    const result = new Float32Array(count * vocabulary);
    const weights = new Float64Array(vocabulary);
    for (let row = 0; row < count; row += judge.sequences) {
      const sequences = Math.min(judge.sequences, count - row);
      const windows = new Uint32Array(sequences * (length + 1));
      for (let s = 0; s < sequences; s++) {
        windows.set(contexts.subarray((row + s) * length, (row + s + 1) * length), s * (length + 1));
      }
      const logits = await judge.logitsOf(windows);
      for (let s = 0; s < sequences; s++) {
        softmax(logits, s * vocabulary, weights, result, (row + s) * vocabulary);
      }
    }
    return result;
  }

  write(request: WritingRequest): AsyncGenerator<Written, void, undefined> {
    return writeOnDevice(this.gpu.device, this.parts, request);
  }

  async state(): Promise<TrainingState> {
    const { firstMoment, secondMoment } = this.learned;
    return {
      weights: await this.read(this.parts.weights),
      firstMoment: await this.read(firstMoment),
      secondMoment: await this.read(secondMoment),
    };
  }

  restore({ weights, firstMoment, secondMoment }: TrainingState): void {
    const { queue } = this.gpu.device;
    queue.writeBuffer(this.parts.weights, 0, new Float32Array(weights));
    queue.writeBuffer(this.learned.firstMoment, 0, new Float32Array(firstMoment));
    queue.writeBuffer(this.learned.secondMoment, 0, new Float32Array(secondMoment));
  }

  destroy(): void {
    this.trainer?.destroy();
    this.judge?.destroy();
    this.memory.destroy();
  }

  private async submit(trainer: Trainer, update: Update): Promise<UpdateReport> {
    const { device } = this.gpu;
    const encoder = device.createCommandEncoder();
    trainer.encode(encoder, update);
    const readback = this.reports.begin();
    readback.copy(encoder, this.learned.report, 0, 8);
    device.queue.submit([encoder.finish()]);
    const [loss = NaN, squares = NaN] = new Float32Array((await readback.read()).buffer);
    return { loss: loss / (this.training.batch * trainer.length), gradientNorm: Math.sqrt(squares) };
  }

  /** A trainer with the largest micro-batch that fits. */
  private async makeTrainer(length: number): Promise<Trainer> {
    const { model, training, parts, learned } = this;
    const { batch, microBatch } = training;
    const budget = parts.kernels.software ? SOFTWARE_BYTES : BYTES;
    const wanted = largestDivisor(batch, budget / memoryEstimate(model, 1).activations);
    let sequences = microBatch === "auto" ? wanted : microBatch;
    for (;;) {
      const last = sequences === 1 || microBatch !== "auto";
      try {
        const trainer = await Trainer.create(this.gpu.device, parts, training, learned, length, sequences);
        if (trainer !== null) return trainer;
      } catch (error) {
        if (last || !(error instanceof GpuMemoryError)) throw error;
      }
      if (last) {
        const { weights, activations } = memoryEstimate(model, sequences);
        throw new GpuMemoryError(
          `The GPU has no room for ${sequences} windows at a time: ${megabytes(activations)} beside the model's ${megabytes(weights)}.`,
        );
      }
      sequences = largestDivisor(batch, sequences / 2);
    }
  }

  private async judgeFor(length: number, count: number): Promise<Judge> {
    if (this.judge?.serves(length, count) === true) return this.judge;
    this.judge?.destroy();
    this.judge = await Judge.create(this.gpu.device, this.parts, length, count);
    return this.judge;
  }

  private async read(buffer: GPUBuffer): Promise<Float32Array> {
    const { device } = this.gpu;
    const readback = this.states.begin();
    const encoder = device.createCommandEncoder();
    readback.copy(encoder, buffer, 0, buffer.size);
    device.queue.submit([encoder.finish()]);
    return new Float32Array((await readback.read()).buffer);
  }
}
