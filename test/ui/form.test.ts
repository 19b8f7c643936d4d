import { assert } from "chai";
import { openingExperiment, parseExperiment, presets, readExperiment } from "../../src/index.js";
import { truthAs, weightsFrom, seedFrom, withField, withStop } from "../../src/ui/form/edit.js";
import { LabForm, type Edited } from "../../src/ui/form/experiment-form.js";
import { fromSlider, STEPS, toSlider } from "../../src/ui/form/slider.js";
import { fieldIn, inside, shown, textOf } from "./views.js";

interface Tried {
  readonly form: LabForm;
  readonly edits: Edited[];
}

/** A form that takes what it says, as the page does. */
async function open(): Promise<Tried> {
  const form = new LabForm();
  const edits: Edited[] = [];
  Object.assign(form, {
    experiment: openingExperiment,
    initial: openingExperiment,
    presets,
    preset: "simplex",
  });
  form.judge = readExperiment;
  form.judgeText = parseExperiment;
  form.addEventListener("edited", (event) => {
    const { detail } = event as CustomEvent<Edited>;
    edits.push(detail);
    form.experiment = detail.experiment;
  });
  return { form: await shown(form), edits };
}

async function type(form: LabForm, path: string, text: string): Promise<HTMLInputElement> {
  const field = inside(form, `[data-path="${path}"]`);
  const box = field.shadowRoot ? fieldIn(field, "#box") : (field as HTMLInputElement);
  box.value = text;
  box.dispatchEvent(new Event("change"));
  await form.updateComplete;
  await new Promise((resolve) => setTimeout(resolve));
  return box;
}

function errorOf(form: LabForm, path: string): string {
  return textOf(inside(form, `[data-path="${path}"]`, "#error"));
}

describe("the experiment's form", () => {
  let tried: Tried;
  beforeEach(async () => {
    tried = await open();
  });
  afterEach(() => tried.form.remove());

  it("says what was typed as an experiment", async () => {
    await type(tried.form, "recipe.samples", "1,000");
    const last = tried.edits.at(-1);
    assert.equal(last?.experiment.recipe.samples, 1000);
    assert.isFalse(last?.moving);
  });

  for (const text of ["0", "1.5", "many", "", "1e9", "-5"]) {
    it(`keeps “${text}” beside the reason why it is refused`, async () => {
      const box = await type(tried.form, "recipe.samples", text);
      assert.isEmpty(tried.edits);
      assert.equal(box.value, text);
      assert.equal(box.getAttribute("aria-invalid"), "true");
      assert.match(errorOf(tried.form, "recipe.samples"), /^Samples n is .*allowed: .*1,048,576/);
    });
  }

  it("keeps a wrong field while another is changed, and clears it when it is right", async () => {
    const box = await type(tried.form, "recipe.samples", "0");
    await type(tried.form, "chains", "500");
    assert.equal(tried.edits.at(-1)?.experiment.chains, 500);
    assert.equal(box.value, "0");
    assert.notEqual(errorOf(tried.form, "recipe.samples"), "");
    await type(tried.form, "recipe.samples", "50");
    assert.equal(errorOf(tried.form, "recipe.samples"), "");
    assert.equal(tried.edits.at(-1)?.experiment.recipe.samples, 50);
  });

  it("goes back to the start's value", async () => {
    await type(tried.form, "recipe.samples", "77");
    inside(tried.form, '[data-path="recipe.samples"]', ".reset").click();
    assert.equal(tried.edits.at(-1)?.experiment.recipe.samples, openingExperiment.recipe.samples);
  });

  it("says that a slider is still moving", () => {
    const slider = fieldIn(tried.form, '[data-path="truth.tokens"]', "input[type=range]");
    slider.value = String(STEPS / 2);
    slider.dispatchEvent(new Event("input"));
    slider.dispatchEvent(new Event("change"));
    assert.deepEqual(
      tried.edits.map(({ moving }) => moving),
      [true, false],
    );
    assert.deepEqual(tried.edits.at(-1)?.experiment.truth, { form: "uniform", tokens: 140 });
  });

  it("offers every form of truth, each an experiment by itself", async () => {
    const select = fieldIn(tried.form, '[data-path="truth.form"]');
    for (const form of ["zipf", "geometric", "dirichlet", "weights", "uniform"]) {
      select.value = form;
      select.dispatchEvent(new Event("change"));
      await tried.form.updateComplete;
      assert.equal(tried.edits.at(-1)?.experiment.truth.form, form);
    }
  });

  it("takes weights, and keeps those that are none", async () => {
    const select = fieldIn(tried.form, '[data-path="truth.form"]');
    select.value = "weights";
    select.dispatchEvent(new Event("change"));
    await tried.form.updateComplete;
    await type(tried.form, "truth.weights", "3 2\n1");
    assert.deepEqual(tried.edits.at(-1)?.experiment.truth, { form: "weights", weights: [3, 2, 1] });
    const count = tried.edits.length;
    const box = await type(tried.form, "truth.weights", "3, two");
    assert.equal(box.value, "3, two");
    assert.lengthOf(tried.edits, count);
    assert.match(textOf(inside(tried.form, "#truth-weights-error")), /numbers from 0 up/);
  });

  it("starts from a preset", () => {
    const select = fieldIn(tried.form, '[data-path="preset"]');
    select.value = "total-collapse";
    select.dispatchEvent(new Event("change"));
    assert.equal(
      tried.edits.at(-1)?.experiment,
      presets.find(({ id }) => id === "total-collapse")?.experiment,
    );
  });
});

describe("edits of an experiment", () => {
  it("are always readable", () => {
    for (const { experiment } of presets) {
      for (const form of ["uniform", "zipf", "geometric", "dirichlet", "weights"] as const) {
        const truth = truthAs(form, experiment.truth, experiment.seed);
        assert.isTrue(
          readExperiment({ ...experiment, truth }).ok,
          `${form} of ${JSON.stringify(experiment.truth)}`,
        );
      }
      for (const stop of ["generations", "collapse"] as const)
        assert.isTrue(readExperiment(withStop(experiment, stop)).ok);
      assert.isTrue(readExperiment(withField(experiment, "recipe.samples", 7)).ok);
    }
  });

  it("read seeds and weights as typed", () => {
    assert.equal(seedFrom(" 42 "), 42);
    assert.equal(seedFrom("99999999999999999999"), "99999999999999999999");
    assert.equal(seedFrom("a word"), "a word");
    assert.deepEqual(weightsFrom("1, 2;3\n4"), [1, 2, 3, 4]);
    assert.isNull(weightsFrom("1, x"));
    assert.isNull(weightsFrom(" "));
  });
});

describe("a slider", () => {
  it("gives every place a value that stands there, in order", () => {
    for (const slider of [
      { from: 2, to: 10_000, log: true, whole: true },
      { from: 0.01, to: 100, log: true, whole: false },
      { from: 0, to: 3, log: false, whole: false },
    ]) {
      let before = -Infinity;
      for (let place = 0; place <= STEPS; place++) {
        const value = fromSlider(slider, place);
        assert.isAtLeast(value, before);
        before = value;
        if (!slider.whole || value > 200) assert.closeTo(toSlider(slider, value), place, 3);
      }
      assert.equal(fromSlider(slider, 0), slider.from);
      assert.equal(fromSlider(slider, STEPS), slider.to);
    }
  });

  it("stands at its end for what lies outside", () => {
    const slider = { from: 2, to: 10_000, log: true, whole: true };
    assert.equal(toSlider(slider, 1e6), STEPS);
    assert.equal(toSlider(slider, 1), 0);
  });
});
