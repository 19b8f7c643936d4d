import chainsShader from "../../shaders/chains.wgsl";
import mixturesShader from "../../shaders/mixtures.wgsl";
import type { Plan } from "./plan.js";
import { memory } from "./sizes.js";

/** What a lane of a kernel holds in the device's memory, in words: see the kernel's head. */
export interface LaneMemory {
  readonly registers: number;
  readonly lists: number;
  readonly scratch: number;
  /** Of the lists, in entries, and of the scratch: where shaders/mixtures.wgsl has what. */
  readonly laneEntries: number;
  readonly sharesAt: number;
  readonly historyAt: number;
  readonly memory: number;
  readonly pickCounters: number;
}

/** A kernel in shaders/, and the memory of its lanes. */
export interface KernelChoice {
  readonly label: string;
  readonly shader: string;
  /** What is compiled in: the overrides of shaders/chains/run.wgsl. */
  readonly constants: Readonly<Record<string, number>>;
  readonly lane: LaneMemory;
}

/** keepLane of shaders/chains/lane.wgsl, and what each kernel keeps beside it. */
const LANE_WORDS = 53;
const CHAIN_WORDS = LANE_WORDS + 3;
const MIXTURE_WORDS = LANE_WORDS + 34;
/** Lists of live categories in shaders/mixtures.wgsl, and one more for a subset. */
const LISTS = 4;

/** The kernel that runs a plan: the small one where every draw is from the model before, as it is. */
export function kernelOf(plan: Plan): KernelChoice {
  const { form } = plan.experiment.recipe;
  return plan.decoder === null && (form === "fully-synthetic" || form === "growing")
    ? { label: "chains", shader: chainsShader, constants: chainConstants(plan), lane: chainLane(plan) }
    : {
        label: "mixtures",
        shader: mixturesShader,
        constants: {},
        lane: mixtureLane(plan),
      };
}

/** The regime: few tokens and many samples leave one way to draw a multinomial, a row of binomials. */
function chainConstants(plan: Plan): Record<string, number> {
  const { experiment, timesOnly, scaled } = plan;
  const { tokens } = plan.truth(0);
  const { recipe } = experiment;
  const least = recipe.form === "fully-synthetic" && !scaled ? recipe.samples : 1;
  return {
    MEASURED: timesOnly ? 0 : 1,
    SCALED: scaled ? 1 : 0,
    MANY: tokens > 64 || least < 4 * tokens ? 1 : 0,
  };
}

function chainLane({ mostLive }: Plan): LaneMemory {
  return {
    registers: CHAIN_WORDS,
    lists: 4 * mostLive,
    scratch: mostLive,
    laneEntries: 0,
    sharesAt: 0,
    historyAt: 0,
    memory: 0,
    pickCounters: 0,
  };
}

function mixtureLane(plan: Plan): LaneMemory {
  const { mostLive, mostTrials, cap, experiment } = plan;
  const { form } = experiment.recipe;
  const { tokens } = plan.truth(0);
  const shares = form === "randomly-sampled" ? Math.min(cap, mostTrials) : form === "fresh-real" ? 2 : 0;
  const written = Math.min(memory(experiment.recipe), cap);
  const categories = form === "randomly-sampled" ? Math.max(tokens, cap) : tokens;
  // Where there are more categories than trials, picks are sorted instead of counted.
  const pickCounters = Math.min(categories, mostTrials);
  const subsets = form === "accumulate-subsample" ? 1 : 0;
  const sharesAt = (LISTS + subsets) * mostLive;
  const historyAt = sharesAt + shares;
  const laneEntries = historyAt + written * (mostLive + 1);
  return {
    registers: MIXTURE_WORDS,
    lists: 2 * laneEntries,
    scratch: pickCounters + subsets * mostLive,
    laneEntries,
    sharesAt,
    historyAt,
    memory: written,
    pickCounters,
  };
}
