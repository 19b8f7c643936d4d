/** Seconds of computing: pauses are left out. */
export class Clock {
  private elapsed = 0;
  private since: number | null = performance.now();

  get seconds(): number {
    return (this.elapsed + (this.since === null ? 0 : performance.now() - this.since)) / 1000;
  }

  /** Counts seconds of computing before this one: a run that goes on has them. */
  add(seconds: number): void {
    this.elapsed += 1000 * seconds;
  }

  pause(): void {
    if (this.since === null) return;
    this.elapsed += performance.now() - this.since;
    this.since = null;
  }

  resume(): void {
    this.since ??= performance.now();
  }
}
