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
export const REAL_SAMPLES = setting(
  "recipe.realSamples",
  "Real samples N",
  `whole numbers from 1 to ${MOST}`,
  {
    unit: "samples of the truth for each context",
    slider: { from: 1, to: 10_000, log: true, whole: true },
  },
);
export const REAL_SHARE = setting("recipe.realShare", "Real share a", "numbers from 0 to 1", {
  unit: "chance that a sample is a new one of the truth",
  slider: { from: 0, to: 1, log: false, whole: false },
});
export const WINDOW = setting("recipe.window", "Window K", "whole numbers from 1 to n", {
  unit: "models that a generation draws from",
  slider: { from: 1, to: 50, log: true, whole: true },
});
export const REAL_WEIGHT = setting("recipe.realWeight", "Weight of real data w", "numbers from 0 to 1", {
  unit: "weight of the real samples' frequencies",
  slider: { from: 0, to: 1, log: false, whole: false },
});
export const GROWTH = setting("recipe.exponent", "Exponent e", "numbers from −10 to 10", {
  unit: "generation m has n times m to the power of this",
  slider: { from: 0, to: 3, log: false, whole: false },
});
export const TEMPERATURE = setting("decoding.temperature", "Temperature", "numbers from 0.01 to 100", {
  unit: "below 1 the likely become likelier, above 1 the unlikely",
  slider: { from: 0.1, to: 10, log: true, whole: false },
});
export const TOP_K = setting("decoding.topK", "k", `whole numbers from 1 to ${MOST}`, {
  unit: "likeliest tokens that a model may write",
  slider: { from: 1, to: 1000, log: true, whole: true },
});
export const TOP_P = setting("decoding.topP", "p", "numbers above 0 up to 1", {
  unit: "share of the likeliest tokens that a model may write",
  slider: { from: 0.01, to: 1, log: false, whole: false },
});
export const CONTEXT_LENGTH = setting(
  "truth.contextLength",
  "Context length l",
  "whole numbers from 0 to 32, with at most 1,048,576 contexts",
  { unit: "tokens that the next one depends on" },
);
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
  { form: "text", name: "A text", help: "What follows each context of a text, as often as it does there." },
] as const;

/** What a generation learns from in each recipe, in a line, and the numbers that it takes. */
export const RECIPES = [
  {
    form: "fully-synthetic",
    name: "Fully synthetic",
    help: "Each generation learns only from what the last one wrote.",
    numbers: [SAMPLES],
  },
  {
    form: "partially-synthetic",
    name: "Partially synthetic",
    help: "The same N real samples in every generation, and n new ones that the last model wrote.",
    numbers: [SAMPLES, REAL_SAMPLES],
  },
  {
    form: "fresh-real",
    name: "Fresh real data",
    help: "n samples; each is a new real one with chance a, else what the last model wrote.",
    numbers: [SAMPLES, REAL_SHARE],
  },
  {
    form: "most-recent",
    name: "Most recent models",
    help: "New samples from each of the last K models, n/K from each. A window of 1 is fully synthetic.",
    numbers: [SAMPLES, WINDOW],
  },
  {
    form: "randomly-sampled",
    name: "Randomly sampled",
    help: "n new samples, each from a model chosen by lot among the truth and all earlier models.",
    numbers: [SAMPLES],
  },
  {
    form: "accumulate",
    name: "Accumulate",
    help: "N real samples and n from each model before it: all are kept, and nothing is drawn twice.",
    numbers: [SAMPLES, REAL_SAMPLES],
  },
  {
    form: "accumulate-subsample",
    name: "Accumulate, subsample",
    help: "All samples are kept as they accumulate; each generation learns from n of them, chosen anew.",
    numbers: [SAMPLES, REAL_SAMPLES],
  },
  {
    form: "weighted",
    name: "Weighted",
    help: "N new real samples with weight w, n synthetic ones of the last model with the rest.",
    numbers: [SAMPLES, REAL_SAMPLES, REAL_WEIGHT],
  },
  {
    form: "growing",
    name: "Growing data",
    help: "Fully synthetic, with more samples in every generation: n times m to the power e.",
    numbers: [SAMPLES, GROWTH],
  },
  {
    form: "mixing-matrix",
    name: "Mixing matrix",
    help: "You say how many new samples each generation takes from each earlier model.",
    numbers: [],
  },
] as const;

export const TOKENIZERS = [
  { tokenizer: "characters", name: "Characters", help: "Every character is a token." },
  { tokenizer: "words", name: "Words", help: "What stands between white space is a token." },
] as const;

export const STOPS = [
  { stop: "collapse", name: "At collapse", help: "A chain ends when one token is left." },
  {
    stop: "generations",
    name: "At generation",
    help: "Every chain runs the same number of generations.",
  },
] as const;

export const METHODS = [
  { method: "simulate", name: "Simulate", help: "Every chain, generation by generation." },
  {
    method: "ancestry",
    name: "Ancestry",
    help: "Only T and the token left are drawn, at once, however large n is.",
  },
  { method: "exact", name: "Exact", help: "The exact laws alone: nothing is drawn." },
] as const;

export const ENGINES = [
  { engine: "auto", name: "Automatic", help: "A real GPU if there is one, else the processor." },
  { engine: "webgpu", name: "WebGPU", help: "The graphics processor; same numbers as the CPU." },
  { engine: "cpu", name: "CPU", help: "The processor; same numbers as WebGPU." },
] as const;
