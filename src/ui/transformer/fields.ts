import { TRANSFORMER_LIMITS as LIMITS } from "../../index.js";
import * as settings from "../form/fields.js";
import type { NumberSetting } from "../form/fields.js";
import { shown } from "../words/format.js";

interface Limits {
  readonly from: number;
  readonly to: number;
}

function whole({ from, to }: Limits): string {
  return `whole numbers from ${shown(from)} to ${shown(to)}`;
}

function real({ from, to }: Limits): string {
  return `numbers from ${shown(from)} to ${shown(to)}`;
}

function setting(path: string, label: string, allowed: string, unit: string, help = ""): NumberSetting {
  return { path, label, allowed, unit, help, blank: "", slider: null };
}

export const VALIDATION = setting(
  "corpus.validationShare",
  "Held out",
  real(LIMITS.validationShare),
  "share of the text, its end, that no model learns",
);

export const MODEL: readonly NumberSetting[] = [
  setting("model.layers", "Layers", whole(LIMITS.layers), "blocks of attention and MLP"),
  setting("model.width", "Width", whole(LIMITS.width), "numbers that a token is"),
  setting("model.heads", "Heads", `${whole(LIMITS.heads)} that divide the width`, "of attention"),
  setting("model.context", "Context", whole(LIMITS.context), "tokens that a model sees at once"),
  setting("model.dropout", "Dropout", real(LIMITS.dropout), "share that is dropped in training"),
];

export const TRAINING: readonly NumberSetting[] = [
  setting("training.steps", "Steps", whole(LIMITS.steps), "updates of each model"),
  setting("training.batch", "Batch", whole(LIMITS.batch), "windows of an update"),
  setting("training.learningRate", "Rate", real(LIMITS.learningRate), "learning rate, at its highest"),
];

export const MORE_TRAINING: readonly NumberSetting[] = [
  setting(
    "training.finalLearningRate",
    "Last rate",
    real(LIMITS.learningRate),
    "learning rate at the last step; a tenth of the highest unless it is set",
  ),
  setting("training.warmupSteps", "Warm-up", whole(LIMITS.warmupSteps), "steps until the highest rate"),
  setting("training.weightDecay", "Weight decay", real(LIMITS.weightDecay), "of AdamW"),
  setting("training.gradientClip", "Clip", real(LIMITS.gradientClip), "largest norm of a gradient"),
];

export const GENERATIONS = setting(
  "generations",
  "Generations",
  whole(LIMITS.generations),
  "models of each mix, one after another",
);

export const DECODING: readonly NumberSetting[] = [settings.TEMPERATURE, settings.TOP_K, settings.TOP_P];

export const MEASURES: readonly NumberSetting[] = [
  setting(
    "evaluation.every",
    "Losses every",
    whole(LIMITS.every),
    "steps between two readings of the losses",
  ),
  setting("evaluation.contexts", "Contexts", whole(LIMITS.contexts), "in which models are compared"),
  setting(
    "evaluation.heldOutSamples",
    "Unseen tokens",
    whole(LIMITS.samples),
    "of the first model, to test the others with",
  ),
];

export const TOKENS_EACH = setting(
  "recipes",
  "Tokens each",
  whole(LIMITS.samples),
  "real tokens N that generation 1 learns; a mix takes its share of synthetic ones beside them",
);

export const SYNTHETIC = setting(
  "samples",
  "Synthetic, %",
  "numbers above 0 up to 100; 100 is fully synthetic",
  "share of the tokens that the last model wrote",
);
export const ADDED = setting("samples", "Tokens a model adds", whole(LIMITS.samples), "tokens n");
export const SUBSAMPLED = setting("samples", "Tokens of them", whole(LIMITS.samples), "tokens n");
export const NEW_REAL = setting(
  "realShare",
  "New real share",
  "numbers from 0 to 1",
  "share of the tokens that is real, and new in every generation",
);
export const WINDOW = setting(
  "window",
  "Models K",
  "whole numbers from 1 up",
  "most recent models that write the tokens, n/K each",
);

export const REAL_DATA = [
  {
    realData: "model",
    name: "Written by the first model",
    help: "What the first model writes is the real data, as in the paper.",
  },
  { realData: "corpus", name: "The text itself", help: "Real data are the first tokens of the text." },
] as const;

export const ENGINES = [
  { engine: "auto", name: "Automatic", help: "A real GPU if there is one, else the processor." },
  { engine: "webgpu", name: "WebGPU", help: "The graphics processor." },
  { engine: "cpu", name: "CPU", help: "The processor, in one worker." },
] as const;

export const TOKENIZERS = [
  { tokenizer: "characters", name: "Characters", help: "Every character of the text is a token." },
  {
    tokenizer: "gpt2",
    name: "GPT-2's",
    help: "GPT-2's 50,257 byte pairs: parts of words. Half a megabyte of tables is loaded for it.",
  },
] as const;
