import {
  chainsTheory,
  openingExperiment,
  type ChainsExperiment,
  type ChainsLaws,
  type ChainsResult,
  type DrawnLaw,
} from "../../src/index.js";
import type { ContextTable } from "../../src/ui/state/lab.js";
import type { RunView, View } from "../../src/ui/state/view.js";

/** A small experiment whose laws take no time. */
export const experiment: ChainsExperiment = {
  ...openingExperiment,
  chains: 1000,
  recipe: { form: "fully-synthetic", samples: 10 },
};

/** The same with half of the data real and kept: no chain collapses. */
export const partial: ChainsExperiment = {
  ...experiment,
  recipe: { form: "partially-synthetic", samples: 10, realSamples: 10 },
  stop: "generations",
  generations: 50,
};

/** Its exact laws; the drawn one from the rows, which hold every generation here. */
export function exactLaws(of: ChainsExperiment = experiment, table: ContextTable | null = null): ChainsLaws {
  const result = chainsTheory(of, table);
  const cdf = Float64Array.from(result.collapseTime.theory?.distribution ?? []);
  const drawn: DrawnLaw = {
    kind: "exact",
    low: cdf.findIndex((p) => p >= 0.001),
    high: cdf.length - 1,
    generations: Float64Array.from(cdf, (_, m) => m),
    cdf,
  };
  return { result, collapseTime: drawn };
}

export function viewOf(change: Partial<View> = {}): View {
  const laws = exactLaws();
  return {
    experiment,
    corpus: null,
    sentence: "A sentence.",
    parts: [],
    laws,
    law: "known",
    run: null,
    further: { state: "none" },
    ...change,
  };
}

/** A run whose mean of T is `errors` standard errors above the exact one. */
export function runOf(laws: ChainsLaws, errors: number, change: Partial<RunView> = {}): RunView {
  const { chains } = laws.result.experiment;
  const exact = laws.result.collapseTime.theory?.mean ?? 0;
  const standardError = 0.3;
  const counts = [
    [5, chains / 2],
    [20, chains / 2],
  ] as const;
  const result: ChainsResult = {
    ...laws.result,
    digest: "d".repeat(64),
    engine: { name: "cpu", adapter: "CPU, 2 workers", fallbackAdapter: false },
    seconds: 1.25,
    collapseTime: {
      ...laws.result.collapseTime,
      collapsed: chains,
      censored: 0,
      settled: chains,
      mean: exact + errors * standardError,
      standardError,
      counts,
    },
  };
  return {
    state: "finished",
    engine: result.engine,
    chainsDone: chains,
    settled: chains,
    seconds: 1.25,
    secondsLeft: null,
    generationsPerSecond: 1e6,
    counts,
    result,
    ...change,
  };
}

/** A run to the last generation whose sum of squares there is `errors` standard errors above the exact one. */
export function stateRun(laws: ChainsLaws, errors: number): RunView {
  const run = runOf(laws, 0);
  if (!run.result) throw new Error("There is a result.");
  const { series, generations, collapseTime } = run.result;
  const { chains } = laws.result.experiment;
  const standardError = generations.map(() => 0.001);
  const law = series.sumOfSquares.theory ?? [];
  const mean = law.map((value) => (value ?? 0) + errors * 0.001);
  const drift = { mean: generations.map(() => 0.3), standardError: generations.map(() => 0.0102) };
  return {
    ...run,
    result: {
      ...run.result,
      collapseTime: {
        ...collapseTime,
        collapsed: 0.04 * chains,
        settled: 0.04 * chains,
        censored: 0.96 * chains,
        left: 0.005 * chains,
      },
      series: {
        ...series,
        sumOfSquares: { ...series.sumOfSquares, mean, standardError },
        driftL1: { ...series.driftL1, ...drift },
      },
    },
  };
}

/** Puts an element on the page, drawn, until the test ends. */
export async function shown<T extends HTMLElement & { updateComplete: Promise<boolean> }>(
  element: T,
): Promise<T> {
  element.style.setProperty("display", "block");
  element.style.setProperty("width", "640px");
  document.body.append(element);
  await element.updateComplete;
  await frames(4);
  return element;
}

export async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** The first element below shadow roots that a path of selectors leads to. */
export function inside(root: Element, ...selectors: readonly string[]): HTMLElement {
  let at = root;
  for (const selector of selectors) {
    const found = (at.shadowRoot ?? at).querySelector(selector);
    if (!found) throw new Error(`There is no ${selector} below ${at.localName}.`);
    at = found;
  }
  return at as HTMLElement;
}

/** The same of a field. */
export function fieldIn(root: Element, ...selectors: readonly string[]): HTMLInputElement {
  return inside(root, ...selectors) as HTMLInputElement;
}

export function textOf(element: Element): string {
  return element.textContent.replace(/\s+/g, " ").trim();
}

/** Resolves once something holds. However busy the machine is, it does so within 50 seconds, or the test has failed. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > 50_000) throw new Error("It has not happened within 50 seconds.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
