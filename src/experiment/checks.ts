import { largestContextSamples, mostSamples } from "../corpus/context-samples.js";
import type { ContextTable } from "../corpus/context-table.js";
import { DEFAULT_GENERATIONS } from "./canonical.js";
import { isPlain } from "./recipe.js";
import { CHAIN_CONTEXTS, LIMITS, LONG_MEMORY, TEMPERATURE_TOTAL, TOTAL_WEIGHT } from "./limits.js";
import type { ChainsFile } from "./schema.js";
import type { ChainsExperiment, Recipe } from "./types.js";
import { showNumber, showValue } from "./words.js";

/** What is wrong inside a file's lists, which may be long: the schema looks at their lengths alone. */
export function listProblem({ truth, recipe }: ChainsFile): string | null {
  const problem = truth.form === "weights" ? weightsProblem(truth.weights) : null;
  return problem ?? (recipe.form === "mixing-matrix" ? quotasProblem(recipe.quotas) : null);
}

function weightsProblem(weights: readonly unknown[]): string | null {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i];
    if (typeof weight !== "number" || !(weight >= 0) || weight === Infinity) {
      return `truth.weights[${i}] is ${showValue(weight)}; allowed: a finite number of at least 0.`;
    }
    sum += weight;
  }
  if (sum > 0 && sum <= TOTAL_WEIGHT) return null;
  return `truth.weights sum to ${sum}; allowed: more than 0 and at most ${showNumber(TOTAL_WEIGHT)}.`;
}

function quotasProblem(quotas: readonly unknown[]): string | null {
  const { from, to } = LIMITS.samples;
  for (let i = 0; i < quotas.length; i++) {
    const row: unknown = quotas[i];
    const name = `recipe.quotas[${i}]`;
    if (!Array.isArray(row) || row.length > i + 1) {
      return `${name} is ${showValue(row)}; allowed: a list of up to ${showNumber(i + 1)}, one for each model before.`;
    }
    let sum = 0;
    for (let t = 0; t < row.length; t++) {
      const quota: unknown = row[t];
      if (typeof quota !== "number" || !Number.isInteger(quota) || quota < 0 || quota > to) {
        return `${name}[${t}] is ${showValue(quota)}; allowed: a whole number from 0 to ${showNumber(to)}.`;
      }
      sum += quota;
    }
    if (sum < from || sum > to) {
      return `${name} sums to ${showNumber(sum)}; allowed: ${from} to ${showNumber(to)}.`;
    }
  }
  return null;
}

/** What is wrong between fields that are right by themselves; `file` is what the experiment was made of. */
export function crossProblem(
  experiment: ChainsExperiment,
  file: ChainsFile,
  text: ContextTable | null,
): string | null {
  return (
    contextsProblem(experiment, file) ??
    geometricProblem(experiment.truth) ??
    windowProblem(experiment.recipe) ??
    (text === null ? null : textProblem(experiment.recipe, text)) ??
    temperatureProblem(experiment) ??
    methodProblem(experiment) ??
    generationsProblem(experiment, file, text)
  );
}

/** The dual and the exact law of T are known of fully synthetic chains alone, and run on the CPU. */
function methodProblem({ method, recipe, decoding, stop, engine }: ChainsExperiment): string | null {
  if (method === "simulate") return null;
  const only = `allowed with method "${method}"`;
  if (recipe.form !== "fully-synthetic") {
    return `recipe.form is "${recipe.form}"; ${only}: "fully-synthetic".`;
  }
  if (!isPlain(decoding)) return `decoding is not plain; ${only}: temperature 1 without topK and topP.`;
  if (method === "ancestry" && stop === "generations") {
    return `stop is "generations"; ${only}: "collapse".`;
  }
  return engine === "webgpu" ? `engine is "webgpu"; ${only}: "auto" or "cpu".` : null;
}

function contextsProblem({ chains, contexts }: ChainsExperiment, file: ChainsFile): string | null {
  if (file.contexts !== undefined && file.contexts !== contexts) {
    const own = showNumber(contexts);
    return `contexts is ${showNumber(file.contexts)}; allowed with this text: ${own}, which are its own.`;
  }
  if (chains * contexts < CHAIN_CONTEXTS) return null;
  const limit = showNumber(CHAIN_CONTEXTS);
  return `chains times contexts is ${showNumber(chains * contexts)}; allowed: below ${limit}.`;
}

function geometricProblem(truth: ChainsExperiment["truth"]): string | null {
  if (truth.form !== "geometric") return null;
  const { tokens, sumOfSquares } = truth;
  const least = 1 / tokens;
  if (sumOfSquares < least) {
    const range = `from ${least} (${showNumber(tokens)} tokens, uniform) to 1`;
    return `truth.sumOfSquares is ${sumOfSquares}; allowed: a number ${range}.`;
  }
  if (tokens > 1 || sumOfSquares === 1) return null;
  return `truth.sumOfSquares is ${sumOfSquares}; allowed with one token: 1.`;
}

function windowProblem(recipe: Recipe): string | null {
  if (recipe.form !== "most-recent" || recipe.window <= recipe.samples) return null;
  const { window, samples } = recipe;
  const most = showNumber(samples);
  return `recipe.window is ${window}; allowed with ${most} recipe.samples: a whole number from 1 to ${most}.`;
}

/** A text's frequent contexts have more samples than their mean. */
function textProblem(recipe: Recipe, text: ContextTable): string | null {
  const limit = LIMITS.samples.to;
  const most = mostSamples(text, limit);
  for (const [field, value] of Object.entries(sizes(recipe))) {
    if (value <= most) continue;
    const why = `its most frequent context then has up to ${showNumber(limit)}`;
    return `recipe.${field} is ${showNumber(value)}; allowed with this text: up to ${showNumber(most)} (${why}).`;
  }
  return null;
}

function temperatureProblem({ recipe, decoding }: ChainsExperiment): string | null {
  if (recipe.form !== "weighted" || decoding.temperature === 1) return null;
  const [total, most] = [showNumber(TOTAL_WEIGHT), showNumber(TEMPERATURE_TOTAL)];
  const why = `its weights sum to ${total}, and a temperature takes up to ${most}`;
  return `decoding.temperature is ${decoding.temperature}; allowed with recipe.form "weighted": 1 (${why}).`;
}

function generationsProblem(
  experiment: ChainsExperiment,
  file: ChainsFile,
  text: ContextTable | null,
): string | null {
  const { generations, stop, recipe } = experiment;
  if (stop === "generations" && generations === null) {
    const most = showNumber(LIMITS.generations.to);
    return `generations is null; allowed with stop "generations": a whole number from 1 to ${most}.`;
  }
  const [most, why] = mostGenerations(experiment, text);
  if ((generations ?? Infinity) <= most) return null;
  const given = generations === null ? "null" : showNumber(generations);
  const is = file.generations === undefined ? `not given, which means ${DEFAULT_GENERATIONS}` : given;
  const allowed = `a whole number from 1 to ${showNumber(most)}`;
  return `generations is ${is}; allowed with recipe.form "${recipe.form}" here: ${allowed} (${why}).`;
}

/** The most generations for which no pool and no batch is too large, and why. */
function mostGenerations(
  { recipe, decoding }: ChainsExperiment,
  text: ContextTable | null,
): readonly [number, string] {
  const { samples = 1, realSamples = 0 } = largestSizes(recipe, text);
  switch (recipe.form) {
    case "partially-synthetic":
      return [LIMITS.generations.to, "a corpus of more than one token never collapses"];
    case "randomly-sampled":
      return [LONG_MEMORY, "it draws from every model before"];
    case "mixing-matrix":
      return [recipe.quotas.length, "a row for each"];
    case "accumulate":
    case "accumulate-subsample": {
      const total = decoding.temperature === 1 ? TOTAL_WEIGHT : TEMPERATURE_TOTAL;
      const most = Math.floor((total - realSamples) / samples) + 1;
      return [most, `the pool holds up to ${showNumber(total)} draws`];
    }
    case "growing":
      return [
        mostGrowing(samples, recipe.exponent),
        `a generation has up to ${showNumber(LIMITS.samples.to)} draws`,
      ];
    default:
      return [Infinity, ""];
  }
}

/** The largest m with n m^exponent + 1/2 below the limit of a batch plus 1, a little to the safe side. */
function mostGrowing(samples: number, exponent: number): number {
  const fits = (m: number): boolean => samples * m ** exponent < LIMITS.samples.to + 0.499;
  if (exponent < 0) return Infinity;
  let [low, high] = [1, LIMITS.generations.to + 1];
  if (fits(high)) return Infinity;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** n and N, where the recipe has them. */
function sizes(recipe: Recipe): { readonly samples?: number; readonly realSamples?: number } {
  return {
    ...("samples" in recipe ? { samples: recipe.samples } : {}),
    ...("realSamples" in recipe ? { realSamples: recipe.realSamples } : {}),
  };
}

/** The same in the context that has the most. */
function largestSizes(recipe: Recipe, text: ContextTable | null): ReturnType<typeof sizes> {
  const own = sizes(recipe);
  if (text === null) return own;
  // No real samples stay none.
  const largest = ([field, size]: [string, number]): [string, number] => [
    field,
    size === 0 ? 0 : largestContextSamples(text, size),
  ];
  return Object.fromEntries(Object.entries(own).map(largest));
}
