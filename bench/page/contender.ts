import type { Done, Work } from "../ours/cell.js";

/** What the page measures; a piece of work has a cap, so that nobody has to look whether chains have collapsed. */
export interface PageContender {
  readonly name: string;
  run(work: Work, limit: number): Promise<Done>;
}

/** Generations of a recursion that stays on the device: `step` enqueues one, `wait` resolves when all are done. */
export async function timed(
  { chains, cap }: Work,
  limit: number,
  step: (m: number) => void,
  wait: () => Promise<unknown>,
): Promise<Done> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let m = 0;
  while (m < cap && seconds() < limit) {
    step(m);
    m++;
    // A few at a time, so that the queue does not run away from the limit.
    if (m % 5 === 0) await wait();
  }
  await wait();
  return { seconds: seconds(), generations: m * chains, finished: m === cap };
}
