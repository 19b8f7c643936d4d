import type { Recipe } from "../experiment/types.js";
import { seedWords } from "../sampling/index.js";
import type { Layout } from "./gpu-memory.js";
import { tablePlaces, truthWords } from "./gpu-tables.js";
import { SPREAD_CHAINS } from "./measures.js";
import type { Plan } from "./plan.js";
import { parts } from "./sizes.js";
import type { Units } from "./unit.js";

/** Units whose description the device holds. */
export const UNIT_RING = 256;
const NO_CAP = 0xffffffff;

/** In the order of the constants in shaders/chains/run.wgsl. */
const RECIPES: readonly Recipe["form"][] = [
  "fully-synthetic",
  "growing",
  "partially-synthetic",
  "accumulate",
  "accumulate-subsample",
  "fresh-real",
  "weighted",
  "most-recent",
  "randomly-sampled",
  "mixing-matrix",
];

/** What changes from dispatch to dispatch. */
export interface Progress {
  readonly steps: number;
  readonly serial: number;
  /** Positions of the queue that may be taken, and all of them. */
  readonly queueEnd: number;
  readonly queueTotal: number;
}

/** Params of shaders/chains/run.wgsl. */
export function packParams(
  plan: Plan,
  layout: Layout,
  units: Units,
  { steps, serial, queueEnd, queueTotal }: Progress,
): Uint32Array<ArrayBuffer> {
  const { recipe } = plan.experiment;
  const { lane } = layout;
  const { quotasAt, logsAt } = tablePlaces(plan);
  const { logs = null, topK = Infinity, topP = 0 } = plan.decoder ?? {};
  return Uint32Array.of(
    ...seedWords(plan.experiment.seed),
    plan.cap === Infinity ? NO_CAP : plan.cap,
    layout.rows,
    steps,
    layout.lanes,
    serial,
    units.items,
    UNIT_RING,
    queueEnd,
    queueTotal,
    layout.slots * units.items,
    plan.truth(0).tokens,
    plan.sharedTruth ? 0 : truthWords(plan),
    SPREAD_CHAINS,
    layout.slotWords,
    layout.openWords,
    plan.scaled ? 1 : 0,
    RECIPES.indexOf(recipe.form),
    lane.capacity,
    layout.team?.capacity ?? 0,
    layout.teams,
    lane.laneEntries,
    lane.sharesAt,
    lane.historyAt,
    lane.memory,
    lane.pickCounters,
    lane.scratch,
    recipeValue(recipe),
    quotasAt,
    plan.decoder === null ? 0 : 1,
    logs === null ? 0 : logsAt,
    Math.min(topK, 2 ** 32 - 1),
    topP,
  );
}

function recipeValue(recipe: Recipe): number {
  switch (recipe.form) {
    case "fresh-real":
      return parts(recipe.realShare);
    case "weighted":
      return parts(recipe.realWeight);
    case "most-recent":
      return recipe.window;
    default:
      return 0;
  }
}
