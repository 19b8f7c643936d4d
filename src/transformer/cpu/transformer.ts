import { decode, drawToken, softmax } from "../decoding.js";
import { parameterTable, type Model, type ParameterTable } from "../model.js";
import { uniform24 } from "../random.js";
import { largestDivisor, type Training } from "../training.js";
import type { Transformer, TrainingState, Update, UpdateReport } from "../transformer.js";
import { writingPasses, type Written, type WritingRequest } from "../writing.js";
import { inferenceActivations, trainingActivations, type Activations } from "./activations.js";
import { adamw, clipScale, normOf } from "./adamw.js";
import { backward, makeSlopes, type Slopes } from "./backward.js";
import { makeDropout } from "./dropout.js";
import { forward } from "./forward.js";
import { Head, logitsOf } from "./head.js";
import type { Real, RealArray } from "./real.js";
import { viewTensors, type Tensors } from "./tensors.js";

/** Rows of activations at a time: few, so that they stay in the processor's cache. */
const ROWS = 2048;

/** What a training pass needs, made for windows of one length. */
interface Workshop {
  readonly sequences: number;
  readonly activations: Activations;
  readonly slopes: Slopes;
  readonly head: Head;
  readonly losses: Real;
}

type Differentiated = Pick<Update, "windows" | "dropoutKey">;

/** Lets others have their turn. Where it rejects, the update is given up and has changed nothing. */
export type Rest = () => Promise<void>;

/**
 * The CPU engine. Large batches may rest between their parts; else a method does its work in one go. In float32, or in
 * float64 for tests.
 */
export class CpuTransformer implements Transformer {
  readonly model: Model;
  readonly weights: Real;
  readonly gradient: Real;
  readonly firstMoment: Real;
  readonly secondMoment: Real;
  private readonly training: Training;
  private readonly make: RealArray;
  private readonly table: ParameterTable;
  private readonly tensors: Tensors;
  private readonly gradients: Tensors;
  private readonly rest: Rest;
  private workshop: (Workshop & { readonly length: number }) | null = null;
  /** Resolves when the updates that were asked for are done. */
  private trained: Promise<unknown> = Promise.resolve();

  /** A model with these initial weights (flat, as parameterTable lays them out). */
  constructor(
    model: Model,
    training: Training,
    weights: Real,
    make: RealArray = Float32Array,
    rest: Rest = () => Promise.resolve(),
  ) {
    this.model = model;
    this.rest = rest;
    this.training = training;
    this.make = make;
    this.table = parameterTable(model);
    this.weights = new make(weights);
    this.gradient = new make(weights.length);
    this.firstMoment = new make(weights.length);
    this.secondMoment = new make(weights.length);
    this.tensors = viewTensors(this.table, this.weights);
    this.gradients = viewTensors(this.table, this.gradient);
  }

  train(update: Update): Promise<UpdateReport> {
    const report = this.trained.then(() => this.update(update));
    this.trained = report.catch(() => undefined);
    return report;
  }

  private async update(update: Update): Promise<UpdateReport> {
    const parts = this.differentiation(update);
    let part: IteratorResult<void, number>;
    do {
      await this.rest();
      part = parts.next();
    } while (part.done !== true);
    const loss = part.value;
    const gradientNorm = normOf(this.gradient);
    const { training, gradient, weights, firstMoment, secondMoment } = this;
    adamw(
      training,
      update.number,
      update.learningRate,
      clipScale(gradientNorm, training.gradientClip),
      this.table.decayed,
      gradient,
      weights,
      firstMoment,
      secondMoment,
    );
    return { loss, gradientNorm };
  }

  /** Leaves the gradient of the batch's mean loss in `gradient`; returns the loss. */
  differentiate(update: Differentiated): number {
    const parts = this.differentiation(update);
    let part = parts.next();
    while (part.done !== true) part = parts.next();
    return part.value;
  }

  /** As `differentiate`, which may rest between two micro-batches. */
  private *differentiation({ windows, dropoutKey }: Differentiated): Generator<void, number, void> {
    const { model, training, tensors, gradients, gradient } = this;
    const { batch } = training;
    const length = windows.length / batch - 1;
    const { sequences, activations, slopes, head, losses } = this.workshopFor(length);
    const dropout = makeDropout(model.dropout, dropoutKey);
    const count = sequences * length;
    gradient.fill(0);
    let loss = 0;
    for (let firstRow = 0; firstRow < batch; firstRow += sequences) {
      const { inputs, targets } = split(windows, firstRow, sequences, length);
      const span = { sequences, fresh: length, past: 0, capacity: length, firstRow };
      forward(model, tensors, activations, span, inputs, dropout);
      head.backward(
        tensors.head,
        activations.lnF,
        count,
        targets,
        batch * length,
        losses,
        slopes.norm,
        gradients.head,
      );
      backward(model, tensors, activations, slopes, span, inputs, dropout, gradients);
      for (let row = 0; row < count; row++) loss += losses[row] as number;
      if (firstRow + sequences < batch) yield;
    }
    return loss / (batch * length);
  }

  /** The activations that the last call of `differentiate` left, of its last micro-batch. */
  get activations(): Activations | null {
    return this.workshop?.activations ?? null;
  }

  losses(windows: Uint32Array, length: number): Promise<Float32Array> {
    const { model, make, tensors } = this;
    const count = windows.length / (length + 1);
    const most = Math.min(count, Math.ceil(ROWS / length));
    const activations = inferenceActivations(make, model, most, length, null);
    const head = new Head(make, model, most * length);
    const chunk = new make(most * length);
    const losses = new Float32Array(count * length);
    for (let firstRow = 0; firstRow < count; firstRow += most) {
      const sequences = Math.min(most, count - firstRow);
      const { inputs, targets } = split(windows, firstRow, sequences, length);
      const span = { sequences, fresh: length, past: 0, capacity: length, firstRow };
      forward(model, tensors, activations, span, inputs, null);
      head.losses(tensors.head, activations.lnF, sequences * length, targets, chunk);
      losses.set(chunk.subarray(0, sequences * length), firstRow * length);
    }
    return Promise.resolve(losses);
  }

  probabilities(contexts: Uint32Array, length: number): Promise<Float32Array> {
    const { vocabulary } = this.model;
    const count = contexts.length / length;
    const most = Math.min(count, Math.ceil(ROWS / length));
    const activations = inferenceActivations(this.make, this.model, most, length, null);
    const logits = new this.make(most * vocabulary);
    const weights = new Float64Array(vocabulary);
    const result = new Float32Array(count * vocabulary);
    for (let firstRow = 0; firstRow < count; firstRow += most) {
      const sequences = Math.min(most, count - firstRow);
      const inputs = contexts.subarray(firstRow * length, (firstRow + sequences) * length);
      const span = { sequences, fresh: length, past: 0, capacity: length, firstRow };
      forward(this.model, this.tensors, activations, span, inputs, null);
      this.lastLogits(activations, sequences, length, logits);
      for (let s = 0; s < sequences; s++) {
        softmax(logits, s * vocabulary, weights, result, (firstRow + s) * vocabulary);
      }
    }
    return Promise.resolve(result);
  }

  async *write(request: WritingRequest): AsyncGenerator<Written, void, undefined> {
    const { keys, window, prompt } = request;
    const { context } = this.model;
    const fresh = window === "slide" ? context : Math.max(prompt.length, Math.floor(context / 2));
    const most = Math.min(keys.length, Math.ceil(ROWS / fresh));
    const activations = inferenceActivations(this.make, this.model, most, fresh, context);
    for (let firstStream = 0; firstStream < keys.length; firstStream += most) {
      const streams = Math.min(most, keys.length - firstStream);
      for (const { first, tokens } of this.writeStreams(request, firstStream, streams, activations)) {
        yield await Promise.resolve({ firstStream, streams, first, count: 1, tokens });
      }
    }
  }

  state(): Promise<TrainingState> {
    return Promise.resolve({
      weights: new Float32Array(this.weights),
      firstMoment: new Float32Array(this.firstMoment),
      secondMoment: new Float32Array(this.secondMoment),
    });
  }

  restore({ weights, firstMoment, secondMoment }: TrainingState): void {
    this.weights.set(weights);
    this.firstMoment.set(firstMoment);
    this.secondMoment.set(secondMoment);
  }

  destroy(): void {
    this.workshop = null;
  }

  /** Writes some streams side by side, token by token. */
  private *writeStreams(
    { prompt, length, keys, decoding, window }: WritingRequest,
    firstStream: number,
    streams: number,
    activations: Activations,
  ): Generator<{ first: number; tokens: Uint32Array }, void, undefined> {
    const { context, vocabulary } = this.model;
    const width = prompt.length + length;
    const text = new Uint32Array(streams * width);
    for (let s = 0; s < streams; s++) text.set(prompt, s * width);
    const logits = new this.make(streams * vocabulary);
    const weights = new Float64Array(vocabulary);
    let first = 0;
    for (const { start, past, fresh } of writingPasses(context, prompt.length, length, window)) {
      const inputs = new Uint32Array(streams * fresh);
      for (let s = 0; s < streams; s++) {
        const from = s * width + start + past;
        inputs.set(text.subarray(from, from + fresh), s * fresh);
      }
      const span = { sequences: streams, fresh, past, capacity: context, firstRow: 0 };
      forward(this.model, this.tensors, activations, span, inputs, null);
      this.lastLogits(activations, streams, fresh, logits);
      const tokens = new Uint32Array(streams);
      for (let s = 0; s < streams; s++) {
        const sum = decode(decoding, logits, s * vocabulary, weights);
        const u = uniform24(keys[firstStream + s] ?? [0, 0], first);
        tokens[s] = drawToken(weights, sum, u);
        text[s * width + prompt.length + first] = tokens[s] as number;
      }
      yield { first, tokens };
      first++;
    }
  }

  /** Logits behind the last of `fresh` rows of each sequence. */
  private lastLogits({ lnF }: Activations, sequences: number, fresh: number, logits: Real): void {
    const { width } = this.model;
    for (let s = 1; s <= sequences; s++) {
      const last = (s * fresh - 1) * width;
      lnF.copyWithin((s - 1) * width, last, last + width);
    }
    logitsOf(this.model, this.tensors.head, lnF, 0, sequences, logits);
  }

  private workshopFor(length: number): Workshop {
    if (this.workshop?.length === length) return this.workshop;
    const { model, make, training } = this;
    const { batch, microBatch } = training;
    const sequences = microBatch === "auto" ? largestDivisor(batch, ROWS / length) : microBatch;
    const count = sequences * length;
    this.workshop = {
      length,
      sequences,
      activations: trainingActivations(make, model, sequences, length),
      slopes: makeSlopes(make, model, count),
      head: new Head(make, model, count),
      losses: new make(count),
    };
    return this.workshop;
  }
}

/** Inputs and targets of rows of windows of `length` + 1 tokens. */
function split(
  windows: Uint32Array,
  firstRow: number,
  sequences: number,
  length: number,
): { inputs: Uint32Array; targets: Uint32Array } {
  const inputs = new Uint32Array(sequences * length);
  const targets = new Uint32Array(sequences * length);
  for (let s = 0; s < sequences; s++) {
    const at = (firstRow + s) * (length + 1);
    inputs.set(windows.subarray(at, at + length), s * length);
    targets.set(windows.subarray(at + 1, at + length + 1), s * length);
  }
  return { inputs, targets };
}
