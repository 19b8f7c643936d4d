import { assert } from "chai";
import {
  corpora,
  isPlain,
  openingExperiment,
  parseExperiment,
  presets,
  readExperiment,
} from "../../src/index.js";
import {
  recipeAs,
  seedFrom,
  shortened,
  truthAs,
  weightsFrom,
  withField,
  withRecipe,
  withStop,
} from "../../src/ui/form/edit.js";
import { LabForm, type Edited } from "../../src/ui/form/experiment-form.js";
import { RECIPES } from "../../src/ui/form/fields.js";
import { LabMixingGrid } from "../../src/ui/form/mixing-grid.js";
import { PATTERNS, quotasFor, withQuota, withRow } from "../../src/ui/form/quotas.js";
import { samplesOf } from "../../src/ui/state/sizes.js";
import { fromSlider, stepped, STEPS, toSlider } from "../../src/ui/form/slider.js";
import { fieldIn, inside, shown, textOf } from "./views.js";

interface Tried {
  readonly form: LabForm;
  readonly edits: Edited[];
}

function gridIn(form: LabForm): LabMixingGrid {
  const grid = inside(form, "lab-mixing-grid");
  if (grid instanceof LabMixingGrid) return grid;
  throw new Error("There is no grid.");
}

function samplesIn(tried: Tried): number | undefined {
  const experiment = tried.edits.at(-1)?.experiment;
  return experiment && samplesOf(experiment);
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
  form.offered = corpora;
  form.judge = readExperiment;
  form.judgeText = (text, corpus) => parseExperiment(text, {}, corpus);
  form.addEventListener("edited", (event) => {
    const { detail } = event as CustomEvent<Edited>;
    edits.push(detail);
    form.experiment = detail.experiment;
    form.corpus = detail.corpus;
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
    assert.equal(samplesIn(tried), 1000);
    assert.isFalse(tried.edits.at(-1)?.moving);
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
    assert.equal(samplesIn(tried), 50);
  });

  it("goes back to the start's value", async () => {
    await type(tried.form, "recipe.samples", "77");
    inside(tried.form, '[data-path="recipe.samples"]', ".reset").click();
    assert.equal(samplesIn(tried), samplesOf(openingExperiment));
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

  async function choose(path: string, value: string): Promise<void> {
    const select = fieldIn(tried.form, `[data-path="${path}"]`);
    select.value = value;
    select.dispatchEvent(new Event("change"));
    await tried.form.updateComplete;
  }

  it("offers every recipe, with its numbers, ending as suits it", async () => {
    for (const { form, numbers } of RECIPES) {
      await choose("recipe.form", form);
      const experiment = tried.edits.at(-1)?.experiment;
      assert.equal(experiment?.recipe.form, form);
      for (const { path } of numbers) assert.isOk(inside(tried.form, `[data-path="${path}"]`), path);
      const { recipe, truth } = experiment ?? openingExperiment;
      if (form === "growing") continue;
      const usual = readExperiment({ version: 1, kind: "chains", truth, recipe });
      assert.isTrue(usual.ok);
      assert.deepEqual(
        [experiment?.stop, experiment?.generations],
        [usual.experiment.stop, usual.experiment.generations],
        form,
      );
    }
  });

  it("refuses what a recipe does not allow, by its label", async () => {
    await choose("recipe.form", "fresh-real");
    await type(tried.form, "recipe.realShare", "1.5");
    assert.match(errorOf(tried.form, "recipe.realShare"), /^Real share a is 1\.5; allowed: .*from 0 to 1/);
    await choose("recipe.form", "most-recent");
    const box = await type(tried.form, "recipe.window", "101");
    assert.equal(box.value, "101");
    assert.match(errorOf(tried.form, "recipe.window"), /^Window K is 101; allowed/);
  });

  it("goes back to the recipe that it is where another is refused", async () => {
    await type(tried.form, "decoding.temperature", "2");
    const count = tried.edits.length;
    await choose("recipe.form", "weighted");
    await tried.form.updateComplete;
    assert.lengthOf(tried.edits, count);
    assert.equal(fieldIn(tried.form, '[data-path="recipe.form"]').value, "fully-synthetic");
    assert.match(
      textOf(inside(tried.form, "#recipe-form-error")),
      /temperature is 2; allowed with .*weighted/,
    );
  });

  it("switches decoding on and off, in any combination, and caps what may never end", async () => {
    await type(tried.form, "decoding.temperature", "2");
    assert.deepEqual(tried.edits.at(-1)?.experiment.decoding, { temperature: 2 });
    assert.equal(tried.edits.at(-1)?.experiment.generations, 1000);
    for (const id of ["decoding-topK", "decoding-topP"]) {
      inside(tried.form, `#${id}`).click();
      await tried.form.updateComplete;
    }
    assert.deepEqual(tried.edits.at(-1)?.experiment.decoding, { temperature: 2, topK: 2, topP: 0.9 });
    inside(tried.form, "#decoding-topK").click();
    await tried.form.updateComplete;
    await type(tried.form, "decoding.temperature", "1");
    assert.deepEqual(tried.edits.at(-1)?.experiment.decoding, { temperature: 1, topP: 0.9 });
  });

  it("keeps an end that was chosen while decoding changes", async () => {
    await type(tried.form, "generations", "50");
    await type(tried.form, "decoding.temperature", "2");
    assert.equal(tried.edits.at(-1)?.experiment.generations, 50);
  });

  it("takes a mixing matrix cell by cell, by patterns, and row by row", async () => {
    await choose("recipe.form", "mixing-matrix");
    const grid = gridIn(tried.form);
    await grid.updateComplete;
    const quotas = (): unknown => {
      const recipe = tried.edits.at(-1)?.experiment.recipe;
      return recipe?.form === "mixing-matrix" ? recipe.quotas : null;
    };
    const cell = fieldIn(grid, '[aria-label="draws of generation 3 from model 1"]');
    cell.value = "7";
    cell.dispatchEvent(new Event("change"));
    await grid.updateComplete;
    assert.deepEqual(quotas(), withQuota(quotasFor("fully-synthetic", 5, 100), 2, 1, 7));
    assert.equal(tried.edits.at(-1)?.experiment.generations, 5);
    inside(grid, "[data-pattern=window]").click();
    await tried.form.updateComplete;
    await grid.updateComplete;
    assert.deepEqual(quotas(), quotasFor("window", 5, 100));
    const buttons = [...(grid.shadowRoot?.querySelectorAll("button") ?? [])];
    buttons.find((one) => textOf(one) === "Add a generation")?.click();
    await tried.form.updateComplete;
    assert.deepEqual(quotas(), quotasFor("window", 6, 100));
    assert.equal(tried.edits.at(-1)?.experiment.generations, 6);
  });

  it("keeps a wrong cell beside the reason", async () => {
    await choose("recipe.form", "mixing-matrix");
    const grid = gridIn(tried.form);
    await grid.updateComplete;
    const count = tried.edits.length;
    for (const text of ["many", "0"]) {
      const cell = fieldIn(grid, '[data-cell="0/0"]');
      cell.value = text;
      cell.dispatchEvent(new Event("change"));
      await tried.form.updateComplete;
      await grid.updateComplete;
      assert.lengthOf(tried.edits, count);
      assert.equal(cell.value, text);
      assert.match(textOf(inside(grid, "#error")), /allowed/);
    }
  });

  it("draws by ancestry or not at all where the recipe allows it, and simulates again where not", async () => {
    for (const method of ["ancestry", "exact"]) {
      await choose("method", method);
      assert.equal(tried.edits.at(-1)?.experiment.method, method);
    }
    await choose("recipe.form", "accumulate");
    assert.equal(tried.edits.at(-1)?.experiment.method, "simulate");
    await choose("method", "ancestry");
    assert.equal(fieldIn(tried.form, '[data-path="method"]').value, "simulate");
    assert.match(textOf(inside(tried.form, "#method-error")), /accumulate.*allowed.*ancestry/);
  });

  it("starts from a figure of the paper with one click", () => {
    inside(tried.form, '[data-preset="figure-3"]').click();
    const { recipe } = tried.edits.at(-1)?.experiment ?? openingExperiment;
    assert.deepEqual(recipe, { form: "partially-synthetic", samples: 100, realSamples: 100 });
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

describe("a mixing matrix", () => {
  it("grows by its pattern, else as its last generation does", () => {
    for (const { pattern } of PATTERNS)
      assert.deepEqual(withRow(quotasFor(pattern, 4, 10)), quotasFor(pattern, 5, 10), pattern);
    assert.deepEqual(withRow([[5], [1, 4]]), [[5], [1, 4], [0, 1, 4]]);
    assert.deepEqual(withQuota([[5], [0]], 1, 1, 3), [[5], [0, 3]]);
  });
});

describe("edits of an experiment", () => {
  it("are always readable", () => {
    for (const { experiment } of presets) {
      for (const form of ["uniform", "zipf", "geometric", "dirichlet", "weights"] as const) {
        const truth = truthAs(form, 12, experiment.seed);
        assert.isTrue(
          readExperiment({ ...experiment, truth }).ok,
          `${form} of ${JSON.stringify(experiment.truth)}`,
        );
      }
      for (const { form } of RECIPES) {
        // A temperature takes no weights as fine as these.
        if (form === "weighted" && !isPlain(experiment.decoding)) continue;
        const read = readExperiment(
          shortened(withRecipe(experiment, form), (draft) => readExperiment(draft).ok),
        );
        assert.isTrue(read.ok, `${form} of ${JSON.stringify(experiment.recipe)}`);
        assert.deepEqual(read.experiment.recipe, recipeAs(form, experiment));
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

  it("moves by keys to the next value that differs, one way and the other, to its ends", () => {
    for (const slider of [
      { from: 2, to: 10_000, log: true, whole: true },
      { from: 1, to: 50, log: true, whole: true },
      { from: 0, to: 3, log: false, whole: false },
    ])
      for (const [way, end] of [
        [1, slider.to],
        [-1, slider.from],
      ] as const) {
        let value = way === 1 ? slider.from : slider.to;
        for (let presses = 0; value !== end; presses++) {
          const next = stepped(slider, value, toSlider(slider, value) + way);
          assert.isAbove(way * (next - value), 0, `from ${value}`);
          assert.isAtMost(presses, STEPS);
          value = next;
        }
      }
    assert.isAbove(stepped({ from: 2, to: 10_000, log: true, whole: true }, 104, 219), 104);
  });

  it("stands at its end for what lies outside", () => {
    const slider = { from: 2, to: 10_000, log: true, whole: true };
    assert.equal(toSlider(slider, 1e6), STEPS);
    assert.equal(toSlider(slider, 1), 0);
  });
});
