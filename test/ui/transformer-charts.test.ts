import { assert } from "chai";
import { corpusTokens, type TransformerResult, type TransformerUpdate } from "../../src/index.js";
import { browserHost } from "../../src/runs/browser-host.js";
import { runSurrogates } from "../../src/runs/transformer/surrogates.js";
import { stacked } from "../../src/ui/charts/draw.js";
import { LabPlot } from "../../src/ui/charts/plot.js";
import { tableCsv } from "../../src/ui/charts/save.js";
import { axisOf } from "../../src/ui/transformer/charts/axis.js";
import { LabTransformerCharts } from "../../src/ui/transformer/charts/charts.js";
import { LabTransformerLosses } from "../../src/ui/transformer/charts/losses.js";
import {
  LOSSES,
  lossCurves,
  lossesSpec,
  lossesSummary,
  MOST_CURVES,
} from "../../src/ui/transformer/charts/losses-plot.js";
import { DRIFTS, MEASURES, type Quantity } from "../../src/ui/transformer/charts/quantities.js";
import { recipeLooks } from "../../src/ui/transformer/charts/recipes.js";
import { samplesOf, sideBySide } from "../../src/ui/transformer/charts/samples.js";
import { LabTransformerSeries } from "../../src/ui/transformer/charts/series.js";
import {
  seriesCurves,
  seriesSpec,
  seriesSummary,
  seriesTable,
} from "../../src/ui/transformer/charts/series-plot.js";
import { LabTransformerTexts } from "../../src/ui/transformer/charts/texts.js";
import type { TransformerView } from "../../src/ui/transformer/view.js";
import { planOf, ran, resultOf, tiny } from "../transformer/recursion.js";
import { fieldIn, frames, inside, shown, textOf } from "./views.js";

const RECIPES = [
  { form: "fully-synthetic", samples: 512 },
  { form: "partially-synthetic", samples: 512, realSamples: 512 },
  { form: "partially-synthetic", samples: 128, realSamples: 512 },
] as const;

let result: TransformerResult;
let whole: TransformerView;

/** Three mixes and three generations, trained in a second. */
before(async () => {
  const plan = planOf(tiny({ recipes: RECIPES, generations: 3 }));
  result = resultOf(plan, await ran(plan));
  const { corpus } = result.experiment;
  const text = corpus.form === "text" ? corpus.text : null;
  whole = { experiment: result.experiment, update: updateOf({}), result, text };
});

function updateOf(change: Partial<TransformerUpdate>): TransformerUpdate {
  return { state: "finished", current: null, text: null, ...change } as TransformerUpdate;
}

/** As the run stood when the first mix had its generation 2, and the second mix's was half trained and half read. */
function half(): TransformerView {
  const models = result.models.slice(0, 5).map((model, i) =>
    i < 4
      ? model
      : {
          ...model,
          steps: model.steps.slice(0, 2),
          validationLoss: model.validationLoss.slice(0, 2),
          batchLoss: model.batchLoss.slice(0, 15),
          sample: null,
        },
  );
  const recipes = result.recipes.map((rows, i) => ({
    ...rows,
    generations: rows.generations.slice(0, i === 0 ? 2 : 1),
  }));
  return {
    ...whole,
    update: updateOf({
      state: "running",
      current: { generation: 2, recipe: 1, floor: false },
      text: "The lamp ",
    }),
    result: { ...result, models, recipes },
  };
}

const [drift, driftFromTruth] = DRIFTS as [Quantity, Quantity];

function quantity(id: string): Quantity {
  return MEASURES.find((one) => one.id === id) ?? assert.fail(id);
}

function press(chart: Element, key: string): void {
  const surface = inside(chart, "lab-figure", ".surface");
  surface.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

function part(chart: Element, selector: string): string {
  return textOf(inside(chart, "lab-figure", selector));
}

/** How many elements a selector finds in a shadow root: numbers, unlike elements, are quickly shown when they are wrong. */
function count(root: Element, selector: string): number {
  return root.shadowRoot?.querySelectorAll(selector).length ?? 0;
}

function button(chart: Element, text: string): HTMLButtonElement {
  const all = [...(chart.shadowRoot?.querySelectorAll("button") ?? [])];
  return all.find((one) => textOf(one) === text) ?? assert.fail(`There is no button ${text}.`);
}

describe("a mix on the transformer's charts", () => {
  it("has a name, and the colour of how much of it is real", () => {
    const looks = recipeLooks(result.experiment);
    assert.deepEqual(
      looks.map(({ name, short, label, ink, marker }) => [name, short, label, ink, marker]),
      [
        ["100 % synthetic", "100 %", "100 % synthetic", "collapse", "circle"],
        ["50 % synthetic", "50 %", "50 %", "sim", "square"],
        ["20 % synthetic", "20 %", "20 %", "real", "triangle"],
      ],
    );
  });

  it("is told from every other, whatever the forms", () => {
    const samples = 512;
    const forms = [
      { form: "fully-synthetic", samples },
      { form: "fully-synthetic", samples },
      { form: "accumulate", samples, realSamples: samples },
      { form: "accumulate", samples: 64, realSamples: samples },
      { form: "accumulate-subsample", samples, realSamples: samples },
      { form: "most-recent", samples, window: 2 },
      { form: "fresh-real", samples, realShare: 0.8 },
    ] as const;
    const looks = recipeLooks({ ...result.experiment, recipes: forms });
    for (const of of ["name", "short"] as const)
      assert.lengthOf(new Set(looks.map((look) => look[of])), forms.length, of);
    assert.lengthOf(new Set(looks.map(({ marker, hollow }) => `${marker} ${hollow}`)), forms.length);
    assert.deepEqual(
      looks.map(({ ink }) => ink),
      ["collapse", "collapse", "sim", "sim", "sim", "collapse", "real"],
    );
  });
});

describe("a measure against generation", () => {
  it("draws every mix's numbers, and the floor of training again", () => {
    const curves = seriesCurves(drift, result.experiment, result) ?? assert.fail("Nothing is drawn.");
    assert.deepEqual(curves.x, [1, 2, 3]);
    result.recipes.forEach(({ series }, i) => assert.deepEqual(curves.lines[i]?.y, [...series.driftL1]));
    assert.equal(curves.level?.value, result.driftFloorL1);
    assert.isTrue(curves.lines.every(({ y }) => y[0] === 0 && (y[2] ?? 0) > 0));
    const [low, high] = curves.axis.range;
    for (const value of [...curves.lines.flatMap(({ y }) => y), curves.level?.value ?? 0])
      assert.isTrue((value ?? -1) >= low && (value ?? 9) <= high);
    const { ends = [], xRange } = seriesSpec(curves);
    assert.deepEqual(
      ends.map(({ x, text }) => [x, text]),
      [
        [3, "100 % synthetic"],
        [3, "50 %"],
        [3, "20 %"],
        [3, "trained again"],
      ],
    );
    assert.deepEqual([...xRange], [1, 3]);
    const other = seriesCurves(driftFromTruth, result.experiment, result);
    assert.deepEqual(other?.lines[0]?.y, [...(result.recipes[0]?.series.driftFromTruthL1 ?? [])]);
    assert.isNull(other?.level);
  });

  it("names every series of the result once, with its formula", () => {
    const all = [...DRIFTS, ...MEASURES];
    const [recipe] = result.recipes;
    if (!recipe) assert.fail("There is a recipe.");
    const { distinctNGrams, ...plain } = recipe.series;
    const drawn = all.map((of) => of.rows(recipe.series));
    assert.sameMembers(drawn, [...Object.values(plain), ...distinctNGrams]);
    for (const { definition, id } of all) assert.match(definition(result.experiment), /Σ|−ln|over|minus/, id);
    assert.lengthOf(new Set(all.map(({ id }) => id)), all.length);
  });

  it("puts p(0)'s own value beside the others where it has one", () => {
    for (const id of ["sum-of-squares", "entropy", "validation-loss"]) {
      const curves = seriesCurves(quantity(id), result.experiment, result);
      assert.equal(curves?.level?.words, "p(0)");
    }
    assert.equal(
      seriesCurves(quantity("entropy"), result.experiment, result)?.level?.value,
      result.truth.entropy,
    );
  });

  it("draws a trigram model's numbers thin beside it, from before there are models on", async () => {
    // Enough tokens for some to stand in every context of two characters.
    const recipes = result.experiment.recipes.map((recipe) => ({
      ...recipe,
      samples: 64 * recipe.samples,
      ...("realSamples" in recipe ? { realSamples: 64 * recipe.realSamples } : {}),
    }));
    const asked = { ...result.experiment, recipes, surrogate: true };
    const text = corpusTokens(asked.corpus, null);
    if ("message" in text) assert.fail(text.message);
    const never = new Promise<void>(() => undefined);
    const surrogates = await runSurrogates(asked, text, browserHost, never, (why) => assert.fail(why));
    const beside = { ...result, experiment: asked, surrogates };
    const curves = seriesCurves(drift, asked, beside) ?? assert.fail("Nothing is drawn.");
    assert.lengthOf(curves.beside, 3);
    const [full, half, fifth] = curves.beside.map(({ y }) => y.at(-1) ?? 0);
    assert.isTrue((full ?? 0) > (half ?? 0) && (half ?? 0) > (fifth ?? 0) && (fifth ?? 0) > 0);
    assert.deepEqual(
      seriesSpec(curves).lines.map(({ style }) => typeof style === "object" && style.width),
      [0.8, 0.8, 0.8, 2, 2, 2],
    );
    assert.equal(seriesTable(curves).columns[4], "100 % synthetic (trigrams)");
    assert.include(drift.definition(asked), "trigram model");
    const first = { ...beside, recipes: result.recipes.map((rows) => ({ ...rows, generations: [] })) };
    const early = seriesCurves(drift, asked, first) ?? assert.fail("Nothing is drawn.");
    assert.match(
      seriesSummary(early),
      /^From generation 1 to 3: 100 % synthetic \(trigrams\) from 0 to 0\.\d+/,
    );
    assert.isEmpty(seriesCurves(quantity("train-loss"), asked, beside)?.beside);
  });

  it("is a table and a file of whole numbers", () => {
    const curves = seriesCurves(drift, result.experiment, result) ?? assert.fail("Nothing is drawn.");
    const lines = tableCsv(seriesTable(curves)).split("\r\n");
    assert.equal(lines[0], "Generation,100 % synthetic,50 % synthetic,20 % synthetic,trained again");
    const rows = result.recipes.map(({ series }) => String(series.driftL1[1]));
    assert.equal(lines[2], ["2", ...rows, String(result.driftFloorL1)].join(","));
    assert.lengthOf(lines, 5);
  });

  it("says in a sentence what is seen, and is read with the keys", async () => {
    const chart = await shown(Object.assign(new LabTransformerSeries(), { quantities: DRIFTS, view: whole }));
    assert.match(
      part(chart, "#summary"),
      /^From generation 1 to 3: 100 % synthetic from 0 to [\d.]+, 50 % synthetic from 0 to [\d.]+, 20 % synthetic from 0 to [\d.]+, p\(1\) trained again on its own tokens [\d.]+\.$/,
    );
    press(chart, "End");
    await frames(2);
    assert.match(
      part(chart, ".reading"),
      /^Generation 3: 100 % synthetic [\d.]+, 50 % synthetic [\d.]+, 20 % synthetic [\d.]+, trained again [\d.]+$/,
    );
    button(chart, "p(0)").click();
    await frames(2);
    assert.equal(part(chart, "h2"), "How far is each generation from p(0)?");
    assert.notInclude(part(chart, "#summary"), "trained again");
    assert.equal(part(chart, ".reading"), "");
    chart.remove();
  });

  it("chooses among many from a list, and says where one is not defined", async () => {
    const blank = result.recipes.map((rows) => ({
      ...rows,
      series: { ...rows.series, inContextLearning: rows.generations.map(() => null) },
    }));
    const { evaluation } = result.experiment;
    const experiment = { ...result.experiment, evaluation: { ...evaluation, lateToken: 100 } };
    const view = { ...whole, experiment, result: { ...result, recipes: blank } };
    const chart = await shown(Object.assign(new LabTransformerSeries(), { quantities: MEASURES, view }));
    const select = fieldIn(chart, "select");
    const choose = async (id: string): Promise<void> => {
      select.value = String(MEASURES.findIndex((one) => one.id === id));
      select.dispatchEvent(new Event("change"));
      await frames(2);
    };
    await choose("entropy");
    assert.equal(part(chart, "h2"), "How unsure is it of its next token?");
    assert.include(part(chart, "p"), "−Σ p(m) ln p(m) over 20 contexts");
    await choose("in-context-learning");
    assert.equal(
      textOf(inside(chart, ".waiting")),
      "It is not defined here: the context is shorter than its tokens.",
    );
    chart.view = { ...view, experiment: result.experiment };
    await frames(2);
    assert.equal(textOf(inside(chart, ".waiting")), "The training diverged: there is no number to draw.");
    chart.remove();
  });

  it("goes on while a run fills it: a mix that is behind says so, and the axis of generations stands", () => {
    const view = half();
    const curves = seriesCurves(drift, view.experiment, view.result) ?? assert.fail("Nothing is drawn.");
    assert.deepEqual(curves.xRange, [1, 3]);
    assert.deepEqual(
      curves.lines.map(({ y }) => y.map((value) => value !== null)),
      [
        [true, true],
        [true, false],
        [true, false],
      ],
    );
    const { ends = [] } = seriesSpec(curves);
    assert.deepEqual(
      ends.map(({ x }) => x),
      [2, 2, 2, 3],
    );
  });
});

describe("the losses of generations in training", () => {
  it("draw p(0), p(1) and the chosen mix's generations, not the floor's model", () => {
    const [validation] = LOSSES;
    if (!validation) assert.fail("There is a loss.");
    for (const recipe of [0, 1, 2]) {
      const drawn = lossCurves(validation, recipe, result.experiment, result) ?? assert.fail("Nothing.");
      assert.deepEqual(
        drawn.curves.map(({ generation }) => generation),
        [0, 1, 2, 3],
      );
      assert.deepEqual(drawn.x, [0, 10, 20, 30]);
      const last = result.models.find((model) => model.generation === 3 && model.recipe === recipe);
      assert.deepEqual(drawn.curves[3]?.y, [...(last?.validationLoss ?? [])]);
      const first = result.models.find((model) => model.generation === 1 && !model.floor);
      assert.deepEqual(drawn.curves[1]?.y, [...(first?.validationLoss ?? [])]);
    }
  });

  it("are stronger and thicker the later", () => {
    const [validation] = LOSSES;
    const drawn =
      (validation && lossCurves(validation, 0, result.experiment, result)) ?? assert.fail("None.");
    const later = drawn.curves.slice(1);
    assert.deepEqual(
      later.map(({ ink }) => ink),
      [0, 0.5, 1],
    );
    later.slice(1).forEach(({ width }, i) => assert.isAbove(width, later[i]?.width ?? 9));
    const { ends = [] } = lossesSpec(drawn);
    assert.deepEqual(
      ends.map(({ text, x }) => [text, x]),
      [
        ["p(0)", 30],
        ["gen 1", 30],
        ["gen 3", 30],
      ],
    );
  });

  it("of batches are means that keep the mean of all", () => {
    const batches = LOSSES.find(({ id }) => id === "batch-loss") ?? assert.fail("There is one.");
    const [model] = result.models;
    if (!model) assert.fail("There is a model.");
    const steps = 1000;
    const batchLoss = Array.from({ length: 995 }, (_, i) => i);
    const { training } = result.experiment;
    const experiment = { ...result.experiment, training: { ...training, steps } };
    const read = batches.points({ ...model, batchLoss }, experiment);
    assert.isAtMost(read.steps.length, 160);
    assert.equal(read.steps.at(-1), 995);
    const sum = read.values.reduce<number>(
      (total, value, i) => total + (value ?? 0) * ((read.steps[i] ?? 0) - (read.steps[i - 1] ?? 0)),
      0,
    );
    assert.closeTo(sum, (994 * 995) / 2, 1e-6);
  });

  it("of very many generations are those of some, the first and the newest among them", () => {
    const [validation] = LOSSES;
    const [p0, p1] = result.models;
    if (!validation || !p0 || !p1) assert.fail("They are there.");
    const models = [p0, ...Array.from({ length: 700 }, (_, i) => ({ ...p1, generation: i + 1, recipe: 0 }))];
    const many = { ...result.experiment, generations: 1000 };
    const drawn = lossCurves(validation, 0, many, { ...result, models })?.curves ?? [];
    assert.isAtMost(drawn.length, MOST_CURVES + 2);
    assert.deepEqual(
      [drawn[0], drawn[1], drawn.at(-1)].map((curve) => curve?.generation),
      [0, 1, 700],
    );
  });

  it("name the text, follow the buttons, and are read with the keys", async () => {
    const chart = await shown(Object.assign(new LabTransformerLosses(), { view: whole }));
    assert.equal(part(chart, "h2"), "Does it still know “The lighthouse”?");
    assert.match(
      part(chart, "#summary"),
      /^At the end p\(0\) has [\d.]+, generation 1 has [\d.]+, and with 100 % synthetic generation 3 has [\d.]+\.$/,
    );
    button(chart, "20 %").click();
    await frames(2);
    assert.include(part(chart, "#summary"), "with 20 % synthetic generation 3");
    assert.equal(button(chart, "20 %").getAttribute("aria-pressed"), "true");
    press(chart, "Home");
    await frames(2);
    assert.match(
      part(chart, ".reading"),
      /^Step 0: p\(0\) [\d.]+, generation 1 [\d.]+, generation 2 [\d.]+, generation 3 [\d.]+$/,
    );
    const select = fieldIn(chart, "select");
    select.value = "1";
    select.dispatchEvent(new Event("change"));
    await frames(2);
    assert.include(part(chart, "p"), "Train loss");
    chart.remove();
  });

  it("never say of a p(0) that was given that it learned, nor take another model for it", async () => {
    const [p0, ...others] = result.models;
    if (!p0) assert.fail("It is there.");
    const truth = { form: "weights", name: "p0.safetensors", sha256: "0".repeat(64) } as const;
    const asked = { ...result.experiment, truth };
    const given = { ...p0, steps: [0], validationLoss: [1.5], trainLoss: [1.25], batchLoss: [] };
    const view = {
      ...whole,
      experiment: asked,
      result: { ...result, experiment: asked, models: [given, ...others] },
    };
    const losses = await shown(Object.assign(new LabTransformerLosses(), { view }));
    const texts = await shown(Object.assign(new LabTransformerTexts(), { view }));
    assert.include(part(losses, "p"), "p(0), whose weights are given.");
    assert.match(part(losses, "#summary"), /^At the end p\(0\) has 1\.5, generation 1 has [\d.]+, and/);
    const select = fieldIn(losses, "select");
    select.value = "2";
    select.dispatchEvent(new Event("change"));
    await frames(2);
    assert.match(part(losses, "#summary"), /^At the end generation 1 has [\d.]+, and/);
    assert.include(part(texts, "p"), "Generation 0 is p(0), whose weights are given.");
    assert.include(driftFromTruth.definition(asked), "from p(0), whose weights are given: Σ");
    losses.remove();
    texts.remove();
  });

  it("say of a training that diverged that it did", () => {
    const [validation] = LOSSES;
    if (!validation) assert.fail("It is there.");
    const models = result.models.map((model) => ({
      ...model,
      validationLoss: model.validationLoss.map((loss, i) => (i === 0 ? loss : null)),
    }));
    const curves = lossCurves(validation, 0, result.experiment, { ...result, models });
    assert.match(
      lossesSummary(curves ?? assert.fail("They are there."), "all"),
      /^At the end p\(0\) has none that is finite,/,
    );
  });

  it("grow with the model at work, which has not ended yet", async () => {
    const chart = await shown(Object.assign(new LabTransformerLosses(), { view: half() }));
    button(chart, "50 %").click();
    await frames(2);
    const plot = inside(chart, "lab-plot");
    if (!(plot instanceof LabPlot)) assert.fail("There is a plot.");
    const growing = plot.spec?.lines.at(-1)?.y ?? [];
    assert.deepEqual(
      growing.map((value) => value !== null),
      [true, true, false, false],
    );
    assert.equal(plot.spec?.ends?.at(-1)?.x, 10);
    assert.match(part(chart, "#summary"), /^At the end p\(0\) has [\d.]+, generation 1 has [\d.]+\.$/);
    chart.remove();
  });
});

describe("what generations write", () => {
  it("is theirs, and what is being written grows beside it", () => {
    assert.deepEqual(
      samplesOf(whole, 1).map(({ generation, text }) => [generation, text]),
      [0, 1, 2, 3].flatMap((generation) =>
        result.models
          .filter((model) => !model.floor && (model.recipe ?? 1) === 1 && model.generation === generation)
          .map(({ sample }) => [generation, sample]),
      ),
    );
    assert.deepEqual(samplesOf(half(), 1).at(-1), { generation: 2, text: "The lamp ", live: true });
    assert.isFalse(samplesOf(half(), 0).some(({ live }) => live));
    const stopped = { ...half(), update: { ...half().update, state: "stopped" } as TransformerUpdate };
    assert.isFalse(samplesOf(stopped, 1).some(({ live }) => live));
  });

  it("stands side by side from the first to the last", () => {
    assert.deepEqual(sideBySide([0, 1, 2, 3, 4, 5, 6, 7, 8], 4), [1, 3, 6, 8]);
    assert.deepEqual(sideBySide([0, 1, 2], 4), [1, 2]);
    assert.deepEqual(sideBySide([0], 4), [0]);
    assert.deepEqual(sideBySide([], 4), []);
  });

  it("is text in full, with unknown words marked and counted", async () => {
    const chart = await shown(Object.assign(new LabTransformerTexts(), { view: whole }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await frames(2);
    const columns = [...(chart.shadowRoot?.querySelectorAll("section") ?? [])];
    assert.deepEqual(
      columns.map((column) => column.getAttribute("aria-label")),
      ["Generation 1", "Generation 2", "Generation 3"],
    );
    const written = samplesOf(whole, 0);
    columns.forEach((column, i) =>
      assert.equal(column.querySelector(".sample")?.textContent, written[i + 1]?.text),
    );
    assert.isAbove(count(chart, ".sample mark.unknown"), 0);
    assert.match(
      part(chart, "#summary"),
      /^Of generation 1's \d+ words \d+ % are in no line of the text and/,
    );
    assert.include(textOf(inside(chart, ".legend")), "dotted, words that are in no line of “The lighthouse”");
    const select = fieldIn(chart, "section:last-child select");
    select.value = "0";
    select.dispatchEvent(new Event("change"));
    await frames(2);
    assert.equal(inside(chart, "section:last-child .sample").textContent, written[0]?.text);
    chart.remove();
  });

  it("shows a cursor where a model writes, and is saved as text, or as a table", async () => {
    const chart = await shown(Object.assign(new LabTransformerTexts(), { view: half() }));
    assert.equal(count(chart, ".cursor"), 0);
    button(chart, "50 %").click();
    await frames(2);
    const live = inside(chart, "section:last-child");
    assert.include(textOf(live), "writing");
    assert.equal(live.querySelector(".sample")?.textContent, "The lamp ");
    assert.equal(count(chart, "section:last-child .sample .cursor"), 1);
    const figure = inside(chart, "lab-figure");
    const saving = [...(figure.shadowRoot?.querySelectorAll(".choices button") ?? [])].map(textOf);
    assert.deepEqual(saving, ["Text (TXT)", "Data (CSV)"]);
    assert.equal(count(figure, "[role=application]"), 0);
    const { text, table } = figure as unknown as {
      text: () => string;
      table: () => Parameters<typeof tableCsv>[0];
    };
    assert.match(text(), /^Generation 0, 50 % synthetic\n\n/);
    assert.include(text(), "Generation 2, 50 % synthetic\n\nThe lamp\n");
    assert.match(tableCsv(table()).split("\r\n")[0] ?? "", /^Generation,Words,In no line of the text,/);
    chart.remove();
  });
});

describe("the transformer's charts together", () => {
  it("stand with their questions and what to do before anything has run", async () => {
    const empty: TransformerView = { experiment: result.experiment, update: null, result: null, text: null };
    const charts = await shown(Object.assign(new LabTransformerCharts(), { view: empty }));
    const all = [...(charts.shadowRoot?.querySelectorAll(".charts > *") ?? [])];
    assert.deepEqual(
      all.map((chart) => part(chart, "h2")),
      [
        "How far does each generation drift?",
        "Does it still know “The lighthouse”?",
        "What it writes",
        "How well does it still predict the real text?",
      ],
    );
    for (const chart of all) assert.match(textOf(inside(chart, ".waiting")), /^Press Run: /);
    charts.view = whole;
    await frames(4);
    for (const chart of all) assert.equal(count(chart, ".waiting"), 0);
    for (const chart of all) {
      const plot = chart.shadowRoot?.querySelector("lab-plot");
      if (plot) assert.equal(count(plot, "canvas"), 1);
    }
    charts.remove();
  });

  it("have axes that end at ticks around every value", () => {
    assert.deepEqual(axisOf([0.05, 0.53], true).ticks, [0, 0.2, 0.4, 0.6000000000000001]);
    for (const values of [[], [2], [0], [-0.31, 0.02], [2.17, 3.69], [5, 5]]) {
      const { range, ticks, tick } = axisOf(values, false);
      assert.isBelow(range[0], range[1]);
      for (const value of values) assert.isTrue(value >= range[0] - 1e-9 && value <= range[1] + 1e-9);
      assert.lengthOf(new Set(ticks.map(tick)), ticks.length);
      assert.isTrue(ticks[0] === range[0] && ticks.at(-1) === range[1]);
    }
  });

  it("move labels at lines' ends apart, and no more than needed", () => {
    assert.deepEqual(stacked([20, 60, 100], 16, [0, 200]), [20, 60, 100]);
    assert.deepEqual(stacked([50, 50, 100], 16, [0, 200]), [42, 58, 100]);
    assert.deepEqual(stacked([2, 4, 6], 16, [0, 200]), [0, 16, 32]);
    assert.deepEqual(stacked([190, 199], 16, [0, 200]), [184, 200]);
  });
});
