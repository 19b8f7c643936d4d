import { Staging } from "../../gpu/index.js";
import type { Model } from "../model.js";
import { writingPasses, type WritingPass, type Written, type WritingRequest } from "../writing.js";
import { reserveUpTo, type Memory } from "./memory.js";
import { recordForward, recordLastLogits, type Parts } from "./passes.js";
import { encode, floatBits, gridOf, Recorder, type Program } from "./program.js";
import { makeRoom } from "./room.js";
import { lookingStep, STEP_BYTES, STEP_WORDS } from "./step.js";

/** Memory of all streams that are written at a time. */
const BYTES = 256 * 2 ** 20;
const SOFTWARE_BYTES = 32 * 2 ** 20;

/** Tokens of a stream a submit. */
const BATCH = 16;

/** New positions that the longest pass of a request has. */
function longestPass({ context }: Model, { prompt, window }: WritingRequest): number {
  return window === "slide" ? context : Math.max(prompt.length, Math.floor(context / 2));
}

/** Streams that are written at a time. */
function streamsAtOnce({ model, kernels }: Parts, request: WritingRequest): number {
  const { context, width, layers, vocabulary } = model;
  const floats = layers * context * 3 * width + longestPass(model, request) * 16 * width + vocabulary;
  const most = Math.floor((kernels.software ? SOFTWARE_BYTES : BYTES) / (4 * floats));
  return Math.max(1, Math.min(request.keys.length, most));
}

/** Writes the streams of a request on the device: a token is drawn where its logits are, and read back later. */
export async function* writeOnDevice(
  device: GPUDevice,
  parts: Parts,
  request: WritingRequest,
): AsyncGenerator<Written, void, undefined> {
  const wanted = streamsAtOnce(parts, request);
  const { memory, made: desk } = await reserveUpTo(device, wanted, (room, streams) =>
    makeDesk(room, parts, request, streams),
  );
  try {
    for (let first = 0; first < request.keys.length; first += desk.streams) {
      yield* writeSome(device, parts.model, request, desk, first);
    }
  } finally {
    memory.destroy();
  }
}

/** Everything that writing needs, for a fixed number of streams. */
interface Desk {
  readonly streams: number;
  readonly textWidth: number;
  readonly text: GPUBuffer;
  readonly keys: GPUBuffer;
  readonly drawn: GPUBuffer;
  readonly step: GPUBuffer;
  readonly slots: GPUBuffer;
  readonly staging: Staging;
  /** The program of passes with so many new positions. */
  readonly programs: Map<number, Promise<Program>>;
  readonly record: (fresh: number) => Promise<Program>;
}

function makeDesk(memory: Memory, parts: Parts, request: WritingRequest, streams: number): Desk {
  const { model, kernels } = parts;
  const { vocabulary, context } = model;
  const { temperature, topK = vocabulary, topP = 1 } = request.decoding;
  const textWidth = request.prompt.length + request.length;
  const room = makeRoom(memory, model, streams, longestPass(model, request), context, "cache");
  const logits = memory.words("logits", streams * vocabulary);
  const text = memory.words("text", streams * textWidth);
  const keys = memory.words("keys", streams * 2);
  const drawn = memory.words("drawn", streams * BATCH);
  const step = memory.uniform("step", new Uint32Array(STEP_WORDS));
  return {
    streams,
    textWidth,
    text,
    keys,
    drawn,
    step,
    slots: memory.words("steps", BATCH * STEP_WORDS),
    staging: new Staging(memory.device, 4 * streams * BATCH),
    programs: new Map(),
    record: (fresh) => {
      const recorder = new Recorder(memory, step);
      recordForward(recorder, parts, room, { fresh, text, textWidth });
      recordLastLogits(recorder, parts, room, fresh, logits);
      recorder.add(
        kernels.row("sample"),
        [
          streams,
          vocabulary,
          textWidth,
          fresh,
          Math.min(topK, vocabulary),
          floatBits(topP),
          floatBits(temperature),
          BATCH,
        ],
        [logits, keys, text, drawn],
        gridOf(Math.ceil(streams / kernels.rows)),
      );
      return recorder.finish();
    },
  };
}

async function* writeSome(
  device: GPUDevice,
  { context }: Model,
  { prompt, length, keys, window }: WritingRequest,
  desk: Desk,
  firstStream: number,
): AsyncGenerator<Written, void, undefined> {
  const { textWidth, programs } = desk;
  const streams = Math.min(desk.streams, keys.length - firstStream);
  const text = new Uint32Array(desk.streams * textWidth);
  for (let s = 0; s < desk.streams; s++) text.set(prompt, s * textWidth);
  device.queue.writeBuffer(desk.text, 0, text);
  const own = keys.slice(firstStream, firstStream + streams).flat();
  device.queue.writeBuffer(desk.keys, 0, Int32Array.from(own));

  const passes = [...writingPasses(context, prompt.length, length, window)];
  for (const { fresh } of passes) {
    if (!programs.has(fresh)) programs.set(fresh, desk.record(fresh));
  }
  let before: Promise<Written> | null = null;
  for (let first = 0; first < length; first += BATCH) {
    const some = passes.slice(first, first + BATCH);
    const ready = await Promise.all(some.map(({ fresh }) => programs.get(fresh) ?? desk.record(fresh)));
    const words = submitBatch(device, desk, first, some, ready);
    const here = words.then((drawn) =>
      arrange(drawn, desk.streams, firstStream, streams, first, some.length),
    );
    if (before !== null) yield await before;
    before = here;
  }
  if (before !== null) yield await before;
}

function submitBatch(
  device: GPUDevice,
  { slots, step, drawn, staging, streams }: Desk,
  first: number,
  passes: readonly WritingPass[],
  programs: readonly Program[],
): Promise<Uint32Array> {
  const steps = new Uint32Array(passes.length * STEP_WORDS);
  passes.forEach(({ past, start }, i) => steps.set(lookingStep(past, start, first + i), i * STEP_WORDS));
  device.queue.writeBuffer(slots, 0, steps);
  const encoder = device.createCommandEncoder();
  programs.forEach((program, i) => {
    encoder.copyBufferToBuffer(slots, i * STEP_BYTES, step, 0, STEP_BYTES);
    encode(encoder, program);
  });
  const readback = staging.begin();
  readback.copy(encoder, drawn, 0, 4 * streams * passes.length);
  device.queue.submit([encoder.finish()]);
  return readback.read();
}

/** From (draws, streams at once) to (streams, draws). */
function arrange(
  drawn: Uint32Array,
  pitch: number,
  firstStream: number,
  streams: number,
  first: number,
  count: number,
): Written {
  const tokens = new Uint32Array(streams * count);
  for (let s = 0; s < streams; s++) {
    for (let i = 0; i < count; i++) tokens[s * count + i] = drawn[i * pitch + s] ?? 0;
  }
  return { firstStream, streams, first, count, tokens };
}
