import { Staging } from "../../gpu/index.js";
import type { Model } from "../model.js";
import { writingPasses, type WritingPass, type Written, type WritingRequest } from "../writing.js";
import { reserveUpTo, type Memory } from "./memory.js";
import { recordForward, recordLastLogits, type Parts } from "./passes.js";
import { encode, floatBits, gridOf, Recorder, type Program } from "./program.js";
import { makeRoom, type Room } from "./room.js";
import { lookingStep, STEP_BYTES, STEP_WORDS } from "./step.js";

/** Memory of all streams that are written at a time. */
const BYTES = 2 ** 30;
const SOFTWARE_BYTES = 2 ** 25;

/** Tokens of a stream a submit. */
const BATCH = 16;

/** Rows of activations of the passes with several new positions, which take some streams after others. */
const ROWS = 8192;
const SOFTWARE_ROWS = 1024;
/** Streams are taken in multiples of this, so that parts of buffers begin where a binding may. */
const ALIGNED = 64;

/** New positions that the longest pass of a request has. */
function longestPass({ context }: Model, { prompt, window }: WritingRequest): number {
  return window === "slide" ? context : Math.max(prompt.length, Math.floor(context / 2));
}

/** Streams that a pass with `longest` new positions takes at a time. */
function streamsInTurn(software: boolean, longest: number, streams: number): number {
  const wanted = (software ? SOFTWARE_ROWS : ROWS) / longest;
  return Math.min(streams, ALIGNED * Math.max(1, Math.floor(wanted / ALIGNED)));
}

/** Streams that are written at a time: as many as fit beside what passes with several new positions need. */
function streamsAtOnce({ model, kernels: { software } }: Parts, request: WritingRequest): number {
  const { context, width, layers, vocabulary } = model;
  const longest = longestPass(model, request);
  const each = layers * context * 3 * width + 16 * width + vocabulary;
  const all = (software ? SOFTWARE_BYTES : BYTES) / 4;
  const inTurn = streamsInTurn(software, longest, request.keys.length) * longest * 16 * width;
  const most = Math.max((all - inTurn) / each, all / (each + longest * 16 * width));
  return Math.max(1, Math.min(request.keys.length, Math.floor(most)));
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
  const { width, layers } = model;
  const longest = longestPass(model, request);
  const inTurn = streamsInTurn(kernels.software, longest, streams);
  const cacheWords = context * 3 * width;
  const caches = Array.from({ length: layers }, () => memory.words("keys and values", streams * cacheWords));
  // For one new position of all streams, and for several of some in turn.
  const one = makeRoom(memory, model, streams, 1, context, caches);
  const several = makeRoom(memory, model, inTurn, longest, context, caches);
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
      const together = fresh === 1 ? streams : inTurn;
      for (let first = 0; first < streams; first += together) {
        const room = from(
          fresh === 1 ? one : several,
          first,
          Math.min(together, streams - first),
          cacheWords,
        );
        const span = { fresh, text: { buffer: text, offset: 4 * first * textWidth }, textWidth };
        recordForward(recorder, parts, room, span);
        recordLastLogits(recorder, parts, room, fresh, logits, first);
      }
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

/** A room for `sequences` streams from `first` on, whose caches of all streams have `words` each. */
function from(room: Room, first: number, sequences: number, words: number): Room {
  const blocks = room.blocks.map((block) => {
    const buffer = "buffer" in block.qkv ? block.qkv.buffer : block.qkv;
    return { ...block, qkv: { buffer, offset: 4 * first * words } };
  });
  return { ...room, sequences, blocks };
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
