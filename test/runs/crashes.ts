import { Keeper, type ToKeep } from "../../src/runs/kept/keeper.js";
import { keptId, removeKept, type Notice, type Snapshot } from "../../src/runs/index.js";

/** Calls that write, in a worker and in a page. */
const CALLS: readonly (readonly [string, readonly string[]])[] = [
  ["FileSystemSyncAccessHandle", ["truncate", "write", "flush"]],
  ["FileSystemWritableFileStream", ["write", "close"]],
];

type Call = (this: unknown, ...args: unknown[]) => unknown;

/** The k-th call (from 0) writes half, and no later one anything: as a crash, or a storage that is full. */
function failFrom(k: number): { readonly calls: () => number; readonly restore: () => void } {
  let calls = 0;
  const undo: (() => void)[] = [];
  for (const [type, names] of CALLS) {
    const found = Reflect.get(globalThis, type) as { prototype: Record<string, Call> } | undefined;
    if (found === undefined) continue;
    const { prototype } = found;
    for (const name of names) {
      const real = prototype[name] as Call;
      prototype[name] = function (this: unknown, ...args: unknown[]) {
        const call = calls++;
        if (call < k) return real.apply(this, args);
        const [bytes, ...rest] = args;
        if (call === k && bytes instanceof Uint8Array) {
          real.call(this, bytes.subarray(0, bytes.length / 2), ...rest);
        }
        throw new DOMException("The disk is full.", "QuotaExceededError");
      };
      undo.push(() => (prototype[name] = real));
    }
  }
  return { calls: () => calls, restore: () => undo.forEach((one) => one()) };
}

/** Snapshot i is 1000 times the byte i. */
function snapshot(i: number): Snapshot {
  return { checkpoint: new Uint8Array(1000).fill(i), progress: { done: i, of: SAVES } };
}

export const SAVES = 3;

export interface Crashed {
  /** Calls that the whole run makes. */
  readonly calls: number;
  /** The last snapshot that was told to be saved; 0 for none. */
  readonly told: number;
  /** The one that is found afterwards; 0 where there is none, -1 where it is not whole. */
  readonly found: number;
  readonly notices: readonly Notice[];
}

/** Keeps a run through its saves while the storage fails from its k-th call on, and looks what is left of it. */
export async function crashAt(k: number): Promise<Crashed> {
  const notices: Notice[] = [];
  const run: ToKeep = { kind: "sweep", experiment: { crash: k }, corpus: new Blob(["text"]), resume: true };
  const storage = failFrom(k);
  let told = 0;
  let saving = 0;
  let saved: () => void = () => undefined;
  const listener = {
    notice: (notice: Notice) => {
      notices.push(notice);
      saved();
    },
    saved: () => {
      told = saving;
      saved();
    },
  };
  const keeper = await Keeper.open(run, listener);
  for (saving = 1; keeper !== null && saving <= SAVES; saving++) {
    const done = new Promise<void>((resolve) => {
      saved = resolve;
    });
    keeper.changed(() => snapshot(saving));
    // What has failed once is not told again.
    if (notices.length === 0) await done;
  }
  await keeper?.end(null);
  storage.restore();
  const again = await Keeper.open(run, { notice: () => undefined, saved: () => undefined });
  const bytes = again?.checkpoint ?? null;
  await again?.end(null);
  await removeKept(keptId(run.experiment));
  const [first = 0] = bytes ?? [];
  const isWhole = bytes === null || (bytes.length === 1000 && bytes.every((byte) => byte === first));
  return { calls: storage.calls(), told, found: isWhole ? first : -1, notices };
}
