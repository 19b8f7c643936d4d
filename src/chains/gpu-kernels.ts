import chainsShader from "../../shaders/chains.wgsl";
import mixturesShader from "../../shaders/mixtures.wgsl";
import teamsShader from "../../shaders/teams.wgsl";
import type { Plan } from "./plan.js";
import { memory } from "./sizes.js";

/** What a lane of a kernel holds in the device's memory, in words: see the kernel's head. */
export interface LaneMemory {
  readonly registers: number;
  readonly lists: number;
  readonly scratch: number;
  /** Entries of a list of live categories. */
  readonly capacity: number;
  /** Of the lists, in entries, and of the scratch: where shaders/mixtures.wgsl has what. */
  readonly laneEntries: number;
  readonly sharesAt: number;
  readonly historyAt: number;
  readonly memory: number;
  readonly pickCounters: number;
}

/** What a team of shaders/teams.wgsl holds, in words, and the entries of its list. */
export interface TeamMemory {
  readonly lists: number;
  readonly scratch: number;
  readonly capacity: number;
}

/** A kernel in shaders/. */
export interface KernelCode {
  readonly label: string;
  readonly shader: string;
  /** What is compiled in: the overrides of shaders/chains/run.wgsl. */
  readonly constants: Readonly<Record<string, number>>;
}

/** What runs a plan, and its memory. */
export interface KernelChoice {
  readonly lanes: KernelCode;
  readonly lane: LaneMemory;
  /** What draws the generations that no lane's list holds, in teams; null where lanes draw all. */
  readonly teams: KernelCode | null;
  readonly team: TeamMemory | null;
}

/** keepLane of shaders/chains/lane.wgsl, and what each kernel keeps beside it. */
const LANE_WORDS = 53;
const CHAIN_WORDS = LANE_WORDS + 3;
const MIXTURE_WORDS = LANE_WORDS + 34;
/** Lists of live categories in shaders/mixtures.wgsl, and one more for a subset. */
const LISTS = 4;

/** Live tokens at which a team hands its chain to a lane. */
const LANDING_TOKENS = 256;
/** With fewer live tokens lanes draw from the first generation on: by counts of operations, not by measuring. */
const TEAM_TOKENS = 4 * LANDING_TOKENS;

/** Whether every draw is from the model before, as it is. */
function isResampled({ decoder, experiment }: Plan): boolean {
  const { form } = experiment.recipe;
  return decoder === null && (form === "fully-synthetic" || form === "growing");
}

/** Whether a real GPU should be faster with a workgroup on each chain while it has many live tokens. */
export function paysInTeams(plan: Plan): boolean {
  return isResampled(plan) && plan.mostLive >= TEAM_TOKENS;
}

/** The kernels that run a plan: the small ones where they can; with teams where asked and where lists can be long enough. */
export function kernelOf(plan: Plan, inTeams: boolean): KernelChoice {
  if (!isResampled(plan)) {
    const lanes = { label: "mixtures", shader: mixturesShader, constants: {} };
    return { lanes, lane: mixtureLane(plan), teams: null, team: null };
  }
  const { mostLive } = plan;
  const constants = chainConstants(plan);
  const lanes = { label: "chains", shader: chainsShader, constants };
  if (!inTeams || mostLive <= LANDING_TOKENS) {
    return { lanes, lane: chainLane(mostLive), teams: null, team: null };
  }
  return {
    lanes: { ...lanes, constants: { ...constants, FED: 1 } },
    lane: chainLane(LANDING_TOKENS),
    teams: { label: "teams", shader: teamsShader, constants },
    team: { lists: 4 * mostLive, scratch: mostLive, capacity: mostLive },
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

function chainLane(capacity: number): LaneMemory {
  return {
    registers: CHAIN_WORDS,
    lists: 4 * capacity,
    scratch: capacity,
    capacity,
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
    capacity: mostLive,
    laneEntries,
    sharesAt,
    historyAt,
    memory: written,
    pickCounters,
  };
}
