import { Clock } from "./clock.js";

/** How a run is held and ended from outside, and its seconds of computing. Calls are idempotent. */
export class Steering {
  readonly clock = new Clock();
  /** Resolves when the run is stopped. */
  readonly stopped: Promise<void>;
  private readonly end: () => void;
  private hold: { readonly promise: Promise<void>; readonly release: () => void } | null = null;
  private over = false;

  constructor() {
    const { promise, release } = held();
    this.stopped = promise;
    this.end = release;
  }

  get isPaused(): boolean {
    return this.hold !== null;
  }

  get isStopped(): boolean {
    return this.over;
  }

  /** False where there is nothing to pause. */
  pause(): boolean {
    if (this.hold !== null || this.over) return false;
    this.hold = held();
    this.clock.pause();
    return true;
  }

  /** False where nothing is paused. */
  resume(): boolean {
    if (this.hold === null) return false;
    const { release } = this.hold;
    this.hold = null;
    this.clock.resume();
    release();
    return true;
  }

  stop(): void {
    this.over = true;
    this.hold?.release();
    this.hold = null;
    this.end();
  }

  /** Resolves when the run may go on, or has to end: at once unless it is paused. */
  async ready(): Promise<void> {
    while (this.hold !== null) await this.hold.promise;
  }
}

function held(): { readonly promise: Promise<void>; readonly release: () => void } {
  let release: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release };
}
