import { count, decodingParts, part, type SentencePart, type Show } from "../sentence.js";
import { quote, showNumber } from "../words.js";
import { realSamplesOf } from "./recipe.js";
import type { TransformerExperiment, TransformerRecipe } from "./types.js";

const SHOWN_NAME = 60;

/** The experiment as a few sentences, as experimentSentence gives those of kind "chains". */
export function transformerSentence(
  experiment: TransformerExperiment,
  show: Show = showNumber,
): readonly SentencePart[] {
  const { model, training, recipes, generations, realData, decoding, truth } = experiment;
  const [first] = recipes;
  const real = first === undefined ? 0 : realSamplesOf(first);
  const updates = [
    part(" for "),
    part(count(training.steps, "step", show), "training.steps"),
    part(" of "),
    part(count(training.batch, "window", show), "training.batch"),
  ];
  const text = part(corpusName(experiment), "corpus");
  const given = truth.form === "weights" && part(quote(truth.name, SHOWN_NAME), "truth");
  return [
    part("A transformer of "),
    part(count(model.layers, "layer", show), "model.layers"),
    part(", "),
    part(`width ${show(model.width)}`, "model.width"),
    part(" and "),
    part(`context ${show(model.context)}`, "model.context"),
    ...(given
      ? [part(" has the weights "), given, part(": p(0). Its text is "), text]
      : [part(" learns "), text, ...updates, part(": p(0)")]),
    part(". p(1) learns "),
    part(`N = ${count(real, "token", show)}`, "recipes"),
    realData === "model" ? part(" that p(0) writes", "realData") : part(" of that text", "realData"),
    ...(given ? [part(","), ...updates] : []),
    part(", and every model after it, up to "),
    part(`generation ${show(generations)}`, "generations"),
    part(", "),
    ...recipes.flatMap((recipe, i) => [
      part(i === 0 ? "" : "; or "),
      part(recipeWords(recipe, show), `recipes[${i}]`),
    ]),
    part("."),
    ...decodingParts(decoding, show),
  ];
}

function corpusName({ corpus }: TransformerExperiment): string {
  switch (corpus.form) {
    case "tiny-shakespeare":
      return "Tiny Shakespeare";
    case "text":
      return "a given text";
    case "file":
    case "url":
      return quote(corpus.name, SHOWN_NAME);
  }
}

function recipeWords(recipe: TransformerRecipe, show: Show): string {
  const samples = `n = ${count(recipe.samples, "token", show)}`;
  switch (recipe.form) {
    case "fully-synthetic":
      return `${samples} of the model before it`;
    case "partially-synthetic":
      return `those N and ${samples} of the model before it`;
    case "fresh-real":
      return `${samples}, a share of ${show(recipe.realShare)} real and new, the others of the model before it`;
    case "accumulate":
      return `those N and ${samples} of each model before it`;
    case "accumulate-subsample":
      return `a new subsample of ${samples} of those N and of what all models before it wrote`;
    case "most-recent":
      return `${samples} written anew by the ${show(recipe.window)} most recent models`;
  }
}
