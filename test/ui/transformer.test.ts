import { assert } from "chai";
import { browserHost } from "../../src/runs/browser-host.js";
import * as library from "../../src/index.js";
import {
  keptId,
  keptRun,
  keptRuns,
  readTransformer,
  removeKept,
  runTransformer,
  transformerFields,
  weightsFile,
  type TrainedWeights,
  type TransformerExperiment,
  type TransformerRecipe,
  type TransformerResult,
  type TransformerUpdate,
} from "../../src/index.js";
import type { TextSource } from "../../src/ui/form/text-source.js";
import { benchOf, roomAt } from "../../src/ui/rooms.js";
import type { ForChains } from "../../src/ui/sweep/bench.js";
import { LabTransformer } from "../../src/ui/transformer/bench.js";
import type { LabTransformerForm } from "../../src/ui/transformer/form.js";
import { mixesOf, mixWords, percentOf, withPercent, withTokens } from "../../src/ui/transformer/mixes.js";
import { STARTING, type ReadText, type TransformerPage } from "../../src/ui/transformer/page.js";
import { TransformerSession, type TransformerLab } from "../../src/ui/transformer/session.js";
import { readText } from "../../src/ui/transformer/texts.js";
import {
  answerOf,
  generationShares,
  leftWords,
  milestone,
  processorRefusal,
  progressLine,
  shareDone,
  timeWords,
} from "../../src/ui/transformer/words.js";
import { fieldIn, frames, inside, textOf, until } from "./views.js";

const TEXT = "The lamp burns and the red boat sails from the last rock of the coast.\n".repeat(12);

function experimentOf(fields: object = {}): TransformerExperiment {
  const read = readTransformer({
    version: 1,
    kind: "transformer",
    corpus: { form: "text", text: TEXT },
    model: { context: 8, width: 8, layers: 1, heads: 2, dropout: 0 },
    training: { steps: 30, batch: 4, learningRate: 0.01, warmupSteps: 5 },
    recipes: [
      { form: "fully-synthetic", samples: 512 },
      { form: "partially-synthetic", samples: 128, realSamples: 512 },
    ],
    generations: 3,
    evaluation: { every: 10, contexts: 20, heldOutSamples: 128, earlyToken: 2, lateToken: 7 },
    engine: "cpu",
    ...fields,
  });
  if (!read.ok) throw new Error(read.message);
  return read.experiment;
}

const experiment = experimentOf();
const long = experimentOf({ training: { steps: 100_000, batch: 4 } });
/** It lasts a second or two. */
const slow = experimentOf({ training: { steps: 150, batch: 4, learningRate: 0.01, warmupSteps: 5 } });

/** Nothing is rehearsed: that would take a second of every test. */
const quiet: Partial<TransformerLab> = {
  startTransformer: (asked, text, listener, options) =>
    asked.training.steps === 1e6
      ? {
          experiment: asked,
          end: Promise.resolve({ ok: false, status: "failed", message: "" }),
          pause: () => undefined,
          resume: () => undefined,
          stop: () => undefined,
        }
      : library.startTransformer(asked, text, listener, options),
};

/** Starts runs that stop as soon as a model is done, long before the page could ask for it. */
const stoppedEarly: TransformerLab["startTransformer"] = (asked, text, listener, given) => {
  const update = (news: TransformerUpdate): void => {
    listener.update(news);
    if (news.modelsDone > 0) handle.stop();
  };
  const start = quiet.startTransformer ?? library.startTransformer;
  const handle = start(asked, text, { ...listener, update }, given);
  return handle;
};

const sessions: TransformerSession[] = [];

function sessionOf(of: unknown = experiment, lab: Partial<TransformerLab> = quiet): TransformerSession {
  const session = new TransformerSession({ ...library, ...lab }, () => undefined);
  sessions.push(session);
  assert.equal(session.open(of), "");
  return session;
}

function resultIn({ page }: TransformerSession): TransformerResult | null {
  return page.run?.result ?? null;
}

/** What does not depend on the clock. */
function timeless({ recipes, models, driftFloorL1 }: TransformerResult): unknown {
  return { recipes, driftFloorL1, samples: models.map(({ sample, batchLoss }) => ({ sample, batchLoss })) };
}

/** The result of a run without a page, and the weights of its p(0) as a file. */
async function headlessRun(
  of: TransformerExperiment,
): Promise<{ readonly result: TransformerResult; readonly weights: Blob }> {
  const text = library.corpusTokens(of.corpus, null);
  if ("message" in text) throw new Error(text.message);
  const listener = {
    update: () => undefined,
    notice: () => undefined,
    saved: () => undefined,
    trained: (model: TrainedWeights) => void files.push(new Blob([weightsFile(model)])),
  };
  const files: Blob[] = [];
  const end = await runTransformer(of, text, listener, {
    ...browserHost,
    gpu: () => Promise.resolve(undefined),
  }).end;
  if (!end.ok) throw new Error(end.message);
  return { result: end.result, weights: files[0] ?? assert.fail("A model was trained.") };
}

let once: ReturnType<typeof headlessRun> | null = null;

function slowRun(): ReturnType<typeof headlessRun> {
  return (once ??= headlessRun(slow));
}

async function headless(of: TransformerExperiment): Promise<TransformerResult> {
  return (await headlessRun(of)).result;
}

/** A text of a file, read. */
async function fileText(name: string): Promise<{ readonly source: TextSource; readonly text: ReadText }> {
  const source: TextSource = { form: "file", name, blob: new Blob([TEXT]) };
  const text = await readText(source, "characters");
  return typeof text === "string" ? assert.fail(text) : { source, text };
}

async function bench(of = experiment): Promise<LabTransformer> {
  const element = new LabTransformer();
  element.lab = { ...library, ...quiet };
  element.hash = library.toTransformerLink(of) ?? "";
  element.style.setProperty("display", "block");
  element.style.setProperty("width", "1200px");
  document.body.append(element);
  await element.updateComplete;
  await frames(4);
  return element;
}

afterEach(async () => {
  for (const session of sessions.splice(0)) session.stop();
  for (const { id } of await keptRuns()) await removeKept(id);
});

describe("a transformer's state", () => {
  it("opens with the quick preset, and trains nothing by itself", async () => {
    const started: number[] = [];
    const session = new TransformerSession(
      {
        ...library,
        startTransformer: (asked, ...rest) => {
          started.push(asked.training.steps);
          return (quiet.startTransformer ?? library.startTransformer)(asked, ...rest);
        },
      },
      () => undefined,
    );
    assert.equal(session.page.preset, "quick");
    await until(() => !session.page.measuring);
    assert.isNull(session.page.run);
    assert.deepEqual(started, [1e6], "a rehearsal, and no run");
    assert.equal(progressLine(session.page), "4 generations, 9 models, when you press Run");
  });

  it("keeps the experiment it has where the reader refuses another, and says the reader's sentence", () => {
    const session = sessionOf();
    const before = session.page.experiment;
    const fields = transformerFields(before);
    assert.equal(
      session.take({ ...fields, model: { ...before.model, heads: 3 } }),
      "model.heads is 3; allowed with model.width 8: a divisor of it.",
    );
    assert.strictEqual(session.page.experiment, before);
    assert.equal(session.take({ ...fields, generations: 5 }), "");
    assert.equal(session.page.experiment.generations, 5);
    assert.match(session.open({ version: 1, kind: "chains" }), /^kind is "chains"/);
    assert.match(session.open(null), /^The experiment is null/);
  });

  it("runs to the end with the numbers of a run without a page", async () => {
    const session = sessionOf();
    session.toggle();
    await until(() => session.page.run?.state === "finished" && session.page.run.result !== null);
    const { page } = session;
    const result = page.run?.result;
    if (!result) throw new Error("There is a result.");
    const alone = await headless(experiment);
    assert.deepEqual(timeless(result), timeless(alone));
    const drift = alone.recipes.map(({ series }) => (series.driftL1[2] ?? NaN).toFixed(2));
    const answer = answerOf(page);
    assert.equal(answer.value, drift[0]);
    assert.equal(answer.name, "drift after 3 generations, 100 % synthetic");
    assert.equal(answer.others, `${drift[1]} with 20 % synthetic. 0 is no drift, 2 is nothing in common.`);
    assert.include(answer.floor, (alone.driftFloorL1 ?? NaN).toFixed(2));
    assert.equal(progressLine(page), "All 3 generations done");
    assert.match(milestone(page), /^The run is finished\. 0\.\d\d drift/);
    assert.deepEqual(generationShares(page), [1, 1, 1]);
  });

  it("pauses, goes on and stops, keeping what is done", async () => {
    const session = sessionOf(long);
    session.toggle();
    await until(() => (session.page.run?.update?.step ?? 0) > 0);
    session.toggle();
    await until(() => session.page.run?.state === "paused");
    assert.match(
      progressLine(session.page),
      /^Paused: the first model, of the text, step [\d,]+ of 100,000$/,
    );
    session.toggle();
    await until(() => session.page.run?.state === "running");
    session.stop();
    await until(() => session.page.run?.result !== null);
    assert.equal(session.page.run?.state, "stopped");
    assert.equal(progressLine(session.page), "Stopped after 0 models of 7");
  });

  it("is not run by what is refused, and says why with the numbers", async () => {
    const session = sessionOf({ ...experiment, model: { ...experiment.model, width: 4096, layers: 48 } });
    assert.match(
      session.page.refusal,
      /^The model's weights, gradient and moments need 154\.\d GB; allowed: up to 4 GB\.$/,
    );
    session.toggle();
    assert.isNull(session.page.run);
    assert.equal(progressLine(session.page), "This cannot run here");
    // What only the engine knows is found by a rehearsal.
    const other = sessionOf(experiment, {
      startTransformer: (asked, ...rest) => ({
        ...library.startTransformer(asked, ...rest),
        end: Promise.resolve({ ok: false, status: "no-engine", message: "There is none." }),
      }),
    });
    await until(() => other.page.refusal !== "");
    assert.equal(other.page.refusal, "There is none.");
  });

  it("measures how fast the experiment is before it starts", async () => {
    const session = sessionOf(experiment, {});
    assert.match(timeWords(session.page), /Measuring how long/);
    await until(() => !session.page.measuring);
    assert.match(
      timeWords(session.page),
      /^(A few seconds|About \d+ (s|min)) in all on this machine: each generation of 2 mixes /,
    );
    const { estimate, speed } = session.page;
    assert.isAbove(speed ?? 0, 1e5);
    assert.match(
      progressLine(session.page),
      /^3 generations, 7 models, (a few seconds|about .*), when you press Run$/,
    );
    assert.equal(estimate?.models, 7);
  });

  it("waits for a text that is not here, and takes it when it comes", async () => {
    const { source, text } = await fileText("lamp.txt");
    const { sha256 } = text.tokens;
    const named = { ...transformerFields(experiment), corpus: { form: "file", name: "lamp.txt", sha256 } };
    const session = sessionOf();
    assert.equal(session.take(named, null), "");
    assert.isNull(session.page.corpus);
    assert.equal(progressLine(session.page), "The text is not here yet: see Corpus");
    session.toggle();
    assert.isNull(session.page.run);
    session.remember(source, text);
    assert.equal(session.take(transformerFields(session.page.experiment), text), "");
    const here = (): string | null => session.page.corpus?.text ?? null;
    assert.equal(here(), TEXT);
    // Once here, it is not asked for again.
    session.open(experiment);
    session.take(named, null);
    await until(() => here() === TEXT);
    assert.equal(session.page.experiment.corpus.form, "file");
  });

  it("copies a kept run's text, which goes with what was kept when it is run anew", async () => {
    const { source, text } = await fileText("lamp.txt");
    const { sha256 } = text.tokens;
    const corpus = { ...experiment.corpus, form: "file", name: "lamp.txt", sha256, text: undefined };
    const fields = JSON.parse(JSON.stringify({ ...experiment, corpus })) as object;
    const times = { startedAt: 1, savedAt: 2, progress: { done: 1, of: 2 }, bytes: 1 };
    const whole = { finished: false, corpus: source.blob, result: null, weights: [], ...times };
    const kept = { id: "a", kind: "transformer", name: "", experiment: fields, ...whole } as const;
    const session = sessionOf(experiment, { ...quiet, keptRun: () => Promise.resolve(kept) });
    await session.openKept("a");
    assert.equal(session.page.corpus?.text, TEXT);
    assert.notStrictEqual(session.source?.blob, source.blob);
  });

  it("offers to go on with a run that was interrupted, and ends as if it had not been", async () => {
    const session = sessionOf(slow, { startTransformer: stoppedEarly });
    session.toggle();
    await until(() => session.page.run?.result !== null);
    // Here it is offered as soon as it is stopped; elsewhere when the bench is opened.
    await until(() => session.page.interrupted !== null);
    const later = new TransformerSession({ ...library, ...quiet }, () => undefined);
    sessions.push(later);
    await until(() => later.page.interrupted !== null);
    const { interrupted } = later.page;
    if (!interrupted) throw new Error("It is there.");
    assert.match(
      leftWords(interrupted, Date.now()),
      /^An earlier run was interrupted at generation [123] of 3, saved (just now|\d+ s ago)\.$/,
    );
    await later.resume();
    assert.isNull(later.page.interrupted);
    await until(() => (later.page.run?.update ?? null) !== null);
    assert.isAbove(later.page.run?.update?.modelsDone ?? 0, 0);
    await until(() => later.page.run?.state === "finished" && later.page.run.result !== null);
    const result = later.page.run?.result;
    if (!result) throw new Error("There is a result.");
    assert.deepEqual(timeless(result), timeless((await slowRun()).result));
  });

  it("offers to go on with a run that another experiment has ended", async () => {
    const session = sessionOf(long);
    session.toggle();
    await until(() => typeof session.page.run?.savedAt === "number");
    session.open(experiment);
    await until(() => session.page.interrupted?.id === keptId(long));
    assert.isNull(session.page.run);
  });

  it("forgets an interrupted run that is discarded", async () => {
    const session = sessionOf(long);
    session.toggle();
    await until(() => session.page.run?.savedAt !== null && session.page.run?.savedAt !== undefined);
    session.stop();
    await until(() => session.page.run?.result !== null);
    const later = new TransformerSession({ ...library, ...quiet }, () => undefined);
    await until(() => later.page.interrupted !== null);
    await later.discard();
    assert.isNull(later.page.interrupted);
    assert.isNull(await keptRun(keptId(long)));
  });
});

describe("weights of p(0) from a file", () => {
  let trained: TransformerResult;
  let weights: Blob;
  let given: TransformerExperiment;
  const named = (sha256: string): Record<string, unknown> => ({
    ...transformerFields(slow),
    truth: { form: "weights", name: "p0.safetensors", sha256 },
  });
  before(async () => {
    ({ result: trained, weights } = await slowRun());
    const digest = await crypto.subtle.digest("SHA-256", await weights.arrayBuffer());
    const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const read = readTransformer({ ...slow, truth: { form: "weights", name: "p0.safetensors", sha256 } });
    given = read.ok ? read.experiment : assert.fail(read.message);
  });

  it("take the place of the first training, and are waited for after a reload, but not by a run that was saved", async () => {
    const session = sessionOf(slow, { startTransformer: stoppedEarly });
    const { truth } = given;
    session.rememberWeights(truth.form === "weights" ? truth.sha256 : "", weights);
    assert.equal(session.open(given), "");
    assert.equal(progressLine(session.page), "3 generations, 6 models, when you press Run");
    session.toggle();
    await until(() => resultIn(session) !== null);
    assert.isEmpty(resultIn(session)?.models[0]?.batchLoss);
    const later = sessionOf(given);
    assert.equal(progressLine(later.page), "The weights of p(0) are not here: see p(0)");
    assert.match(answerOf(later.page).others, /^The weights of p\(0\) are not here\. Choose their file/);
    later.toggle();
    assert.isNull(later.page.run);
    await until(() => later.page.interrupted !== null);
    await later.resume();
    await until(() => resultIn(later) !== null);
    const digests = (of: TransformerResult | null): unknown =>
      of?.models.map(({ weightsDigest }) => weightsDigest);
    assert.deepEqual(digests(resultIn(later)), digests(trained));
  });

  it("are refused with the run's sentence before it starts, and no longer once others are taken", async () => {
    const session = sessionOf(slow);
    const { truth } = given;
    const sha256 = truth.form === "weights" ? truth.sha256 : "";
    session.rememberWeights(sha256, weights);
    assert.equal(session.take({ ...named(sha256), model: { ...slow.model, width: 16 } }), "");
    await until(() => session.page.refusal !== "");
    assert.match(
      session.page.refusal,
      /^The weights' tensor transformer\.wte\.weight has the shape \(\d+, 8\); expected/,
    );
    session.toggle();
    assert.isNull(session.page.run);
    assert.equal(session.take(named(sha256)), "");
    assert.equal(session.page.refusal, "");
    await until(() => !session.page.measuring);
    assert.equal(session.page.refusal, "");
  });

  it("are chosen in the form, and left again", async () => {
    const element = await bench(slow);
    const truth = inside(element, "lab-transformer-form", "lab-transformer-truth");
    const choose = (file: File): void => {
      const files = new DataTransfer();
      files.items.add(file);
      const input = fieldIn(truth, "#weights-file");
      input.files = files.files;
      input.dispatchEvent(new Event("change"));
    };
    const sentence = (): string => textOf(inside(element, "lab-sentence", "p"));
    choose(new File([weights], "p0.safetensors"));
    await until(() => sentence().includes('has the weights "p0.safetensors": p(0)'));
    assert.match(textOf(inside(truth, ".name")), /^p0\.safetensors$/);
    inside(truth, "#train").click();
    await frames(3);
    assert.match(sentence(), / learns a given text for 150 steps/);
    element.remove();

    // Elsewhere they are asked for, and others are not taken for them.
    const other = await bench(given);
    const asking = inside(other, "lab-transformer-form", "lab-transformer-truth");
    assert.match(textOf(inside(asking, ".missing")), /^The weights of p\(0\) are not here: p0\.safetensors/);
    const files = new DataTransfer();
    files.items.add(new File(["none"], "p1.safetensors"));
    const input = fieldIn(asking, "#weights-file");
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
    await until(() => /^p1\.safetensors has other weights: /.test(textOf(inside(asking, "#weights-error"))));
    inside(asking, ".missing");
    other.remove();
  });
});

describe("the trigram model beside a transformer", () => {
  function buttonsOf(element: LabTransformer): HTMLButtonElement[] {
    const beside = inside(element, "lab-transformer-beside");
    return [...(beside.shadowRoot?.querySelectorAll("button") ?? [])];
  }

  /** What opening the first one says. */
  async function chainsOf(element: LabTransformer): Promise<ForChains> {
    await until(() => buttonsOf(element).length > 0);
    const said = new Promise<ForChains>((resolve) =>
      element.addEventListener("open-run", (event) => resolve((event as CustomEvent<ForChains>).detail)),
    );
    buttonsOf(element)[0]?.click();
    return said;
  }

  function toggleSwitch(element: LabTransformer): HTMLInputElement {
    const box = fieldIn(element, "lab-transformer-form", "#surrogate");
    box.click();
    return box;
  }

  let result: TransformerResult;
  before(async () => {
    result = await headless(experimentOf({ generations: 2, surrogate: true }));
  });

  it("is switched on, and opens as chains", async () => {
    const element = await bench(experimentOf({ generations: 2 }));
    assert.isEmpty(buttonsOf(element));
    assert.isTrue(toggleSwitch(element).checked);
    await frames(3);
    assert.equal(element.link, library.toTransformerLink(result.experiment));
    element.openText("result.json", JSON.stringify(result));
    const { experiment: chains, corpus, source } = await chainsOf(element);
    assert.deepEqual<unknown>(chains, result.surrogates[0]?.experiment);
    assert.isNull(corpus, "its text is in the experiment");
    assert.isNull(source);
    assert.deepEqual(buttonsOf(element).map(textOf), [
      "Open as chains: 100 % synthetic",
      "Open as chains: 20 % synthetic",
    ]);
    element.remove();
  });

  it("takes its text along where that is a file's", async () => {
    const { source, text } = await fileText("lamp.txt");
    const element = await bench();
    const form = element.renderRoot.querySelector<LabTransformerForm>("lab-transformer-form");
    form?.remember(source, text);
    const { sha256 } = text.tokens;
    const { tokenizer, validationShare } = result.experiment.corpus;
    const corpus = { form: "file", name: "lamp.txt", sha256, tokenizer, validationShare };
    element.openText(
      "result.json",
      JSON.stringify({ ...result, experiment: { ...result.experiment, corpus } }),
    );
    const said = await chainsOf(element);
    assert.equal(said.experiment.truth.form === "text" && said.experiment.truth.corpus.form, "file");
    assert.strictEqual(said.source, source);
    const read = library.readExperiment(said.experiment, said.corpus);
    assert.isTrue(read.ok, read.ok ? "" : read.message);
    element.remove();
  });

  it("is refused with GPT-2's tokens, beside its switch", async () => {
    const element = await bench();
    const tokenizer = inside(
      element,
      "lab-transformer-form",
      "lab-transformer-corpus",
      "#tokenizer",
    ) as HTMLSelectElement;
    tokenizer.value = "gpt2";
    tokenizer.dispatchEvent(new Event("change"));
    const held = (): string =>
      textOf(inside(element, "lab-transformer-form", "lab-transformer-corpus", ".drop .help"));
    await until(() => /tokens of a vocabulary of 50,257/.test(held()));
    const box = toggleSwitch(element);
    await frames(3);
    assert.isFalse(box.checked);
    const error = inside(element, "lab-transformer-form", "#surrogate-error");
    assert.equal(textOf(error), 'surrogate is true; allowed with tokenizer "gpt2": false.');
    assert.match(
      textOf(inside(element, "lab-transformer-form", "lab-transformer-cost", "#size")),
      /^402,\d{3} parameters/,
    );
    tokenizer.value = "characters";
    tokenizer.dispatchEvent(new Event("change"));
    await frames(3);
    assert.isTrue(error.hidden);
    element.remove();
  });
});

describe("a transformer's words", () => {
  function pageAt(update: Partial<TransformerUpdate>): TransformerPage {
    const { page } = sessionOf({ ...experiment, generations: 4 });
    const whole = {
      state: "running",
      models: 9,
      step: 30,
      steps: 30,
      secondsLeft: 300,
      tokensPerSecond: { training: null, sampling: null },
      ...update,
    } as TransformerUpdate;
    return { ...page, run: { ...STARTING, state: "running", update: whole } };
  }

  it("say which model is at work, and on what", () => {
    const writing = { activity: "writing", tokens: { done: 412_000, all: 1_000_000 } } as const;
    const mix = { generation: 3, recipe: 1, floor: false };
    const page = pageAt({ modelsDone: 6, current: mix, ...writing });
    assert.equal(
      progressLine(page),
      "generation 3 of 4, mix 2 of 2, writing 412,000 of 1,000,000 tokens, 5 min left",
    );
    const [one, two, three = 0, four] = generationShares(page);
    assert.deepEqual([one, two, four], [1, 1, 0]);
    assert.closeTo(three, 0.5 + 0.5 * (0.9 + 0.1 * 0.412), 1e-9);
    assert.closeTo(shareDone(page), (6 + 0.9 + 0.1 * 0.412) / 9, 1e-9);
    const floor = { generation: 1, recipe: null, floor: true };
    const training = pageAt({ modelsDone: 2, current: floor, activity: "training", step: 15 });
    assert.match(progressLine(training), /^generation 1 of 4 once more, for comparison, step 15 of 30/);
    assert.closeTo(generationShares(training)[0] ?? 0, 0.5 + 0.5 * 0.45, 1e-9);
  });

  it("say of a p(0) that was given that it was", () => {
    const truth = { form: "weights", name: "p0.safetensors", sha256: "0".repeat(64) };
    const { page } = sessionOf(experimentOf({ truth }));
    const given = pageAt({ modelsDone: 0, current: { generation: 0, recipe: null, floor: false }, step: 30 });
    assert.match(progressLine({ ...given, experiment: page.experiment }), /^the first model, as given, /);
  });

  it("say of a training that diverged that it did, not that it ended early", () => {
    const rows = {
      recipe: experiment.recipes[0],
      generations: [1, 2, 3],
      series: { driftL1: [null, null, null] },
    };
    const result = { recipes: [rows], driftFloorL1: null } as unknown as TransformerResult;
    const page = { ...sessionOf().page, run: { ...STARTING, state: "finished", result } as const };
    assert.match(answerOf(page).others, /^The training diverged: /);
  });

  it("refuse what a processor would not end, with the numbers", () => {
    const { page } = sessionOf();
    assert.equal(processorRefusal(page), "");
    const preset =
      library.transformerPresets.find(({ id }) => id === "gpt2-small")?.experiment ?? assert.fail();
    const text = { ids: new Uint32Array(20_000), vocabulary: Array.from({ length: 50_257 }, String) };
    const large = { ...page, experiment: preset, estimate: library.transformerEstimate(preset, text) };
    assert.match(
      processorRefusal(large),
      /^One update is 7 trillion operations: on a processor, which does up to 20 billion a second, 6 min at best, and the whole run \d+ days\. It wants a GPU with more than 2 GB of memory\.$/,
    );
  });

  it("are said aloud at each quarter alone", () => {
    const current = { generation: 0, recipe: null, floor: false };
    const said = [0, 2, 3, 4, 5, 7].map((modelsDone) =>
      milestone(pageAt({ modelsDone, current, activity: "training", step: 0 })),
    );
    assert.deepEqual(said, [
      "The run has begun.",
      "The run has begun.",
      "25 % of the run is done.",
      "25 % of the run is done.",
      "50 % of the run is done.",
      "75 % of the run is done.",
    ]);
  });
});

describe("mixes", () => {
  const mix = (percent: number, tokens: number): TransformerRecipe =>
    withPercent(percent, tokens) ?? assert.fail(`${percent} % is a share.`);

  it("are any share of synthetic tokens, which stays when the tokens change", () => {
    for (const percent of [20, 37.5, 50, 90]) {
      const recipe = mix(percent, 1_000_000);
      if (recipe.form !== "partially-synthetic") throw new Error("It has real tokens.");
      assert.closeTo(percentOf(recipe), percent, 0.01);
    }
    assert.deepEqual(withPercent(100, 512), { form: "fully-synthetic", samples: 512 });
    assert.equal(mixWords(mix(20.05, 512)), "20 % synthetic");
    assert.equal(mixWords(mix(99.9, 512)), "99.9 % synthetic");
    for (const percent of [0, -5, 150, NaN]) assert.isNull(withPercent(percent, 512));
    const recipes = [mix(100, 4096), mix(75, 4096)];
    const more = experimentOf({ recipes: withTokens(experimentOf({ recipes }), 8192) });
    assert.deepEqual(
      more.recipes.map(({ samples }) => samples),
      [8192, 3 * 8192],
    );
  });

  it("are recognised by what they are, whole streams or not", () => {
    for (const { experiment: preset, id } of library.transformerPresets)
      assert.equal(mixesOf(preset), id === "quick" ? "two" : "paper", id);
    assert.equal(mixesOf(experiment), "");
  });
});

describe("a transformer's link and file", () => {
  it("lead to the bench that they are for", () => {
    assert.equal(roomAt("#transformer"), "transformer");
    assert.equal(roomAt("#transformer=%7B"), "transformer");
    assert.isNull(roomAt("#v1=%7B"));
    assert.equal(benchOf(JSON.stringify(experiment)), "transformer");
    assert.equal(benchOf(JSON.stringify({ experiment, models: [] })), "transformer");
    assert.equal(benchOf('{"recipe":1,"sweep":{}}'), "sweep");
    assert.equal(benchOf('{"experiment":{"kind":"chains"},"collapseTime":{}}'), "chains");
    assert.isNull(benchOf("{"));
    assert.isNull(benchOf("7"));
  });

  it("say all of a preset, and no more than must be said", () => {
    for (const { experiment: preset, id } of library.transformerPresets) {
      const link = library.toTransformerLink(preset) ?? "";
      const read = library.fromTransformerLink(link);
      assert.deepEqual(read.ok ? read.experiment : read.asked, preset, id);
    }
    const [, , , paper] = library.transformerPresets;
    assert.deepEqual(Object.keys(transformerFields(paper?.experiment ?? experiment)), ["recipes"]);
  });

  it("bring the same experiment back, or a sentence", () => {
    const link = library.toTransformerLink(experiment) ?? "";
    const session = sessionOf(library.transformerPresets[0]?.experiment);
    session.link(link);
    assert.deepEqual(session.page.messages, []);
    assert.deepEqual(session.page.experiment, experiment);
    session.link("#transformer=%7B");
    assert.match(session.page.messages[0]?.text ?? "", /^This link was not opened\. .*cut off/);
    session.link(link.replace("%22heads%22:2", "%22heads%22:3"));
    assert.match(session.page.messages[1]?.text ?? "", /^This link was not opened\. model\.heads is 3/);
    assert.deepEqual(session.page.experiment, experiment);
  });
});

describe("the bench Transformer", () => {
  async function type(element: LabTransformer, path: string, text: string): Promise<HTMLElement> {
    const box = fieldIn(element, "lab-transformer-form", `[data-path="${path}"]`, "#box");
    box.value = text;
    box.dispatchEvent(new Event("change"));
    await frames(3);
    return inside(element, "lab-transformer-form", `[data-path="${path}"]`);
  }

  it("keeps what was typed wrongly, with the reader's sentence beside it", async () => {
    const element = await bench();
    const field = await type(element, "model.heads", "3");
    assert.equal(textOf(inside(field, "#error")), "Heads is 3; allowed with model.width 8: a divisor of it.");
    assert.equal(fieldIn(field, "#box").value, "3");
    await type(element, "model.heads", "4");
    assert.isTrue(inside(field, "#error").hidden);
    // What follows from the context follows.
    await type(element, "model.context", "16");
    assert.match(textOf(inside(element, "lab-sentence", "p")), /context 16 .* N = 512 tokens/);
    element.remove();
  });

  it("changes mixes, and their tokens with them", async () => {
    const element = await bench();
    await type(element, "recipes", "1024");
    const list = inside(element, "lab-transformer-form", "lab-mix-list");
    const share = fieldIn(list, '[data-path="recipes[1].samples"]', "#box");
    assert.equal(share.value, "20");
    share.value = "150";
    share.dispatchEvent(new Event("change"));
    await frames(3);
    const wrong = (): string => textOf(inside(list, '[data-path="recipes[1].samples"]', "#error"));
    assert.match(wrong(), /^Synthetic, % is 150; allowed: numbers above 0 up to 100;/);
    share.value = "99.9999";
    share.dispatchEvent(new Event("change"));
    await frames(3);
    assert.match(wrong(), /^samples is \d+; allowed: a whole number from 1 to 16,777,216\.$/);
    share.value = "100";
    share.dispatchEvent(new Event("change"));
    await frames(3);
    const sentence = (): string => textOf(inside(element, "lab-sentence", "p"));
    assert.match(sentence(), /n = 1,024 tokens of the model before it; or n = 1,024 tokens of the model/);
    inside(list, "button[aria-label='Remove mix 2']").click();
    await frames(3);
    assert.notInclude(sentence(), "; or ");
    inside(list, "#add-mix").click();
    await frames(3);
    assert.match(sentence(), /; or those N and n = 1,024 tokens of the model before it\.$/);
    // What was refused of a mix goes with it.
    inside(list, "#add-mix").click();
    await frames(3);
    const last = fieldIn(list, '[data-path="recipes[2].samples"]', "#box");
    last.value = "99.9999";
    last.dispatchEvent(new Event("change"));
    await frames(3);
    inside(list, "button[aria-label='Remove mix 1']").click();
    await frames(3);
    assert.notInclude(list.shadowRoot?.textContent ?? "", "16,777,216");
    element.remove();
  });

  it("holds the form still while a run is under way", async () => {
    const element = await bench(long);
    inside(element, "lab-transformer-bar", ".primary").click();
    await until(() => textOf(inside(element, "lab-transformer-bar", ".primary")) === "Pause");
    await frames(3);
    assert.isTrue(inside(element, "lab-transformer-form", ".controls").inert);
    assert.isFalse(inside(element, "lab-transformer-form", ".busy").hidden);
    const stop = inside(element, "lab-transformer-bar", "button:nth-of-type(2)");
    await until(() => stop.getAttribute("aria-disabled") === "false");
    stop.click();
    await until(() => /^Stopped/.test(textOf(inside(element, "lab-transformer-bar", ".line"))));
    assert.isFalse(inside(element, "lab-transformer-form", ".controls").inert);
    element.remove();
  });
});
