import { assert } from "chai";
import { canonicalJson } from "../../src/index.js";
import { LabAnswer } from "../../src/ui/answer/answer.js";
import { LabSentence } from "../../src/ui/answer/sentence.js";
import { LabRunBar } from "../../src/ui/run/run-bar.js";
import { exactLaws, experiment, inside, partial, runOf, shown, stateRun, textOf, viewOf } from "./views.js";

const laws = exactLaws();

async function answer(properties: Partial<LabAnswer>): Promise<LabAnswer> {
  return shown(Object.assign(new LabAnswer(), properties));
}

describe("the answer", () => {
  it("is the exact mean before a run", async () => {
    const element = await answer({ view: viewOf() });
    assert.match(textOf(inside(element, "#mean")), /^E\[T\] = 1\d\.\d\d exact$/);
    element.remove();
  });

  it("is the simulated mean with its interval and whether it agrees", async () => {
    const element = await answer({ view: viewOf({ run: runOf(laws, 0.4) }) });
    assert.match(textOf(inside(element, "#mean")), /^E\[T\] = \d+\.\d\d ± 0\.59$/);
    assert.match(
      textOf(inside(element, "#verdict")),
      /^✓ agrees with the exact law, [\d.]+: 0\.4 standard errors away$/,
    );
    assert.equal(textOf(inside(element, "#standing")), "1,000 chains in 1.3 s on CPU, 2 workers. Keep");
    assert.include(inside(element, "lab-ruler", "svg").getAttribute("aria-label"), "Theorem 1 allows");
    element.remove();
  });

  it("calls out a disagreement and copies what is needed to report it", async () => {
    const report = canonicalJson({ experiment, digest: "d" });
    const element = await answer({ view: viewOf({ run: runOf(laws, 7.2) }), report: () => report });
    assert.include(textOf(inside(element, "#verdict")), "Simulation and law disagree (7.2 standard errors)");
    let copied = "";
    Object.defineProperty(navigator.clipboard, "writeText", {
      configurable: true,
      value: (text: string) => {
        copied = text;
        return Promise.resolve();
      },
    });
    inside(element, "#verdict button").click();
    await Promise.resolve();
    Reflect.deleteProperty(navigator.clipboard, "writeText");
    assert.equal(copied, report);
    element.remove();
  });

  it("is the state at the last generation where chains do not collapse", async () => {
    const known = exactLaws(partial);
    const before = await answer({ view: viewOf({ experiment: partial, laws: known }) });
    assert.match(textOf(inside(before, "#mean")), /^S50 = 0\.\d+ exact$/);
    before.remove();
    const element = await answer({
      view: viewOf({ experiment: partial, laws: known, run: stateRun(known, 0.5) }),
    });
    assert.match(textOf(inside(element, "h2")), /^Sum of squares at the last generation/);
    assert.match(textOf(inside(element, "#mean")), /^S50 = 0\.\d+ ± 0\.0020$/);
    assert.match(
      textOf(inside(element, "#verdict")),
      /^✓ agrees with the exact law, [\d.]+: 0\.5 standard errors away$/,
    );
    assert.match(
      textOf(inside(element, "#standing")),
      /^4\.0 % of chains collapsed by generation 50; 0\.5 % left it again\. /,
    );
    const beside = textOf(inside(element, "lab-state", "dl"));
    assert.match(beside, /Drift E‖p\(m\) − p\(1\)‖₁ 0\.300 ± 0\.020 at most [\d.]+ /);
    assert.match(beside, /Limit of Sm 0\.\d+$/);
    element.remove();
  });

  it("calls out a state that disagrees", async () => {
    const known = exactLaws(partial);
    const element = await answer({
      view: viewOf({ experiment: partial, laws: known, run: stateRun(known, -6) }),
    });
    assert.include(textOf(inside(element, "#verdict")), "Simulation and law disagree (6.0 standard errors)");
    element.remove();
  });

  it("says why there is no law", async () => {
    const element = await answer({
      view: viewOf({ laws: null, law: "none" }),
      lawTrouble: "n is too large.",
    });
    assert.include(textOf(inside(element, "#verdict")), "could not be computed: n is too large.");
    element.remove();
  });
});

describe("the sentence", () => {
  it("leads to the control of each underlined part", async () => {
    const parts = [{ text: "100 chains", field: "chains" }, { text: " start." }];
    const element = await shown(Object.assign(new LabSentence(), { parts }));
    const picked: string[] = [];
    element.addEventListener("pick-field", (event) => picked.push((event as CustomEvent<string>).detail));
    const part = inside(element, "[role=button]");
    part.click();
    part.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    part.dispatchEvent(new KeyboardEvent("keydown", { key: "x" }));
    assert.deepEqual(picked, ["chains", "chains"]);
    assert.equal(textOf(inside(element, "p")), "100 chains start.");
    element.remove();
  });
});

describe("the run bar", () => {
  it("offers what can be done", async () => {
    const element = await shown(new LabRunBar());
    const label = async (change: object): Promise<string> => {
      Object.assign(element, change);
      await element.updateComplete;
      return textOf(inside(element, "button.primary"));
    };
    const run = runOf(laws, 0);
    assert.equal(await label({ view: viewOf(), waits: true }), "Run");
    assert.equal(
      await label({ view: viewOf({ run: { ...run, state: "running", chainsDone: 500 } }) }),
      "Pause",
    );
    const { width } = inside(element, "button.primary").getBoundingClientRect();
    assert.equal(inside(element, "[role=progressbar]").getAttribute("aria-valuenow"), "50");
    assert.equal(await label({ view: viewOf({ run: { ...run, state: "paused" } }) }), "Resume");
    assert.equal(await label({ view: viewOf({ run }) }), "Run again");
    const last = inside(element, "button.primary").getBoundingClientRect().width;
    assert.equal(last, width, "the buttons beside it stay where they are");
    element.remove();
  });
});
