import { GpuLostError, Pacer, type GpuDevice, type Staging } from "../gpu/index.js";
import { RECORD_WORDS, type Buffers } from "./gpu-buffers.js";
import { HEADER_WORDS, type Layout } from "./gpu-memory.js";
import { packParams, UNIT_RING } from "./gpu-params.js";
import { packTruth, truthWords } from "./gpu-tables.js";
import { copyTally, OpenUnit, readTally, tallyBytes, type PendingTally } from "./gpu-units.js";
import type { Plan } from "./plan.js";
import type { Units, UnitTally } from "./unit.js";

/** Most records of finished chains that one submission brings back. */
export const MOST_RECORDS = 16384;
/** Submissions under way at a time. */
const IN_FLIGHT = 2;
/** Words of the header: see shaders/chains/run.wgsl. */
const HEADER = { position: 0, records: 1, echo: 2, generations: 4, laneSteps: 8 } as const;

/** What a run hears from an engine, and how it is told to wait or stop. */
export interface EngineControl {
  tally(tally: UnitTally): void;
  /** T of a chain in one context (0: censored) whose unit is still under way; its tally will hold it again. */
  ended(collapseTime: number): void;
  /** Chain-generations done since the last call. */
  generations(count: number): void;
  /** Resolves when the run may go on: at once unless it is paused. */
  ready(): Promise<void>;
  stopped(): boolean;
}

/** A kernel of a submission, with its buffers. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly workgroups: number;
}

/** An experiment's kernels and memory on one device. */
export interface Bench {
  readonly gpu: GpuDevice;
  readonly plan: Plan;
  readonly layout: Layout;
  readonly buffers: Buffers;
  /** In the order in which a submission runs them. */
  readonly dispatches: readonly Dispatch[];
  readonly staging: Staging;
}

/** One submission whose results are on their way. */
interface Submission {
  readonly serial: number;
  readonly steps: number;
  readonly submitted: number;
  /** First record of the window copied, and how many. */
  readonly from: number;
  readonly records: number;
  readonly tallies: readonly PendingTally[];
  readonly words: Promise<Uint32Array>;
}

/** Runs a range of units through the lanes of a device, a submission at a time, two under way. */
export class GpuQueue {
  private readonly bench: Bench;
  private readonly units: Units;
  private readonly first: number;
  private readonly count: number;
  private readonly pacer = new Pacer();
  private readonly open = new Map<number, OpenUnit>();
  private readonly freeSlots: number[];
  private finished: OpenUnit[] = [];
  private issued = 0;
  private delivered = 0;
  private serial = 0;
  private recordsRead = 0;
  private window = 512;
  private generationsSeen = 0;
  private laneStepsSeen = 0;
  private lastAnswer = 0;

  /** Units first ... first + count - 1. */
  constructor(bench: Bench, units: Units, first: number, count: number) {
    this.bench = bench;
    this.units = units;
    this.first = first;
    this.count = count;
    this.freeSlots = Array.from({ length: bench.layout.slots }, (_, slot) => slot);
  }

  /** Resolves when every unit is delivered or the run was stopped. */
  async run(control: EngineControl): Promise<void> {
    const { device } = this.bench.gpu;
    const faults: string[] = [];
    const refused = (event: GPUUncapturedErrorEvent): void => {
      faults.push(event.error.message);
    };
    device.addEventListener("uncapturederror", refused);
    const encoder = device.createCommandEncoder();
    encoder.clearBuffer(this.bench.buffers.tally);
    encoder.clearBuffer(this.bench.buffers.lanes);
    device.queue.submit([encoder.finish()]);
    const underWay: Submission[] = [];
    try {
      while (this.delivered < this.count && !control.stopped()) {
        await control.ready();
        if (control.stopped()) break;
        while (underWay.length < IN_FLIGHT) underWay.push(this.submit());
        const next = underWay.shift();
        if (next !== undefined) this.take(next, await next.words, control);
        if (faults[0] !== undefined) throw new GpuLostError(`The GPU refused a command: ${faults[0]}`);
      }
    } finally {
      device.removeEventListener("uncapturederror", refused);
      await Promise.allSettled(underWay.map(({ words }) => words));
    }
  }

  private submit(): Submission {
    const { gpu, layout, buffers, dispatches, staging } = this.bench;
    const { device } = gpu;
    this.issue();
    this.serial++;
    const { steps } = this.pacer;
    this.writeParams(steps);
    const encoder = device.createCommandEncoder();
    for (const { pipeline, group, workgroups } of dispatches) {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(workgroups);
      pass.end();
    }

    const readback = staging.begin();
    readback.copy(encoder, buffers.tally, 0, HEADER_WORDS * 4);
    const ring = layout.slots * this.units.items;
    const records = Math.min(this.window, ring, MOST_RECORDS);
    const from = this.recordsRead;
    const before = Math.min(records, ring - (from % ring));
    const bytes = RECORD_WORDS * 4;
    readback.copy(encoder, buffers.finished, (from % ring) * bytes, before * bytes);
    if (before < records) readback.copy(encoder, buffers.finished, 0, (records - before) * bytes);
    let room = staging.bytes - HEADER_WORDS * 4 - records * bytes;
    const tallies: PendingTally[] = [];
    while (this.finished.length > 0) {
      const unit = this.finished[0];
      if (unit === undefined || tallyBytes(unit, layout) > room) break;
      this.finished.shift();
      const pending = copyTally(unit, layout, encoder, readback, buffers.tally);
      room -= tallyBytes(unit, layout);
      tallies.push(pending);
      this.freeSlots.push(unit.slot);
    }
    device.queue.submit([encoder.finish()]);
    const words = readback.read();
    // Awaited in order later: a failure of the second must not count as unhandled while the first is being waited for.
    words.catch(() => undefined);
    return {
      serial: this.serial,
      steps,
      submitted: performance.now(),
      from,
      records,
      tallies,
      words,
    };
  }

  /** Gives free slots to the next units. */
  private issue(): void {
    const { gpu, plan, buffers } = this.bench;
    const { queue } = gpu.device;
    while (this.issued < this.count && !this.open.has(this.issued - UNIT_RING)) {
      const slot = this.freeSlots.shift();
      if (slot === undefined) return;
      const unit = this.units.at(this.first + this.issued);
      const { firstChain, chains, firstContext, contexts } = unit;
      const words = Uint32Array.of(firstChain, chains, firstContext, contexts, slot, 0, 0, 0);
      queue.writeBuffer(buffers.units, (this.issued % UNIT_RING) * 32, words);
      if (!plan.sharedTruth) {
        queue.writeBuffer(buffers.truths, slot * truthWords(plan) * 4, packTruth(plan, firstContext));
      }
      this.open.set(this.issued, new OpenUnit(unit, slot, plan));
      this.issued++;
    }
  }

  private writeParams(steps: number): void {
    const { gpu, plan, layout, buffers } = this.bench;
    const params = packParams(plan, layout, this.units, {
      steps,
      serial: this.serial,
      queueEnd: this.issued * this.units.items,
      queueTotal: this.count * this.units.items,
    });
    gpu.device.queue.writeBuffer(buffers.params, 0, params);
  }

  private take(submission: Submission, words: Uint32Array, control: EngineControl): void {
    const { layout } = this.bench;
    const word = (at: number): number => words[at] ?? 0;
    const wide = (at: number): number => word(at) + word(at + 1) * 2 ** 32;
    // The echo proves that this very dispatch ran: a lost device may answer with anything.
    if (word(HEADER.echo) !== submission.serial) throw new GpuLostError("The GPU's answer was not its own.");

    const now = performance.now();
    const took = now - Math.max(submission.submitted, this.lastAnswer);
    this.lastAnswer = now;
    const laneSteps = wide(HEADER.laneSteps) - this.laneStepsSeen;
    this.laneStepsSeen += laneSteps;
    const moreToBegin = word(HEADER.position) < this.count * this.units.items;
    // Lanes that wait for teams are no sign of a longer dispatch to come.
    const busy = moreToBegin && layout.teams === 0 ? laneSteps / (submission.steps * layout.lanes) : 1;
    if (laneSteps > 0) this.pacer.took(took, submission.steps, busy);

    const records = word(HEADER.records);
    const end = Math.min(records, submission.from + submission.records);
    const at = HEADER_WORDS - submission.from * RECORD_WORDS;
    for (let i = Math.max(this.recordsRead, submission.from); i < end; i++) {
      const from = at + i * RECORD_WORDS;
      this.finish(word(from), word(from + 1), word(from + 2), word(from + 3));
      control.ended(word(from + 1));
    }
    this.window = Math.max(512, 2 * (records - this.recordsRead));
    this.recordsRead = Math.max(this.recordsRead, end);

    for (const pending of submission.tallies) {
      control.tally(readTally(words, pending));
      this.delivered++;
    }
    const generations = wide(HEADER.generations);
    control.generations(generations - this.generationsSeen);
    this.generationsSeen = generations;
  }

  private finish(position: number, collapseTime: number, winner: number, last: number): void {
    const index = Math.floor(position / this.units.items);
    const unit = this.open.get(index);
    if (unit === undefined) throw new GpuLostError("The GPU gave an impossible answer.");
    if (unit.finish(position % this.units.items, collapseTime, winner, last)) {
      this.open.delete(index);
      this.finished.push(unit);
    }
  }
}
