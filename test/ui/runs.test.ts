import { assert } from "chai";
import * as library from "../../src/index.js";
import {
  corpusTokens,
  keptId,
  keptRun,
  keptRuns,
  readSweep,
  readTransformer,
  removeKept,
  startSweep,
  startTransformer,
  type Sweep,
  type TransformerExperiment,
  type TransformerHandle,
  type TransformerUpdate,
} from "../../src/index.js";
import { roomAt, type OpenedRun } from "../../src/ui/rooms.js";
import { LabRuns } from "../../src/ui/runs/bench.js";
import { fileOf } from "../../src/ui/runs/files.js";
import { SweepSession } from "../../src/ui/sweep/session.js";
import { answerOf as sweepAnswer } from "../../src/ui/sweep/words.js";
import { rowsOf } from "../../src/ui/sweep/rows.js";
import { TransformerSession } from "../../src/ui/transformer/session.js";
import { answerOf, generationShares, progressLine } from "../../src/ui/transformer/words.js";
import { tiny } from "../transformer/recursion.js";
import { until } from "./views.js";

/** A deleted run is removed after so many milliseconds here. */
const UNDO = 400;

function experimentOf(more: object): TransformerExperiment {
  const read = readTransformer(tiny({ training: { steps: 10, batch: 2, warmupSteps: 2 }, ...more }));
  return read.ok ? read.experiment : assert.fail(read.message);
}

const finished = experimentOf({ seed: 1 });
const long = experimentOf({ seed: 2, training: { steps: 300, batch: 4, warmupSteps: 2 } });

function sweepOf(): Sweep {
  const read = readSweep({
    version: 1,
    kind: "chains",
    engine: "cpu",
    truth: { form: "uniform", tokens: 5 },
    recipe: { form: "fully-synthetic" },
    sweep: { "recipe.samples": [4, 8, 16] },
    chains: 200,
    precision: 0.5,
  });
  return read.ok ? read.sweep : assert.fail(read.message);
}

const sweep = sweepOf();

function start(
  experiment: TransformerExperiment,
  heard: (update: TransformerUpdate) => void = () => undefined,
): TransformerHandle {
  const text = corpusTokens(experiment.corpus, null);
  if ("message" in text) assert.fail(text.message);
  const listener = { update: heard, notice: () => undefined, saved: () => undefined };
  return startTransformer(experiment, text, listener, { keep: { corpus: null, resume: false } });
}

/** Starts the long run, and holds it once its first model is kept. */
async function held(): Promise<TransformerHandle> {
  await removeKept(keptId(long));
  const handle = start(long, ({ modelsDone }) => {
    if (modelsDone > 0) handle.pause();
  });
  await until(async () => ((await keptRun(keptId(long)))?.progress.done ?? 0) >= 1);
  return handle;
}

function find(of: Element, selector: string): HTMLElement | null {
  return of.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
}

function words(of: Element | null | undefined): string {
  return of ? of.textContent.replace(/\s+/g, " ").trim() : "";
}

async function bench(): Promise<LabRuns> {
  const element = new LabRuns();
  element.undo = UNDO;
  document.body.append(element);
  await until(() => /^(?!Reading)./.test(words(find(element, "#sum"))));
  return element;
}

function row(of: LabRuns, experiment: unknown): Element | null {
  return find(of, `tr:has(#delete-${keptId(experiment)})`);
}

function press(of: LabRuns, selector: string): void {
  const button = find(of, selector) ?? assert.fail(`There is no ${selector}.`);
  button.click();
}

function noticesOf(of: LabRuns): string {
  const notices = find(of, "lab-notices");
  return words(notices && find(notices, "section"));
}

describe("the bench Runs", () => {
  before(async () => {
    for (const { id } of await keptRuns()) await removeKept(id);
  });
  afterEach(() => {
    for (const element of document.querySelectorAll("lab-runs")) element.remove();
  });
  after(async () => {
    for (const { id } of await keptRuns()) await removeKept(id);
  });

  it("has an address, and says what will stand there while nothing is kept", async () => {
    assert.equal(roomAt("#runs"), "runs");
    assert.match(words(find(await bench(), "#sum")), /^No runs are kept yet: /);
  });

  it("says where a browser keeps none", async () => {
    const element = new LabRuns();
    element.lab = { ...library, keepsRuns: () => Promise.resolve(false) };
    document.body.append(element);
    await until(() => words(find(element, "#sum")).startsWith("This browser keeps no runs here"));
  });

  describe("with runs", () => {
    before(async () => {
      const transformer = await start(finished).end;
      assert.isTrue(transformer.ok);
      const listener = { update: () => undefined, notice: () => undefined };
      const end = await startSweep(sweep, null, listener, { corpus: null, resume: false }).end;
      assert.isTrue(end.ok);
    });

    it("lists what each is, how it stands, its answer and its size", async () => {
      const handle = await held();
      handle.stop();
      await handle.end;
      await until(async () => (await library.runsUnderWay()).size === 0);
      const element = await bench();
      const whole = await keptRun(keptId(finished));
      const result = whole?.result as library.TransformerResult;
      const drift = result.recipes[0]?.series.driftL1.at(-1) ?? NaN;
      await until(() => words(row(element, finished)).includes("drift"));
      const done = words(row(element, finished));
      assert.include(
        done,
        "Transformer “The lighthouse”: 1 layer, width 8, context 8, 10 steps, 2 generations",
      );
      assert.include(done, ` finished drift ${drift.toFixed(2)} after 2 generations `);
      assert.match(words(row(element, long)), /interrupted at generation 1 of 2/);
      const points = words(row(element, sweep.file));
      assert.match(
        points,
        /Sweep E\[T\] for n from 4 to 16, 5 tokens, uniform.* finished all 3 points done /,
      );
      const bytes = (await keptRuns()).reduce((sum, run) => sum + run.bytes, 0);
      assert.match(
        words(find(element, "#sum")),
        /^3 runs, \d+ kB in all\. The browser lets this page keep up to /,
      );
      assert.include(words(find(element, "#sum")), `${Math.round(bytes / 1e3)} kB`);
    });

    it("gives the result, the experiment and the weights as they are kept", async () => {
      const whole = (await keptRun(keptId(finished))) ?? assert.fail("It is not kept.");
      const element = await bench();
      const files = (): Element[] => [...(row(element, finished)?.querySelectorAll(".files button") ?? [])];
      await until(() => files().length === 2 + whole.weights.length);
      const taken: { name: string; blob: Promise<Blob> }[] = [];
      HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
        taken.push({ name: this.download, blob: fetch(this.href).then((answer) => answer.blob()) });
      };
      try {
        for (const button of files()) (button as HTMLElement).click();
        await until(() => taken.length === 2 + whole.weights.length);
      } finally {
        Reflect.deleteProperty(HTMLAnchorElement.prototype, "click");
      }
      const bytesOf = async (name: string): Promise<Uint8Array> => {
        const found = taken.find((one) => one.name.endsWith(name));
        return new Uint8Array((await (await found?.blob)?.arrayBuffer()) ?? assert.fail(`No ${name}.`));
      };
      assert.deepEqual(JSON.parse(new TextDecoder().decode(await bytesOf("-result.json"))), whole.result);
      for (const { name, file } of whole.weights) {
        const kept = new Uint8Array(await file.arrayBuffer());
        assert.isAbove(kept.length, 1000);
        assert.deepEqual(await bytesOf(name), kept);
      }
      const read = readTransformer(JSON.parse((await fileOf(whole, "experiment")?.contents.text()) ?? ""));
      assert.isTrue(read.ok && keptId(read.experiment) === keptId(finished));
      assert.isNull(fileOf(whole, "p9.safetensors"));
    });

    it("opens a run at its bench", async () => {
      const element = await bench();
      const opened: OpenedRun[] = [];
      element.addEventListener("open-kept", (event) => opened.push((event as CustomEvent<OpenedRun>).detail));
      for (const experiment of [finished, sweep.file])
        row(element, experiment)?.querySelector<HTMLElement>(".open")?.click();
      assert.deepEqual(opened, [
        { id: keptId(finished), kind: "transformer" },
        { id: keptId(sweep.file), kind: "sweep" },
      ]);
    });

    it("deletes a run when its time is up, and not before; Undo brings it back", async () => {
      const element = await bench();
      const id = keptId(sweep.file);
      press(element, `#delete-${id}`);
      await until(() => row(element, sweep.file) === null);
      assert.equal(element.shadowRoot?.activeElement?.id, `undo-${id}`);
      assert.isNotNull(await keptRun(id));
      press(element, `#undo-${id}`);
      await until(() => row(element, sweep.file) !== null);
      await new Promise((resolve) => setTimeout(resolve, 1.5 * UNDO));
      assert.isNotNull(await keptRun(id));

      press(element, `#delete-${id}`);
      await until(async () => (await keptRun(id)) === null);
      await until(() => find(element, ".leaving") === null);
      assert.equal(element.shadowRoot?.activeElement?.id, "what");
      assert.isNull(row(element, sweep.file));
      assert.isNotNull(await keptRun(keptId(finished)));
    });

    it("does not delete a run that is under way", async () => {
      const handle = await held();
      const element = await bench();
      assert.match(words(row(element, long)), /under way, at generation 1 of 2/);
      press(element, `#delete-${keptId(long)}`);
      await until(() => noticesOf(element).includes("This run is under way, here or in another tab"));
      assert.isNotNull(row(element, long));

      // It may also be begun again while the row is leaving.
      handle.stop();
      await handle.end;
      await until(async () => (await library.runsUnderWay()).size === 0);
      press(element, `#delete-${keptId(long)}`);
      await until(() => row(element, long) === null);
      const release = await new Promise<() => void>((resolve) => {
        void navigator.locks.request(
          `collapse-lab-run/${keptId(long)}`,
          () => new Promise<void>((free) => resolve(free)),
        );
      });
      await until(() => row(element, long) !== null);
      assert.include(noticesOf(element), "This run is under way, here or in another tab");
      assert.isNotNull(await keptRun(keptId(long)));
      release();
    });

    it("a finished transformer is shown as it was kept, and can be run again", async () => {
      const session = new TransformerSession({ ...library }, () => undefined);
      await session.openKept(keptId(finished));
      const { page } = session;
      assert.equal(keptId(page.experiment), keptId(finished));
      const kept = (await keptRun(keptId(finished)))?.result as library.TransformerResult;
      const drift = kept.recipes[0]?.series.driftL1.at(-1) ?? NaN;
      assert.equal(answerOf(page).value, drift.toFixed(2));
      assert.equal(progressLine(page), "All 2 generations done, as kept here");
      assert.deepEqual(generationShares(page), [1, 1]);
      assert.notEqual(page.interrupted?.id, keptId(finished));

      const seconds = (): number | undefined => session.page.run?.result?.seconds;
      session.take({ ...page.experiment, seed: 3 });
      assert.isUndefined(seconds(), "another experiment has no result yet");
      session.take({ ...page.experiment });
      assert.equal(seconds(), kept.seconds, "the same has");
      session.toggle();
      await until(() => session.page.run?.state === "finished" && session.page.run.result !== null);
      assert.equal(progressLine(session.page), "All 2 generations done");
    });

    it("an interrupted one can be gone on with there", async () => {
      const session = new TransformerSession({ ...library }, () => undefined);
      await session.openKept(keptId(long));
      assert.equal(session.page.interrupted?.id, keptId(long));
      assert.isNull(session.page.run);
      await session.openKept("0".repeat(64));
      assert.match(
        session.page.messages.at(-1)?.text ?? "",
        /^This run was not opened\. It is not kept any more\.$/,
      );
    });

    it("the result in a file is shown; of a damaged one only the experiment is", async () => {
      const kept = (await keptRun(keptId(finished)))?.result as library.TransformerResult;
      const session = new TransformerSession({ ...library }, () => undefined);
      assert.equal(session.open(kept), "");
      assert.equal(progressLine(session.page), "All 2 generations done, from a file");
      const [first, ...others] = kept.models;
      for (const broken of [
        { ...kept, models: [{ ...first, trainLoss: "low" }, ...others] },
        { ...kept, recipes: [] },
        { ...kept, truth: null },
        { experiment: kept.experiment },
      ]) {
        assert.equal(session.open(broken), "");
        assert.isNull(session.page.run);
        assert.match(session.page.messages.at(-1)?.text ?? "", /^Only the experiment is opened/);
      }
      const cut = kept.recipes.map((rows) => ({ ...rows, generations: rows.generations.slice(0, -1) }));
      session.open({ ...kept, recipes: cut });
      assert.equal(progressLine(session.page), "Stopped before its end, from a file");
    });

    it("a finished sweep is shown as it was kept", async () => {
      const listener = { update: () => undefined, notice: () => undefined };
      await startSweep(sweep, null, listener, { corpus: null, resume: false }).end;
      const session = new SweepSession({ ...library }, library.openingExperiment, null, () => undefined);
      await session.openKept(keptId(sweep.file));
      const { page } = session;
      assert.equal(page.run?.state, "finished");
      const rows = rowsOf(page);
      const kept = (await keptRun(keptId(sweep.file)))?.result as library.SweepResult;
      assert.deepEqual(
        rows.map(({ mean }) => mean),
        kept.points.map(({ collapseTime }) => collapseTime.mean),
      );
      assert.match(sweepAnswer(page, rows).value, /n$/);
    });
  });
});
