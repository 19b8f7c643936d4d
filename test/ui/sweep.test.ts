import { assert } from "chai";
import * as library from "../../src/index.js";
import {
  chainsTheory,
  readExperiment,
  type ChainsExperiment,
  type CollapseTimeLaw,
} from "../../src/index.js";
import { LabSweep, type ForChains } from "../../src/ui/sweep/bench.js";
import { fileOf, heldOf, type Design } from "../../src/ui/sweep/design.js";
import type { Axis } from "../../src/ui/sweep/fields.js";
import { roomAt } from "../../src/ui/rooms.js";
import { fromSweepLink, toSweepLink } from "../../src/ui/sweep/link.js";
import { Texts } from "../../src/ui/state/texts.js";
import { SweepSession, type SweepLab } from "../../src/ui/sweep/session.js";
import { rowsOf } from "../../src/ui/sweep/rows.js";
import { curveSpec, sweepCurve } from "../../src/ui/sweep/curve-plot.js";
import { LOG } from "../../src/ui/sweep/scale.js";
import { pointsTable } from "../../src/ui/sweep/table.js";
import { agreement, answerOf, progressLine, readRow, standingOf } from "../../src/ui/sweep/words.js";
import { fieldIn, frames, inside, textOf, until } from "./views.js";

function experimentOf(fields: object): ChainsExperiment {
  const read = readExperiment({ version: 1, kind: "chains", engine: "cpu", ...fields });
  if (!read.ok) throw new Error(read.message);
  return read.experiment;
}

const base = experimentOf({
  truth: { form: "uniform", tokens: 5 },
  recipe: { form: "fully-synthetic", samples: 20 },
  chains: 400,
});
const partial = experimentOf({
  truth: { form: "uniform", tokens: 5 },
  recipe: { form: "partially-synthetic", samples: 10, realSamples: 10 },
  chains: 200,
  generations: 12,
});

const N: Axis = { path: "recipe.samples", spacing: "log", from: 4, to: 16, points: 3, values: [] };
const TOKENS: Axis = { path: "truth.tokens", spacing: "list", from: 2, to: 6, points: 0, values: [2, 6] };
const design: Design = {
  axes: [N],
  precision: 0.1,
  budgetSeconds: 30,
  chains: null,
  method: "simulate",
  commonRandomNumbers: false,
};

function sessionOf(of = base, lab: Partial<SweepLab> = {}): SweepSession {
  return new SweepSession({ ...library, ...lab }, new Texts(library), of, null, () => undefined);
}

describe("a sweep's state", () => {
  it("keeps the sweep it has where the reader refuses another, and says the reader's sentence", () => {
    const session = sessionOf();
    assert.equal(session.take(design), "");
    const { sweep } = session.page;
    const wrong = session.take({ ...design, axes: [{ ...N, spacing: "linear", from: -3 }] });
    assert.equal(
      wrong,
      "Where recipe.samples = -3: recipe.samples is -3; allowed: a whole number from 1 to 1,048,576.",
    );
    assert.match(session.take({ ...design, precision: 2 }), /^precision is 2; allowed/);
    assert.strictEqual(session.page.sweep, sweep);
    assert.deepEqual(session.page.design, design);
  });

  it("has the law of every point, coarse to fine", async () => {
    const asked: number[] = [];
    const session = sessionOf(base, {
      collapseLawOf: (experiment, corpus) => {
        asked.push("samples" in experiment.recipe ? experiment.recipe.samples : 0);
        return library.collapseLawOf(experiment, corpus);
      },
    });
    asked.length = 0;
    session.take({ ...design, axes: [{ ...N, points: 5 }] });
    await until(() => session.page.laws.filter((law) => law !== undefined).length === 5);
    assert.deepEqual(asked.slice(-5), [4, 16, 8, 6, 11]);
    rowsOf(session.page).forEach(({ law }, j) => {
      const point = session.page.sweep?.points[j];
      if (!point) throw new Error("There are five points.");
      const exact = chainsTheory(point, null).collapseTime.theory;
      assert.deepEqual(law, {
        exact: exact?.mean ?? null,
        limit: exact?.diffusion ?? null,
        lower: exact?.lowerBound ?? null,
        upper: exact?.upperBound ?? null,
      });
    });
  });

  it("lets a newer sweep take the place of an older one, laws and run", async () => {
    const late: ((law: CollapseTimeLaw) => void)[] = [];
    const session = sessionOf(base, {
      collapseLawOf: () => new Promise((resolve) => late.push(resolve)),
    });
    session.take({ ...design, precision: 1e-6, budgetSeconds: 60 });
    session.toggle();
    await until(() => session.page.run?.state === "running");
    session.take({ ...design, axes: [{ ...N, to: 8 }] });
    assert.isNull(session.page.run);
    const law = {
      mean: 1,
      standardDeviation: 1,
      diffusion: 1,
      lowerBound: 1,
      upperBound: 1,
      distribution: null,
    };
    const [newest, ...older] = [...late].reverse();
    const told = (): number => session.page.laws.filter((one) => one !== undefined).length;
    for (const tell of older) tell(law);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(told(), 0);
    newest?.(law);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(told(), 1);
    assert.isNull(session.page.run);
  });

  it("runs to its precision and agrees with the law at every point", async () => {
    const session = sessionOf();
    session.take({ ...design, axes: [N, TOKENS] });
    session.toggle();
    await until(() => session.page.run?.result !== null && session.page.run?.state === "finished");
    const { page } = session;
    const rows = rowsOf(page);
    assert.lengthOf(rows, 6);
    assert.deepEqual(rows[1]?.at, [4, 6]);
    for (const row of rows) {
      // 6 standard errors, 6 points: some 1e-7 with so skew a law.
      assert.isBelow(row.errors ?? Infinity, 6);
      assert.isAtMost(row.half ?? 1, 0.11 * (row.mean ?? 0));
      assert.isTrue(row.done);
    }
    const { kind, claim, rest } = agreement(page, rows);
    assert.include(["agrees", "unsure"], kind);
    if (kind === "agrees") {
      assert.equal(claim, "all 6 points agree with the exact law");
      assert.match(rest, /^; the largest deviation is \d\.\d standard errors$/);
    }
    const [least, most] = [rows[4], rows[5]].map((row) => ((row?.law?.exact ?? 0) / 16).toFixed(2));
    assert.deepEqual(answerOf(page, rows), { name: "E[T] ≈", value: `${least}\u00a0n to ${most}\u00a0n` });
    assert.equal(progressLine(page), "All 6 points done");
  });

  it("says where simulation and law disagree", async () => {
    const session = sessionOf(base, {
      collapseLawOf: async (experiment, corpus) => {
        const law = await library.collapseLawOf(experiment, corpus);
        return { ...law, mean: 1.6 * (law.mean ?? 0) };
      },
    });
    session.take(design);
    await until(() => session.page.laws.filter((law) => law !== undefined).length === 3);
    session.toggle();
    await until(() => session.page.run?.result !== null && session.page.run?.state === "finished");
    const { kind, claim } = agreement(session.page, rowsOf(session.page));
    assert.equal(kind, "disagrees");
    assert.match(claim, /^Simulation and law disagree at [123] points?$/);
  });

  it("asks for the sum of squares where every chain runs a number of generations", async () => {
    const session = sessionOf(partial);
    session.take({ ...design, chains: 200, precision: 1e-6 });
    assert.equal(session.page.asked, "state");
    await until(() => session.page.laws.filter((law) => law !== undefined).length === 3);
    session.toggle();
    // Its points come in before the end.
    await until(() => rowsOf(session.page).every(({ mean }) => mean !== null));
    await until(() => session.page.run?.result !== null && session.page.run?.state === "finished");
    rowsOf(session.page).forEach(({ law, mean, errors, chains }, j) => {
      const result = session.page.run?.result?.points[j];
      assert.equal(mean, result?.series.sumOfSquares.mean?.at(-1) ?? null);
      assert.closeTo(law?.exact ?? NaN, result?.series.sumOfSquares.theory?.at(-1) ?? 0, 1e-12);
      assert.equal(chains, 200);
      assert.isBelow(errors ?? Infinity, 6);
    });
  });

  it("shows the law alone where the method is exact", async () => {
    const session = sessionOf();
    session.take({ ...design, method: "exact", axes: [{ ...N, to: 100_000 }] });
    session.toggle();
    await until(() => session.page.run?.result !== null && session.page.run?.state === "finished");
    const rows = rowsOf(session.page);
    assert.isTrue(rows.every(({ mean, law }) => mean === null && (law?.exact ?? 0) > 4));
    assert.equal(progressLine(session.page), "All 3 points done");
    assert.equal(agreement(session.page, rows).kind, "none");
  });

  it("follows the experiment of the bench Chains: axes that it does not have go", () => {
    const session = sessionOf(partial);
    const real: Axis = { ...N, path: "recipe.realSamples" };
    assert.equal(session.take({ ...design, axes: [real, N], chains: 50 }), "");
    session.rebase(base, null);
    assert.deepEqual(
      session.page.sweep?.fields.map(({ path }) => path),
      ["recipe.samples"],
    );
    assert.equal(session.page.asked, "time");
  });
});

describe("a point whose chains are still alive at the cap", () => {
  const capped = experimentOf({
    truth: { form: "uniform", tokens: 5 },
    recipe: { form: "fully-synthetic", samples: 20 },
    decoding: { temperature: 1.5 },
    chains: 400,
    generations: 30,
    stop: "collapse",
  });

  it("has a lower bound and no estimate, before the end as after it", () => {
    const session = sessionOf(capped);
    session.take(design);
    const { sweep } = session.page;
    if (sweep === null) throw new Error("It is a sweep.");
    const engine = { name: "cpu", adapter: "CPU", fallbackAdapter: false } as const;
    const page = {
      ...session.page,
      run: {
        state: "running" as const,
        engine,
        seconds: 3,
        secondsLeft: null,
        pointsDone: 1,
        lawsDone: 0,
        result: null,
        estimates: [
          { chains: 128, alive: 0, mean: 8.25, standardError: 0.3 },
          { chains: 32, alive: 3, mean: 17.5, standardError: 1.2 },
          { chains: 32, alive: 32, mean: 30, standardError: 0 },
        ],
      },
    };
    const rows = rowsOf(page);
    assert.deepEqual(
      rows.map(({ mean, half, above, alive }) => [mean, half === null, above, alive]),
      [
        [8.25, false, null, 0],
        [null, true, 17.5, 3],
        [null, true, 30, 32],
      ],
    );
    // 0.3 * 1.96 is within 10 % of 8.25; a bound is done where chains alike say so.
    assert.deepEqual(
      rows.map(({ done }) => done),
      [true, false, true],
    );
    const [, some, all] = rows;
    if (!some || !all) throw new Error("There are three points.");
    assert.equal(
      readRow(page, some),
      "n = 8: 3 of 32 chains (9.4 %) were still alive at the cap, so E[T] is above 17.5",
    );
    assert.match(
      readRow(page, all),
      /32 of 32 chains \(100 %\) were still alive at the cap, so E\[T\] is above 30$/,
    );
    assert.deepEqual(answerOf(page, rows), { name: "E[T]", value: "from 8.25 to above 30" });
    assert.deepEqual(answerOf(page, [some, all]), { name: "E[T]", value: "above 17.5" });
    assert.match(
      standingOf(page, rows),
      /At 2 points chains were still alive at the cap: there E\[T\] is only known/,
    );
    assert.deepEqual(
      pointsTable(page, rows).rows.map((cells) => cells[1]),
      [8.25, "above 17.5", "above 30"],
    );
    const curve = sweepCurve("time", rows, 0, LOG, "samples n");
    assert.isAtLeast(curve.yRange[1], 30);
    const dots = curveSpec(curve).lines.find(({ style }) => style === "dots");
    assert.deepEqual(
      dots?.y.map((value) => value === null),
      [false, true, true],
    );
  });
});

describe("a point that is read while the sweep runs", () => {
  it("shows its law before, and its chains so far and its law during the run, one question at a time", async () => {
    let open = 0;
    let most = 0;
    let asked = 0;
    const session = sessionOf(base, {
      startSweep: (...given) => {
        const handle = library.startSweep(...given);
        return {
          ...handle,
          point: async (index) => {
            asked++;
            most = Math.max(most, ++open);
            const result = await handle.point(index);
            open--;
            return result;
          },
        };
      },
    });
    session.take({ ...design, precision: 0.003 });
    session.look(2);
    await until(() => session.page.looked?.laws !== null);
    const { looked, sweep } = session.page;
    assert.deepEqual(looked?.laws?.result.experiment, sweep?.points[2]);
    assert.isNotNull(looked?.laws?.collapseTime);
    assert.isNull(looked?.result);
    session.toggle();
    await until(() => (session.page.looked?.result ?? null) !== null);
    const first = session.page.looked?.result;
    assert.equal(session.page.run?.state, "running");
    assert.equal(first?.experiment.seed, "1/2");
    await until(
      () => (session.page.looked?.result?.experiment.chains ?? 0) > (first?.experiment.chains ?? Infinity),
    );
    session.look(0);
    await until(() => session.page.looked?.result?.experiment.seed === "1/0");
    session.stop();
    await until(() => session.page.run?.state === "stopped");
    assert.equal(most, 1);
    assert.isBelow(asked, 60, "not more often than the run tells of itself");
  });
});

describe("an interrupted sweep", () => {
  const file = fileOf(heldOf(base), design);
  const kept: library.KeptRun = {
    id: "a",
    kind: "sweep",
    name: "",
    experiment: file,
    startedAt: 1,
    savedAt: 2,
    progress: { done: 2, of: 3 },
    finished: false,
    bytes: 10,
  };
  const others = [
    { ...kept, id: "b", finished: true },
    { ...kept, id: "c", kind: "chains" as const },
    { ...kept, id: "d", savedAt: 1 },
  ];

  it("is offered: the last one that is not finished", async () => {
    const session = sessionOf(partial, { keptRuns: () => Promise.resolve([...others, kept]) });
    await until(() => session.page.offer !== null);
    assert.deepEqual(session.page.offer, { id: "a", words: "E[T] for n from 4 to 16", done: 2, of: 3 });
    const none = sessionOf(partial, {
      keptRuns: () => Promise.resolve([...others, { ...kept, id: "e" }]),
      keptRun: () => Promise.resolve({ ...kept, id: "e", corpus: null, result: null, weights: [] }),
      runsUnderWay: () => Promise.resolve(new Set(["e"])),
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.isNull(none.page.offer);
    await none.openKept("e");
    assert.isNull(none.page.offer);
    assert.match(none.page.messages[0]?.text ?? "", /^This sweep is under way in another tab/);
  });

  it("is continued from what is kept of it, or discarded", async () => {
    const resumed: unknown[] = [];
    const gone: string[] = [];
    const lab: Partial<SweepLab> = {
      keptRuns: () => Promise.resolve([kept]),
      keptRun: () => Promise.resolve({ ...kept, corpus: null, result: null, weights: [] }),
      removeKept: (id) => {
        gone.push(id);
        return Promise.resolve(null);
      },
      startSweep: (sweep, corpus, listener, keep) => {
        resumed.push([sweep.file, keep]);
        return library.startSweep(sweep, corpus, listener);
      },
    };
    const session = sessionOf(partial, lab);
    await until(() => session.page.offer !== null);
    void session.continue();
    assert.isNull(session.page.offer);
    await until(() => session.page.run !== null);
    assert.deepEqual(session.page.base.recipe, base.recipe);
    await until(() => session.page.run?.state === "finished");
    const read = library.readSweep(file);
    assert.deepEqual(resumed, [[read.ok && read.sweep.file, { corpus: null, resume: true }]]);
    session.toggle();
    session.stop();
    assert.deepEqual((resumed[1] as unknown[])[1], { corpus: null, resume: false });

    const other = sessionOf(partial, lab);
    await until(() => other.page.offer !== null);
    await other.discard();
    assert.isNull(other.page.offer);
    assert.deepEqual(gone, ["a"]);
    assert.isNull(other.page.run);
  });
});

describe("a sweep over a text from a file", () => {
  const text = new Blob(["the cat sat on the mat and the rat sat on the cat\n".repeat(4)]);
  const how = { tokenizer: "words", contextLength: 0 } as const;
  const reading = { onProgress: () => undefined, signal: new AbortController().signal };

  /** A sweep of the text, as its file. */
  async function textSweep(texts: Texts): Promise<Record<string, unknown>> {
    const read = await texts.read({ form: "file", name: "cat.txt", blob: text }, how, reading);
    if (typeof read === "string") throw new Error(read);
    const corpus = { form: "file", name: "cat.txt", sha256: read.sha256 };
    const { seed, recipe, decoding, engine } = base;
    const truth = { form: "text", corpus, ...how };
    const sweep = { "recipe.samples": [4, 6] };
    return { version: 1, kind: "chains", seed, truth, recipe, decoding, engine, sweep, precision: 0.2 };
  }

  it("is kept with it: a later visit opens it and runs it anew without asking for the file", async () => {
    const texts = new Texts(library);
    const first = new SweepSession(library, texts, base, null, () => undefined);
    assert.equal(await first.open(await textSweep(texts)), "");
    first.toggle();
    await until(() => first.page.run?.state === "finished" && first.page.run.result !== null);
    const id = library.keptId(first.page.sweep?.file);

    const later = sessionOf();
    await later.openKept(id);
    assert.deepEqual(later.page.messages, []);
    assert.equal(later.page.run?.state, "finished");
    assert.match(standingOf(later.page, rowsOf(later.page)), /^\d[\d,]* chains on CPU, /);
    later.toggle();
    await until(() => later.page.run?.state === "finished" && later.page.run.result !== null);
    assert.deepEqual(later.page.messages, []);
    const digests = ({ page }: SweepSession): unknown => page.run?.result?.points.map(({ digest }) => digest);
    assert.deepEqual(digests(later), digests(first));
    assert.equal(await (await library.keptRun(id))?.corpus?.text(), await text.text());
    await library.removeKept(id);
  });

  it("goes on with the text that is kept beside it", async () => {
    const file = await textSweep(new Texts(library));
    const kept = { id: "a", kind: "sweep", name: "", experiment: file, startedAt: 1, savedAt: 2 } as const;
    const run = { ...kept, progress: { done: 1, of: 2 }, finished: false, bytes: 10 };
    const given: unknown[] = [];
    const session = sessionOf(base, {
      keptRuns: () => Promise.resolve([run]),
      keptRun: () => Promise.resolve({ ...run, corpus: text, result: null, weights: [] }),
      startSweep: (sweep, table, listener, keep) => {
        given.push(keep?.resume, keep?.corpus?.size, table?.tokens.length);
        return library.startSweep(sweep, table, listener);
      },
    });
    await until(() => session.page.offer !== null);
    assert.equal(session.page.offer?.words, "over the text cat.txt");
    await session.continue();
    assert.deepEqual(given, [true, text.size, 7]);
    session.stop();
  });

  it("opens as soon as the bench Chains has the text that it waits for", async () => {
    const texts = new Texts(library);
    const session = new SweepSession(library, texts, base, null, () => undefined);
    const file = await textSweep(new Texts(library));
    assert.match(
      (await session.open(file)) ?? "",
      /open that text under Truth in Chains, and the sweep opens\.$/,
    );
    const read = await texts.read(
      { form: "file", name: "a.txt", blob: text },
      { ...how, contextLength: 1 },
      reading,
    );
    if (typeof read === "string") throw new Error(read);
    session.rebase({ ...base }, read);
    await until(() => session.page.base.truth.form === "text");
    assert.deepEqual(session.page.held["truth"], file["truth"]);
    assert.equal(session.page.corpus?.table.contextLength, 0);
  });

  it("is opened again, read in another way, without asking for it", async () => {
    const texts = new Texts(library);
    const file = await textSweep(texts);
    const session = new SweepSession(library, texts, base, null, () => undefined);
    const truth = { ...(file["truth"] as object), tokenizer: "characters" };
    assert.equal(await session.open({ ...file, truth }), "");
    assert.equal(session.page.corpus?.tokenizer, "characters");
    assert.equal(await session.open(file), "");
    assert.equal(session.page.corpus?.tokenizer, "words");
    assert.match(
      (await sessionOf().open(file)) ?? "",
      /^It is of a text that is not here, cat\.txt \(SHA-256 [0-9a-f]{8}…\): open that text/,
    );
  });
});

describe("a sweep's file and link", () => {
  it("bring the same sweep back", async () => {
    const file = fileOf(heldOf(base), {
      ...design,
      axes: [N, TOKENS],
      chains: 300,
      commonRandomNumbers: true,
    });
    const link = toSweepLink(file);
    if (link === null) throw new Error("It is short.");
    assert.equal(roomAt(link), "sweep");
    const session = sessionOf(partial);
    await session.link(link);
    assert.deepEqual(session.page.messages, []);
    assert.deepEqual(session.page.base, { ...base, chains: 300 });
    assert.deepEqual(
      fileOf(session.page.held, session.page.design),
      fileOf(heldOf(base), {
        ...design,
        axes: [N, { ...TOKENS, points: 2 }],
        chains: 300,
        commonRandomNumbers: true,
      }),
    );
    // A result carries its sweep.
    const again = sessionOf(partial);
    assert.equal(await again.open({ version: 1, experiment: file, points: [] }), "");
    assert.deepEqual(again.page.sweep?.points, session.page.sweep?.points);
  });

  it("are the file's own: what follows from a swept field, its seed, and nothing that it does not say", async () => {
    const held = {
      version: 1,
      kind: "chains",
      seed: 7,
      truth: { form: "uniform" },
      recipe: { form: "partially-synthetic" },
      stop: "collapse",
    };
    const given = { ...held, sweep: { "recipe.samples": [4, 8], "truth.tokens": [2, 3] } };
    const session = sessionOf();
    assert.equal(await session.open({ ...given, chains: library.SWEEP_CHAINS }), "");
    assert.equal(session.page.base.seed, 7);
    assert.equal(session.page.design.chains, null);
    session.take({ ...session.page.design, precision: 0.5 });
    const { page } = session;
    assert.deepEqual(
      page.sweep?.points.map(({ recipe }) => "realSamples" in recipe && recipe.realSamples),
      [4, 4, 8, 8],
    );
    assert.equal(page.asked, "time");
    const again = sessionOf();
    await again.link(toSweepLink(fileOf(page.held, page.design)) ?? "");
    assert.deepEqual(again.page.sweep?.points, page.sweep?.points);
  });

  it("are refused in a sentence, and leave the sweep as it was", async () => {
    const session = sessionOf();
    const { sweep } = session.page;
    const file = fileOf(heldOf(base), design);
    const refused = async (value: unknown): Promise<string> => (await session.open(value)) ?? "";
    assert.match(
      await refused({ ...file, sweep: { seed: [1, 2] } }),
      /goes over seed, which this page does not\./,
    );
    assert.match(
      await refused({ ...file, sweep: { "recipe.samples": [5, "6"] } }),
      /^Where recipe\.samples = "6"/,
    );
    assert.match(
      await refused({ ...file, sweep: { "recipe.samples": [5], "truth.tokens": [2], contexts: [1] } }),
      /over 3 fields/,
    );
    assert.match(
      await refused({ ...file, sweep: { "recipe.samples": { log: [0, 5, 2] } } }),
      /^sweep\."recipe\.samples"\.log /,
    );
    assert.match(await refused(base), /has no field “sweep”/);
    assert.match(await refused(null), /has no field “sweep”/);
    for (const hash of ["#sweep=", "#sweep=%", "#sweep=1", `#sweep=${"x".repeat(9000)}`])
      assert.isString(fromSweepLink(hash), hash);
    await session.link("#sweep=%7B");
    assert.match(session.page.messages[0]?.text ?? "", /^This link was not opened\. .*cut off/);
    assert.strictEqual(session.page.sweep, sweep);
    assert.isNull(fromSweepLink("#sweep"));
    assert.isNull(roomAt("#sweeping"));
  });
});

describe("the bench Sweep", () => {
  async function bench(hash: string, width = 1200): Promise<LabSweep> {
    const element = new LabSweep();
    element.experiment = base;
    element.hash = hash;
    element.style.setProperty("display", "block");
    element.style.setProperty("width", `${width}px`);
    document.body.append(element);
    await element.updateComplete;
    await frames(4);
    return element;
  }

  const two = toSweepLink(fileOf(heldOf(base), { ...design, axes: [N, TOKENS] })) ?? "";

  it("keeps what was typed wrongly, with the reader's sentence beside it", async () => {
    const element = await bench(toSweepLink(fileOf(heldOf(base), design)) ?? "");
    const box = fieldIn(element, "lab-sweep-form", '[data-path="axis-0-from"]', "#box");
    box.value = "0";
    box.dispatchEvent(new Event("change"));
    await frames(3);
    const field = inside(element, "lab-sweep-form", '[data-path="axis-0-from"]');
    assert.match(textOf(inside(field, "#error")), /^sweep\."recipe\.samples"\.log /);
    assert.equal(box.value, "0");
    assert.match(textOf(inside(element, "lab-sentence", "p")), /n from 4 to 16/);
    box.value = "2";
    box.dispatchEvent(new Event("change"));
    await frames(3);
    assert.match(textOf(inside(element, "lab-sentence", "p")), /n from 2 to 16/);
    element.remove();
  });

  it("leaves the address of a link that it cannot open", async () => {
    const said: unknown[] = [];
    document.body.addEventListener("linked", (event) => said.push((event as CustomEvent).detail), true);
    const wrong = await bench("#sweep=%7B");
    assert.deepEqual(said, []);
    const right = await bench("#sweep");
    assert.deepEqual(said, [right.link]);
    wrong.remove();
    right.remove();
  });

  it("starts over a field within what the experiment allows", async () => {
    const truth = { form: "geometric", tokens: 20, sumOfSquares: 0.3 };
    const element = await bench(toSweepLink(fileOf({ ...heldOf(base), truth }, design)) ?? "");
    const field = inside(element, "lab-sweep-form", "#axis-0") as HTMLSelectElement;
    field.value = "truth.tokens";
    field.dispatchEvent(new Event("change"));
    await frames(3);
    assert.match(textOf(inside(element, "lab-sentence", "p")), /^E\[T\] for 20 to 1,000 tokens/);
    assert.equal(textOf(inside(element, "lab-sweep-form", "#axis-0-error")), "");
    const budget = fieldIn(element, "lab-sweep-form", '[data-path="budget"]', "#box");
    budget.value = "0";
    budget.dispatchEvent(new Event("change"));
    await frames(3);
    assert.match(textOf(inside(element, "lab-sentence", "p")), /points, in under 1 s\.$/);
    element.remove();
  });

  it("draws a map that keys walk over, and opens a square as the run that it is", async () => {
    const element = await bench(two);
    const key = (name: string): void => {
      const surface = inside(element, "lab-sweep-heat", "lab-figure", "#surface");
      surface.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, composed: true }));
    };
    const canvas = inside(element, "lab-sweep-heat", "canvas") as HTMLCanvasElement;
    const colours = (): Set<string> => {
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const found = new Map<string, number>();
      for (let i = 0; i < pixels.length; i += 4) {
        const colour = `${pixels[i]}/${pixels[i + 1]}/${pixels[i + 2]}/${pixels[i + 3]}`;
        found.set(colour, (found.get(colour) ?? 0) + 1);
      }
      // Colours of whole squares.
      return new Set([...found].filter(([, count]) => count > 2000).map(([colour]) => colour));
    };
    await until(() => colours().size > 1);
    const before = colours().size;
    await until(
      () => inside(element, "lab-sweep-cell", '[role="img"]').ariaLabel?.endsWith(": exact law") === true,
    );
    inside(element, "lab-sweep-bar", ".primary").click();
    await until(() => textOf(inside(element, "lab-sweep-bar", ".line")) === "All 6 points done");
    await frames(4);
    assert.isAtLeast(colours().size, before + 5, "each square has its shade");
    assert.match(textOf(inside(element, "lab-sweep-answer", "#verdict")), /standard errors/);
    key("Home");
    key("ArrowDown");
    await frames(2);
    const heading = (): string => textOf(inside(element, "lab-sweep-cell", "h2"));
    assert.equal(heading(), "n = 4, 2 tokens");
    key("ArrowRight");
    await frames(2);
    key("ArrowUp");
    await frames(3);
    assert.equal(heading(), "n = 8, 6 tokens");
    assert.isNotNull(inside(element, "lab-sweep-cell", "lab-plot"));
    assert.match(textOf(inside(element, "lab-sweep-curve", "lab-figure", "p")), /^At 6 tokens\./);
    const opened = new Promise<ForChains>((resolve) =>
      element.addEventListener("open-run", (event) => resolve((event as CustomEvent<ForChains>).detail)),
    );
    key("Enter");
    const { experiment } = await opened;
    assert.equal(experiment.seed, "1/3");
    assert.deepEqual(experiment.recipe, { form: "fully-synthetic", samples: 8 });
    assert.isAbove(experiment.chains, 99);
    element.remove();
  });

  it("gives the points as a table", async () => {
    const element = await bench(two);
    await until(() =>
      textOf(inside(element, "lab-sweep-answer", "#standing")).startsWith("Nothing is simulated"),
    );
    inside(element, "lab-sweep-heat", "lab-figure", ".tools > button").click();
    await frames(3);
    const table = inside(element, "lab-sweep-heat", "lab-figure", "lab-table", "table");
    assert.lengthOf(table.querySelectorAll("tbody tr"), 6);
    const first = [...(table.querySelector("tbody tr")?.querySelectorAll("td") ?? [])].map(textOf);
    assert.deepEqual(first.slice(0, 5), ["4", "2", "–", "–", "–"]);
    element.remove();
  });
});
