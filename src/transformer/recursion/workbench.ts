import type { Transformer } from "../transformer.js";
import { type WritingRequest } from "../writing.js";
import type { Windows } from "./windows.js";

/** What a recursion spends its time on. */
export type Activity = "training" | "measuring" | "writing";

/** What a recursion needs of whoever runs it. */
export interface RecursionControl {
  /** Gives others their turn and waits out a pause. Rejects when the run was stopped. */
  turn(): Promise<void>;
  /** Hears of work that is done: so many tokens, in so many seconds. */
  did(activity: Activity, tokens: number, seconds: number): void;
  /** The state has changed: it is good to go on from. */
  saved(): void;
}

/** A model on an engine, and how many tokens are worth giving it at once when it is measured. */
export interface Engine {
  readonly transformer: Transformer;
  readonly chunkTokens: number;
}

/** A model on an engine whose work is timed and told, others having their turn in between. */
export class Workbench {
  readonly transformer: Transformer;
  readonly control: RecursionControl;
  /** The first stream being written, as far as it is; null while nothing is. */
  text: Uint32Array | null = null;
  tokensWritten = 0;
  private readonly chunkTokens: number;
  private readonly seconds: Record<Activity, number>;

  /** Its work is added to `seconds`. */
  constructor(
    { transformer, chunkTokens }: Engine,
    control: RecursionControl,
    seconds: Record<Activity, number>,
  ) {
    this.transformer = transformer;
    this.chunkTokens = chunkTokens;
    this.control = control;
    this.seconds = seconds;
  }

  /** Tells of work that began at a time of performance.now(), and gives others their turn. */
  async did(activity: Activity, tokens: number, began: number): Promise<void> {
    const seconds = (performance.now() - began) / 1000;
    this.seconds[activity] += seconds;
    this.control.did(activity, tokens, seconds);
    await this.control.turn();
  }

  /** Mean losses of windows by position: (context), nats. */
  async lossesByPosition({ tokens, count }: Windows): Promise<Float64Array> {
    const { context } = this.transformer.model;
    const sums = new Float64Array(context);
    const most = Math.max(1, Math.floor(this.chunkTokens / context));
    for (let first = 0; first < count; first += most) {
      const began = performance.now();
      const rows = tokens.subarray(first * (context + 1), (first + most) * (context + 1));
      const losses = await this.transformer.losses(rows, context);
      for (let i = 0; i < losses.length; i++) {
        sums[i % context] = (sums[i % context] as number) + (losses[i] as number);
      }
      await this.did("measuring", losses.length, began);
    }
    return sums.map((sum) => sum / count);
  }

  /** Next-token laws behind contexts of `length` tokens: (contexts, vocabulary). */
  async law(contexts: Uint32Array, length: number): Promise<Float32Array> {
    const { vocabulary } = this.transformer.model;
    const law = new Float32Array((contexts.length / length) * vocabulary);
    const most = Math.max(1, Math.floor(this.chunkTokens / length));
    for (let first = 0; first * length < contexts.length; first += most) {
      const began = performance.now();
      const rows = contexts.subarray(first * length, (first + most) * length);
      law.set(await this.transformer.probabilities(rows, length), first * vocabulary);
      await this.did("measuring", rows.length, began);
    }
    return law;
  }

  /** Streams, one after another. */
  async write(request: WritingRequest): Promise<Uint32Array> {
    const { keys, length } = request;
    const streams = new Uint32Array(keys.length * length);
    if (keys.length === 0) return streams;
    const showing = new Uint32Array(length);
    let began = performance.now();
    for await (const { firstStream, first, count, tokens, streams: here } of this.transformer.write(
      request,
    )) {
      for (let s = 0; s < here; s++) {
        streams.set(tokens.subarray(s * count, (s + 1) * count), (firstStream + s) * length + first);
      }
      if (firstStream === 0) {
        showing.set(tokens.subarray(0, count), first);
        this.text = showing.subarray(0, first + count);
      }
      this.tokensWritten += here * count;
      await this.did("writing", here * count, began);
      began = performance.now();
    }
    this.text = null;
    return streams;
  }
}
