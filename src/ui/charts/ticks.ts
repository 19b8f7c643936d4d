/** Round ticks from 0 to at most `top`, about `wanted` of them. */
export function ticks(top: number, wanted = 3): number[] {
  if (!(top > 0) || !Number.isFinite(top)) return [0];
  const power = 10 ** Math.floor(Math.log10(top / wanted));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => top / size <= wanted + 0.5) ?? 10 * power;
  return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** Decimals that tell even ticks apart. */
export function tickDecimals(at: readonly number[]): number {
  const step = (at[1] ?? 1) - (at[0] ?? 0);
  return Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
}

/** Round ticks between two values, about `wanted` of them and at least two. */
export function ticksBetween(low: number, high: number, wanted = 3): number[] {
  const [, step = high - low] = ticks(high - low, wanted);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  if (count < 2 && high > low && wanted < 16) return ticksBetween(low, high, 2 * wanted);
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}
