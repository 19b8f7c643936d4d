import { GpuMemoryError } from "../gpu/index.js";
import { truthWords } from "./gpu-tables.js";
import type { Plan } from "./plan.js";

/** Words of the tally's parts: see shaders/chains.wgsl. */
export const HEADER_WORDS = 16;
export const SLOT_FIRST_WORDS = 8;
export const SLOT_ROW_WORDS = 36;
export const SLOT_SPREAD_WORDS = 60;
export const LANE_WORDS = 45;

const WORKGROUP = 64;
const MOST_LANES = 65536;
/** A software adapter has few cores: more lanes only lengthen its dispatches. */
const SOFTWARE_LANES = 2048;
const BYTES_A_CATEGORY = 20;
const BYTES_FOR_LISTS = 512 * 2 ** 20;
const BYTES_FOR_SLOTS = 48 * 2 ** 20;

/** How an experiment is laid out on one device: results do not depend on it. */
export interface Layout {
  /** Chains (in one context each) under way at a time. */
  readonly lanes: number;
  /** List entries a lane. */
  readonly capacity: number;
  /** Items (chain, context) a unit, and units that may be open at a time. */
  readonly unitItems: number;
  readonly slots: number;
  readonly slotWords: number;
  readonly truthSlots: number;
}

/**
 * The largest layout that the limits allow: `lanesAtMost` lanes or fewer. Throws GpuMemoryError where not even one
 * workgroup fits.
 */
export function layOut(
  plan: Plan,
  limits: GPUSupportedLimits,
  software: boolean,
  lanesAtMost = MOST_LANES,
): Layout {
  const { chains, contexts } = plan.experiment;
  const { tokens } = plan.truth(0);
  const capacity = Math.min(tokens, plan.samples);
  const binding = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const perLane = Math.max(
    (capacity * 16) / binding,
    (LANE_WORDS * 4) / binding,
    (capacity * BYTES_A_CATEGORY) / BYTES_FOR_LISTS,
  );
  const items = plan.sharedTruth ? chains * contexts : chains;
  const lanes =
    WORKGROUP *
    Math.floor(
      Math.min(
        lanesAtMost,
        software ? SOFTWARE_LANES : MOST_LANES,
        1 / perLane,
        roundUp(items * (plan.sharedTruth ? 1 : contexts), WORKGROUP),
      ) / WORKGROUP,
    );
  const slotWords = SLOT_FIRST_WORDS + plan.rows.length * (SLOT_ROW_WORDS + SLOT_SPREAD_WORDS);
  const truthBytes = truthWords(tokens) * 4;
  const tableBytes = 4 * (plan.tables.samples * 3 + plan.rows.length + 30000);
  if (lanes < WORKGROUP || truthBytes > binding || tableBytes > binding) {
    const mega = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString("en")} MB`;
    throw new GpuMemoryError(
      `This needs ${mega(Math.max(perLane * binding * WORKGROUP, truthBytes, tableBytes))} in one GPU buffer; ` +
        `this GPU offers ${mega(binding)}.`,
    );
  }
  const unitItems = Math.min(items, Math.max(64, Math.ceil(lanes / 4)));
  // A unit keeps its slot for as long as its longest chain, about seven times the mean.
  const wanted = Math.ceil((8 * lanes) / unitItems);
  const truthSlotsAtMost = plan.sharedTruth
    ? Infinity
    : Math.floor(Math.min(binding, BYTES_FOR_SLOTS) / truthBytes);
  const slots = Math.max(
    1,
    Math.min(64, wanted, Math.max(2, Math.floor(BYTES_FOR_SLOTS / 4 / slotWords)), truthSlotsAtMost),
  );
  return { lanes, capacity, unitItems, slots, slotWords, truthSlots: plan.sharedTruth ? 1 : slots };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
