import { KIND } from "../../sampling/index.js";
import { makePool, type Pool } from "../pool.js";
import { stageKey, uniformInteger } from "../random.js";
import { freshStreams, recipeAt, stageOf, streamsOf, type PlannedModel, type RecursionPlan } from "./plan.js";
import type { RecursionState } from "./state.js";

/** Under which names a recursion keeps what was written. */
export const NAMES = {
  contexts: "contexts",
  heldOut: "held-out",
  real: "real",
  fresh: (recipe: number, generation: number): string => `fresh/${recipe}/${generation}`,
  written: (recipe: number | null, generation: number): string =>
    recipe === null ? `written/${generation}` : `written/${recipe}/${generation}`,
} as const;

type Known = Pick<RecursionState, "tokens">;

/** The tokens that a model learns, from what the models before it wrote. */
export function poolOf(plan: RecursionPlan, known: Known, planned: PlannedModel): Pool {
  if (planned.generation === 0) return makePool([plan.trainingText]);
  if (planned.recipe === null) return makePool(realStreams(plan, known));
  return makePool(mixedStreams(plan, known, planned, planned.recipe));
}

/** Streams of generation m >= 2 of a recipe. */
function mixedStreams(
  plan: RecursionPlan,
  known: Known,
  planned: PlannedModel,
  index: number,
): readonly Uint32Array[] {
  const { generation } = planned;
  const recipe = recipeAt(plan, index);
  const streams = streamsOf(plan, recipe.samples);
  const written = (model: number): Uint32Array[] => writtenStreams(plan, known, index, model);
  const fresh = freshRealStreams(plan, known, index, generation);
  const all = (): Uint32Array[] => Array.from({ length: generation - 1 }, (_, i) => written(i + 1)).flat();
  switch (recipe.form) {
    case "fully-synthetic":
      return written(generation - 1);
    case "partially-synthetic":
      return [...realStreams(plan, known), ...written(generation - 1)];
    case "fresh-real":
      return [...fresh, ...written(generation - 1).slice(fresh.length)];
    case "accumulate":
      return [...realStreams(plan, known), ...all()];
    case "accumulate-subsample":
      return subset(
        plan,
        planned,
        [...realStreams(plan, known).flatMap((s) => cut(plan, s)), ...all()],
        streams,
      );
    case "most-recent": {
      const each = Math.floor(streams / recipe.window);
      const first = Math.max(1, generation - recipe.window);
      const models = Array.from({ length: generation - first }, (_, i) => first + i);
      // A model writes all at once: the streams for its next generation, for the one after that, and so on.
      const part = (model: number): Uint32Array[] => {
        const lag = generation - 1 - model;
        return written(model).slice(lag * each, (lag + 1) * each);
      };
      return [...fresh, ...models.flatMap(part)];
    }
  }
}

/** N real tokens, the same in every generation: streams of p(0), or one run of the text. */
function realStreams(plan: RecursionPlan, { tokens }: Known): Uint32Array[] {
  if (plan.experiment.realData === "corpus") return [plan.trainingText.subarray(0, plan.realSamples)];
  return cut(plan, found(tokens, NAMES.real));
}

/** Real tokens that are new in this generation: of p(0), or the text's next ones, from its start again at its end. */
function freshRealStreams(
  plan: RecursionPlan,
  { tokens }: Known,
  index: number,
  generation: number,
): Uint32Array[] {
  const recipe = recipeAt(plan, index);
  const count = freshStreams(plan, recipe, generation);
  if (count === 0) return [];
  if (plan.experiment.realData === "model") return cut(plan, found(tokens, NAMES.fresh(index, generation)));
  const { streamLength } = plan.experiment.sampling;
  const inText = Math.floor(plan.trainingText.length / streamLength);
  const before = streamsOf(plan, plan.realSamples) + (generation - 2) * count;
  return Array.from({ length: count }, (_, i) => {
    const start = ((before + i) % inText) * streamLength;
    return plan.trainingText.subarray(start, start + streamLength);
  });
}

/** The n tokens that model p(m) wrote for a recipe; p(1) writes for all, and each has the first of them. */
export function writtenStreams(
  plan: RecursionPlan,
  { tokens }: Known,
  recipe: number,
  generation: number,
): Uint32Array[] {
  const written = found(tokens, NAMES.written(generation === 1 ? null : recipe, generation));
  return cut(plan, written.subarray(0, recipeAt(plan, recipe).samples));
}

/** `size` of the streams without replacement, or all where there are no more. */
function subset(
  plan: RecursionPlan,
  planned: PlannedModel,
  streams: Uint32Array[],
  size: number,
): Uint32Array[] {
  const key = stageKey(stageOf(plan, planned), KIND.subset, 0);
  const left = [...streams];
  return Array.from({ length: Math.min(size, streams.length) }, (_, i) =>
    left.splice(uniformInteger(key, i, left.length), 1),
  ).flat();
}

function cut({ experiment }: RecursionPlan, tokens: Uint32Array): Uint32Array[] {
  const { streamLength } = experiment.sampling;
  return Array.from({ length: tokens.length / streamLength }, (_, i) =>
    tokens.subarray(i * streamLength, (i + 1) * streamLength),
  );
}

function found(tokens: ReadonlyMap<string, Uint32Array>, name: string): Uint32Array {
  const streams = tokens.get(name);
  if (streams === undefined) throw new Error(`The tokens ${name} were not written.`);
  return streams;
}
