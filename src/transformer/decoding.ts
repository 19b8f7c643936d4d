/** How a model's next-token law becomes the law that it writes with. */
export interface Decoding {
  /** Above 0; 1 leaves the law as it is. */
  readonly temperature: number;
  /** Tokens kept, the likeliest first, ties by smaller id; all without it. */
  readonly topK?: number;
  /** The shortest prefix of the likeliest whose share reaches this is kept; all without it. */
  readonly topP?: number;
}

/**
 * The weights (not normalised, the largest 1) that `decoding` makes of logits[at ... at + V) for V = weights.length:
 * temperature, then top-k, then top-p of what is left. Returns their sum.
 */
export function decode(
  decoding: Decoding,
  logits: ArrayLike<number>,
  at: number,
  weights: Float64Array,
): number {
  const { temperature, topK = Infinity, topP = 1 } = decoding;
  const size = weights.length;
  let most = -Infinity;
  for (let k = 0; k < size; k++) most = Math.max(most, logits[at + k] as number);
  let sum = 0;
  for (let k = 0; k < size; k++) {
    const weight = Math.exp(((logits[at + k] as number) - most) / temperature);
    weights[k] = weight;
    sum += weight;
  }
  if (topK >= size && topP >= 1) return sum;
  // By logits, since weights may underflow to equal zeros.
  const order = new Uint32Array(size).map((_, k) => k);
  order.sort((a, b) => (logits[at + b] as number) - (logits[at + a] as number) || a - b);
  const kept = Math.min(topK, size);
  const weightAt = (i: number): number => weights[order[i] as number] as number;
  sum = 0;
  for (let i = 0; i < kept; i++) sum += weightAt(i);
  let prefix = topP >= 1 ? kept : 0;
  if (topP < 1) {
    const wanted = topP * sum;
    sum = 0;
    while (prefix < kept && (prefix === 0 || sum < wanted)) sum += weightAt(prefix++);
  }
  for (let i = prefix; i < size; i++) weights[order[i] as number] = 0;
  return sum;
}

/** Writes the probabilities of the law with these logits to out[to ...]; `weights` is room for as many numbers. */
export function softmax(
  logits: ArrayLike<number>,
  at: number,
  weights: Float64Array,
  out: Float32Array,
  to: number,
): void {
  const sum = decode({ temperature: 1 }, logits, at, weights);
  weights.forEach((weight, k) => (out[to + k] = weight / sum));
}

/** The smallest k whose weights up to k sum to more than u times their sum, 0 <= u < 1. */
export function drawToken(weights: Float64Array, sum: number, u: number): number {
  const wanted = u * sum;
  let reached = 0;
  let last = 0;
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    if (weight === 0) continue;
    reached += weight;
    last = k;
    if (reached > wanted) break;
  }
  return last;
}
