import { assert } from "chai";
import { proxy, wrap } from "comlink";
import {
  keptId,
  keptRun,
  keptRuns,
  removeKept,
  startTransformer,
  type Keep,
  type Notice,
  type TransformerEnd,
  type TransformerHandle,
  type TransformerPageListener,
  type TransformerUpdate,
  type WholeKeptRun,
} from "../../src/runs/index.js";
import type { TransformerResult } from "../../src/experiment/index.js";
import { runsFolder } from "../../src/runs/kept/files.js";
import { fromSafetensors } from "../../src/runs/transformer/safetensors.js";
import type { TransformerService } from "../../src/runs/transformer/service.js";
import { timeless } from "../transformer/recursion.js";
import { crashAt, SAVES } from "./crashes.js";
import { opened } from "./transformers.js";

const LONG = {
  training: { steps: 500, batch: 4, learningRate: 0.01, warmupSteps: 5 },
  evaluation: { every: 500, contexts: 20, heldOutSamples: 128, earlyToken: 2, lateToken: 7 },
};
const NEW: Keep = { corpus: null, resume: false };
const AGAIN: Keep = { corpus: null, resume: true };

interface Heard extends TransformerPageListener {
  readonly notices: Notice[];
  readonly saves: number[];
  last: TransformerUpdate | null;
}

function listener(onSaved: (saves: number) => void = () => undefined): Heard {
  const heard: Heard = {
    notices: [],
    saves: [],
    last: null,
    update: (update) => (heard.last = update),
    notice: (notice) => heard.notices.push(notice),
    saved: (at) => onSaved(heard.saves.push(at)),
  };
  return heard;
}

function resultOf(end: TransformerEnd): TransformerResult {
  return end.ok ? timeless(end.result) : assert.fail(end.message);
}

async function found(id: string): Promise<WholeKeptRun> {
  return (await keptRun(id)) ?? assert.fail("It is not kept.");
}

/** The lab's worker with something done to it first, as a page would start it. */
async function workerWith(patch: string): Promise<Worker> {
  const real = new URL("../../src/runs/transformer/worker.js", import.meta.url).href;
  const source = `${patch}; await import(${JSON.stringify(real)}); postMessage("ready");`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), {
    type: "module",
  });
  await new Promise((resolve, reject) => {
    worker.addEventListener("message", resolve, { once: true });
    worker.addEventListener("error", reject, { once: true });
  });
  return worker;
}

/** Runs an experiment in a worker that was seen to. */
async function runIn(
  worker: Worker,
  [experiment, text]: ReturnType<typeof opened>,
  keep: Keep,
  heard: Heard,
): Promise<TransformerEnd> {
  const service = wrap<TransformerService>(worker);
  try {
    return await service.run(
      experiment,
      text,
      { keep, truth: null, gpuIsChecked: false },
      proxy(heard.update.bind(heard)),
      proxy(heard.notice.bind(heard)),
      proxy(heard.saved.bind(heard)),
    );
  } finally {
    worker.terminate();
  }
}

/** Starts a run and kills its worker, as a crash of its tab would, at one of its saves. */
async function killedAt(save: number, opening: ReturnType<typeof opened>, keep = NEW): Promise<Heard> {
  const worker = await workerWith("");
  return new Promise((resolve) => {
    const heard = listener((saves) => {
      if (saves !== save) return;
      worker.terminate();
      resolve(heard);
    });
    void runIn(worker, opening, keep, heard);
  });
}

async function slotFile(id: string, name: string): Promise<FileSystemFileHandle> {
  return (await (await runsFolder()).getDirectoryHandle(id)).getFileHandle(name);
}

async function sizeOf(id: string, name: string): Promise<number> {
  return (await (await slotFile(id, name)).getFile()).size;
}

/** Which slot of the checkpoint was written last. */
async function lastSlot(id: string): Promise<string> {
  const numbers = await Promise.all(
    [0, 1].map(async (index) => {
      const file = await (await slotFile(id, `checkpoint.${index}`)).getFile();
      return new DataView(await file.slice(0, 8).arrayBuffer()).getFloat64(0, true);
    }),
  );
  return (numbers[0] ?? 0) > (numbers[1] ?? 0) ? "checkpoint.0" : "checkpoint.1";
}

async function cutOff(id: string, name: string): Promise<void> {
  const size = await sizeOf(id, name);
  const stream = await (await slotFile(id, name)).createWritable({ keepExistingData: true });
  await stream.truncate(Math.floor(size / 2));
  await stream.close();
}

describe("a run that the browser keeps", () => {
  const opening = opened(LONG);
  const [experiment] = opening;
  const id = keptId(experiment);
  let whole: TransformerResult;
  before(async () => {
    whole = resultOf(await startTransformer(...opening, listener()).end);
  });
  beforeEach(() => removeKept(id));
  after(() => removeKept(id));

  it("is found with its result and weights when it is done, and can be removed", async () => {
    const heard = listener();
    const corpus = new Blob(["The bytes of the text."]);
    const end = await startTransformer(...opening, heard, { keep: { corpus, resume: false } }).end;
    assert.deepEqual(heard.notices, []);
    const run = await found(id);
    assert.deepInclude(run, { id, kind: "transformer", finished: true });
    assert.deepEqual(run.experiment, experiment);
    assert.deepEqual(run.result, end.ok ? end.result : null);
    assert.equal(await run.corpus?.text(), "The bytes of the text.");
    assert.equal(run.savedAt, heard.saves.at(-1));
    assert.isAtMost(run.startedAt, run.savedAt);
    const names = ["p0", "p1", "p1-second", "p2-recipe1"];
    assert.deepEqual(
      run.weights.map(({ name }) => name),
      names.map((name) => `${name}.safetensors`),
    );
    for (const [i, { file }] of run.weights.entries()) {
      const { metadata } = fromSafetensors(new Uint8Array(await file.arrayBuffer()));
      assert.equal(metadata["weightsDigest"], whole.models[i]?.weightsDigest);
    }
    const listed = (): Promise<object | undefined> =>
      keptRuns().then((all) => all.find((one) => one.id === id));
    assert.isDefined(await listed());
    assert.deepEqual(run, { ...run, ...(await listed()) });
    assert.isAbove(run.bytes, 4 * (run.weights[0]?.file.size ?? Infinity));
    assert.deepEqual(run.progress, { done: 4, of: 4 });
    assert.isNull(await removeKept(id));
    assert.isNull(await keptRun(id));
    assert.isUndefined(await listed());
  });

  it("goes on in another worker after its own was killed, again and again, to the same bits", async () => {
    await killedAt(1, opening);
    const first = await found(id);
    assert.isFalse(first.finished);
    assert.isAbove(first.progress.done, 0);
    await killedAt(1, opening, AGAIN);
    const second = await found(id);
    assert.isAbove(second.progress.done, first.progress.done);
    assert.equal(second.startedAt, first.startedAt);
    const heard = listener();
    const end = await startTransformer(...opening, heard, { keep: AGAIN }).end;
    assert.deepEqual(heard.notices, []);
    assert.deepEqual(resultOf(end), whole);
    assert.lengthOf((await found(id)).weights, 4);
  });

  it("goes on after a stop", async () => {
    const stopped = listener((saves) => {
      if (saves === 1) run.stop();
    });
    const run = startTransformer(...opening, stopped, { keep: NEW });
    await run.end;
    const kept = await found(id);
    assert.isFalse(kept.finished);
    assert.isNull(kept.result);
    const end = await startTransformer(...opening, listener(), { keep: AGAIN }).end;
    assert.deepEqual(resultOf(end), whole);
  });

  it("goes on from the save before where the last one is cut short", async () => {
    await killedAt(2, opening);
    await cutOff(id, await lastSlot(id));
    const heard = listener();
    const end = await startTransformer(...opening, heard, { keep: AGAIN }).end;
    assert.deepEqual(heard.notices, [
      {
        kind: "kept",
        text: "The last save of this run was cut short or is damaged: it goes on from the one before.",
      },
    ]);
    assert.deepEqual(resultOf(end), whole);
  });

  it("starts at the beginning where nothing of it is whole, and says so", async () => {
    await killedAt(2, opening);
    for (const name of ["checkpoint.0", "checkpoint.1"]) await cutOff(id, name);
    const heard = listener(() => run.stop());
    const run = startTransformer(...opening, heard, { keep: AGAIN });
    await run.end;
    assert.deepEqual(heard.notices, [
      { kind: "kept", text: "What was kept of this run is damaged: it starts at the beginning." },
    ]);
    assert.isBelow(heard.last?.step ?? Infinity, 500);
  });

  it("is written by one tab at a time, and not removed under it", async () => {
    const other = listener();
    const removal: Promise<string | null>[] = [];
    other.notice = ({ text }) => {
      assert.match(text, /^This same run is under way in another tab/);
      second?.stop();
      run.resume();
    };
    let second: TransformerHandle | null = null;
    const heard = listener((saves) => {
      if (saves !== 1) return;
      run.pause();
      removal.push(removeKept(id));
      second = startTransformer(...opening, other, { keep: NEW });
    });
    const run = startTransformer(...opening, heard, { keep: NEW });
    assert.deepEqual(resultOf(await run.end), whole);
    assert.match((await removal[0]) ?? "", /^This run is under way/);
    assert.isEmpty(other.saves);
    assert.isTrue((await found(id)).finished);
  });
});

describe("a storage that fails", () => {
  const worker = new Worker(new URL("./crash-worker.js", import.meta.url), { type: "module" });
  after(async () => {
    worker.terminate();
    for (const { id } of await keptRuns()) await removeKept(id);
  });
  const inAWorker = wrap<{ crashAt: typeof crashAt }>(worker);

  for (const [where, crash] of [
    ["a worker", (k: number) => inAWorker.crashAt(k)],
    ["a page", crashAt],
  ] as const) {
    it(`at any of its calls, in ${where}, leaves what was saved before`, async () => {
      const { calls, found: last } = await crash(1e9);
      assert.equal(last, SAVES);
      for (let k = 0; k < calls; k++) {
        const { told, found, notices } = await crash(k);
        // A save that is whole and was not told of yet may be found.
        assert.include([told, told + 1], found, `call ${k}`);
        assert.match(notices[0]?.text ?? "", /^The browser's storage is full/, `call ${k}`);
        assert.lengthOf(notices, 1);
      }
    });
  }

  it("does not keep the run from its end", async () => {
    const opening = opened({});
    const whole = resultOf(await startTransformer(...opening, listener()).end);
    const failing = `
      const { write } = FileSystemSyncAccessHandle.prototype;
      let calls = 0;
      FileSystemSyncAccessHandle.prototype.write = function (...args) {
        return ++calls > 9 ? 0 : write.apply(this, args);
      };`;
    const heard = listener();
    const end = await runIn(await workerWith(failing), opening, NEW, heard);
    assert.deepEqual(resultOf(end), whole);
    assert.deepEqual(
      heard.notices.map(({ kind, text }) => [kind, text.split(":")[0]]),
      [["kept", "The browser's storage is full"]],
    );
    assert.isFalse((await found(keptId(opening[0]))).finished);
  });

  it("is told where there is none, and the run goes on", async () => {
    const none = `navigator.storage.getDirectory = () => Promise.reject(new DOMException("", "SecurityError"))`;
    const heard = listener();
    const end = await runIn(await workerWith(none), opened({}), NEW, heard);
    assert.isTrue(end.ok);
    assert.match(heard.notices[0]?.text ?? "", /^This browser keeps no runs here/);
    assert.lengthOf(heard.notices, 1);
  });
});
