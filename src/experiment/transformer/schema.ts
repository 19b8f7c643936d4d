import * as v from "valibot";
import {
  corpusName,
  decoding,
  engine,
  forms,
  inlineText,
  oneOf,
  options,
  real,
  record,
  seed,
  sha256,
  whole,
} from "../fields.js";
import { LIMITS } from "../limits.js";
import { showNumber } from "../words.js";
import { TRANSFORMER_LIMITS } from "./limits.js";

const LIMIT = TRANSFORMER_LIMITS;

const flag = v.boolean("true or false");

const reading = {
  tokenizer: v.optional(oneOf("characters", "gpt2")),
  validationShare: v.optional(real(LIMIT.validationShare)),
};

const corpus = forms(
  [
    record({ form: v.literal("tiny-shakespeare"), ...reading }),
    record({ form: v.literal("text"), text: inlineText, ...reading }),
    record({ form: v.literal("file"), name: corpusName, sha256, ...reading }),
    record({ form: v.literal("url"), name: corpusName, sha256, ...reading }),
  ],
  ["tiny-shakespeare", "text", "file", "url"],
);

const truth = forms(
  [record({ form: v.literal("trained") }), record({ form: v.literal("weights"), name: corpusName, sha256 })],
  ["trained", "weights"],
);

const model = options({
  context: v.optional(whole(LIMIT.context)),
  width: v.optional(whole(LIMIT.width)),
  layers: v.optional(whole(LIMIT.layers)),
  heads: v.optional(whole(LIMIT.heads)),
  bias: v.optional(flag),
  tiedHead: v.optional(flag),
  activation: v.optional(oneOf("gelu", "gelu-tanh")),
  dropout: v.optional(real(LIMIT.dropout)),
});

const microBatch = v.custom<"auto" | number>(
  (x) => x === "auto" || v.is(whole(LIMIT.batch), x),
  `"auto" or a whole number from 1 to ${showNumber(LIMIT.batch.to)}`,
);

const training = options({
  steps: v.optional(whole(LIMIT.steps)),
  batch: v.optional(whole(LIMIT.batch)),
  microBatch: v.optional(microBatch),
  learningRate: v.optional(real(LIMIT.learningRate)),
  finalLearningRate: v.optional(real(LIMIT.learningRate)),
  warmupSteps: v.optional(whole(LIMIT.warmupSteps)),
  beta1: v.optional(real(LIMIT.beta)),
  beta2: v.optional(real(LIMIT.beta)),
  epsilon: v.optional(real(LIMIT.epsilon)),
  weightDecay: v.optional(real(LIMIT.weightDecay)),
  gradientClip: v.optional(real(LIMIT.gradientClip)),
  initialWeights: v.optional(oneOf("fresh", "shared")),
});

const samples = whole(LIMIT.samples);
const realSamples = v.optional(samples);

const recipe = forms(
  [
    record({ form: v.literal("fully-synthetic"), samples }),
    record({ form: v.literal("partially-synthetic"), samples, realSamples }),
    record({ form: v.literal("fresh-real"), samples, realShare: real(LIMITS.share) }),
    record({ form: v.literal("accumulate"), samples, realSamples }),
    record({ form: v.literal("accumulate-subsample"), samples, realSamples }),
    record({ form: v.literal("most-recent"), samples, window: whole(LIMIT.window) }),
  ],
  [
    "fully-synthetic",
    "partially-synthetic",
    "fresh-real",
    "accumulate",
    "accumulate-subsample",
    "most-recent",
  ],
);

const recipeCount = `a list of ${LIMIT.recipes.from} to ${LIMIT.recipes.to} recipes`;

const sampling = options({
  prompt: v.optional(
    v.custom<string>(
      (x) => v.is(corpusName, x) && x.length <= LIMIT.promptCharacters,
      `a non-empty text of up to ${showNumber(LIMIT.promptCharacters)} characters`,
    ),
  ),
  streamLength: v.optional(whole(LIMIT.streamLength)),
  window: v.optional(oneOf("refresh", "slide")),
});

const evaluation = options({
  every: v.optional(whole(LIMIT.every)),
  contexts: v.optional(whole(LIMIT.contexts)),
  contextLength: v.optional(whole(LIMIT.token)),
  heldOutSamples: v.optional(samples),
  earlyToken: v.optional(whole(LIMIT.token)),
  lateToken: v.optional(whole(LIMIT.token)),
});

/** An experiment file of kind "transformer", its fields in canonical order; what is optional has no default here. */
export const transformerFile = record({
  version: v.literal(1, "1"),
  kind: v.literal("transformer", '"transformer"'),
  seed: v.optional(seed),
  corpus: v.optional(corpus),
  truth: v.optional(truth),
  model: v.optional(model),
  training: v.optional(training),
  realData: v.optional(oneOf("model", "corpus")),
  recipes: v.pipe(
    v.array(recipe, recipeCount),
    v.minLength(LIMIT.recipes.from, recipeCount),
    v.maxLength(LIMIT.recipes.to, recipeCount),
  ),
  generations: v.optional(whole(LIMIT.generations)),
  decoding: v.optional(decoding),
  sampling: v.optional(sampling),
  evaluation: v.optional(evaluation),
  surrogate: v.optional(flag),
  engine: v.optional(engine),
  precision: v.optional(oneOf("float32")),
});

export type TransformerFile = v.InferOutput<typeof transformerFile>;
