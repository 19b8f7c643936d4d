/** Null in place of what JSON cannot say: a training may diverge. */
export function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}
