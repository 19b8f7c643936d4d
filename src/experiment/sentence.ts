import { canBeLeft, isPlain } from "./recipe.js";
import type { ChainsExperiment, Decoding, Recipe, TextTruth, Truth } from "./types.js";
import { quote, showNumber } from "./words.js";

/** A piece of the sentence; `field` is the path of the experiment's field that it speaks of. */
export interface SentencePart {
  readonly text: string;
  readonly field?: string;
}

export type Show = (x: number) => string;
type Parts = readonly SentencePart[];

const SHOWN_NAME = 60;

/**
 * The experiment as a few sentences. `show` writes the numbers, so that the page can space them as its reader does.
 * The parts' texts, joined as they are, are the sentences.
 */
export function experimentSentence(experiment: ChainsExperiment, show: Show = showNumber): Parts {
  const { chains, contexts, truth, recipe, decoding } = experiment;
  const many = contexts > 1;
  return [
    part(count(chains, "chain", show), "chains"),
    ...(many ? [part(" of "), part(count(contexts, "context", show), "contexts")] : []),
    part(chains === 1 ? " starts from " : " start from "),
    ...truthParts(truth, many, show),
    part(". "),
    ...recipeParts(recipe, many, show),
    part(", "),
    ...endParts(experiment, show),
    part("."),
    ...decodingParts(decoding, show),
  ];
}

/** The sentences as one text. */
export function sentenceText(parts: Parts): string {
  return parts.map(({ text }) => text).join("");
}

export function part(text: string, field?: string): SentencePart {
  return field === undefined ? { text } : { text, field };
}

function truthParts(truth: Truth, many: boolean, show: Show): Parts {
  if (truth.form === "text") return textParts(truth, show);
  const size = truth.form === "weights" ? truth.weights.length : truth.tokens;
  const tokens = part(
    count(size, "token", show),
    truth.form === "weights" ? "truth.weights" : "truth.tokens",
  );
  return [part("a truth of "), tokens, ...shapeParts(truth, many, show)];
}

function shapeParts(truth: Exclude<Truth, TextTruth>, many: boolean, show: Show): Parts {
  const form = (text: string): SentencePart => part(text, "truth.form");
  switch (truth.form) {
    case "uniform":
      return [part(", "), form("uniform")];
    case "zipf":
      return [
        part(", "),
        form("Zipf"),
        part(" with "),
        part(`exponent ${show(truth.exponent)}`, "truth.exponent"),
      ];
    case "geometric": {
      const squares = part(`sum of squares ${show(truth.sumOfSquares)}`, "truth.sumOfSquares");
      return [part(", "), form("geometric"), part(" with "), squares];
    }
    case "dirichlet": {
      const spread = part(`concentration ${show(truth.concentration)}`, "truth.concentration");
      const drawn = part(many ? ", each context's own drawn from a " : ", drawn from a ");
      return [drawn, form("Dirichlet law"), part(" with "), spread];
    }
    case "weights":
      return [part(" with "), form("given weights")];
  }
}

function textParts({ corpus, tokenizer, contextLength }: TextTruth, show: Show): Parts {
  const name = corpus.form === "text" ? "a given text" : quote(corpus.name, SHOWN_NAME);
  const before = contextLength === 1 ? "the one before it" : `the ${show(contextLength)} before it`;
  return [
    part("the frequencies", "truth.form"),
    part(" of "),
    part(tokenizer, "truth.tokenizer"),
    part(" in "),
    part(name, "truth.corpus"),
    part(contextLength === 0 ? ", whatever " : ", each after "),
    part(contextLength === 0 ? "comes before" : before, "truth.contextLength"),
  ];
}

function recipeParts(recipe: Recipe, many: boolean, show: Show): Parts {
  const form = (text: string): SentencePart => part(text, "recipe.form");
  if (recipe.form === "mixing-matrix") {
    const quotas = part("quotas of its own", "recipe.quotas");
    const per = many ? " per context" : "";
    return [
      part(`Every generation draws${per} from the models before it by `),
      quotas,
      part(", a "),
      form("mixing matrix"),
    ];
  }
  const per = many ? " per context" : "";
  const samples = part(`n = ${count(recipe.samples, "sample", show)}`, "recipe.samples");
  const draws = [part("Every generation draws "), samples, part(per)];
  switch (recipe.form) {
    case "fully-synthetic":
      return [...draws, part(" from the model before it, "), form("fully synthetic")];
    case "partially-synthetic":
      return [
        ...draws,
        part(" from the model before it and adds the same "),
        ...realParts(recipe, show),
        part(", "),
        form("partially synthetic"),
      ];
    case "fresh-real":
      return [
        ...draws,
        part(", each "),
        form("real and new"),
        part(" with "),
        part(`probability ${show(recipe.realShare)}`, "recipe.realShare"),
        part(" and else from the model before it"),
      ];
    case "most-recent":
      return [
        ...draws,
        part(" anew from the "),
        part(`${show(recipe.window)} `, "recipe.window"),
        form("most recent"),
        part(" models, the truth among them at first"),
      ];
    case "randomly-sampled":
      return [
        ...draws,
        part(" anew, each from a model "),
        form("chosen at random"),
        part(" among all before, the truth included"),
      ];
    case "accumulate":
      return [
        ...draws,
        part(" from the model before it, and learns from all that was ever drawn, "),
        ...realParts(recipe, show),
        part(" included: the data "),
        form("accumulate"),
      ];
    case "accumulate-subsample":
      return [
        part("The data accumulate, "),
        ...realParts(recipe, show),
        part(" included; every generation adds what the model before it wrote and learns from a new "),
        form("subsample"),
        part(" of "),
        samples,
        part(per),
      ];
    case "weighted":
      return [
        ...draws,
        part(" from the model before it and "),
        ...realParts(recipe, show, "new "),
        part(", "),
        form("weighted"),
        part(" together with "),
        part(`share ${show(recipe.realWeight)}`, "recipe.realWeight"),
        part(" for the real ones"),
      ];
    case "growing":
      return [
        part("Generation m draws "),
        samples,
        part(` × m to the power of `),
        part(show(recipe.exponent), "recipe.exponent"),
        part(`${per} from the model before it, fully synthetic and `),
        form("growing"),
      ];
  }
}

function realParts({ realSamples }: Extract<Recipe, { realSamples: number }>, show: Show, kind = ""): Parts {
  return [
    part(`N = ${show(realSamples)}`, "recipe.realSamples"),
    part(` ${kind}real ${realSamples === 1 ? "sample" : "samples"}`),
  ];
}

function endParts({ stop, generations, contexts, recipe }: ChainsExperiment, show: Show): Parts {
  if (stop === "generations" && generations !== null) {
    return [part("for ", "stop"), part(count(generations, "generation", show), "generations")];
  }
  const first = canBeLeft(recipe) ? " for the first time" : "";
  const where = contexts > 1 ? " in every context" : "";
  const collapse = part(`until a single token is left${where}${first}`, "stop");
  if (generations === null) return [collapse];
  return [
    collapse,
    part(" or "),
    part(`generation ${show(generations)}`, "generations"),
    part(" is reached"),
  ];
}

/** Nothing where models write by their frequencies. */
export function decodingParts(decoding: Decoding, show: Show): Parts {
  if (isPlain(decoding)) return [];
  const { temperature, topK, topP } = decoding;
  const steps: SentencePart[] = [];
  if (temperature !== 1) steps.push(part(`at temperature ${show(temperature)}`, "decoding.temperature"));
  if (topK !== undefined)
    steps.push(part(`from the ${topK === 1 ? "top token" : `top ${show(topK)} tokens`}`, "decoding.topK"));
  if (topP !== undefined) steps.push(part(`from the top share of ${show(topP)}`, "decoding.topP"));
  return [
    part(" Models write "),
    ...steps.flatMap((step, i) => (i === 0 ? [step] : [part(", then "), step])),
    part("."),
  ];
}

export function count(n: number, noun: string, show: Show): string {
  return `${show(n)} ${noun}${n === 1 ? "" : "s"}`;
}
