/** Drawing is spread over frames, so that no frame is held up: each draws what fits in the budget, the rest waits for the next. */
const BUDGET = 10;

const waiting = new Map<object, () => void>();
let asked = false;

function work(): void {
  asked = false;
  const start = performance.now();
  for (const [owner, job] of waiting) {
    waiting.delete(owner);
    job();
    if (performance.now() - start > BUDGET) break;
  }
  ask();
}

function ask(): void {
  if (asked || waiting.size === 0) return;
  asked = true;
  requestAnimationFrame(work);
}

/** Runs `job` in one of the next frames; a newer job of the same owner replaces one that still waits. */
export function inFrame(owner: object, job: () => void): void {
  waiting.set(owner, job);
  ask();
}

/** Forgets what an owner asked for. */
export function forget(owner: object): void {
  waiting.delete(owner);
}
