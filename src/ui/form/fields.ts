import { whole } from "../words/format.js";
import type { Slider } from "./slider.js";

/** A number of the experiment as the form asks for it. Limits are said here and judged by the lab's reader. */
export interface NumberSetting {
  readonly path: string;
  readonly label: string;
  readonly allowed: string;
  readonly unit: string;
  readonly help: string;
  readonly blank: string;
  readonly slider: Slider | null;
}

const MOST = whole(2 ** 20);

function setting(
  path: string,
  label: string,
  allowed: string,
  more: Partial<NumberSetting> = {},
): NumberSetting {
  return { path, label, allowed, unit: "", help: "", blank: "", slider: null, ...more };
}

export const TOKENS = setting("truth.tokens", "Tokens", `whole numbers from 1 to ${MOST}`, {
  unit: "tokens in the vocabulary",
  slider: { from: 2, to: 10_000, log: true, whole: true },
});
export const EXPONENT = setting("truth.exponent", "Exponent", "numbers from 0 to 100", {
  unit: "token k has weight k to the power of minus this",
  slider: { from: 0, to: 3, log: false, whole: false },
});
export const SUM_OF_SQUARES = setting(
  "truth.sumOfSquares",
  "Sum of squares S₀",
  "numbers from 1 / tokens to 1",
  {
    unit: "chance that two samples of the truth agree",
    slider: { from: 0.01, to: 0.95, log: true, whole: false },
  },
);
export const CONCENTRATION = setting(
  "truth.concentration",
  "Concentration",
  "numbers from 0.001 to 1,000,000",
  {
    unit: "small: few tokens dominate; large: nearly uniform",
    slider: { from: 0.01, to: 100, log: true, whole: false },
  },
);
export const CONTEXTS = setting("contexts", "Contexts", `whole numbers from 1 to ${MOST}`, {
  unit: "independent contexts that a chain carries",
});
export const SAMPLES = setting("recipe.samples", "Samples n", `whole numbers from 1 to ${MOST}`, {
  unit: "samples for each context and generation",
  slider: { from: 1, to: 10_000, log: true, whole: true },
});
export const CHAINS = setting("chains", "Chains", `whole numbers from 1 to ${whole(2 ** 32 - 1)}`, {
  unit: "independent repetitions",
  slider: { from: 10, to: 1_000_000, log: true, whole: true },
});
export const GENERATIONS = setting(
  "generations",
  "At most",
  `whole numbers from 1 to ${whole(2 ** 31 - 1)}, or empty for no limit`,
  {
    unit: "generations",
    blank: "no limit",
  },
);
export const EXACTLY = setting(
  "generations",
  "Generations",
  `whole numbers from 1 to ${whole(2 ** 31 - 1)}`,
  {
    unit: "generations, for every chain",
  },
);

/** What a truth of each form is, in a line. */
export const FORMS = [
  { form: "uniform", name: "Uniform", help: "Every token is equally likely." },
  { form: "zipf", name: "Zipf", help: "Token k is as likely as 1/k to a power, as words are in a language." },
  {
    form: "geometric",
    name: "Geometric",
    help: "Every token is less likely than the one before, by a fixed ratio.",
  },
  {
    form: "dirichlet",
    name: "Random",
    help: "Drawn from a Dirichlet law; with several contexts each draws its own.",
  },
  { form: "weights", name: "Weights", help: "One number a token; only their ratios matter." },
] as const;

export const STOPS = [
  { stop: "collapse", name: "At collapse", help: "A chain ends when one token is left." },
  {
    stop: "generations",
    name: "At generation",
    help: "Every chain runs the same number of generations.",
  },
] as const;

export const ENGINES = [
  { engine: "auto", name: "Automatic", help: "A real GPU if there is one, else the processor." },
  { engine: "webgpu", name: "WebGPU", help: "The graphics processor; same numbers as the CPU." },
  { engine: "cpu", name: "CPU", help: "The processor; same numbers as WebGPU." },
] as const;

/** What a preset is for, in a line. */
export const PRESET_HELP: Readonly<Record<string, string>> = {
  simplex: "Small enough to watch every chain find its corner.",
  "total-collapse": "A vocabulary of 81 tokens, learned from 100 samples a generation.",
  geometric: "A few frequent tokens and many rare ones: the rare ones go first.",
  "gpt-2-vocabulary": "As many tokens as GPT-2 knows. Most are gone after the first generation.",
};
