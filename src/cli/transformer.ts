import {
  runTransformer,
  type PlannedModel,
  type TransformerResult,
  type TransformerUpdate,
} from "../index.js";
import { carryOut, type Task } from "./carry-out.js";
import type { TransformerInput } from "./input.js";
import { nodeHost } from "./node-host.js";
import type { PartialFile } from "./output.js";

/**
 * The result of a transformer's run.
 * @throws {Failure}
 */
export function trainModels(
  { transformer, text }: TransformerInput,
  partial: PartialFile | null,
  resume: boolean,
): Promise<TransformerResult> {
  const { recipes, generations } = transformer;
  const task: Task<TransformerUpdate, TransformerResult> = {
    count: 3 + recipes.length * (generations - 1),
    what: "models",
    start: (listener, checkpoint) =>
      runTransformer(transformer, text, { ...listener, saved: () => undefined }, nodeHost, checkpoint),
    progress: (news) => ({
      done: news.modelsDone,
      doing: doing(news),
      seconds: news.seconds,
      secondsLeft: news.secondsLeft,
    }),
  };
  return carryOut(task, partial, resume);
}

/** "p(2) of recipe 1, step 300 of 1,000, loss 2.351". */
function doing({ current, activity, step, steps, loss }: TransformerUpdate): string {
  if (current === null) return "starting";
  const what = activity === "training" || step < steps ? "" : ", which is " + activity;
  const at =
    step < steps ? `, step ${step.toLocaleString("en-US")} of ${steps.toLocaleString("en-US")}` : what;
  return `${nameOf(current)}${at}${loss === null ? "" : `, loss ${loss.toFixed(3)}`}`;
}

function nameOf({ generation, recipe, floor }: PlannedModel): string {
  if (floor) return `a second p(${generation})`;
  return recipe === null ? `p(${generation})` : `p(${generation}) of recipe ${recipe + 1}`;
}
