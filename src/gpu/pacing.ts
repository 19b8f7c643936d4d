/** Dispatches start at about 5 ms, aim at 50 and never pass 100, whatever the adapter: sized by measuring. */
const AIM = 50;
const CEILING = 100;
const LEAST = 8;
const MOST = 1 << 20;

/** Steps a dispatch, adapted to the time that dispatches take. */
export class Pacer {
  steps = 16;

  /**
   * Tells how many milliseconds a dispatch of `steps` steps took, and the share of its lanes that were busy where all of
   * them may be in the next one.
   */
  took(milliseconds: number, steps: number, busy: number): void {
    const ideal = (steps * busy * AIM) / Math.max(milliseconds, 0.5);
    // Grows by doubling at most: one quick dispatch says little of the next.
    const wanted = milliseconds > CEILING ? ideal / 2 : Math.min(ideal, steps * 2);
    this.steps = Math.round(Math.min(MOST, Math.max(LEAST, wanted)));
  }
}
