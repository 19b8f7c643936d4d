import { GpuMemoryError } from "../gpu/index.js";
import { kernelOf, type LaneMemory, type TeamMemory } from "./gpu-kernels.js";
import { tableWords, truthWords } from "./gpu-tables.js";
import { MEASURE_COUNT, SPREAD_COUNT } from "./measures.js";
import type { Plan } from "./plan.js";
import { openWords } from "./unit.js";

/** Words of the tally's parts: see shaders/chains/run.wgsl. */
export const HEADER_WORDS = 16;
/** Of a sum, digits to the base 2^18; of a spread, sum h and sum h^2. */
export const DIGITS = 4;
export const SPREAD_DIGITS = 2 + DIGITS;
export const SLOT_FIRST_WORDS = DIGITS + SPREAD_DIGITS;
/** Of a row, for the living and for the collapsed. */
export const SLOT_ROW_WORDS = 2 * MEASURE_COUNT * DIGITS;
export const SLOT_SPREAD_WORDS = 2 * SPREAD_COUNT * SPREAD_DIGITS;

const WORKGROUP = 64;
const MOST_LANES = 65536;
/** Lanes that a team of shaders/teams.wgsl lands its chains in. */
const LANES_A_TEAM = 32;
/** A software adapter has few cores: more lanes only lengthen its dispatches. */
const SOFTWARE_LANES = 256;
/** A digit of a sum holds those of so many items. */
const MOST_ITEMS = 2 ** 14;
const BYTES_FOR_LISTS = 256 * 2 ** 20;
const BYTES_FOR_SLOTS = 48 * 2 ** 20;

/** How an experiment is laid out on one device: results do not depend on it. */
export interface Layout {
  /** Chains (in one context each) under way at a time, and more of them in teams. */
  readonly lanes: number;
  readonly teams: number;
  /** Whether more of them would run at a time if the device had more memory. */
  readonly short: boolean;
  /** What a lane holds, and a team. */
  readonly lane: LaneMemory;
  readonly team: TeamMemory | null;
  /** Rows whose measures are recorded. */
  readonly rows: number;
  /** Words of a chain's open bits: see UnitTally. */
  readonly openWords: number;
  /** Items (chain, context) a unit, and units that may be open at a time. */
  readonly unitItems: number;
  readonly slots: number;
  readonly slotWords: number;
  readonly truthSlots: number;
}

/** The largest layout of at most `lanesAtMost` lanes that the limits allow. Throws GpuMemoryError where not one fits. */
export function layOut(
  plan: Plan,
  limits: GPUSupportedLimits,
  software: boolean,
  lanesAtMost: number,
  inTeams: boolean,
): Layout {
  const { chains, contexts } = plan.experiment;
  const { lane, team } = kernelOf(plan, inTeams);
  const batch = batchOf(lane, team);
  const binding = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const truthBytes = truthWords(plan) * 4;
  const largest = Math.max(batch.lists * 4, batch.scratch * 4, truthBytes, tableWords(plan) * 4);
  if (!(largest <= binding)) {
    const mega = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString("en")} MB`;
    throw new GpuMemoryError(
      `This needs ${mega(largest)} in one GPU buffer; this GPU offers ${mega(binding)}.`,
    );
  }
  const room = Math.max(
    1,
    Math.floor(
      Math.min(
        binding / (4 * Math.max(batch.lists, batch.scratch, batch.registers)),
        BYTES_FOR_LISTS / (4 * (batch.lists + batch.scratch)),
      ),
    ),
  );
  const wanted = Math.min(chains * contexts, (software ? SOFTWARE_LANES : MOST_LANES) / batch.lanes);
  const batches = Math.min(wanted, room, Math.max(1, Math.floor(lanesAtMost / batch.lanes)));
  const teams = team === null ? 0 : batches;
  const lanes =
    team === null
      ? wholeWorkgroups(batches)
      : batches * Math.min(batch.lanes, Math.ceil((chains * contexts) / batches), Math.floor(lanesAtMost));
  const items = plan.sharedTruth ? chains * contexts : chains;
  const unitItems = Math.min(items, MOST_ITEMS, Math.max(WORKGROUP, Math.ceil(lanes / 4)));
  const rows = plan.timesOnly ? 0 : plan.rows.length;
  const open = plan.goesOn ? openWords(rows) : 0;
  // A unit has at most as many chains as items.
  const slotWords = SLOT_FIRST_WORDS + rows * (SLOT_ROW_WORDS + SLOT_SPREAD_WORDS) + unitItems * open;
  // A unit keeps its slot for as long as its longest chain, about seven times the mean.
  const wantedSlots = Math.ceil((8 * lanes) / unitItems);
  const slotsInMemory = Math.max(2, Math.floor(BYTES_FOR_SLOTS / 4 / slotWords));
  const truthsInMemory = Math.floor(Math.min(binding, Math.max(BYTES_FOR_SLOTS, truthBytes)) / truthBytes);
  const slots = Math.min(64, wantedSlots, slotsInMemory, plan.sharedTruth ? Infinity : truthsInMemory);
  return {
    lanes,
    teams,
    short: room < wanted,
    lane,
    team,
    rows,
    openWords: open,
    unitItems,
    slots,
    slotWords,
    truthSlots: plan.sharedTruth ? 1 : slots,
  };
}

/** What is laid out as a whole, in words: a lane, or a team and its lanes. */
function batchOf(
  lane: LaneMemory,
  team: TeamMemory | null,
): { lanes: number } & Pick<LaneMemory, "lists" | "scratch" | "registers"> {
  if (team === null) return { lanes: 1, ...lane };
  return {
    lanes: LANES_A_TEAM,
    lists: team.lists + LANES_A_TEAM * lane.lists,
    scratch: team.scratch + LANES_A_TEAM * lane.scratch,
    registers: (1 + LANES_A_TEAM) * lane.registers,
  };
}

/** Lanes beyond one workgroup come in whole ones. */
function wholeWorkgroups(lanes: number): number {
  return lanes < WORKGROUP ? Math.max(1, Math.floor(lanes)) : WORKGROUP * Math.floor(lanes / WORKGROUP);
}
