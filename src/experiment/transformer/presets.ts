import { THE_LIGHTHOUSE } from "../../corpus/the-lighthouse.js";
import { canonicalTransformer } from "./canonical.js";
import type { TransformerFile } from "./schema.js";
import type { TransformerExperiment } from "./types.js";

/** A named experiment to start from. */
export interface TransformerPreset {
  /** Kebab-case, stable. */
  readonly id: string;
  readonly name: string;
  /** What is to be seen, where it comes from, and which of its parameters are ours. */
  readonly note: string;
  readonly experiment: TransformerExperiment;
}

function experiment(file: Omit<TransformerFile, "version" | "kind">): TransformerExperiment {
  return canonicalTransformer({ version: 1, kind: "transformer", ...file }, null);
}

/** The paper's three mixes: 100 %, 50 % and 20 % of the tokens synthetic. */
function mixes(samples: number): TransformerFile["recipes"] {
  return [
    { form: "fully-synthetic", samples },
    { form: "partially-synthetic", samples, realSamples: samples },
    { form: "partially-synthetic", samples: Math.ceil(samples / 4), realSamples: samples },
  ];
}

const MILLION = 1_000_000;

/** Experiments worth starting from, the quickest first. */
export const transformerPresets: readonly TransformerPreset[] = [
  {
    id: "quick",
    name: "A first run, with a text of our own",
    note:
      "A model of a few ten thousand parameters learns a short story and then what it wrote itself: losses rise from generation to generation, " +
      "and half real tokens hold them. All sizes are ours; with Tiny Shakespeare as corpus it is the same at a larger scale.",
    experiment: experiment({
      corpus: { form: "text", text: THE_LIGHTHOUSE },
      model: { context: 32, width: 32, layers: 2, heads: 2, dropout: 0 },
      training: { steps: 1000, batch: 8, learningRate: 3e-3 },
      recipes: [
        { form: "fully-synthetic", samples: 4096 },
        { form: "partially-synthetic", samples: 4096, realSamples: 4096 },
      ],
      generations: 4,
      evaluation: { every: 500, heldOutSamples: 8192 },
    }),
  },
  {
    id: "small",
    name: "Small: 156,160 parameters",
    note: "Three layers of width 64 on Tiny Shakespeare, ten generations, 100, 50 and 20 % synthetic. All sizes are ours.",
    experiment: experiment({
      model: { context: 64, width: 64, layers: 3, heads: 4, dropout: 0 },
      training: { steps: 500, batch: 16, learningRate: 2e-3 },
      recipes: mixes(MILLION / 4),
      evaluation: { every: 250 },
    }),
  },
  {
    id: "medium",
    name: "Medium: nanoGPT on a laptop's processor",
    note:
      "The model that nanoGPT's README trains without a GPU (804,096 parameters with Tiny Shakespeare's 65 characters; a " +
      "validation loss of about 1.88), as p(0) of ten generations. Samples and mixes are the paper's.",
    experiment: experiment({
      model: { context: 64, width: 128, layers: 4, heads: 4, dropout: 0 },
      training: { steps: 2000, batch: 12, learningRate: 1e-3 },
      recipes: mixes(MILLION),
      evaluation: { every: 500 },
    }),
  },
  {
    id: "paper",
    name: "Figure 5: a GPT-2-style model on Tiny Shakespeare",
    note:
      "arXiv 2404.05090, Figure 5: 6,345,216 parameters, 100, 50 and 20 % synthetic. The paper does not print its sample " +
      "sizes in tokens nor how the mixes are drawn: 1,000,448, and all windows equally likely, are ours. It wants a real GPU.",
    experiment: experiment({ recipes: mixes(MILLION) }),
  },
  {
    id: "nanogpt",
    name: "nanoGPT's character model for a GPU",
    note: "The model that nanoGPT's README trains on a GPU: 10,745,088 parameters. Samples and mixes are the paper's.",
    experiment: experiment({
      model: { context: 256, width: 384, layers: 6, heads: 6, dropout: 0.2 },
      training: { steps: 5000, batch: 64, learningRate: 1e-3 },
      recipes: mixes(MILLION),
      evaluation: { every: 250 },
    }),
  },
  {
    id: "gpt2-small",
    name: "GPT-2 small: 124 million parameters",
    note:
      "GPT-2's smallest model (124,439,808 parameters) with its tokenizer of 50,257 byte pairs, from random weights. Steps, samples and " +
      "mixes are ours; it wants a GPU with 4 GB or more, and hours.",
    experiment: experiment({
      corpus: { form: "tiny-shakespeare", tokenizer: "gpt2" },
      model: {
        context: 1024,
        width: 768,
        layers: 12,
        heads: 12,
        bias: true,
        activation: "gelu-tanh",
        dropout: 0,
      },
      training: { steps: 1000, batch: 8, learningRate: 6e-4 },
      recipes: mixes(MILLION / 4),
      generations: 4,
    }),
  },
];
