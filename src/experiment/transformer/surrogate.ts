import { contextsOf, type ResolvedCorpus, type TextTokens } from "../../corpus/index.js";
import { readExperiment, type Parsed } from "../read.js";
import { sha256Hex } from "../json.js";
import { namedCorpus } from "./text.js";
import type { TransformerExperiment, TransformerRecipe } from "./types.js";

/** The surrogate counts which character follows two: it is a trigram model. */
const CONTEXT_LENGTH = 2;
/** Enough for the standard errors to be thinner than a line. */
const CHAINS = 100;

/** What a corpus of characters is to an n-gram model, or a sentence. */
export function surrogateCorpus(
  { corpus }: TransformerExperiment,
  { ids, vocabulary }: TextTokens,
): ResolvedCorpus | string {
  const text = Array.from(ids, (id) => vocabulary[id] ?? "").join("");
  const table = contextsOf(text, "characters", CONTEXT_LENGTH);
  if (typeof table === "string") return table;
  const named = namedCorpus(corpus);
  const sha256 = named.form === "text" ? sha256Hex(text) : named.sha256;
  return { sha256, tokenizer: "characters", table };
}

/**
 * The experiment of kind "chains" that does to the corpus's trigrams what a recipe does to a transformer: n and N tokens
 * spread over the contexts as they are in the corpus, the same decoding and generations.
 */
export function surrogateOf(
  experiment: TransformerExperiment,
  recipe: TransformerRecipe,
  corpus: ResolvedCorpus,
): Parsed {
  const contexts = corpus.table.starts.length - 1;
  const perContext = (tokens: number): number => Math.max(1, Math.round(tokens / contexts));
  const samples = perContext(recipe.samples);
  const sizes =
    "realSamples" in recipe ? { samples, realSamples: perContext(recipe.realSamples) } : { samples };
  const { seed, decoding, generations } = experiment;
  const truth = {
    form: "text",
    corpus: namedCorpus(experiment.corpus),
    tokenizer: "characters",
    contextLength: CONTEXT_LENGTH,
  };
  const file = {
    version: 1,
    kind: "chains",
    truth,
    recipe: { ...recipe, ...sizes },
    decoding,
    chains: CHAINS,
    engine: "cpu",
    stop: "generations",
    generations,
    seed,
  };
  return readExperiment(file, corpus);
}
