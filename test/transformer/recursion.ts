import { assert } from "chai";
import { THE_LIGHTHOUSE } from "../../src/corpus/the-lighthouse.js";
import { corpusTokens, readTransformer, type TransformerResult } from "../../src/experiment/index.js";
import { CpuTransformer, initialWeights } from "../../src/transformer/index.js";
import {
  newRecursion,
  planRecursion,
  runRecursion,
  transformerResult,
  type RecursionControl,
  type RecursionPlan,
  type RecursionState,
} from "../../src/transformer/recursion/index.js";

/** A tiny experiment's file: seconds for a dozen models. */
export function tiny(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    version: 1,
    kind: "transformer",
    corpus: { form: "text", text: THE_LIGHTHOUSE },
    model: { context: 8, width: 8, layers: 1, heads: 2, dropout: 0.1 },
    training: { steps: 30, batch: 4, learningRate: 0.01, warmupSteps: 5 },
    recipes: [{ form: "fully-synthetic", samples: 512 }],
    generations: 2,
    evaluation: { every: 10, contexts: 20, heldOutSamples: 128, earlyToken: 2, lateToken: 7 },
    engine: "cpu",
    ...more,
  };
}

export function planOf(file: unknown): RecursionPlan {
  const parsed = readTransformer(file);
  if (!parsed.ok) assert.fail(parsed.message);
  const text = corpusTokens(parsed.experiment.corpus, null);
  return "message" in text ? assert.fail(text.message) : planRecursion(parsed.experiment, text);
}

export const SILENT: RecursionControl = {
  turn: () => Promise.resolve(),
  did: () => undefined,
  saved: () => undefined,
};

/** Runs a recursion on the CPU, from the start or from a state. */
export async function ran(
  plan: RecursionPlan,
  state: RecursionState = newRecursion(plan.experiment.recipes.length),
  control: RecursionControl = SILENT,
): Promise<RecursionState> {
  const stage = { seed: plan.seed, generation: 0, recipe: 0 };
  const transformer = new CpuTransformer(
    plan.model,
    plan.experiment.training,
    initialWeights(plan.model, stage),
  );
  await runRecursion(plan, { transformer, chunkTokens: 512 }, state, control, () => undefined);
  return state;
}

/** The result without what depends on the clock. */
export function resultOf(plan: RecursionPlan, { findings }: RecursionState): TransformerResult {
  const engine = { name: "cpu", adapter: "CPU, 1 worker", fallbackAdapter: false } as const;
  return timeless(transformerResult(plan, findings, null, engine, 0));
}

export function timeless(result: TransformerResult): TransformerResult {
  return {
    ...result,
    seconds: 0,
    models: result.models.map((model) => ({
      ...model,
      seconds: 0,
      tokensPerSecond: { training: null, sampling: null },
    })),
  };
}
