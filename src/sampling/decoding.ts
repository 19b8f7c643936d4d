import { exactLog2 } from "./exact-log.js";
import { fixedExp } from "./fixed-log.js";

/** What a model's counts become before it writes, made ready: see decode. */
export interface Decoder {
  /** floor(2^20 log2(c) / temperature + 1/2), c = 0 ... ; null at temperature 1, where the weights are the counts. */
  readonly logs: Uint32Array | null;
  /** Tokens kept at most; Infinity for all. */
  readonly topK: number;
  /** Share kept, in parts of 2^31, at least one; 2^31 for all. */
  readonly topP: number;
}

/** Prepares decoding of counts of at most `most` (2^22 where the temperature is not 1). */
export function decoder(temperature: number, topK: number, topP: number, most: number): Decoder {
  const logs = temperature === 1 ? null : temperedLogs(temperature, most);
  // The smallest share still keeps a token.
  return { logs, topK, topP: Math.max(1, Math.floor(topP * 2 ** 31 + 0.5)) };
}

/** floor(2^20 log2(c) / temperature + 1/2) for c = 1 ... most, and 0 at 0. */
export function temperedLogs(temperature: number, most: number): Uint32Array {
  return new Uint32Array(most + 1).map((_, c) =>
    c === 0 ? 0 : Math.min(2 ** 32 - 1, Math.floor((exactLog2(c) / temperature) * 2 ** 20 + 0.5)),
  );
}

/**
 * The integer weights that a model with `counts` (the first `k`, all positive, in ascending token id) writes with:
 * temperature, then the K largest, then the shortest prefix of the largest whose share reaches P; ties to the smaller id.
 * Weights that are 0 do not write. Returns their sum, at most 2^31.
 */
export function decode(how: Decoder, counts: Uint32Array, k: number, weights: Uint32Array): number {
  let total = how.logs === null ? copied(counts, k, weights) : tempered(how.logs, counts, k, weights);
  if (how.topK >= k && how.topP >= 2 ** 31) return total;
  const order = descending(weights, k);
  let kept = k;
  if (how.topK < k) {
    kept = how.topK;
    total = 0;
    for (let i = 0; i < kept; i++) total += weights[order[i] as number] as number;
  }
  const wanted = smallestSum(how.topP, total);
  let sum = 0;
  let prefix = 0;
  while (prefix < kept && sum < wanted) sum += weights[order[prefix++] as number] as number;
  for (let i = prefix; i < k; i++) weights[order[i] as number] = 0;
  return sum;
}

/** The smallest whole x with x 2^31 >= P R, for P and R of at most 2^31: exact in doubles by halves of P. */
function smallestSum(P: number, R: number): number {
  const high = Math.floor(P / 2 ** 16) * R;
  const low = (P % 2 ** 16) * R;
  return Math.floor(high / 2 ** 15) + Math.ceil(((high % 2 ** 15) * 2 ** 16 + low) / 2 ** 31);
}

function copied(counts: Uint32Array, k: number, weights: Uint32Array): number {
  let total = 0;
  for (let j = 0; j < k; j++) {
    weights[j] = counts[j] as number;
    total += counts[j] as number;
  }
  return total;
}

/** (c / largest)^(1/temperature) 2^32, shifted right until the sum is below 2^31. */
function tempered(logs: Uint32Array, counts: Uint32Array, k: number, weights: Uint32Array): number {
  let largest = 0;
  for (let j = 0; j < k; j++) largest = Math.max(largest, counts[j] as number);
  const top = logs[largest] as number;
  let sum = 0;
  for (let j = 0; j < k; j++) {
    const depth = top - (logs[counts[j] as number] as number);
    const whole = depth >>> 20;
    const weight = whole > 31 ? 0 : fixedExp((depth & 0xfffff) << 5) >>> whole;
    weights[j] = weight;
    sum += weight;
  }
  let shift = 0;
  while (sum / 2 ** shift >= 2 ** 31) shift++;
  let total = 0;
  for (let j = 0; j < k; j++) {
    const weight = shift > 31 ? 0 : (weights[j] as number) >>> shift;
    weights[j] = weight;
    total += weight;
  }
  return total;
}

/** Positions, below 2^21, by descending weight, ties by position. A key is below 2^53, so exact. */
function descending(weights: Uint32Array, k: number): Float64Array {
  const keys = new Float64Array(k);
  for (let j = 0; j < k; j++) keys[j] = (2 ** 32 - 1 - (weights[j] as number)) * 2 ** 21 + j;
  return keys.sort().map((key) => key % 2 ** 21);
}
