import type { Training } from "../training.js";
import type { Real } from "./real.js";

/** The norm of the whole gradient. */
export function normOf(gradient: Real): number {
  let squares = 0;
  for (let i = 0; i < gradient.length; i++) squares += (gradient[i] as number) ** 2;
  return Math.sqrt(squares);
}

/** What the gradient is multiplied by so that its norm is at most `clip`: as PyTorch's clip_grad_norm_. */
export function clipScale(norm: number, clip: number): number {
  return Math.min(1, clip / (norm + 1e-6));
}

/**
 * AdamW (Loshchilov and Hutter, 2019), update number `update` = 0, 1, ... of weights w with moments m and v: weight decay
 * acts on the first `decayed` weights.
 */
export function adamw(
  { beta1, beta2, epsilon, weightDecay }: Training,
  update: number,
  rate: number,
  scale: number,
  decayed: number,
  gradient: Real,
  w: Real,
  m: Real,
  v: Real,
): void {
  const step = rate / (1 - beta1 ** (update + 1));
  const correction = 1 / (1 - beta2 ** (update + 1));
  for (let i = 0; i < w.length; i++) {
    const g = (gradient[i] as number) * scale;
    const first = beta1 * (m[i] as number) + (1 - beta1) * g;
    const second = beta2 * (v[i] as number) + (1 - beta2) * g * g;
    m[i] = first;
    v[i] = second;
    const shrunk = i < decayed ? 1 - rate * weightDecay : 1;
    w[i] = shrunk * (w[i] as number) - (step * first) / (Math.sqrt(second * correction) + epsilon);
  }
}
