import { Staging } from "../../gpu/index.js";
import type { Model } from "../model.js";
import { reserveUpTo, type Memory } from "./memory.js";
import { logitRows, recordForward, recordHead, recordLastLogits, type Parts } from "./passes.js";
import { encode, Recorder, type Program } from "./program.js";
import { makeRoom, type Room } from "./room.js";
import { STEP_WORDS } from "./step.js";

/** Rows of activations at a time. */
const ROWS = 4096;
const SOFTWARE_ROWS = 1024;

function mostSequences(software: boolean, length: number, count: number): number {
  return Math.min(count, Math.ceil((software ? SOFTWARE_ROWS : ROWS) / length));
}

/** All buffers of a judge. */
interface Desk {
  readonly step: GPUBuffer;
  readonly windows: GPUBuffer;
  readonly logits: GPUBuffer;
  readonly losses: GPUBuffer;
  readonly room: Room;
}

function makeDesk(memory: Memory, model: Model, length: number, sequences: number): Desk {
  const { vocabulary } = model;
  const rows = sequences * length;
  return {
    step: memory.uniform("step", new Uint32Array(STEP_WORDS)),
    windows: memory.words("windows", sequences * (length + 1)),
    logits: memory.words("logits", Math.max(sequences, logitRows(vocabulary, rows)) * vocabulary),
    losses: memory.words("losses", rows),
    room: makeRoom(memory, model, sequences, length, length, "nothing"),
  };
}

/** Looks at windows of one length, some sequences at a time, without learning. */
export class Judge {
  readonly sequences: number;
  private readonly length: number;
  /** How many it was made for: more than `sequences` where the device has no more room. */
  private readonly wanted: number;
  private readonly memory: Memory;
  private readonly parts: Parts;
  private readonly desk: Desk;
  private readonly staging: Staging;
  private readonly judging: Program;
  private readonly continuing: Program;

  private constructor(
    memory: Memory,
    parts: Parts,
    wanted: number,
    desk: Desk,
    programs: { readonly judging: Program; readonly continuing: Program },
  ) {
    const { sequences, fresh } = desk.room;
    this.sequences = sequences;
    this.length = fresh;
    this.wanted = wanted;
    this.memory = memory;
    this.parts = parts;
    this.desk = desk;
    this.judging = programs.judging;
    this.continuing = programs.continuing;
    this.staging = new Staging(memory.device, 4 * sequences * Math.max(fresh, parts.model.vocabulary));
  }

  /** For windows of `length` tokens, `count` of them or as many as there is room for at a time. */
  static async create(device: GPUDevice, parts: Parts, length: number, count: number): Promise<Judge> {
    const wanted = mostSequences(parts.kernels.software, length, count);
    const { memory, made: desk } = await reserveUpTo(device, wanted, (room, sequences) =>
      makeDesk(room, parts.model, length, sequences),
    );
    const { step, windows, logits, losses, room } = desk;
    const span = { fresh: length, text: windows, textWidth: length + 1 };
    const judging = new Recorder(memory, step);
    recordForward(judging, parts, room, span);
    recordHead(judging, parts, room, { windows, logits, losses }, null);
    const continuing = new Recorder(memory, step);
    recordForward(continuing, parts, room, span);
    recordLastLogits(continuing, parts, room, length, logits, 0);
    const programs = { judging: await judging.finish(), continuing: await continuing.finish() };
    return new Judge(memory, parts, wanted, desk, programs);
  }

  /** Whether it serves `count` windows of `length` tokens as well as a new one would. */
  serves(length: number, count: number): boolean {
    return length === this.length && mostSequences(this.parts.kernels.software, length, count) <= this.wanted;
  }

  /** Losses of every target of at most `sequences` windows of length + 1 tokens. */
  async lossesOf(windows: Uint32Array): Promise<Float32Array> {
    const rows = (windows.length / (this.length + 1)) * this.length;
    return this.look(windows, this.judging, this.desk.losses, rows);
  }

  /** Logits behind at most `sequences` windows of length + 1 tokens, the last of which is not looked at. */
  async logitsOf(windows: Uint32Array): Promise<Float32Array> {
    const rows = windows.length / (this.length + 1);
    return this.look(windows, this.continuing, this.desk.logits, rows * this.parts.model.vocabulary);
  }

  destroy(): void {
    this.memory.destroy();
  }

  private async look(
    windows: Uint32Array,
    program: Program,
    from: GPUBuffer,
    numbers: number,
  ): Promise<Float32Array> {
    const { device } = this.memory;
    device.queue.writeBuffer(this.desk.windows, 0, windows);
    const encoder = device.createCommandEncoder();
    encode(encoder, program);
    const readback = this.staging.begin();
    readback.copy(encoder, from, 0, 4 * numbers);
    device.queue.submit([encoder.finish()]);
    return new Float32Array((await readback.read()).buffer);
  }
}
