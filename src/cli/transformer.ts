import { readFileSync } from "node:fs";
import {
  runTransformer,
  weightsName,
  type PlannedModel,
  type TrainedWeights,
  type TransformerExperiment,
  type TransformerResult,
  type TransformerUpdate,
} from "../index.js";
import type { RunCommand } from "./arguments.js";
import { carryOut, type Task } from "./carry-out.js";
import { EXIT, Failure } from "./failure.js";
import { unreadable, type TransformerInput } from "./input.js";
import { nodeHost } from "./node-host.js";
import type { PartialFile } from "./output.js";
import { openWeightsFolder } from "./weights.js";

/**
 * The result of a transformer's run, and in the folder `weights` those of its models.
 * @throws {Failure}
 */
export async function trainModels(
  { transformer, text }: TransformerInput,
  partial: PartialFile | null,
  { resume, weights, truth: file }: Pick<RunCommand, "resume" | "weights" | "truth">,
): Promise<TransformerResult> {
  const truth = file === null ? null : readTruth(file, transformer);
  const folder = weights === null ? null : openWeightsFolder(weights);
  const { recipes, generations } = transformer;
  const task: Task<TransformerUpdate, TransformerResult> = {
    count: 3 + recipes.length * (generations - 1),
    what: "models",
    start: (listener, checkpoint) => {
      const trained = (model: TrainedWeights): void => folder?.write(model);
      const heard = { ...listener, saved: () => undefined, trained };
      const run = runTransformer(transformer, text, heard, nodeHost, { checkpoint, truth });
      return { end: run.end, checkpoint: () => run.snapshot().checkpoint };
    },
    progress: (news) => ({
      done: news.modelsDone,
      // At the end nothing is being done.
      ...(news.modelsDone === news.models ? {} : { doing: doing(news) }),
      seconds: news.seconds,
      secondsLeft: news.secondsLeft,
    }),
  };
  const result = await carryOut(task, partial, resume);
  const missing = result.models.filter((model) => folder?.has(weightsName(model)) === false);
  if (missing.length > 0) {
    const names = missing.map(nameOf).join(", ");
    process.stderr.write(`Trained before --weights was given, and not written: ${names}.\n`);
  }
  return result;
}

/** @throws {Failure} with status 2 where it cannot be read, or is not asked for */
function readTruth(file: string, { truth }: TransformerExperiment): Uint8Array {
  if (truth.form === "trained") {
    const sentence = "--truth was given, and the experiment names no weights; allowed: without it.";
    throw new Failure(EXIT.badInput, sentence);
  }
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(`--truth is ${JSON.stringify(file)}, which`, "a file", error);
  }
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
