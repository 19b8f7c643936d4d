import type { ChainsResult, TransformerExperiment, TransformerResult } from "../../../index.js";
import { counted, whole } from "../../words/format.js";
import { truthWords } from "./truth-words.js";

type Rows = readonly (number | null)[];

/** A number against which other ones are read, as a level line. */
export interface Level {
  readonly value: number;
  readonly words: string;
  readonly short: string;
  /** The truth is p(0)'s own; the floor is what training again alone does. */
  readonly kind: "truth" | "floor";
}

/** What is measured of every generation, as its chart words and scales it. */
export interface Quantity {
  /** The name of saved files. */
  readonly id: string;
  readonly option: string;
  /** Where the options stand side by side. */
  readonly short?: string;
  readonly question: string;
  readonly definition: (experiment: TransformerExperiment) => string;
  readonly rows: (series: TransformerResult["recipes"][number]["series"]) => Rows;
  readonly level: (result: TransformerResult) => Level | null;
  /** Whether the context is long enough for it; always without. */
  readonly isDefined?: (experiment: TransformerExperiment) => boolean;
  /** The same of a trigram model, over its result's generations. */
  readonly beside?: (series: ChainsResult["series"]) => Rows | null;
  /** Whether the axis begins at 0. */
  readonly fromZero: boolean;
}

const noLevel = (): null => null;

/** p(0)'s own value. */
function truth(of: keyof TransformerResult["truth"]): Quantity["level"] {
  return (result) => {
    const value = result.truth[of];
    return value === null ? null : { value, words: "p(0)", short: "p(0)", kind: "truth" };
  };
}

/** Of a trigram model, as every chart says it. */
const thin = ({ surrogate }: TransformerExperiment): string =>
  surrogate ? " Thin: a trigram model of the text under the same mix, its contexts weighing the same." : "";

const contextsOf = ({ evaluation }: TransformerExperiment): string => counted(evaluation.contexts, "context");

/** Drift, of next-token probabilities in contexts that p(0) wrote. */
export const DRIFTS: readonly Quantity[] = [
  {
    id: "drift",
    option: "Drift from p(1)",
    short: "p(1)",
    question: "How far does each generation drift?",
    definition: (experiment) =>
      `Mean L1 distance of next-token probabilities from the first generation, Σ |p(m) − p(1)|, over ${contextsOf(experiment)} ` +
      "written by p(0): 0 is none, 2 is nothing in common. Dashed, the floor: p(1) trained a second time on the same tokens. " +
      `A drift near it is retraining, not collapse.${thin(experiment)}`,
    rows: (series) => series.driftL1,
    beside: (series) => series.driftL1.mean,
    level: ({ driftFloorL1: value }) =>
      value === null ? null : { value, words: "trained again", short: "again", kind: "floor" },
    fromZero: true,
  },
  {
    id: "drift-from-truth",
    option: "Drift from p(0)",
    short: "p(0)",
    question: "How far is each generation from p(0)?",
    definition: (experiment) =>
      `Mean L1 distance of next-token probabilities from ${truthWords(experiment)}: Σ |p(m) − p(0)|, over ${contextsOf(experiment)} ` +
      `written by p(0): 0 is none, 2 is nothing in common.${thin(experiment)}`,
    rows: (series) => series.driftFromTruthL1,
    beside: (series) => series.driftFromTruthL1.mean,
    level: noLevel,
    fromZero: true,
  },
];

function distinct(n: number): Quantity {
  return {
    id: `distinct-${n}-grams`,
    option: `Distinct ${n}-grams`,
    question:
      n === 1 ? "How many different tokens does it write?" : `How many different ${n}-grams does it write?`,
    definition: () =>
      `Distinct ${n === 1 ? "tokens" : `runs of ${n} tokens`} over all of them in what generation m wrote: 1 is no repeat. ` +
      "It falls with the number of tokens written too: compare generations, and mixes of equal n.",
    rows: (series) => series.distinctNGrams[n - 1] ?? [],
    level: noLevel,
    fromZero: true,
  };
}

/** Everything else that is measured. */
export const MEASURES: readonly Quantity[] = [
  {
    id: "validation-loss",
    option: "Loss on real text",
    question: "How well does it still predict the real text?",
    definition: () =>
      "Mean of −ln p(m) of the next token over the real text that no model learns, in nats. Line: p(0).",
    rows: (series) => series.validationLoss,
    level: truth("validationLoss"),
    fromZero: false,
  },
  {
    id: "sum-of-squares",
    option: "Sum of squares",
    question: "How sure does it become of its next token?",
    definition: (experiment) =>
      `σ_m = mean of Σ p(m)² over ${contextsOf(experiment)}, the chance that two next tokens agree: 1 is one token always. Line: p(0).${thin(experiment)}`,
    rows: (series) => series.sumOfSquares,
    beside: (series) => series.sumOfSquares.mean,
    level: truth("sumOfSquares"),
    fromZero: true,
  },
  {
    id: "entropy",
    option: "Entropy",
    question: "How unsure is it of its next token?",
    definition: (experiment) =>
      `Mean of −Σ p(m) ln p(m) over ${contextsOf(experiment)}, in nats. Line: p(0).${thin(experiment)}`,
    rows: (series) => series.entropy,
    beside: (series) => series.entropy.mean,
    level: truth("entropy"),
    fromZero: true,
  },
  ...[1, 2, 3, 4].map(distinct),
  {
    id: "unigram-distance",
    option: "Tokens against the text",
    question: "Does it write the text's tokens as often as the text does?",
    definition: () =>
      "Σ |f(k) − g(k)| over tokens k: f their frequencies in what generation m wrote, g in the text it began with; 0 to 2.",
    rows: (series) => series.unigramL1,
    level: noLevel,
    fromZero: true,
  },
  {
    id: "bigram-distance",
    option: "Pairs against the text",
    question: "Does it write the text's pairs of tokens as often as the text does?",
    definition: () =>
      "Σ |f(j, k) − g(j, k)| over pairs of neighbours: f their frequencies in what generation m wrote, g in the text it began with; 0 to 2.",
    rows: (series) => series.bigramL1,
    level: noLevel,
    fromZero: true,
  },
  {
    id: "in-context-learning",
    option: "In-context learning",
    question: "Does it still learn from its context?",
    definition: ({ evaluation: { earlyToken, lateToken } }) =>
      `Mean loss of token ${whole(lateToken)} minus that of token ${whole(earlyToken)} in windows of real text, in nats: below 0 where context helps.`,
    rows: (series) => series.inContextLearning,
    level: noLevel,
    isDefined: ({ evaluation, model }) => evaluation.lateToken <= model.context,
    fromZero: false,
  },
  {
    id: "model-loss",
    option: "Loss on p(0)'s text",
    question: "How well does it predict what p(0) writes?",
    definition: ({ evaluation }) =>
      `Mean of −ln p(m) of the next token over ${counted(evaluation.heldOutSamples, "token")} of p(0) that no model learns, in nats.`,
    rows: (series) => series.modelLoss,
    level: noLevel,
    fromZero: false,
  },
  {
    id: "train-loss",
    option: "Loss on its own tokens",
    question: "How well has it learned its own tokens?",
    definition: () =>
      "Mean of −ln p(m) of the next token over what generation m was trained on, in nats, after its training.",
    rows: (series) => series.trainLoss,
    level: noLevel,
    fromZero: false,
  },
];
