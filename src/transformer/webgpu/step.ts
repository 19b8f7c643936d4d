import type { Key } from "../../sampling/index.js";
import type { Training } from "../training.js";
import { floatBits } from "./program.js";

/** Words of the uniform of shaders/transformer/lib/step.wgsl. */
export const STEP_WORDS = 12;

/** Bytes of it. */
export const STEP_BYTES = 4 * STEP_WORDS;

/** A step that only looks: nothing dropped, nothing learned. */
export function lookingStep(past: number, start: number, draw: number): Uint32Array {
  const words = new Uint32Array(STEP_WORDS);
  words[5] = past;
  words[6] = start;
  words[7] = draw;
  return words;
}

/** One micro-batch of an update, which starts at sequence `firstRow` of the batch. */
export function learningStep(
  { beta1, beta2, weightDecay }: Training,
  dropout: number,
  key: Key,
  firstRow: number,
  update: number,
  rate: number,
): Uint32Array {
  return Uint32Array.of(
    key[0],
    key[1],
    Math.floor(dropout * 2 ** 32),
    floatBits(1 / (1 - dropout)),
    firstRow,
    0,
    0,
    0,
    floatBits(rate / (1 - beta1 ** (update + 1))),
    floatBits(1 / (1 - beta2 ** (update + 1))),
    floatBits(1 - rate * weightDecay),
    0,
  );
}
