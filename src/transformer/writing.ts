import type { Key } from "../sampling/index.js";
import type { Decoding } from "./decoding.js";
import { stageKey, type Stage } from "./random.js";

/** Streams that a model is to write. */
export interface WritingRequest {
  /** Tokens every stream starts from, 1 to context - 1 of them; they are not part of what is written. */
  readonly prompt: Uint32Array;
  /** Tokens to write in each stream. */
  readonly length: number;
  /** The key of each stream's uniforms: token i of a stream is drawn with 24-bit uniform number i. */
  readonly keys: readonly Key[];
  readonly decoding: Decoding;
  readonly window: Window;
}

/**
 * What a model sees of a stream that is longer than its context. "refresh": when the context is full, its last half
 * starts it again, so keys and values stay cached. "slide": always the last tokens; positions shift, nothing is cached.
 */
export type Window = "refresh" | "slide";

/** Tokens on their way: `count` more of each of some streams. */
export interface Written {
  readonly firstStream: number;
  readonly streams: number;
  /** Number of the first of these tokens in each stream. */
  readonly first: number;
  readonly count: number;
  /** (streams, count). */
  readonly tokens: Uint32Array;
}

/** Keys of `count` streams for a purpose: sample, contexts or real. */
export function writingKeys(stage: Stage, purpose: number, count: number): Key[] {
  return Array.from({ length: count }, (_, stream) => stageKey(stage, purpose, stream));
}

/** What one pass computes before a token can be drawn: positions `past` ... `past + fresh - 1` of a window. */
export interface WritingPass {
  /** Where the window starts in the stream, prompt included. */
  readonly start: number;
  /** Positions whose keys and values are cached. */
  readonly past: number;
  readonly fresh: number;
}

/** The passes that write `length` tokens behind a prompt of `prompt` tokens, one pass a token. */
export function* writingPasses(
  context: number,
  prompt: number,
  length: number,
  window: Window,
): Generator<WritingPass, void, undefined> {
  let start = 0;
  let cached = 0;
  for (let end = prompt; end < prompt + length; end++) {
    const full = window === "slide" ? end - start > context : end - start === context;
    if (full) {
      start = end - (window === "slide" ? context : Math.floor(context / 2));
      cached = 0;
    }
    yield { start, past: cached, fresh: end - start - cached };
    cached = end - start;
  }
}

/** Puts what is written together: one array a stream. */
export async function collectStreams(
  streams: number,
  length: number,
  writing: AsyncIterable<Written>,
): Promise<Uint32Array[]> {
  const texts = Array.from({ length: streams }, () => new Uint32Array(length));
  for await (const { firstStream, first, count, tokens, streams: here } of writing) {
    for (let s = 0; s < here; s++) {
      texts[firstStream + s]?.set(tokens.subarray(s * count, (s + 1) * count), first);
    }
  }
  return texts;
}
