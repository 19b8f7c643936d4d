import { assert } from "chai";
import * as library from "../../src/index.js";
import type { ChainsExperiment, ChainsLaws, RunEnd, RunListener } from "../../src/index.js";
import type { ContextTable, Lab } from "../../src/ui/state/lab.js";
import { Session } from "../../src/ui/state/session.js";
import { isSmall, work } from "../../src/ui/state/work.js";
import { exactLaws, runOf } from "./views.js";

interface Started {
  readonly experiment: ChainsExperiment;
  readonly corpus: ContextTable | null;
  readonly listener: RunListener;
  readonly did: string[];
  finish(end: RunEnd): void;
}

/** The lab with its workers replaced by what the test says. */
class Puppet {
  readonly runs: Started[] = [];
  readonly laws: {
    experiment: ChainsExperiment;
    tell: (laws: ChainsLaws) => void;
    fail: (why: string) => void;
  }[] = [];
  readonly measures: { fail: () => void }[] = [];
  readonly session: Session;
  readonly lab: Lab;

  constructor() {
    this.lab = {
      ...library,
      startRun: (experiment, corpus, listener) => {
        const did: string[] = [];
        let finish: (end: RunEnd) => void = () => undefined;
        const end = new Promise<RunEnd>((resolve) => (finish = resolve));
        this.runs.push({ experiment, corpus, listener, did, finish });
        return {
          experiment,
          end,
          pause: () => did.push("pause"),
          resume: () => did.push("resume"),
          stop: () => did.push("stop"),
        };
      },
      lawsOf: (experiment, _corpus, tell, fail) => this.laws.push({ experiment, tell, fail }),
      chainPath: () => new Promise(() => undefined),
      population: () => new Promise(() => undefined),
      findEngines: () => new Promise(() => undefined),
      furtherOf: () =>
        new Promise((_, reject) => {
          this.measures.push({ fail: () => reject(new Error("no memory")) });
        }),
    };
    this.session = new Session(this.lab, () => undefined);
  }

  run(i = -1): Started {
    const run = this.runs.at(i);
    if (!run) throw new Error("No run was started.");
    return run;
  }

  tellLaws(): void {
    const asked = this.laws.at(-1);
    asked?.tell(exactLaws(asked.experiment, this.session.page.view.corpus?.table ?? null));
  }

  update(state: "running" | "paused", chainsDone: number): void {
    const { experiment, listener } = this.run();
    const { result, ...run } = runOf(exactLaws(experiment), 0, { chainsDone });
    listener.update({
      ...run,
      state,
      engine: { name: "cpu", adapter: "CPU", fallbackAdapter: false },
      partial: result,
    });
  }
}

const { openingExperiment } = library;
const changed = { ...openingExperiment, chains: 300 };
const large = { ...openingExperiment, chains: 4e9 };
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("the page's state", () => {
  let puppet: Puppet;
  beforeEach(() => {
    puppet = new Puppet();
  });

  it("is painted as what its link names before that is opened", () => {
    const { lab, session } = new Puppet();
    const linked = library.presets.find(({ id }) => id === "figure-3");
    if (!linked) throw new Error("There is a preset.");
    const link = library.toLink(linked.experiment) ?? "";
    assert.deepEqual(new Session(lab, () => undefined, link).page.view.experiment, linked.experiment);
    for (const none of ["", "#sweep", "#v1=%7B"])
      assert.equal(new Session(lab, () => undefined, none).page.view.sentence, session.page.view.sentence);
  });

  it("asks for the law first, then plays by itself", () => {
    puppet.session.open("");
    assert.lengthOf(puppet.laws, 1);
    assert.isEmpty(puppet.runs);
    assert.equal(puppet.session.page.view.run?.state, "starting");
    puppet.tellLaws();
    assert.equal(puppet.run().experiment, openingExperiment);
  });

  it("does not wait for a law that takes long or fails", async () => {
    puppet.session.open("");
    puppet.laws[0]?.fail("too costly");
    assert.lengthOf(puppet.runs, 1);
    assert.equal(puppet.session.page.lawTrouble, "too costly");
    assert.equal(puppet.session.page.view.law, "none");
    const other = new Puppet();
    other.session.open("");
    await new Promise((resolve) => setTimeout(resolve, 800));
    assert.lengthOf(other.runs, 1);
  });

  it("lets the law follow a slider, and restarts the run when it is let go", () => {
    puppet.session.open("");
    puppet.tellLaws();
    puppet.session.draft(changed);
    assert.deepEqual(puppet.run().did, ["stop"]);
    assert.lengthOf(puppet.runs, 1);
    assert.equal(puppet.laws.at(-1)?.experiment, changed);
    assert.isNotNull(puppet.session.page.view.laws, "the old law stands until the new one is there");
    assert.isNull(puppet.session.page.view.run);
    puppet.session.settle(changed);
    puppet.tellLaws();
    assert.equal(puppet.run().experiment, changed);
  });

  it("hears nothing of an older run or law", () => {
    puppet.session.open("");
    puppet.tellLaws();
    const [older] = puppet.laws;
    const old = puppet.run();
    puppet.session.settle(changed);
    puppet.tellLaws();
    const { laws } = puppet.session.page.view;
    older?.tell(exactLaws());
    assert.equal(puppet.session.page.view.laws, laws);
    old.listener.notice({ kind: "gpu-lost", text: "old" });
    old.finish({ ok: false, status: "failed", message: "old" });
    assert.isEmpty(puppet.session.page.messages);
  });

  it("lets a large run wait to be asked for", () => {
    puppet.session.settle(large);
    puppet.tellLaws();
    assert.isEmpty(puppet.runs);
    assert.isTrue(puppet.session.page.waits);
    puppet.session.toggle();
    assert.equal(puppet.run().experiment, large);
    assert.isFalse(puppet.session.page.waits);
  });

  it("pauses and resumes, steps and stops", () => {
    puppet.session.open("");
    puppet.tellLaws();
    puppet.update("running", 10);
    puppet.session.toggle();
    puppet.update("paused", 10);
    puppet.session.toggle();
    puppet.update("running", 20);
    puppet.session.step();
    puppet.session.stop();
    assert.deepEqual(puppet.run().did, ["pause", "resume", "pause", "stop"]);
    assert.equal(puppet.session.page.playhead, 1);
  });

  it("holds back a run that has not begun", () => {
    puppet.session.open("");
    puppet.session.toggle();
    puppet.tellLaws();
    assert.isEmpty(puppet.runs);
    assert.isTrue(puppet.session.page.waits);
  });

  it("ends with the result, or with the reason why there is none", async () => {
    puppet.session.open("");
    puppet.tellLaws();
    puppet.update("running", 10);
    const { result } = runOf(exactLaws(openingExperiment), 0);
    if (!result) throw new Error("There is a result.");
    puppet.run().finish({ ok: true, result });
    await settled();
    assert.equal(puppet.session.page.view.run?.state, "finished");
    assert.equal(puppet.session.page.view.run?.result, result);
    puppet.session.toggle();
    puppet.run().finish({ ok: false, status: "no-engine", message: "There is no WebGPU adapter here." });
    await settled();
    assert.equal(puppet.session.page.view.run?.state, "failed");
    assert.equal(puppet.session.page.messages.at(-1)?.text, "There is no WebGPU adapter here.");
  });

  it("opens links, and says why it does not", () => {
    puppet.session.open(library.toLink(changed) ?? "");
    puppet.tellLaws();
    assert.deepEqual(puppet.run().experiment, changed);
    const other = new Puppet();
    other.session.open("#v1=%7B%22chains%22%3A0%7D");
    other.tellLaws();
    assert.equal(other.run().experiment, openingExperiment);
    assert.match(other.session.page.messages[0]?.text ?? "", /^This link was not opened\. .*allowed/);
  });

  it("keeps an experiment whose text is not here until the text is", () => {
    const sha256 = "ab".repeat(32);
    const link = `#v1=${encodeURIComponent(
      JSON.stringify({
        truth: {
          form: "text",
          corpus: { form: "file", name: "play.txt", sha256 },
          tokenizer: "characters",
          contextLength: 0,
        },
        recipe: { form: "fully-synthetic", samples: 5 },
      }),
    )}`;
    puppet.session.open(link);
    puppet.tellLaws();
    assert.equal(puppet.session.page.view.experiment, openingExperiment);
    assert.match(puppet.session.page.messages[0]?.text ?? "", /not here: play\.txt \(SHA-256 abababab…\)/);
    const { missing } = puppet.session.page;
    assert.equal(missing?.text.sha256, sha256);
    const table = {
      tokens: ["a", "b"],
      contextLength: 0,
      contexts: new Uint32Array(),
      starts: Uint32Array.of(0, 2),
      ids: Uint32Array.of(0, 1),
      counts: Uint32Array.of(2, 1),
    };
    assert.equal(missing?.found({ sha256, tokenizer: "characters", table }), "");
    assert.equal(puppet.session.page.view.experiment.truth.form, "text");
    assert.equal(puppet.session.page.view.corpus?.table, table);
    assert.isNull(puppet.session.page.missing);
    puppet.tellLaws();
    assert.equal(puppet.run().corpus, table);
  });

  it("asks once for measures that no run carries, and hears of the present experiment alone", async () => {
    puppet.session.open("");
    puppet.tellLaws();
    puppet.session.measure([1, 2]);
    puppet.session.measure([1, 2]);
    assert.lengthOf(puppet.measures, 1);
    assert.equal(puppet.session.page.view.further.state, "asked");
    puppet.session.settle(changed);
    puppet.measures[0]?.fail();
    await settled();
    assert.equal(puppet.session.page.view.further.state, "none");
    puppet.session.measure([1, 2]);
    puppet.measures[1]?.fail();
    await settled();
    assert.deepEqual(puppet.session.page.view.further, { state: "failed", message: "no memory" });
  });

  it("says once what is true of the browser, and not again when put away", () => {
    puppet.session.open("");
    puppet.tellLaws();
    const notice = { kind: "no-webgpu", text: "No WebGPU." } as const;
    puppet.run().listener.notice(notice);
    puppet.run().listener.notice(notice);
    assert.lengthOf(puppet.session.page.messages, 1);
    puppet.session.settle(changed);
    puppet.tellLaws();
    assert.lengthOf(puppet.session.page.messages, 1);
    puppet.session.dismiss(puppet.session.page.messages[0]?.id ?? 0);
    puppet.run().listener.notice(notice);
    assert.isEmpty(puppet.session.page.messages);
  });
});

describe("what starts by itself", () => {
  it("is small", () => {
    assert.isTrue(isSmall(openingExperiment, null));
    assert.isTrue(
      isSmall({ ...openingExperiment, truth: { form: "uniform", tokens: 81 }, chains: 10_000 }, null),
    );
    assert.isFalse(
      isSmall({ ...openingExperiment, recipe: { form: "fully-synthetic", samples: 2 ** 20 } }, null),
    );
    assert.isFalse(isSmall({ ...openingExperiment, contexts: 2 ** 20 }, null));
    const partial = { form: "partially-synthetic", samples: 100, realSamples: 100 } as const;
    assert.isTrue(isSmall({ ...openingExperiment, recipe: partial, generations: 1000, chains: 100 }, null));
    assert.isFalse(isSmall({ ...openingExperiment, recipe: partial, generations: 1e6 }, null));
    assert.isAbove(work({ ...openingExperiment, chains: 2 ** 32 - 1 }, null), 1e11);
  });
});
