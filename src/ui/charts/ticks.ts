/** Round ticks from 0 to at most `top`, about `wanted` of them. */
export function ticks(top: number, wanted = 3): number[] {
  if (!(top > 0) || !Number.isFinite(top)) return [0];
  const power = 10 ** Math.floor(Math.log10(top / wanted));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => top / size <= wanted + 0.5) ?? 10 * power;
  return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => i * step);
}
