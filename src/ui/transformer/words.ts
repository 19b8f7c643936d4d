import type {
  KeptRun,
  RecipeRows,
  TransformerExperiment,
  TransformerResult,
  TransformerUpdate,
} from "../../index.js";
import { ended } from "../state/view.js";
import { brief, counted, duration, fixed, inWords, roughly, whole } from "../words/format.js";
import { mixWords } from "./mixes.js";
import { lacksWeights, resultOf, type TransformerPage } from "./page.js";

/** Of a model's work, how much is its training; the rest is measuring and writing. */
const TRAINING_SHARE = 0.9;
/** A token that is read so often is learned by heart. */
const BY_HEART = 20;
/** Within a window of a batch the CPU engine hears neither Pause nor Stop: it may have so many operations. */
const WINDOW_FLOPS = 1e11;
/** More operations a second than that engine does anywhere. */
const CPU_SPEED = 2e10;

/** Bytes, as a person says them: "0.45 MB", "2.3 GB". */
export function bytes(value: number): string {
  return value >= 1e9 ? `${brief(value / 1e9, 2)} GB` : `${brief(value / 1e6, 2)} MB`;
}

function parametersWords(parameters: number): string {
  return `${parameters < 1e6 ? whole(parameters) : inWords(parameters, 3)} parameters`;
}

/** Parameters and memory, in sentences. */
export function sizeWords({ estimate, experiment }: TransformerPage): string {
  if (!estimate) return "";
  const { parameters, weightBytes, windowBytes } = estimate;
  const batch = bytes(windowBytes * experiment.training.batch);
  return (
    `${parametersWords(parameters)}: ${bytes(weightBytes)} with gradient and moments, ` +
    `and up to ${batch} for a batch, less where it is cut into smaller ones.`
  );
}

/** Why a processor is not asked to train such models, with the numbers; empty where it may be. */
export function processorRefusal({ estimate, experiment }: TransformerPage): string {
  if (!estimate) return "";
  const { flopsPerStep, flops, weightBytes } = estimate;
  if (flopsPerStep / experiment.training.batch <= WINDOW_FLOPS) return "";
  return (
    `One update is ${inWords(flopsPerStep)} operations: on a processor, which does up to ${inWords(CPU_SPEED)} a second, ` +
    `${roughly(flopsPerStep / CPU_SPEED)} at best, and the whole run ${roughly(flops / CPU_SPEED)}. ` +
    `It wants a GPU with more than ${bytes(weightBytes)} of memory.`
  );
}

/** Models that are trained: all, or all but a p(0) whose weights are given. */
function trainedModels({ estimate, experiment }: TransformerPage): number {
  return (estimate?.models ?? 0) - (experiment.truth.form === "weights" ? 1 : 0);
}

function about(seconds: number): string {
  const said = roughly(seconds);
  return said.startsWith("a ") ? said : `about ${said}`;
}

/** How long it takes, in sentences. */
export function timeWords(page: TransformerPage): string {
  const { estimate, experiment, speed, measuring, run } = page;
  if (!estimate) return "";
  const { flops } = estimate;
  const models = trainedModels(page);
  const { length } = experiment.recipes;
  const all = `all ${counted(models, "model")}`;
  const { seconds = null } = ended(run) && run?.state === "finished" ? (run.result ?? {}) : {};
  if (seconds !== null) return `The run took ${duration(seconds)} for ${all}.`;
  if (measuring) return `It trains ${counted(models, "model")}. Measuring how long they take here…`;
  if (speed === null)
    return `It trains ${counted(models, "model")}. How long they take here is not known: 10 s were not enough to measure it.`;
  const total = flops / speed;
  const one = total / models;
  const generation =
    length > 1
      ? `each generation of ${length} mixes ${roughly(one * length)}`
      : `each generation ${roughly(one)}`;
  const time = about(total);
  return `${time.charAt(0).toUpperCase()}${time.slice(1)} in all on this machine: ${generation}. It trains ${counted(models, "model")}.`;
}

/** Which regime the experiment is in: what models learn by heart drifts otherwise than what they smooth over. */
export function regimeWords({ estimate }: TransformerPage): string {
  if (!estimate) return "";
  const { epochs, parametersPerToken } = estimate;
  const read = `Generation 1 reads each of its tokens ${brief(epochs, 2)} times, with ${brief(parametersPerToken, 2)} parameters a token`;
  return epochs >= BY_HEART
    ? `${read}: enough to learn them by heart, so what is rare is lost.`
    : `${read}: it smooths over them rather than learning them by heart, and diversity may even grow.`;
}

/** What is said beside the answer before there is one: parameters and time. */
function costWords(page: TransformerPage): string {
  const { estimate } = page;
  return estimate ? `${parametersWords(estimate.parameters)}. ${timeWords(page)}` : "";
}

/** The generation of the model with this index, in order of training. */
function generationOf(index: number, recipes: number): number {
  if (index === 0) return 0;
  return index < 3 ? 1 : 2 + Math.floor((index - 3) / recipes);
}

/** How much of the model at work is done. */
function currentShare({ current, step, steps, activity, tokens }: TransformerUpdate): number {
  if (current === null) return 0;
  if (step < steps) return (TRAINING_SHARE * step) / steps;
  return activity === "writing" && tokens.all > 0
    ? TRAINING_SHARE + ((1 - TRAINING_SHARE) * tokens.done) / tokens.all
    : TRAINING_SHARE;
}

/** The share of the run that is done, model by model. */
export function shareDone({ run }: TransformerPage): number {
  if (run?.state === "finished") return 1;
  const update = run?.update;
  return update ? Math.min(1, (update.modelsDone + currentShare(update)) / update.models) : 0;
}

/** The share of each generation 1, 2, ... that is done. */
export function generationShares({ run, experiment }: TransformerPage): readonly number[] {
  const { generations, recipes } = experiment;
  const shares = Array.from({ length: generations }, () => 0);
  const update = run?.update;
  const whole = run?.result?.recipes;
  if (!update)
    return shares.map((_, i) => (whole?.every((rows) => rows.generations.includes(i + 1)) ? 1 : 0));
  const part = (index: number): number => {
    if (index < update.modelsDone) return 1;
    return index === update.modelsDone ? currentShare(update) : 0;
  };
  for (let index = 1; index < update.models; index++) {
    const generation = generationOf(index, recipes.length);
    shares[generation - 1] =
      (shares[generation - 1] ?? 0) + part(index) / (generation === 1 ? 2 : recipes.length);
  }
  return shares;
}

/** The model at work, in words: "generation 6 of 8, mix 2 of 3". */
function modelWords({ experiment }: TransformerPage, { current }: TransformerUpdate): string {
  if (current === null) return "starting";
  const { generation, recipe, floor } = current;
  const { generations, recipes, truth } = experiment;
  if (generation === 0)
    return truth.form === "weights" ? "the first model, as given" : "the first model, of the text";
  const mix = recipe !== null && recipes.length > 1 ? `, mix ${recipe + 1} of ${recipes.length}` : "";
  return `generation ${generation} of ${whole(generations)}${floor ? " once more, for comparison" : mix}`;
}

/** What it does: "writing 412,000 of 1,000,000 tokens". */
function doing({ activity, step, steps, tokens }: TransformerUpdate): string {
  if (step < steps) return `step ${whole(step)} of ${whole(steps)}`;
  return activity === "writing"
    ? `writing ${whole(tokens.done)} of ${whole(tokens.all)} tokens`
    : "measuring";
}

/** Where a finished run comes from. */
const FROM = { here: "", kept: ", as kept here", file: ", from a file" } as const;

/** The run bar's line: what is at work and time left, or how the run stands. */
export function progressLine(page: TransformerPage): string {
  const { run, experiment, estimate } = page;
  const generations = counted(experiment.generations, "generation");
  if (!run) {
    if (page.refusal) return "This cannot run here";
    if (!page.corpus) return "The text is not here yet: see Corpus";
    if (lacksWeights(page)) return "The weights of p(0) are not here: see p(0)";
    const models = counted(trainedModels(page), "model");
    const time = estimate && page.speed !== null ? `, ${about(estimate.flops / page.speed)}` : "";
    return `${generations}, ${models}${time}, when you press Run`;
  }
  const { update } = run;
  switch (run.state) {
    case "starting":
      return "Starting";
    case "failed":
      return "The run failed";
    case "finished":
      return `${experiment.generations === 1 ? generations : `All ${generations}`} done${FROM[run.from]}`;
    case "stopped":
      if (run.from === "file") return "Stopped before its end, from a file";
      return update ? `Stopped after ${counted(update.modelsDone, "model")} of ${update.models}` : "Stopped";
    case "paused":
    case "running": {
      if (!update) return "";
      const at = `${modelWords(page, update)}, ${doing(update)}`;
      if (run.state === "paused") return `Paused: ${at}`;
      return update.secondsLeft === null ? at : `${at}, ${roughly(update.secondsLeft)} left`;
    }
  }
}

/** What is said of an earlier run that was not finished. */
export function leftWords({ experiment, progress, savedAt }: KeptRun, now: number): string {
  const at = placeWords(experiment as TransformerExperiment, progress.done);
  return `An earlier run was interrupted ${at}, ${savedWords((now - savedAt) / 1000)}.`;
}

function savedWords(seconds: number): string {
  return seconds < 2 ? "saved just now" : `saved ${duration(seconds)} ago`;
}

/** Where a run is with so many models done: "at generation 3 of 8". */
export function placeWords({ recipes, generations }: TransformerExperiment, modelsDone: number): string {
  const generation = generationOf(Math.floor(modelsDone), recipes.length);
  return generation === 0 ? "in its first model" : `at generation ${generation} of ${whole(generations)}`;
}

/** How fast it is, in tokens a second; or when it was saved. */
export function rateLine({ run }: TransformerPage, now: number): string {
  if (run === null || ended(run)) return "";
  if (run.savedAt !== null) return savedWords((now - run.savedAt) / 1000);
  const rate = run.update?.tokensPerSecond.training ?? null;
  return rate === null ? "" : `${inWords(rate)} tokens a second`;
}

/** What the live region says, and when: at each quarter and at the end, no ticks. */
export function milestone(page: TransformerPage): string {
  const { run } = page;
  if (!run || run.state === "starting") return "";
  if (run.state === "finished") return `The run is finished. ${answerOf(page).line}`;
  if (ended(run)) return progressLine(page);
  if (run.state === "paused") return "The run is paused.";
  const quarter = Math.floor(shareDone(page) * 4) * 25;
  return quarter === 0 ? "The run has begun." : `${quarter} % of the run is done.`;
}

/** The window's title. */
export function titleLine(page: TransformerPage): string {
  const { run } = page;
  if (!run?.update || ended(run)) return "Transformer · Collapse Lab";
  const share = `${Math.floor(100 * shareDone(page))} %`;
  return run.state === "paused" ? `Paused, ${share} · Collapse Lab` : `${share} · Collapse Lab`;
}

/** The newest drift of a mix after the first generation, of which all are measured. */
export function lastDrift({ generations, series }: RecipeRows): { generation: number; drift: number } | null {
  for (let row = generations.length - 1; row >= 0; row--) {
    const generation = generations[row] ?? 0;
    const drift = series.driftL1[row] ?? null;
    if (generation > 1 && drift !== null) return { generation, drift };
  }
  return null;
}

export interface Answer {
  /** The drift of the first mix; empty while none is known. */
  readonly value: string;
  /** What the value is. */
  readonly name: string;
  /** The others, and what the numbers mean. */
  readonly others: string;
  /** What chance alone makes; before a run, what it takes. */
  readonly floor: string;
  /** All of it in a line. */
  readonly line: string;
}

const SCALE = "0 is no drift, 2 is nothing in common.";

/** The answer: how far the newest generation of each mix has drifted from the first. */
export function answerOf(page: TransformerPage): Answer {
  const result = resultOf(page);
  const [first, ...others] = result?.recipes ?? [];
  const known = first ? lastDrift(first) : null;
  const floor = floorWords(result);
  if (!first || !known) {
    const name = "drift of the newest generation";
    const cost = page.run === null && page.refusal === "" ? costWords(page) : floor;
    return { value: "", name, others: waiting(page), floor: cost, line: waiting(page) };
  }
  const value = fixed(known.drift, 2);
  const name = `drift after ${known.generation} generations, ${mixWords(first.recipe)}`;
  const rest = others.flatMap((rows) => {
    const last = lastDrift(rows);
    if (!last) return [];
    const when = last.generation === known.generation ? "" : `, after ${last.generation} generations`;
    return [`${fixed(last.drift, 2)} with ${mixWords(rows.recipe)}${when}`];
  });
  const beside = rest.length > 0 ? `${rest.join(", ")}. ` : "";
  return { value, name, others: `${beside}${SCALE}`, floor, line: `${value} ${name}. ${beside}` };
}

function waiting(page: TransformerPage): string {
  const { run, experiment, corpus, reading } = page;
  if (corpus === null)
    return reading
      ? "The text is being read."
      : "The text to learn is not here yet. Fetch it, or choose a file, under Corpus.";
  if (run === null && lacksWeights(page))
    return "The weights of p(0) are not here. Choose their file, under p(0).";
  if (experiment.generations < 2) return "Drift is that of generation 2 and later: ask for two or more.";
  if (run === null)
    return "How far each generation has drifted from the first. Nothing is trained yet: press Run.";
  const measured = resultOf(page)?.recipes.some(({ generations }) => (generations.at(-1) ?? 0) > 1);
  if (measured)
    return "The training diverged: its numbers are not finite any more. Try a lower learning rate.";
  return ended(run)
    ? "The run ended before generation 2 was measured."
    : `First known when generation 2 is done. ${SCALE}`;
}

function floorWords(result: TransformerResult | null): string {
  const floor = result?.driftFloorL1 ?? null;
  return floor === null
    ? ""
    : `Training generation 1 once more, on the same tokens, gives ${fixed(floor, 2)}: that much is chance, not collapse.`;
}
