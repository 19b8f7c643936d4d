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
  type ChainsExperiment,
  type Sweep,
  type TransformerExperiment,
  type TransformerHandle,
  type TransformerUpdate,
} from "../../src/index.js";
import { roomAt, type OpenedRun } from "../../src/ui/rooms.js";
import { LabRuns } from "../../src/ui/runs/bench.js";
import { filed, readFiled } from "../../src/ui/runs/all.js";
import type { LabRunsCompare } from "../../src/ui/runs/compare.js";
import { sameNumbers } from "../../src/ui/runs/differences.js";
import { fileOf } from "../../src/ui/runs/files.js";
import { overlayOf } from "../../src/ui/runs/overlay-plot.js";
import type { ComparedRun } from "../../src/ui/runs/page.js";
import { ownResult } from "../../src/ui/runs/read.js";
import { RunsSession } from "../../src/ui/runs/session.js";
import { readKept } from "../../src/ui/state/kept.js";
import type { Lab, ResolvedCorpus } from "../../src/ui/state/lab.js";
import { Session } from "../../src/ui/state/session.js";
import { Texts } from "../../src/ui/state/texts.js";
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

function chainsOf(more: object, corpus: ResolvedCorpus | null = null): ChainsExperiment {
  const file = {
    version: 1,
    kind: "chains",
    engine: "cpu",
    truth: { form: "uniform", tokens: 4 },
    recipe: { form: "fully-synthetic", samples: 12 },
    chains: 400,
    ...more,
  };
  const read = library.readExperiment(file, corpus);
  return read.ok ? read.experiment : assert.fail(read.message);
}

const chains = chainsOf({});
const others = chainsOf({ recipe: { form: "fully-synthetic", samples: 30 }, seed: "again" });

/** The state of the bench "Chains" after a run. */
async function chainsSession(
  of: ChainsExperiment,
  corpus: ResolvedCorpus | null = null,
  lab: Lab = library,
): Promise<Session> {
  const session = new Session(lab, () => undefined);
  session.settle(of, corpus);
  await until(() => session.page.view.run?.state === "finished");
  return session;
}

/** What a session said last. */
function lastWords({ page }: RunsSession): string {
  return page.messages.at(-1)?.text ?? "";
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
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
        /Sweep E\[T\] for n from 4 to 16, 5 tokens, uniform.* finished all 3 points done: E\[T\] from [\d.]+ ± [\d.]+ to [\d.]+ ± [\d.]+ /,
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

    it("keeps a run of chains when it is asked to, and opens it with its result", async () => {
      const session = await chainsSession(chains);
      assert.isFalse(session.page.kept);
      await session.keep(null);
      assert.isTrue(session.page.kept);
      assert.match(
        session.page.messages.at(-1)?.text ?? "",
        /^This run is kept, .*: the bench Runs has it\.$/,
      );
      const { result } = session.page.view.run ?? assert.fail("There is no run.");
      const kept = (await keptRun(keptId(chains))) ?? assert.fail("It is not kept.");
      assert.deepEqual(kept.result, JSON.parse(JSON.stringify(result)));

      await session.keep(null);
      assert.match(session.page.messages.at(-1)?.text ?? "", /^This run was kept before/);
      await session.lookBack();
      assert.isTrue(session.page.kept);
      await removeKept(kept.id);
      await session.lookBack();
      assert.isFalse(session.page.kept, "it was deleted");
      await session.keep(null);
      session.settle(others);
      assert.isFalse(session.page.kept, "another run");

      const read = await readKept(library, new Texts(library), kept);
      if (typeof read === "string") assert.fail(read);
      const again = new Session({ ...library, startRun: () => assert.fail("It runs.") }, () => undefined);
      again.reopen(read);
      await until(() => again.page.view.law === "known" && again.page.path !== null);
      const { run } = again.page.view;
      assert.deepEqual(run?.result, result);
      assert.deepInclude(run, { state: "finished", settled: chains.chains, chainsDone: chains.chains });
      assert.isTrue(again.page.kept);
      assert.equal(
        await readKept(library, new Texts(library), { ...kept, result: { ...result, series: {} } }),
        "Its result is not whole.",
      );
    });

    it("a run that cannot be kept is not said to be", async () => {
      const full = { ...library, keepRun: () => Promise.resolve({ message: "No room." }) };
      const session = await chainsSession(chainsOf({ chains: 10 }), null, full);
      await session.keep(null);
      assert.isFalse(session.page.kept);
      assert.deepInclude(session.page.messages.at(-1), { kind: "error", text: "No room." });
    });

    it("keeps the text of a run beside it, and opens the run with it", async () => {
      const text = new Blob(["\ufeffab abc abcd dcba cba ba a".repeat(20)]);
      const texts = new Texts(library);
      const how = { tokenizer: "characters", contextLength: 1 } as const;
      const { signal } = new AbortController();
      const reading = { onProgress: () => undefined, signal };
      const corpus = await texts.read({ form: "file", name: "a.txt", blob: text }, how, reading);
      if (typeof corpus === "string") assert.fail(corpus);
      const named = { form: "file", name: "a.txt", sha256: corpus.sha256 } as const;
      const experiment = chainsOf(
        { truth: { form: "text", corpus: named, ...how }, chains: 50, generations: 20 },
        corpus,
      );
      const session = await chainsSession(experiment, corpus);
      await session.keep(text);
      const kept = (await keptRun(keptId(experiment))) ?? assert.fail("It is not kept.");
      const fresh = new Texts(library);
      const read = await readKept(library, fresh, kept);
      if (typeof read === "string") assert.fail(read);
      assert.deepEqual(read.experiment, experiment);
      assert.deepEqual(read.corpus?.table, corpus.table);
      assert.isNotNull(fresh.source(corpus.sha256));

      // It goes into the file of all runs, byte for byte, and comes back from there.
      const file = await filed(each([kept]));
      const back = typeof file === "string" ? file : await readFiled(library, file);
      const [run] = typeof back === "string" ? assert.fail(back) : back.runs;
      if (typeof run !== "object") assert.fail(run);
      assert.equal(keptId(run.experiment), kept.id);
      assert.deepEqual(await run.corpus?.arrayBuffer(), await text.arrayBuffer());
      await removeKept(kept.id);
    });

    it("says engine, digest and answer of a run of chains, and takes a name for it", async () => {
      const element = await bench();
      const id = keptId(chains);
      const { digest } = (await keptRun(id))?.result as library.ChainsResult;
      const short = digest?.slice(0, 8) ?? assert.fail("It has no digest.");
      await until(() => words(row(element, chains)).includes(short));
      const said = words(row(element, chains));
      assert.match(
        said,
        /^Chains 400 chains start .* Seed 1\. Rename finished E\[T\] = [\d.]+ ± [\d.]+, exact /,
      );
      assert.match(said, new RegExp(`CPU, \\d+ workers? ${short} `));

      const name = async (text: string, key: string): Promise<void> => {
        press(element, `#rename-${id}`);
        await until(() => element.shadowRoot?.activeElement?.id === `name-${id}`);
        const field = find(element, `#name-${id}`) as HTMLInputElement;
        field.value = text;
        field.dispatchEvent(new KeyboardEvent("keydown", { key }));
        await until(() => element.shadowRoot?.activeElement?.id === `rename-${id}`);
      };
      await name("  the first  ", "Enter");
      await until(async () => (await keptRun(id))?.name === "the first");
      await until(() => words(row(element, chains)).startsWith("Chains the first 400 chains start"));
      await name("not this", "Escape");
      assert.match(words(row(element, chains)), /^Chains the first /);
      await name("", "Enter");
      await until(async () => (await keptRun(id))?.name === "");
      assert.match(words(row(element, chains)), /^Chains 400 chains/);
    });

    it("a name that is not kept is taken back, and said", async () => {
      const id = keptId(chains);
      const refusing = { ...library, renameKept: () => Promise.resolve("No room.") };
      const session = new RunsSession(refusing, () => undefined);
      await session.watch();
      await session.rename(id, "lost");
      assert.equal(session.page.rows.find((one) => one.id === id)?.ownName, "");
      assert.equal(lastWords(session), "No room.");
    });

    it("compares runs by the fields that differ, with their answers and in one chart", async () => {
      await (await chainsSession(others)).keep(null);
      const element = await bench();
      await until(() => words(row(element, others)).includes("E[T]"));
      const compare = async (...of: unknown[]): Promise<LabRunsCompare> => {
        for (const one of of) press(element, `#pick-${keptId(one)}`);
        await until(() => find(element, "lab-runs-compare") !== null);
        const panel = find(element, "lab-runs-compare") as LabRunsCompare;
        await until(() => panel.runs.length === of.length && panel.runs.every(({ answer }) => answer !== ""));
        await panel.updateComplete;
        return panel;
      };
      const panel = await compare(chains, others);
      const rows = [...(panel.shadowRoot?.querySelectorAll("tbody tr") ?? [])].map((one) =>
        [...one.children].map(words).join(" "),
      );
      assert.deepEqual(rows.slice(0, 2), ["recipe.samples 12 30", "seed 1 again"]);
      assert.match(rows[2] ?? "", /^Answer E\[T\] = .* ± .* E\[T\] = .* ± /);
      assert.match(words(find(panel, "#said")), /Their numbers differ\.$/);
      const overlay = (of: LabRunsCompare): Element => find(of, "lab-runs-overlay") ?? assert.fail();
      await until(() => find(overlay(panel), "lab-plot") !== null);

      panel.dispatchEvent(new CustomEvent("end"));
      await until(() => find(element, "lab-runs-compare") === null);
      // Of different kinds there is no chart, and no field that only one of them has.
      const mixed = await compare(chains, finished);
      const fields = [...(mixed.shadowRoot?.querySelectorAll("tbody th") ?? [])].map(words);
      assert.deepEqual(fields, ["generations", "truth.form", "Answer", "Engine", "Digest"]);
      assert.isNull(find(overlay(mixed), "lab-plot"));
    });

    it("draws the share of chains that have collapsed, and the drift of every mix", async () => {
      const read = async (experiment: unknown, i: number): Promise<ComparedRun> => {
        const run = (await keptRun(keptId(experiment))) ?? assert.fail("It is not kept.");
        return { kind: run.kind, label: "AB"[i], ownName: "", own: ownResult(run) } as ComparedRun;
      };
      const two = await Promise.all([chains, others].map(read));
      const { curves } = overlayOf(two) ?? assert.fail("There is no chart.");
      const [first, second] = curves.lines;
      const time = (two[0]?.own?.kind === "chains" && two[0].own.result.collapseTime.counts) || [];
      const at = curves.x.indexOf(20);
      const by20 = time.reduce((sum, [T, count]) => sum + (T <= 20 ? count : 0), 0);
      assert.equal(first?.y[at], by20 / chains.chains);
      assert.deepEqual([first?.y[0], second?.y[0]], [0, 0]);
      assert.isAtLeast(first?.y.at(-1) ?? 0, 0.999);
      assert.notEqual(first?.look.marker, second?.look.marker);
      const model = await Promise.all([finished, finished].map(read));
      const drifts = overlayOf(model) ?? assert.fail("There is no chart.");
      const own = model[0]?.own?.kind === "transformer" ? model[0].own.result.recipes[0] : null;
      assert.deepEqual(drifts.curves.lines[0]?.y, own?.series.driftL1);
      assert.isNull(overlayOf([...two, ...model]), "of two kinds");
      assert.isNull(overlayOf(two.slice(1)), "alone");
    });

    it("runs of the same numbers are said to be", () => {
      const run = (label: string, numbers: string): ComparedRun => ({ label, numbers }) as ComparedRun;
      const three = [run("A", "x"), run("B", "y"), run("C", "x")];
      assert.equal(sameNumbers(three), "A and C have the same digest: they are the same numbers.");
      assert.equal(sameNumbers(three.slice(1)), "Their numbers differ.");
      assert.equal(sameNumbers([run("A", "x"), run("B", "")]), "");
    });

    it("all runs go into one file and come back from it, with their names", async () => {
      const session = new RunsSession(library, () => undefined);
      await session.watch();
      await session.rename(keptId(chains), "the first");
      const before = await Promise.all((await keptRuns()).map(({ id }) => keptRun(id)));
      const file = (await session.takeAll()) ?? assert.fail("There is no file.");
      assert.match(file.name, /^collapse-lab-runs-[\d-]+\.json$/);
      assert.include(await file.contents.text(), "weights of transformers are not in this file");
      for (const { id } of await keptRuns()) if (id !== keptId(others)) await removeKept(id);
      await session.bring(file.name, file.contents);
      assert.match(lastWords(session), /^\d runs brought in; 1 was here already and stays as it is\.$/);
      for (const run of before) {
        if (run === null) assert.fail("It was not kept.");
        const { id, kind, name, experiment, startedAt, savedAt, result } = run;
        const back = await keptRun(id);
        assert.deepInclude(back, {
          kind,
          name,
          experiment,
          startedAt,
          savedAt,
          result,
          finished: run.finished,
        });
      }
    });

    it("of a hostile or broken file nothing is brought in, and a sentence says what is wrong", async () => {
      const session = new RunsSession(library, () => undefined);
      await session.watch();
      const ids = async (): Promise<string[]> => (await keptRuns()).map(({ id }) => id).sort();
      const before = await ids();
      const whole = (await keptRun(keptId(chains))) ?? assert.fail("It is not kept.");
      const file = await filed(each([whole]));
      const text = typeof file === "string" ? assert.fail(file) : await file.text();
      const { runs, ...head } = JSON.parse(text) as { runs: [Record<string, unknown>] };
      const [good] = runs;
      const result = whole.result as library.ChainsResult;
      const bring = async (contents: unknown): Promise<string> => {
        const json = typeof contents === "string" ? contents : JSON.stringify(contents);
        await session.bring("x.json", new Blob([json]));
        return lastWords(session);
      };
      const one = (change: object): Promise<string> => bring({ ...head, runs: [{ ...good, ...change }] });
      const off = (change: object): unknown => ({ ...chains, ...change });
      const corpus = { form: "file", name: "a", sha256: "0".repeat(64) };
      const unread = off({ truth: { form: "text", corpus, tokenizer: "words", contextLength: 1 } });

      assert.match(await bring(text.slice(0, -9)), /^x\.json was not brought in\. The file is not JSON: /);
      assert.match(await bring("[]"), /no “kind” that is “runs”/);
      assert.match(await bring({ ...head, version: 2, runs: [] }), /“version” and “runs”/);
      assert.match(
        await bring({ ...head, runs: [7] }),
        /1 run of x\.json left out\. runs\[0\]: it is 7; allowed/,
      );
      assert.match(await one({ kind: "film" }), /runs\[0\]: kind is “film”; allowed: “chains”, /);
      assert.match(await one({ kind: "sweep" }), /experiment is no sweep/);
      assert.match(await one({ savedAt: undefined }), /savedAt is missing; allowed: a run with kind, /);
      assert.match(await one({ savedAt: "soon" }), /savedAt is “soon”; allowed: a date/);
      assert.match(await one({ name: "x".repeat(121) }), /name is .*; allowed: text of up to 120 characters/);
      assert.match(await one({ experiment: off({ chains: -1 }) }), /chains is -1; allowed/);
      assert.match(await one({ experiment: off({ seed: 99 }) }), /result is of another experiment/);
      assert.match(await one({ result: { ...result, collapseTime: 1 } }), /result is not a whole result/);
      assert.match(await one({ experiment: unread, result: null }), /text is not in the file/);
      assert.match(await one({ experiment: unread, result: null, text: "a b" }), /another one/);
      const planted = '"id":"../../x","__proto__":{"polluted":1},"experiment":';
      assert.match(
        await bring(text.replace('"experiment":', planted)),
        /^0 runs brought in; 1 was here already/,
      );
      assert.isUndefined(Reflect.get({}, "polluted"));
      assert.deepEqual(await ids(), before);

      // What is whole beside it is brought in, under the id of its own experiment.
      await removeKept(whole.id);
      assert.match(
        await bring({ ...head, runs: [7, { ...good, id: "f".repeat(64) }] }),
        /^1 run of x\.json left out/,
      );
      assert.deepEqual(await ids(), before);
    });

    it("a finished sweep is shown as it was kept", async () => {
      const listener = { update: () => undefined, notice: () => undefined };
      await startSweep(sweep, null, listener, { corpus: null, resume: false }).end;
      const { openingExperiment } = library;
      const session = new SweepSession(library, new Texts(library), openingExperiment, null, () => undefined);
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
