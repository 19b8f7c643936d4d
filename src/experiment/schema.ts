import * as v from "valibot";
import {
  between,
  corpusName,
  decoding,
  engine,
  forms,
  inlineText,
  oneOf,
  real,
  record,
  seed,
  sha256,
  whole,
} from "./fields.js";
import { LIMITS } from "./limits.js";
import { showNumber } from "./words.js";

/** The shape of an experiment file of kind "chains", of the fields that fields.ts makes. */

const tokens = whole(LIMITS.tokens);

const corpus = forms(
  [
    record({
      form: v.literal("text"),
      text: inlineText,
    }),
    record({ form: v.literal("file"), name: corpusName, sha256 }),
    record({ form: v.literal("url"), name: corpusName, sha256 }),
  ],
  ["text", "file", "url"],
);

const truth = forms(
  [
    record({ form: v.literal("uniform"), tokens }),
    record({ form: v.literal("zipf"), tokens, exponent: real(LIMITS.exponent) }),
    record({ form: v.literal("geometric"), tokens, sumOfSquares: real({ from: 0, to: 1 }) }),
    record({
      form: v.literal("dirichlet"),
      tokens,
      concentration: real(LIMITS.concentration),
      seed: v.optional(seed),
    }),
    record({
      form: v.literal("weights"),
      weights: v.custom<readonly number[]>(
        (x) => Array.isArray(x) && between(x.length, LIMITS.tokens.from, LIMITS.tokens.to),
        `a list of ${showNumber(LIMITS.tokens.from)} to ${showNumber(LIMITS.tokens.to)} numbers`,
      ),
    }),
    record({
      form: v.literal("text"),
      corpus,
      tokenizer: oneOf("characters", "words"),
      contextLength: whole(LIMITS.contextLength),
    }),
  ],
  ["uniform", "zipf", "geometric", "dirichlet", "weights", "text"],
);

const samples = whole(LIMITS.samples);
const realSamples = v.optional(samples);

const recipe = forms(
  [
    record({ form: v.literal("fully-synthetic"), samples }),
    record({
      form: v.literal("partially-synthetic"),
      samples,
      realSamples: v.optional(whole(LIMITS.realSamples)),
    }),
    record({ form: v.literal("fresh-real"), samples, realShare: real(LIMITS.share) }),
    record({ form: v.literal("most-recent"), samples, window: samples }),
    record({ form: v.literal("randomly-sampled"), samples }),
    record({ form: v.literal("accumulate"), samples, realSamples }),
    record({ form: v.literal("accumulate-subsample"), samples, realSamples }),
    record({ form: v.literal("weighted"), samples, realSamples, realWeight: real(LIMITS.share) }),
    record({ form: v.literal("growing"), samples, exponent: real(LIMITS.growth) }),
    record({
      form: v.literal("mixing-matrix"),
      quotas: v.custom<readonly (readonly number[])[]>(
        (x) => Array.isArray(x) && between(x.length, LIMITS.rows.from, LIMITS.rows.to),
        `a list of ${showNumber(LIMITS.rows.from)} to ${showNumber(LIMITS.rows.to)} rows`,
      ),
    }),
  ],
  [
    "fully-synthetic",
    "partially-synthetic",
    "fresh-real",
    "most-recent",
    "randomly-sampled",
    "accumulate",
    "accumulate-subsample",
    "weighted",
    "growing",
    "mixing-matrix",
  ],
);

const generations = v.custom<number | null>(
  (x) =>
    x === null || (Number.isSafeInteger(x) && between(x, LIMITS.generations.from, LIMITS.generations.to)),
  `a whole number from ${showNumber(LIMITS.generations.from)} to ${showNumber(LIMITS.generations.to)}, or null for no cap`,
);

/** An experiment file of kind "chains", its fields in canonical order; what is optional has no default here. */
export const chainsFile = record({
  version: v.literal(1, "1"),
  kind: v.literal("chains", '"chains"'),
  seed: v.optional(seed),
  truth,
  contexts: v.optional(whole(LIMITS.contexts)),
  recipe,
  decoding: v.optional(decoding),
  chains: v.optional(whole(LIMITS.chains)),
  generations: v.optional(generations),
  stop: v.optional(oneOf("collapse", "generations")),
  method: v.optional(oneOf("simulate", "ancestry", "exact")),
  engine: v.optional(engine),
});

export type ChainsFile = v.InferOutput<typeof chainsFile>;
