import { ifItFits } from "../../gpu/index.js";
import type { Training } from "../training.js";
import type { Update } from "../transformer.js";
import { Memory } from "./memory.js";
import {
  logitRows,
  planParts,
  recordBackward,
  recordForward,
  recordHead,
  type HeadRoom,
  type Parts,
  type SlopeRoom,
} from "./passes.js";
import { encode, floatBits, gridOf, Recorder, type Program } from "./program.js";
import { makeRoom, type Room } from "./room.js";
import { learningStep, STEP_WORDS } from "./step.js";

/** What AdamW changes, and its reports: report[0] is the sum of the losses, report[1] that of the gradient's squares. */
export interface Learned {
  readonly gradient: GPUBuffer;
  readonly firstMoment: GPUBuffer;
  readonly secondMoment: GPUBuffer;
  readonly report: GPUBuffer;
}

/** Invocations that sum the gradient's squares. */
const SQUARES = 4096;

/** Updates for windows of one length, a fixed number of sequences at a time: made once, encoded for every update. */
export class Trainer {
  readonly length: number;
  private readonly parts: Parts;
  private readonly training: Training;
  private readonly learned: Learned;
  private readonly desk: Desk;
  private readonly microBatch: Program;
  private readonly update: Program;

  private constructor(
    parts: Parts,
    training: Training,
    learned: Learned,
    desk: Desk,
    programs: { readonly microBatch: Program; readonly update: Program },
  ) {
    this.length = desk.room.fresh;
    this.parts = parts;
    this.training = training;
    this.learned = learned;
    this.desk = desk;
    this.microBatch = programs.microBatch;
    this.update = programs.update;
  }

  /**
   * A trainer that takes `sequences` windows of `length` + 1 tokens at a time, or null where the device has no room for it.
   * Throws GpuMemoryError where one buffer is larger than this GPU has.
   */
  static async create(
    device: GPUDevice,
    parts: Parts,
    training: Training,
    learned: Learned,
    length: number,
    sequences: number,
  ): Promise<Trainer | null> {
    const memory = new Memory(device);
    try {
      const desk = await ifItFits(device, () =>
        makeDesk(memory, parts, training, learned, length, sequences),
      );
      if (desk === null) {
        memory.destroy();
        return null;
      }
      const share = 1 / (training.batch * length);
      const microBatch = await recordMicroBatch(parts, learned, desk, share);
      const update = await recordUpdate(parts, training, learned, desk);
      return new Trainer(parts, training, learned, desk, { microBatch, update });
    } catch (error) {
      memory.destroy();
      throw error;
    }
  }

  /** Encodes one update; the report is ready when it is done. */
  encode(encoder: GPUCommandEncoder, { number, windows, learningRate, dropoutKey }: Update): void {
    const { parts, training, learned, length, desk } = this;
    const { memory, inbox, targets, itemWords } = desk;
    const { sequences } = desk.room;
    const { dropout, vocabulary } = parts.model;
    const items = training.batch / sequences;
    const words = new Uint32Array(items * itemWords);
    for (let item = 0; item < items; item++) {
      const firstRow = item * sequences;
      const own = windows.subarray(firstRow * (length + 1), (firstRow + sequences) * (length + 1));
      const step = learningStep(training, dropout, dropoutKey, firstRow, number, learningRate);
      let at = item * itemWords;
      for (const part of [step, own, ...sortRows(own, sequences, length, vocabulary)]) {
        words.set(part, at);
        at += part.length;
      }
    }
    memory.device.queue.writeBuffer(inbox, 0, words);
    encoder.clearBuffer(learned.gradient);
    encoder.clearBuffer(learned.report);
    for (let item = 0; item < items; item++) {
      let at = 4 * item * itemWords;
      for (const { buffer, words: size } of targets) {
        encoder.copyBufferToBuffer(inbox, at, buffer, 0, 4 * size);
        at += 4 * size;
      }
      encode(encoder, this.microBatch);
    }
    encode(encoder, this.update);
  }

  destroy(): void {
    this.desk.memory.destroy();
  }
}

/** All memory of a trainer. */
interface Desk {
  readonly memory: Memory;
  readonly room: Room;
  readonly head: HeadRoom;
  readonly slopes: SlopeRoom;
  readonly squares: GPUBuffer;
  readonly step: GPUBuffer;
  /** What an update brings, for all micro-batches; copied to the targets, which kernels read, one after another. */
  readonly inbox: GPUBuffer;
  readonly targets: readonly { readonly buffer: GPUBuffer; readonly words: number }[];
  readonly itemWords: number;
}

function makeDesk(
  memory: Memory,
  parts: Parts,
  training: Training,
  { gradient }: Learned,
  length: number,
  sequences: number,
): Desk {
  const { model } = parts;
  const { width, heads, vocabulary, dropout } = model;
  const count = sequences * length;
  const plan = planParts(parts, count);
  const step = memory.uniform("step", new Uint32Array(STEP_WORDS));
  const windows = memory.words("windows", sequences * (length + 1));
  const order = memory.words("order", count);
  const starts = memory.words("starts", vocabulary + 1);
  const targets = [
    { buffer: step, words: STEP_WORDS },
    { buffer: windows, words: sequences * (length + 1) },
    { buffer: order, words: count },
    { buffer: starts, words: vocabulary + 1 },
  ];
  const itemWords = targets.reduce((sum, { words }) => sum + words, 0);
  return {
    memory,
    room: makeRoom(memory, model, sequences, length, length, "all"),
    head: {
      windows,
      logits: memory.words("logits", logitRows(vocabulary, count) * vocabulary),
      losses: memory.words("losses", count),
    },
    slopes: {
      stream: memory.words("stream gradient", count * width),
      branch: memory.words("branch gradient", dropout === 0 ? 1 : count * width),
      norm: memory.words("norm gradient", count * width),
      qkv: memory.words("attention gradient", count * 3 * width),
      fc: memory.words("c_fc gradient", count * 4 * width),
      dots: memory.words("dots", count * heads),
      weights: { gradient, partial: memory.words("partial sums", plan.size), plan },
      order,
      starts,
    },
    squares: memory.words("squares", SQUARES),
    step,
    inbox: memory.words("inbox", (training.batch / sequences) * itemWords),
    targets,
    itemWords,
  };
}

/** Losses and gradients of one micro-batch; `share` is 1 / targets of the whole batch. */
function recordMicroBatch(
  parts: Parts,
  { report }: Learned,
  { memory, room, head, slopes, step }: Desk,
  share: number,
): Promise<Program> {
  const recorder = new Recorder(memory, step);
  const { fresh, sequences } = room;
  recordForward(recorder, parts, room, { fresh, text: head.windows, textWidth: fresh + 1 });
  recordHead(recorder, parts, room, head, { share, slope: slopes.norm, weights: slopes.weights });
  recordBackward(recorder, parts, room, slopes);
  recorder.add(parts.kernels.flat("sum"), [sequences * fresh, 0], [head.losses, report], [1, 1, 1]);
  return recorder.finish();
}

/** The gradient's norm and AdamW. */
function recordUpdate(
  { table, kernels, weights }: Parts,
  { beta1, beta2, epsilon, gradientClip }: Training,
  { gradient, firstMoment, secondMoment, report }: Learned,
  { memory, squares, step }: Desk,
): Promise<Program> {
  const recorder = new Recorder(memory, step);
  const squareWords = [table.length / 4, SQUARES];
  recorder.add(kernels.flat("squares"), squareWords, [gradient, squares], gridOf(SQUARES / 64));
  recorder.add(kernels.flat("sum"), [SQUARES, 1], [squares, report], [1, 1, 1]);
  const numbers = [beta1, beta2, 1 - beta1, 1 - beta2, epsilon, gradientClip].map(floatBits);
  recorder.add(
    kernels.flat("adamw"),
    [table.length / 4, table.decayed / 4, ...numbers],
    [report, gradient, weights, firstMoment, secondMoment],
    gridOf(Math.ceil(table.length / 256)),
  );
  return recorder.finish();
}

/** Rows of inputs sorted by token, and where each token's rows start: a counting sort. */
function sortRows(
  windows: Uint32Array,
  sequences: number,
  length: number,
  vocabulary: number,
): [order: Uint32Array, starts: Uint32Array] {
  const starts = new Uint32Array(vocabulary + 1);
  const tokenOf = (row: number): number => windows[row + Math.floor(row / length)] ?? 0;
  const count = sequences * length;
  for (let row = 0; row < count; row++) {
    const next = tokenOf(row) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let token = 0; token < vocabulary; token++) {
    starts[token + 1] = (starts[token + 1] ?? 0) + (starts[token] ?? 0);
  }
  const order = new Uint32Array(count);
  const next = starts.slice();
  for (let row = 0; row < count; row++) {
    const token = tokenOf(row);
    const place = next[token] ?? 0;
    order[place] = row;
    next[token] = place + 1;
  }
  return [order, starts];
}
