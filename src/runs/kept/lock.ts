/** So long a lock is waited for: that of a worker which was just ended is free in no time. */
const MILLISECONDS = 1000;

const PREFIX = "collapse-lab-run/";

/** The ids of the runs that are under way, in this tab or another. */
export async function runsUnderWay(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  const names = held.flatMap(({ name }) => name ?? []);
  return new Set(names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)));
}

/** Takes the right to write a run, which one tab has at a time; null where another has it. Resolves to what gives it back. */
export function takeLock(id: string): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const held = (): Promise<void> =>
      new Promise((release) => {
        resolve(release);
      });
    const signal = AbortSignal.timeout(MILLISECONDS);
    navigator.locks.request(`${PREFIX}${id}`, { signal }, held).catch(() => {
      resolve(null);
    });
  });
}
