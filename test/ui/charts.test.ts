import { assert } from "chai";
import type { ChainPath, ChainsExperiment, Population } from "../../src/index.js";
import { LabCollapsed } from "../../src/ui/charts/collapsed.js";
import { collapsedCurve } from "../../src/ui/charts/collapsed-plot.js";
import { LabDiversity } from "../../src/ui/charts/diversity.js";
import { histogram, histogramSpec } from "../../src/ui/charts/histogram-plot.js";
import { LabHistogram } from "../../src/ui/charts/histogram.js";
import { MEASURES } from "../../src/ui/charts/measures.js";
import { bandsOf } from "../../src/ui/charts/muller-plot.js";
import { LabOneChain, type Picked } from "../../src/ui/charts/one-chain.js";
import { palette } from "../../src/ui/charts/palette.js";
import { LabPlot } from "../../src/ui/charts/plot.js";
import type { PlotSpec } from "../../src/ui/charts/plot-options.js";
import { tableCsv } from "../../src/ui/charts/save.js";
import { measureCurve } from "../../src/ui/charts/series-plot.js";
import { atCorners, livingTokens, type Moment } from "../../src/ui/charts/simplex-plot.js";
import { LabSimplex } from "../../src/ui/charts/simplex.js";
import type { Further } from "../../src/ui/state/lab.js";
import {
  exactLaws,
  experiment,
  fieldIn,
  frames,
  inside,
  partial,
  runOf,
  shown,
  stateRun,
  textOf,
  viewOf,
} from "./views.js";

const laws = exactLaws();
const run = runOf(laws, 0.5);

function press(chart: Element, key: string, shiftKey = false): void {
  const surface = inside(chart, "lab-figure", ".surface");
  surface.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
}

function readingOf(chart: Element): string {
  return textOf(inside(chart, "lab-figure", ".reading"));
}

interface DrawnOver {
  readonly words: readonly { text: string; left: number; right: number; middle: number }[];
  readonly uprights: readonly { x: number; top: number }[];
}

/** What a spec writes, and draws upright, over a plot so wide. */
function drawnOver(spec: PlotSpec, width: number): DrawnOver {
  const ctx = document.createElement("canvas").getContext("2d");
  if (!ctx) throw new Error("There is no canvas.");
  const words: { text: string; left: number; right: number; middle: number }[] = [];
  const uprights: { x: number; top: number }[] = [];
  let from: readonly [number, number] = [0, 0];
  ctx.fillText = (text, left, middle) => {
    words.push({ text, left, right: left + ctx.measureText(text).width, middle });
  };
  ctx.moveTo = (x, y) => {
    from = [x, y];
  };
  ctx.lineTo = (x) => {
    if (x === from[0]) uprights.push({ x, top: from[1] });
  };
  const area = { left: 40, top: 0, right: width, bottom: 240 };
  const [[x0, x1], [y0, y1]] = [spec.xRange, spec.yRange];
  spec.over?.({
    ctx,
    palette: palette(),
    px: 1,
    area,
    x: (value) => area.left + ((value - x0) / (x1 - x0)) * (area.right - area.left),
    y: (value) => area.bottom - ((value - y0) / (y1 - y0)) * area.bottom,
    value: (x) => x0 + ((x - area.left) / (area.right - area.left)) * (x1 - x0),
  });
  return { words, uprights };
}

/** Chain 0: tokens 0 and 2 of three, until token 2 is left at generation 3. */
const path: ChainPath = {
  chain: 0,
  context: 0,
  tokens: Uint32Array.of(0, 2),
  generations: Uint32Array.of(1, 2, 3),
  counts: Uint32Array.of(4, 6, 2, 18, 0, 10),
  totals: Float64Array.of(10, 20, 10),
  collapseTime: 3,
  winner: 2,
};

/** Two chains over two generations: one is at token 1 from the second on. */
const population: Population = {
  dots: 2,
  contexts: 1,
  tokens: 3,
  lastGeneration: 2,
  counts: Uint32Array.of(5, 5, 0, 3, 3, 4, 0, 20, 0, 6, 6, 8),
};

describe("the histogram", () => {
  it("counts every done chain once and shows the others as alive", () => {
    const half = { ...run, counts: [[5, 400] as const, [100_000, 100] as const], state: "running" as const };
    const drawn = histogram(viewOf({ run: half }));
    const inBars = drawn.shares?.reduce((sum, share) => sum + share, 0) ?? 0;
    assert.closeTo(inBars, 0.4, 1e-12);
    assert.closeTo(drawn.beyond, 0.1, 1e-12);
    assert.closeTo(drawn.alive, 0.5, 1e-12);
  });

  it("keeps its axis while a run fills it", () => {
    const before = histogram(viewOf()).bins;
    assert.deepEqual(histogram(viewOf({ run })).bins, before);
  });

  it("shows all generations up to a cap that cuts the law off", () => {
    const late = { ...laws, collapseTime: laws.collapseTime && { ...laws.collapseTime, low: 30 } };
    const view = viewOf({ experiment: { ...experiment, generations: 20 }, laws: late });
    assert.deepInclude(histogram(view).bins, { first: 1, count: 20 });
  });

  it("draws no upright line through words, at any width", () => {
    for (const width of [240, 300, 420, 640, 900]) {
      const { words, uprights } = drawnOver(histogramSpec(viewOf(), histogram(viewOf())), width);
      const said = words.map(({ text }) => text).join("; ");
      assert.match(said, /mean 1\d\..*lower bound 10|lower bound 10.*mean 1\d\./, `${width} px`);
      for (const { text, left, right, middle } of words)
        for (const { x, top } of uprights)
          assert.isFalse(x > left && x < right && top < middle, `${text} at ${width} px`);
    }
  });

  it("says how many chains the cap keeps alive, also beside three arrows", () => {
    const { collapseTime, result } = laws;
    const late = { result, collapseTime: collapseTime && { ...collapseTime, low: 30 } };
    const view = viewOf({
      experiment: { ...experiment, generations: 5 },
      laws: late,
      run: { ...run, counts: [] },
    });
    for (const width of [320, 640]) {
      const said = drawnOver(histogramSpec(view, histogram(view)), width).words.map(({ text }) => text);
      assert.include(said, "> 5: 100 %", `${width} px: ${said.join("; ")}`);
    }
  });

  it("is read with the arrow keys, marks a range with Shift and lets go with Escape", async () => {
    const chart = await shown(Object.assign(new LabHistogram(), { view: viewOf({ run }) }));
    press(chart, "ArrowRight");
    await frames(2);
    assert.match(readingOf(chart), /^T from 1 to 2: simulated 0\.0 % \(95 %: .*\), exact .* %$/);
    press(chart, "ArrowRight", true);
    press(chart, "ArrowRight", true);
    await frames(2);
    assert.match(readingOf(chart), /^T from 3 to 6: simulated 50\.0 %/);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const live = inside(chart, "lab-figure").shadowRoot?.querySelectorAll("[aria-live]") ?? [];
    assert.isTrue([...live].some((region) => /T from 3 to 6/.test(textOf(region))));
    press(chart, "Escape");
    await frames(2);
    assert.equal(readingOf(chart), "");
    chart.remove();
  });

  it("tells the probability of a range that the pointer draws", async () => {
    const chart = await shown(Object.assign(new LabHistogram(), { view: viewOf({ run }) }));
    const plot = inside(chart, "lab-plot");
    plot.dispatchEvent(new CustomEvent("plot-range", { detail: { from: 3.6, to: 20.4 } }));
    await frames(2);
    const law = laws.collapseTime;
    const exact = (law?.cdf[20] ?? 0) - (law?.cdf[3] ?? 0);
    assert.include(readingOf(chart), `T from 4 to 20: simulated 100.0 %`);
    assert.include(readingOf(chart), `exact ${(exact * 100).toFixed(2)} %`);
    chart.remove();
  });

  it("has its data as a table in pages, and as a file", async () => {
    const chart = await shown(Object.assign(new LabHistogram(), { view: viewOf({ run }) }));
    const button = [...(inside(chart, "lab-figure").shadowRoot?.querySelectorAll("button") ?? [])].find(
      (one) => textOf(one).startsWith("Table"),
    );
    button?.click();
    await frames(2);
    const table = inside(chart, "lab-figure", "lab-table", "table");
    assert.isAtMost(table.querySelectorAll("tbody tr").length, 25);
    assert.equal(table.querySelectorAll("thead th").length, 5);
    chart.remove();
  });
});

describe("a plot", () => {
  it("draws all of its points when they and its size change at once", async () => {
    const level = (points: number): PlotSpec => ({
      xRange: [0, 100],
      yRange: [0, 1],
      yTicks: [],
      yTick: String,
      xLabel: "",
      x: Array.from({ length: points }, (_, i) => i),
      lines: [{ style: "law", y: Array.from({ length: points }, () => 0.5) }],
      bands: [],
    });
    const plot = await shown(Object.assign(new LabPlot(), { spec: level(2) }));
    plot.style.setProperty("width", "500px");
    plot.spec = level(101);
    await frames(6);
    const canvas = plot.shadowRoot?.querySelector("canvas");
    const at = canvas?.getContext("2d")?.getImageData(Math.round(0.7 * canvas.width), 0, 1, canvas.height);
    const inked = at?.data.filter((value, i) => i % 4 === 3 && value > 0).length ?? 0;
    assert.isAbove(inked, 0);
    plot.remove();
  });
});

describe("the series' charts", () => {
  it("draw the law before a run, and dots with bands during one", () => {
    for (const measure of MEASURES) {
      const empty = measureCurve(viewOf(), measure);
      assert.isTrue(empty.mean.every((value) => value === null));
      if (measure.law(viewOf()))
        assert.isTrue(
          empty.law.some((value) => value !== null),
          measure.name,
        );
      assert.isAbove(empty.yRange[1], 0);
      const full = measureCurve(viewOf({ run }), measure);
      assert.deepEqual(full.yRange, empty.yRange, `${measure.name}'s axis stays`);
      const known = full.law.flatMap((value) => (value === null ? [] : [value]));
      assert.isTrue(
        known.every((value) => value >= 0 && value <= full.yRange[1] * 1.001),
        measure.name,
      );
    }
  });

  it("keep the law of S_m, and the exact share within Theorem 1's range", () => {
    const [sumOfSquares] = MEASURES;
    if (!sumOfSquares) throw new Error("There is a measure.");
    const curve = measureCurve(viewOf(), sumOfSquares);
    curve.x.forEach((m, i) => assert.closeTo(curve.law[i] ?? NaN, 1 - (1 - 1 / 10) ** m * (1 - 1 / 3), 1e-6));
    const collapsed = collapsedCurve(viewOf());
    collapsed.x.forEach((_, i) => {
      const [low = null, at = null, high = null] = [collapsed.lower[i], collapsed.law[i], collapsed.upper[i]];
      if (low === null || at === null || high === null) return;
      assert.isTrue(low <= at + 1e-9 && at <= high + 1e-9);
    });
  });

  it("are read point by point, and measures are chosen by name", async () => {
    const chart = await shown(Object.assign(new LabDiversity(), { view: viewOf() }));
    press(chart, "Home");
    await frames(2);
    assert.equal(readingOf(chart), "Generation 0: exact 0.33333");
    const select = fieldIn(chart, "select");
    select.value = "1";
    select.dispatchEvent(new Event("change"));
    await frames(2);
    assert.equal(textOf(inside(chart, "lab-figure", "h2")), "How many tokens are left?");
    chart.remove();
    const other = await shown(Object.assign(new LabCollapsed(), { view: viewOf() }));
    press(other, "End");
    await frames(2);
    assert.match(readingOf(other), /^Generation \d+: exact .*, Theorem 1: .* to .* %$/);
    other.remove();
  });
});

describe("the series' charts of other recipes", () => {
  const known = exactLaws(partial);
  const view = viewOf({ experiment: partial, laws: known, run: stateRun(known, 0) });

  async function choose(chart: Element, name: string): Promise<void> {
    const select = fieldIn(chart, "select");
    select.value = String(MEASURES.findIndex((one) => one.name === name));
    select.dispatchEvent(new Event("change"));
    await frames(2);
  }

  it("show Theorem 2 as it is printed when asked to, with the reason why it is wrong", async () => {
    const chart = await shown(Object.assign(new LabDiversity(), { view }));
    press(chart, "Home");
    press(chart, "ArrowRight");
    press(chart, "ArrowRight");
    await frames(2);
    assert.notInclude(readingOf(chart), "as printed");
    fieldIn(chart, ".below input").click();
    await frames(2);
    assert.match(readingOf(chart), /^Generation 2: simulated .*, exact 0\.\d+, as printed 0\.\d+$/);
    assert.include(textOf(inside(chart, ".below")), "only plus gives S₁");
    chart.remove();
  });

  it("draw the elementary bound, say where Theorem 3 is none, and how large n may be", async () => {
    const asked: number[] = [];
    const budget = (epsilon: number): Promise<{ theorem3: number; elementary: number }> => {
      asked.push(epsilon);
      return Promise.resolve({ theorem3: 0, elementary: 12 });
    };
    const chart = await shown(Object.assign(new LabDiversity(), { view, budget }));
    await choose(chart, "driftL1");
    press(chart, "End");
    await frames(2);
    assert.match(readingOf(chart), /^Generation 50: simulated 0\.300 ± 0\.020, elementary bound [01]\.\d+$/);
    assert.match(
      textOf(inside(chart, ".below p")),
      /^Theorem 3 gives [\d.,]+( [mbtr]+illion)? here: L1 never exceeds 2\.$/,
    );
    const field = inside(chart, "lab-drift-budget");
    assert.equal(
      textOf(inside(field, "output")),
      "The elementary bound allows n up to 12, Theorem 3 no n at all.",
    );
    const box = fieldIn(field, "input");
    for (const text of ["3", "0.5"]) {
      box.value = text;
      box.dispatchEvent(new Event("change"));
      await frames(2);
      if (text === "3") assert.match(textOf(inside(field, "output")), /^ε is “3”; allowed: .* up to 2\.$/);
    }
    assert.deepEqual(asked, [0.1, 0.5]);
    chart.remove();
  });

  it("ask for what no run carries, and say over how many chains it is", async () => {
    const chart = await shown(Object.assign(new LabDiversity(), { view }));
    const wanted: (readonly number[])[] = [];
    chart.addEventListener("want-measures", (event) =>
      wanted.push((event as CustomEvent<readonly number[]>).detail),
    );
    assert.isEmpty(wanted);
    await choose(chart, "klFromTruth");
    const [generations = []] = wanted;
    assert.isAbove(generations.length, 10);
    assert.equal(textOf(inside(chart, ".waiting")), "Following the first chains for this measure.");
    const of = {
      mean: generations.map((m) => m / 100),
      standardError: generations.map(() => 0.01),
      chains: 250,
    };
    const series = Object.fromEntries(MEASURES.map(({ name }) => [name, of])) as unknown as Further;
    chart.view = { ...view, further: { state: "known", generations, series } };
    await frames(3);
    assert.lengthOf(wanted, 1);
    const definition = textOf(inside(chart, "lab-figure", "p"));
    assert.include(definition, "Over the first 250 chains.");
    assert.include(definition, "Collapse, by this definition: the error against the truth grows.");
    press(chart, "End");
    await frames(2);
    assert.match(readingOf(chart), /^Generation 50: simulated 0\.500 ± 0\.020$/);
    chart.remove();
  });

  it("say so where the run tells T alone", async () => {
    const recipe = { form: "fresh-real", samples: 10, realShare: 0.2 } as const;
    const only = { ...experiment, recipe, generations: 100 };
    const { result } = exactLaws(only);
    const blank = {
      ...result.series,
      collapsedFraction: { ...result.series.collapsedFraction, theory: null },
    };
    const blind = { result: { ...result, series: blank }, collapseTime: null };
    const chart = await shown(
      Object.assign(new LabCollapsed(), { view: viewOf({ experiment: only, laws: blind }) }),
    );
    assert.match(textOf(inside(chart, ".waiting")), /only T is known\. Choose “At generation”/);
    chart.remove();
  });

  it("say in a sentence what is seen", async () => {
    const squares = await shown(Object.assign(new LabDiversity(), { view: viewOf() }));
    const seen = textOf(inside(squares, "lab-figure", "#summary"));
    assert.match(
      seen,
      /^By the exact law, the sum of squares rises from 0\.333 to [\d.]+ between generation 0 and/,
    );
    squares.remove();
    const recipe = { form: "fresh-real", samples: 10, realShare: 0.2 } as const;
    const left: ChainsExperiment = { ...experiment, recipe, stop: "generations", generations: 100 };
    const view = viewOf({ experiment: left, laws: exactLaws(left) });
    const collapsed = await shown(Object.assign(new LabCollapsed(), { view }));
    assert.equal(
      textOf(inside(collapsed, "lab-figure", "#summary")),
      "At no generation shown do half of the chains have one token left.",
    );
    collapsed.remove();
  });

  it("each name the definition of collapse that they belong to", () => {
    for (const { collapse, definition } of MEASURES) {
      assert.match(collapse, /^Collapse, by this definition: /);
      assert.match(definition, /[=Σ#]|p_i|Share/);
    }
  });
});

describe("one chain", () => {
  it("stacks shares to the whole, and a dead token leaves the stack", () => {
    const [first, second] = bandsOf(path);
    assert.deepEqual(first?.x, [1, 2, 3]);
    assert.deepEqual(first?.high, [0.4, 0.1, 0]);
    assert.deepEqual(second?.low, [0.4, 0.1, 0]);
    assert.deepEqual(second?.high, [1, 1, 1]);
  });

  it("gives a token that comes back a band of its own", () => {
    const back = { ...path, counts: Uint32Array.of(4, 6, 0, 20, 2, 8), winner: null, collapseTime: 2 };
    const lives = bandsOf(back).filter(({ token }) => token === 0);
    assert.deepEqual(
      lives.map(({ x, high }) => [x, high]),
      [
        [
          [1, 2],
          [0.4, 0],
        ],
        [
          [2, 3],
          [0, 0.2],
        ],
      ],
    );
  });

  it("is read generation by generation and asks for another chain", async () => {
    const chart = await shown(Object.assign(new LabOneChain(), { view: viewOf(), path, chain: 0 }));
    press(chart, "ArrowRight");
    await frames(2);
    assert.equal(readingOf(chart), "Generation 1: 2 tokens left; token 2 has 60 %");
    const asked: Picked[] = [];
    chart.addEventListener("pick-chain", (event) => asked.push((event as CustomEvent<Picked>).detail));
    inside(chart, ".pick button").click();
    const field = fieldIn(chart, ".pick input");
    for (const text of ["17", "1000", "-1", "x"]) {
      field.value = text;
      field.dispatchEvent(new Event("change"));
    }
    assert.deepEqual(
      asked.map(({ chain, context }) => [chain, context]),
      [
        [1, 0],
        [17, 0],
      ],
    );
    chart.remove();
  });
});

describe("the simplex", () => {
  const moment = (generation: number): Moment => ({
    population,
    tokens: [0, 1, 2],
    names: ["0", "1", "2"],
    generation,
    truth: null,
    chain: 0,
  });

  it("knows the chains at its corners, and the tokens that live", () => {
    assert.deepEqual(atCorners(moment(1)), [0, 0, 0]);
    assert.deepEqual(atCorners(moment(2)), [0, 1, 0]);
    assert.deepEqual(atCorners(moment(1.9)), [0, 0, 0]);
    assert.deepEqual(livingTokens(population), [0, 1, 2]);
    const wider = {
      ...population,
      tokens: 4,
      chains: 1,
      lastGeneration: 1,
      counts: Uint32Array.of(2, 0, 3, 5),
    };
    assert.deepEqual(livingTokens(wider), [0, 2, 3]);
    assert.isNull(livingTokens({ ...wider, counts: Uint32Array.of(5, 0, 0, 5) }));
  });

  it("moves the playhead by keys and slider", async () => {
    const chart = await shown(Object.assign(new LabSimplex(), { view: viewOf(), population, playhead: 1 }));
    const heads: number[] = [];
    chart.addEventListener("playhead", (event) => heads.push((event as CustomEvent<number>).detail));
    press(chart, "ArrowRight");
    await frames(2);
    assert.equal(heads.at(-1), 2);
    assert.include(
      textOf(inside(chart, "lab-figure", "#summary")),
      "Generation 2: 1 of 2 chains has one token left",
    );
    const slider = fieldIn(chart, "input[type=range]");
    slider.value = "1";
    slider.dispatchEvent(new Event("input"));
    assert.equal(heads.at(-1), 1);
    chart.remove();
  });
});

describe("a chart's data as CSV", () => {
  it("keeps numbers whole, quotes what must be, and runs no formula", () => {
    const text = tableCsv({
      columns: ["a", 'b "c"'],
      rows: [
        [0.1, null],
        ["=1+1", "x,y"],
      ],
      show: String,
    });
    assert.equal(text, 'a,"b ""c"""\r\n0.1,\r\n\'=1+1,"x,y"\r\n');
  });

  it("speaks of the experiment it is of", () => {
    assert.equal(laws.result.experiment, experiment);
  });
});
