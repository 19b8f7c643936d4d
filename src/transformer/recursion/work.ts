import { forwardFlops } from "../sizes.js";
import {
  freshStreams,
  stepsOf,
  streamsOf,
  streamsWritten,
  type PlannedModel,
  type RecursionPlan,
} from "./plan.js";
import type { Activity } from "./workbench.js";

/** Tokens that one model's training, measuring and writing take, in order of the work. */
export type Work = Readonly<Record<Activity, number>>;

export function workOf(plan: RecursionPlan, planned: PlannedModel): Work {
  const { training, evaluation, sampling } = plan.experiment;
  const { context } = plan.model;
  const steps = stepsOf(plan, planned);
  const readings = Math.ceil(steps / evaluation.every) + 1;
  const validation = Math.floor((plan.validationText.length - 1) / context) * context;
  const heldOut = planned.generation === 0 || planned.floor ? 0 : evaluation.heldOutSamples;
  return {
    training: steps * training.batch * context,
    measuring: 2 * readings * validation + evaluation.contexts * evaluation.contextLength + heldOut,
    writing:
      planned.generation === 0 ? truthWriting(plan) : streamsWritten(plan, planned) * sampling.streamLength,
  };
}

function truthWriting(plan: RecursionPlan): number {
  const { evaluation, realData, recipes, generations, sampling } = plan.experiment;
  const measured = 2 * plan.model.context * evaluation.contexts + evaluation.heldOutSamples;
  if (realData === "corpus") return measured;
  const later = Array.from({ length: generations - 1 }, (_, i) => i + 2);
  const fresh = recipes.flatMap((recipe) =>
    later.map((generation) => freshStreams(plan, recipe, generation)),
  );
  const streams = fresh.reduce((sum, count) => sum + count, streamsOf(plan, plan.realSamples));
  return measured + streams * sampling.streamLength;
}

/** Passes forward that a token takes: training has two more backward, writing past the context reads it twice. */
const PASSES: Work = { training: 3, measuring: 1, writing: 2 };

/** Floating-point operations of some work. */
export function flopsOf(plan: RecursionPlan, work: Work): number {
  const { training, measuring, writing } = PASSES;
  const passes = training * work.training + measuring * work.measuring + writing * work.writing;
  return passes * forwardFlops(plan.model);
}
