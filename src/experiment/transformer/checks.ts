import { promptTokens, type TextTokens } from "../../corpus/index.js";
import { count } from "../sentence.js";
import { quote, showNumber } from "../words.js";
import { MOST_TOKENS_WRITTEN, TRANSFORMER_LIMITS } from "./limits.js";
import { realSamplesOf } from "./recipe.js";
import { trainingTokens } from "./text.js";
import type { TransformerExperiment, TransformerRecipe } from "./types.js";

/** What is wrong between fields that are right by themselves. */
export function transformerProblem(experiment: TransformerExperiment): string | null {
  return (
    modelProblem(experiment) ??
    samplingProblem(experiment) ??
    evaluationProblem(experiment) ??
    surrogateProblem(experiment) ??
    realSamplesProblem(experiment) ??
    recipesProblem(experiment)
  );
}

/** What is wrong between an experiment and its corpus. */
export function corpusProblem(experiment: TransformerExperiment, text: TextTokens): string | null {
  return (
    lengthProblem(experiment, text) ?? promptProblem(experiment, text) ?? realDataProblem(experiment, text)
  );
}

function modelProblem({ model, training }: TransformerExperiment): string | null {
  const { width, heads } = model;
  if (width % heads !== 0) {
    return `model.heads is ${heads}; allowed with model.width ${showNumber(width)}: a divisor of it.`;
  }
  const { batch, microBatch } = training;
  if (microBatch === "auto" || batch % microBatch === 0) return null;
  return `training.microBatch is ${microBatch}; allowed with training.batch ${showNumber(batch)}: "auto" or a divisor of it.`;
}

function samplingProblem({ corpus, model, sampling }: TransformerExperiment): string | null {
  const { context } = model;
  const { prompt, streamLength } = sampling;
  const most = showNumber(TRANSFORMER_LIMITS.streamLength.to);
  if (streamLength <= context) {
    const least = showNumber(context + 1);
    return `sampling.streamLength is ${showNumber(streamLength)}; allowed with model.context ${showNumber(context)}: a whole number from ${least} to ${most}.`;
  }
  const { length } = promptTokens(prompt, corpus.tokenizer);
  if (length < context) return null;
  return `sampling.prompt has ${showNumber(length)} tokens; allowed with model.context ${showNumber(context)}: up to ${showNumber(context - 1)}.`;
}

function evaluationProblem({ model, evaluation }: TransformerExperiment): string | null {
  const { contextLength, earlyToken, lateToken } = evaluation;
  if (contextLength > model.context) {
    const most = showNumber(model.context);
    return `evaluation.contextLength is ${showNumber(contextLength)}; allowed with model.context ${most}: a whole number from 1 to ${most}.`;
  }
  if (earlyToken < lateToken) return null;
  return `evaluation.lateToken is ${lateToken}; allowed with evaluation.earlyToken ${earlyToken}: more than that.`;
}

function surrogateProblem({ corpus, surrogate }: TransformerExperiment): string | null {
  if (!surrogate || corpus.tokenizer === "characters") return null;
  return `surrogate is true; allowed with tokenizer "${corpus.tokenizer}": false.`;
}

/** All recipes share p(1), and so its real tokens. */
function realSamplesProblem({ recipes }: TransformerExperiment): string | null {
  const [first] = recipes;
  if (first === undefined) return null;
  const wanted = realSamplesOf(first);
  const other = recipes.findIndex((recipe) => realSamplesOf(recipe) !== wanted);
  const recipe = recipes[other];
  if (recipe === undefined) return null;
  const field = "realSamples" in recipe ? "realSamples" : "samples";
  const why = `all recipes learn the same real tokens at first, and recipes[0] has N = ${showNumber(wanted)}`;
  return `recipes[${other}].${field} is ${showNumber(realSamplesOf(recipe))}; allowed: ${showNumber(wanted)} (${why}).`;
}

function recipesProblem({ recipes, generations, sampling }: TransformerExperiment): string | null {
  for (const [i, recipe] of recipes.entries()) {
    const problem = recipeProblem(`recipes[${i}]`, recipe, generations, sampling.streamLength);
    if (problem !== null) return problem;
  }
  return null;
}

function recipeProblem(
  name: string,
  recipe: TransformerRecipe,
  generations: number,
  streamLength: number,
): string | null {
  const { samples } = recipe;
  const streams = samples / streamLength;
  if (recipe.form === "most-recent" && recipe.window > streams) {
    const has = `${count(samples, "token", showNumber)} are ${count(streams, "stream", showNumber)} of ${showNumber(streamLength)}`;
    return `${name}.window is ${showNumber(recipe.window)}; allowed: a whole number from 1 to ${showNumber(streams)} (${has}).`;
  }
  const written = generations * samples + realSamplesOf(recipe);
  if (written <= MOST_TOKENS_WRITTEN) return null;
  const most = showNumber(Math.floor((MOST_TOKENS_WRITTEN - realSamplesOf(recipe)) / samples));
  return `generations is ${showNumber(generations)}; allowed with ${name}.samples ${showNumber(samples)}: up to ${most} (${showNumber(MOST_TOKENS_WRITTEN)} tokens in all).`;
}

function lengthProblem({ corpus, model }: TransformerExperiment, text: TextTokens): string | null {
  const { length } = text.ids;
  const training = trainingTokens(text, corpus);
  const least = model.context + 1;
  if (training >= least && length - training >= least) return null;
  const parts = `${count(training, "token", showNumber)} for training and ${showNumber(length - training)} for validation`;
  return `The text has ${parts}; allowed with model.context ${showNumber(model.context)}: at least ${showNumber(least)} of each.`;
}

function promptProblem({ corpus, sampling }: TransformerExperiment, text: TextTokens): string | null {
  const tokens = promptTokens(sampling.prompt, corpus.tokenizer);
  const strange = tokens.find((token) => !text.vocabulary.includes(token));
  if (strange === undefined) return null;
  if (corpus.tokenizer === "gpt2")
    return `sampling.prompt is ${quote(sampling.prompt)}; allowed with tokenizer "gpt2": one of its tokens.`;
  return `sampling.prompt is ${quote(sampling.prompt)}; allowed: characters of the text, and ${quote(strange)} is none.`;
}

function realDataProblem(
  { realData, corpus, recipes }: TransformerExperiment,
  text: TextTokens,
): string | null {
  const [first] = recipes;
  if (realData === "model" || first === undefined) return null;
  const [real, has] = [realSamplesOf(first), trainingTokens(text, corpus)];
  if (real <= has) return null;
  const why = `the text has ${showNumber(has)} tokens for training`;
  return `realData is "corpus", and recipes[0] asks for N = ${showNumber(real)} real tokens; allowed: up to ${showNumber(has)} (${why}).`;
}
