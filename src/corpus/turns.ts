/** Work is done for so long before others get their turn. */
const SLICE_MILLISECONDS = 50;

/** Gives others their turn now and then, and ends the work when it is asked to. */
export class Turns {
  private readonly signal: AbortSignal | undefined;
  private readonly onProgress: ((share: number) => void) | undefined;
  private last = performance.now();

  constructor(signal: AbortSignal | undefined, onProgress: ((share: number) => void) | undefined) {
    this.signal = signal;
    this.onProgress = onProgress;
    signal?.throwIfAborted();
  }

  async next(share: number): Promise<void> {
    if (performance.now() - this.last < SLICE_MILLISECONDS) return;
    this.onProgress?.(share);
    await new Promise((resolve) => setTimeout(resolve));
    this.signal?.throwIfAborted();
    this.last = performance.now();
  }
}
