import type { TextTokens } from "../../corpus/index.js";
import { canonicalDecoding, positiveZero } from "../canonical.js";
import type { TransformerFile } from "./schema.js";
import type {
  TransformerCorpus,
  TransformerEvaluation,
  TransformerExperiment,
  TransformerModel,
  TransformerRecipe,
  TransformerSampling,
  TransformerTraining,
} from "./types.js";

/** Tokens of a stream, in contexts. */
const STREAM_CONTEXTS = 8;

/**
 * Every default filled in (the paper's), the fields in canonical order, every n and N rounded up to whole streams.
 * `text` is the corpus, where it is at hand.
 */
export function canonicalTransformer(file: TransformerFile, text: TextTokens | null): TransformerExperiment {
  const {
    seed = 1,
    truth = { form: "trained" },
    realData = "model",
    generations = 10,
    surrogate = false,
    engine = "auto",
    precision = "float32",
  } = file;
  const model = canonicalModel(file.model ?? {});
  const corpus = canonicalCorpus(file.corpus ?? { form: "tiny-shakespeare" });
  const sampling = canonicalSampling(file.sampling ?? {}, model, corpus, text);
  return {
    version: 1,
    kind: "transformer",
    seed: positiveZero(seed),
    corpus,
    truth,
    model,
    training: canonicalTraining(file.training ?? {}),
    realData,
    recipes: file.recipes.map((recipe) => canonicalRecipe(recipe, sampling.streamLength)),
    generations,
    decoding: canonicalDecoding(file.decoding ?? {}),
    sampling,
    evaluation: canonicalEvaluation(file.evaluation ?? {}, model, sampling.streamLength),
    surrogate,
    engine,
    precision,
  };
}

function canonicalCorpus(corpus: NonNullable<TransformerFile["corpus"]>): TransformerCorpus {
  const { tokenizer = "characters", validationShare = 0.1 } = corpus;
  const reading = { tokenizer, validationShare };
  switch (corpus.form) {
    case "tiny-shakespeare":
      return { form: corpus.form, ...reading };
    case "text":
      return { form: corpus.form, text: corpus.text, ...reading };
    case "file":
    case "url":
      return { form: corpus.form, name: corpus.name, sha256: corpus.sha256, ...reading };
  }
}

function canonicalModel(model: NonNullable<TransformerFile["model"]>): TransformerModel {
  const { context = 128, width = 256, layers = 8, heads = 4 } = model;
  const { bias = false, tiedHead = true, activation = "gelu", dropout = 0.2 } = model;
  return { context, width, layers, heads, bias, tiedHead, activation, dropout: positiveZero(dropout) };
}

function canonicalTraining(training: NonNullable<TransformerFile["training"]>): TransformerTraining {
  const { steps = 2000, batch = 256, microBatch = "auto", learningRate = 1e-3 } = training;
  const { finalLearningRate = learningRate / 10, warmupSteps = 100, beta1 = 0.9, beta2 = 0.99 } = training;
  const { epsilon = 1e-8, weightDecay = 0.1, gradientClip = 1, initialWeights = "fresh" } = training;
  return {
    steps,
    batch,
    microBatch,
    learningRate: positiveZero(learningRate),
    finalLearningRate: positiveZero(finalLearningRate),
    warmupSteps: positiveZero(warmupSteps),
    beta1: positiveZero(beta1),
    beta2: positiveZero(beta2),
    epsilon,
    weightDecay: positiveZero(weightDecay),
    gradientClip,
    initialWeights,
  };
}

function canonicalRecipe(
  recipe: TransformerFile["recipes"][number],
  streamLength: number,
): TransformerRecipe {
  const samples = wholeStreams(recipe.samples, streamLength);
  const { form } = recipe;
  switch (form) {
    case "fully-synthetic":
      return { form, samples };
    case "partially-synthetic":
    case "accumulate":
    case "accumulate-subsample":
      return { form, samples, realSamples: wholeStreams(recipe.realSamples ?? samples, streamLength) };
    case "fresh-real":
      return { form, samples, realShare: positiveZero(recipe.realShare) };
    case "most-recent":
      return { form, samples, window: recipe.window };
  }
}

function wholeStreams(tokens: number, streamLength: number): number {
  return Math.ceil(tokens / streamLength) * streamLength;
}

/** A text of characters that has no new line starts its streams from its own first token. */
function canonicalSampling(
  sampling: NonNullable<TransformerFile["sampling"]>,
  { context }: TransformerModel,
  { tokenizer }: TransformerCorpus,
  text: TextTokens | null,
): TransformerSampling {
  const newLine = text === null || tokenizer === "gpt2" || text.vocabulary.includes("\n");
  const first = newLine ? "\n" : (text.vocabulary[text.ids[0] ?? 0] ?? "\n");
  const { prompt = first, streamLength = STREAM_CONTEXTS * context, window = "refresh" } = sampling;
  return { prompt, streamLength, window };
}

function canonicalEvaluation(
  evaluation: NonNullable<TransformerFile["evaluation"]>,
  { context }: TransformerModel,
  streamLength: number,
): TransformerEvaluation {
  const { every = 100, contexts = 300, contextLength = context, heldOutSamples = 60_416 } = evaluation;
  const { earlyToken = 20, lateToken = 100 } = evaluation;
  return {
    every,
    contexts,
    contextLength,
    heldOutSamples: wholeStreams(heldOutSamples, streamLength),
    earlyToken,
    lateToken,
  };
}
