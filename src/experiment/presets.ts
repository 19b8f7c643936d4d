import { THE_LIGHTHOUSE } from "../corpus/the-lighthouse.js";
import { contextsOf } from "../corpus/read-contexts.js";
import type { ChainsExperiment, TextTruth, Truth } from "./types.js";

/** A named experiment to start from. */
export interface Preset {
  /** Kebab-case, stable. */
  readonly id: string;
  readonly name: string;
  readonly group: "Start here" | "The paper's figures" | "Other papers";
  /** What is to be seen, where it comes from, and which of its parameters are ours. */
  readonly note: string;
  readonly experiment: ChainsExperiment;
}

/** A canonical experiment: one context, fully synthetic to collapse where nothing else is said. */
function experiment(
  truth: Truth,
  recipe: ChainsExperiment["recipe"],
  more: Partial<ChainsExperiment>,
): ChainsExperiment {
  return {
    version: 1,
    kind: "chains",
    seed: 1,
    truth,
    contexts: 1,
    recipe,
    decoding: { temperature: 1 },
    chains: 1000,
    generations: null,
    stop: "collapse",
    method: "simulate",
    engine: "auto",
    ...more,
  };
}

function generations(count: number): Pick<ChainsExperiment, "generations" | "stop"> {
  return { generations: count, stop: "generations" };
}

/**
 * The truth of Figures 3, 4 and 6: the paper gives 600 tokens, 52 of them live, and S_0 = 0.1; the form is ours. A token
 * of probability 0 changes nothing, so the other 548 are left out.
 */
const PAPER_TRUTH: Truth = { form: "geometric", tokens: 52, sumOfSquares: 0.1 };
const PAPER = "arXiv 2404.05090";
const LIVE_TOKENS =
  "The paper's truth has 600 tokens, 52 of them live, S₀ = 0.1. That it is geometric is ours; the 548 of probability 0 are left out.";

const STORY: TextTruth = {
  form: "text",
  corpus: { form: "text", text: THE_LIGHTHOUSE },
  tokenizer: "characters",
  contextLength: 2,
};

function contextCount({ corpus, tokenizer, contextLength }: TextTruth): number {
  const contexts = corpus.form === "text" ? contextsOf(corpus.text, tokenizer, contextLength) : "";
  return typeof contexts === "string" ? 1 : contexts.starts.length - 1;
}

/** What the page opens with: done within seconds on two CPU cores. */
export const openingExperiment: ChainsExperiment = experiment(
  { form: "uniform", tokens: 3 },
  { form: "fully-synthetic", samples: 100 },
  { chains: 2000 },
);

const START: readonly Preset[] = [
  {
    id: "simplex",
    name: "Three tokens on the simplex",
    group: "Start here",
    note: "Three tokens, so that every chain can be watched on its way to a corner.",
    experiment: openingExperiment,
  },
  {
    id: "total-collapse",
    name: "Total collapse, 81 tokens",
    group: "Start here",
    note: "Ten thousand chains lose 80 of 81 tokens; the histogram of T lies on its exact law.",
    experiment: experiment(
      { form: "uniform", tokens: 81 },
      { form: "fully-synthetic", samples: 100 },
      { chains: 10_000 },
    ),
  },
  {
    id: "geometric",
    name: "The paper's truth: 52 tokens, sum of squares 0.1",
    group: "Start here",
    note: `Frequent and rare tokens: who is frequent wins more often, by Proposition 1 of ${PAPER} exactly as often as p(0) says.`,
    experiment: experiment(PAPER_TRUTH, { form: "fully-synthetic", samples: 100 }, { chains: 10_000 }),
  },
  {
    id: "gpt-2-vocabulary",
    name: "GPT-2's vocabulary: 50,257 tokens",
    group: "Start here",
    note: "A vocabulary of real size, by Zipf's law: most of its tokens are gone after one generation.",
    experiment: experiment(
      { form: "zipf", tokens: 50_257, exponent: 1 },
      { form: "fully-synthetic", samples: 1000 },
      { chains: 200 },
    ),
  },
  {
    id: "story",
    name: "A short story, character by character",
    group: "Start here",
    note:
      "The truth is a text: each pair of characters that occurs in a story of ours is a context, with a share of the " +
      "samples as large as its share of the text. Rare contexts collapse first.",
    experiment: experiment(
      STORY,
      { form: "fully-synthetic", samples: 20 },
      { contexts: contextCount(STORY), chains: 100, ...generations(200) },
    ),
  },
];

const FIGURES: readonly Preset[] = [
  {
    id: "figure-1",
    name: "Figure 1: 81 contexts on the simplex",
    group: "The paper's figures",
    note:
      `${PAPER}: 3 tokens, contexts of length 4, so 81 of them, n = 1000, generations 0 to 40. “Some random ` +
      "distribution” is read as a uniform one on the simplex: a Dirichlet law with concentration 1; 100 chains are ours.",
    experiment: experiment(
      { form: "dirichlet", tokens: 3, concentration: 1, seed: 1 },
      { form: "fully-synthetic", samples: 1000 },
      { contexts: 81, chains: 100, ...generations(40) },
    ),
  },
  {
    id: "figure-2",
    name: "Figure 2: the collapse time",
    group: "The paper's figures",
    note:
      `${PAPER}: the mean T of 100 runs for n = 10, 50, 100, 150, … 400, with its lower bound. This is the point n = 100; ` +
      "change n for the others. The figure's truths are not printed: 52 geometric tokens with S₀ = 0.1 are ours.",
    experiment: experiment(PAPER_TRUTH, { form: "fully-synthetic", samples: 100 }, { chains: 100 }),
  },
  {
    id: "figure-3",
    name: "Figure 3: a fixed real corpus",
    group: "The paper's figures",
    note: `${PAPER}: partially synthetic, N = 100, 100 runs of 50 generations, with Theorem 2. ${LIVE_TOKENS} The figure's n are not printed: 100 is ours.`,
    experiment: experiment(
      PAPER_TRUTH,
      { form: "partially-synthetic", samples: 100, realSamples: 100 },
      { chains: 100, ...generations(50) },
    ),
  },
  {
    id: "figure-4",
    name: "Figure 4: less drift from a concentrated truth",
    group: "The paper's figures",
    note:
      `${PAPER}: the same with n = 10 and N = 100, for several truths: the larger S₀, the smaller the drift. They are not ` +
      "printed: 52 geometric tokens with S₀ = 0.5 are ours, to be compared with 0.1.",
    experiment: experiment(
      { form: "geometric", tokens: 52, sumOfSquares: 0.5 },
      { form: "partially-synthetic", samples: 10, realSamples: 100 },
      { chains: 100, ...generations(50) },
    ),
  },
  {
    id: "figure-6-window",
    name: "Figure 6: the most recent models",
    group: "The paper's figures",
    note: `${PAPER}: n = 10, 100 runs of 500 generations. ${LIVE_TOKENS} The figure's two windows are not printed: 5 is ours.`,
    experiment: experiment(
      PAPER_TRUTH,
      { form: "most-recent", samples: 10, window: 5 },
      { chains: 100, ...generations(500) },
    ),
  },
  {
    id: "figure-6-random",
    name: "Figure 6: randomly sampled data",
    group: "The paper's figures",
    note: `${PAPER}: n = 10, 100 runs of 500 generations; the paper saw one Dirac. ${LIVE_TOKENS}`,
    experiment: experiment(
      PAPER_TRUTH,
      { form: "randomly-sampled", samples: 10 },
      { chains: 100, ...generations(500) },
    ),
  },
];

const KAZDAN =
  "Kazdan et al., arXiv 2410.16713, with tokens in place of Gaussians; n = N = 50 and the truth are ours.";

const OTHERS: readonly Preset[] = [
  {
    id: "replace",
    name: "Replace: every generation anew",
    group: "Other papers",
    note: `${KAZDAN} With nothing kept, the sum of squares goes to 1.`,
    experiment: experiment(PAPER_TRUTH, { form: "fully-synthetic", samples: 50 }, generations(300)),
  },
  {
    id: "accumulate",
    name: "Accumulate: nothing is thrown away",
    group: "Other papers",
    note: `${KAZDAN} With all data kept, the sum of squares stops short of 1.`,
    experiment: experiment(
      PAPER_TRUTH,
      { form: "accumulate", samples: 50, realSamples: 50 },
      generations(300),
    ),
  },
  {
    id: "accumulate-subsample",
    name: "Accumulate, learn from a subsample",
    group: "Other papers",
    note: `${KAZDAN} All data are kept and n of them learned from: a plateau again, a worse one.`,
    experiment: experiment(
      PAPER_TRUTH,
      { form: "accumulate-subsample", samples: 50, realSamples: 50 },
      generations(300),
    ),
  },
  {
    id: "token-survival",
    name: "How long a token survives",
    group: "Other papers",
    note:
      "Suresh et al., arXiv 2412.17646: a token of probability 0.01 among n = 1000 samples. The support is 100 times its " +
      "chance to be alive: 0.957, 0.823 and 0.322 after 5, 10 and 50 generations. The 100 equal tokens are ours.",
    experiment: experiment(
      { form: "uniform", tokens: 100 },
      { form: "fully-synthetic", samples: 1000 },
      generations(50),
    ),
  },
  {
    id: "golden-ratio",
    name: "Golden-ratio weighting",
    group: "Other papers",
    note:
      "He, Xu and Cheng, arXiv 2502.18049: of as many new real samples as synthetic ones, the best weight for the real " +
      "ones is 0.618. n = N = 1000 and the truth are ours; try other weights.",
    experiment: experiment(
      PAPER_TRUTH,
      { form: "weighted", samples: 1000, realSamples: 1000, realWeight: 0.618034 },
      generations(50),
    ),
  },
  {
    id: "superlinear-growth",
    name: "Data that grow faster than linearly",
    group: "Other papers",
    note:
      "Xu, He and Cheng, arXiv 2505.13947: with n growing like m to the power of 1.5, diversity is not lost; with an " +
      "exponent up to 1 it is. n = 10 at first, the exponent and the truth are ours.",
    experiment: experiment(PAPER_TRUTH, { form: "growing", samples: 10, exponent: 1.5 }, generations(500)),
  },
  {
    id: "heat-death",
    name: "Temperature against fresh data",
    group: "Other papers",
    note:
      "Marchi et al., arXiv 2404.02325: at temperature 0.8 the loop sharpens what it writes, and a quarter of fresh real " +
      "samples may not hold it. One point of their map; these numbers are ours.",
    experiment: experiment(
      { form: "uniform", tokens: 20 },
      { form: "fresh-real", samples: 200, realShare: 0.25 },
      { decoding: { temperature: 0.8 }, ...generations(300) },
    ),
  },
  {
    id: "fresh-real",
    name: "A fifth of fresh real data",
    group: "Other papers",
    note:
      "Bakshi and Chakraborty, arXiv 2602.10531: with a share of new real samples in each generation the error stays " +
      "bounded. n = 50, the share 0.2 and the truth are ours.",
    experiment: experiment(
      PAPER_TRUTH,
      { form: "fresh-real", samples: 50, realShare: 0.2 },
      generations(100),
    ),
  },
];

/** Experiments worth starting from, by group. */
export const presets: readonly Preset[] = [...START, ...FIGURES, ...OTHERS];
