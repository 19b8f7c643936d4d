import { LIMITS, type ChainsExperiment } from "../../index.js";
import { samplesOf } from "../state/sizes.js";
import { patternOf, quotasFor } from "./quotas.js";

type Truth = ChainsExperiment["truth"];
type Recipe = ChainsExperiment["recipe"];
export type TruthForm = Truth["form"];
export type RecipeForm = Recipe["form"];

/** A plain object that may or may not be an experiment: what the lab's reader is asked to judge. */
export type Draft = Readonly<Record<string, unknown>>;

/** The experiment with one field, named by its path, given another value; undefined takes the field out. */
export function withField(experiment: object, path: string, value: unknown): Draft {
  const [first = "", second] = path.split(".");
  if (second === undefined)
    return without({ ...experiment, [first]: value }, value === undefined ? [first] : []);
  const inner: unknown = Reflect.get(experiment, first);
  const changed = { ...(inner as object), [second]: value };
  return { ...experiment, [first]: without(changed, value === undefined ? [second] : []) };
}

/** An object without some of its fields. */
export function without(value: Draft, fields: readonly string[]): Draft {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !fields.includes(key)));
}

/** The fields that say how a run ends: left out, the reader fills in what suits the recipe. */
export const ENDS = ["stop", "generations"] as const;

/** The value at a path; undefined where there is none. */
export function fieldAt(experiment: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
      experiment,
    );
}

/** A truth of another form over about as many tokens. */
export function truthAs(
  form: Exclude<TruthForm, "text">,
  tokens: number,
  seed: ChainsExperiment["seed"],
): Truth {
  switch (form) {
    case "uniform":
      return { form, tokens };
    case "zipf":
      return { form, tokens, exponent: 1 };
    case "geometric":
      return {
        form,
        tokens,
        sumOfSquares: Number(Math.min(0.9, Math.max(0.1, 2 / Math.max(2, tokens))).toPrecision(3)),
      };
    case "dirichlet":
      return { form, tokens, concentration: 1, seed };
    case "weights":
      return {
        form,
        weights: Array.from({ length: Math.min(tokens, 16) }, (_, i) => Math.min(tokens, 16) - i),
      };
  }
}

/** The share that the golden ratio gives real data, where real and synthetic samples are as many. */
const GOLDEN = 0.618;

/** A recipe of another form that keeps n and N of the old one. */
export function recipeAs(form: RecipeForm, experiment: ChainsExperiment): Recipe {
  const old = experiment.recipe;
  const samples = Math.min(samplesOf(experiment), LIMITS.samples.to);
  const realSamples = "realSamples" in old ? Math.max(1, old.realSamples) : samples;
  switch (form) {
    case "fully-synthetic":
    case "randomly-sampled":
      return { form, samples };
    case "partially-synthetic":
    case "accumulate":
    case "accumulate-subsample":
      return { form, samples, realSamples };
    case "fresh-real":
      return { form, samples, realShare: 0.2 };
    case "most-recent":
      return { form, samples: Math.max(2, samples), window: 2 };
    case "weighted":
      return { form, samples, realSamples, realWeight: GOLDEN };
    case "growing":
      return { form, samples, exponent: 1.5 };
    case "mixing-matrix":
      return { form, quotas: quotasFor(patternOf(old.form), 5, samples) };
  }
}

/** The experiment with another recipe, simulated, to end as suits it. */
export function withRecipe(experiment: ChainsExperiment, form: RecipeForm): Draft {
  return without({ ...experiment, recipe: recipeAs(form, experiment) }, [...ENDS, "method"]);
}

/** Generations to try where a recipe's data grow beyond what is allowed. */
const SHORTER = [300, 100, 30, 10];

/** The draft, or where it cannot be read the longest of some shorter ones that can. */
export function shortened(draft: Draft, reads: (draft: Draft) => boolean): Draft {
  const drafts = [draft, ...SHORTER.map((generations) => ({ ...draft, generations }))];
  return drafts.find(reads) ?? draft;
}

/** The experiment with another way to stop: "generations" needs a number of them, "collapse" none where it always ends. */
export function withStop(experiment: ChainsExperiment, stop: ChainsExperiment["stop"]): Draft {
  if (stop === "generations") return { ...experiment, stop, generations: experiment.generations ?? 1000 };
  return without({ ...experiment, stop }, ["generations"]);
}

/** A seed as typed: a whole number is a number, anything else a text. */
export function seedFrom(text: string): number | string {
  const plain = text.trim();
  return /^\d{1,16}$/.test(plain) && Number.isSafeInteger(Number(plain)) ? Number(plain) : plain;
}

/** Weights as typed, between commas, spaces or lines; null where one is no number. */
export function weightsFrom(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const weights = parts.map(Number);
  return parts.length > 0 && weights.every(Number.isFinite) ? weights : null;
}
