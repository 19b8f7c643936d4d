// A part of chains.wgsl, teams.wgsl and mixtures.wgsl: a run's constants, and the memory that these kernels lay
// out alike.
//
// Layout (u32 words unless said):
//   tables    see lib/fixed-log.wgsl, then the row generations, then what mixtures.wgsl says
//   truths    by truth: [live, total, bits of S_0 as f32, n, N, -, -, -], ids (T), weights (T), exclusive prefix sums (T),
//             and for recipe growing n_m, m = 1 ... cap
//   units     by unit mod params.unitRing: (first chain, chains, first context, contexts), (slot, -, -, -)
//   lanes     saved registers, [word][lane]: see lane.wgsl
//   tally     header (16), then by slot: first (10), rows x [alive | collapsed][measure] (4 words),
//             rows x [alive | collapsed][spread] (6 words), open: params.openWords a chain of the unit
//   finished  ring of (position, T or 0 if censored, winner, the last generation that was not a Dirac)
// The header: next position, records in `finished`, echo of params.serial, -, chain-generations (2 words), -, -, lane steps (2).

// What a plan fixes may be compiled in, so that a kernel has no code for what it never does: src/chains/gpu-kernels.ts.
/// Whether there are rows; and whether measures may have to be brought to common units.
override MEASURED: bool = true;
override SCALED: bool = true;
/// Whether a multinomial may have more than 64 categories (a tree of more than one node) or fewer than 4 trials a category
/// (picks): few tokens and many samples have neither.
override MANY: bool = true;

/// In the order of src/chains/gpu-params.ts.
struct Params {
  seed: vec2<u32>,
  cap: u32,
  rowCount: u32,
  steps: u32,
  lanes: u32,
  serial: u32,
  unitItems: u32,
  unitRing: u32,
  queueEnd: u32,
  queueTotal: u32,
  ring: u32,
  truthTokens: u32,
  /// Words from one slot's truth to the next: 0 where all have the same.
  truthStride: u32,
  spreadChains: u32,
  slotWords: u32,
  /// 0 where chains end at T.
  openWords: u32,
  /// 1 where measures are brought to common units.
  scaled: u32,
  recipe: u32,
  /// Entries of a lane's list of live categories, and of a team's; teams: see teams.wgsl.
  capacity: u32,
  teamCapacity: u32,
  teams: u32,
  /// The rest: mixtures.wgsl.
  laneEntries: u32,
  sharesAt: u32,
  historyAt: u32,
  /// Written models that are kept.
  memory: u32,
  pickCounters: u32,
  laneScratch: u32,
  /// A share in parts of 2^31, or the window.
  recipeValue: u32,
  /// Words of `tables` before the quotas.
  quotasAt: u32,
  decoded: u32,
  /// Words of `tables` before the logs by count; 0 at temperature 1.
  logsAt: u32,
  topK: u32,
  topP: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> tables: array<u32>;
@group(0) @binding(2) var<storage, read> truths: array<u32>;
@group(0) @binding(3) var<storage, read> units: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read_write> lanes: array<u32>;
@group(0) @binding(6) var<storage, read_write> scratch: array<u32>;
@group(0) @binding(7) var<storage, read_write> tally: array<atomic<u32>>;
@group(0) @binding(8) var<storage, read_write> finished: array<u32>;

const NEXT_POSITION = 0u;
const LOG_COUNT = 1u;
const ECHO = 2u;
const GENERATIONS = 4u;
const LANE_STEPS = 8u;
const HEADER_WORDS = 16u;
const FIRST_WORDS = 10u;
const ROW_WORDS = 48u;
const ROW_SPREAD_WORDS = 72u;
const TRUTH_HEADER = 8u;

/// params.recipe.
const FULLY_SYNTHETIC = 0u;
const GROWING = 1u;
const PARTIALLY_SYNTHETIC = 2u;
const ACCUMULATE = 3u;
const ACCUMULATE_SUBSAMPLE = 4u;
const FRESH_REAL = 5u;
const WEIGHTED = 6u;
const MOST_RECENT = 7u;
const RANDOMLY_SAMPLED = 8u;
const MIXING_MATRIX = 9u;

/// KIND of src/sampling/streams.ts.
const MODEL_DRAWS = 1u;
const CORPUS_DRAWS = 3u;
const FRESH_DRAWS = 4u;
const SHARE_DRAWS = 5u;
const SUBSET_DRAWS = 6u;

fn truthAt() -> u32 {
  return slot * params.truthStride;
}

fn truthLive() -> u32 {
  return truths[truthAt()];
}

fn truthTotal() -> u32 {
  return truths[truthAt() + 1u];
}

fn truthSumOfSquares() -> f32 {
  return bitcast<f32>(truths[truthAt() + 2u]);
}

fn samples() -> u32 {
  return truths[truthAt() + 3u];
}

fn realSamples() -> u32 {
  return truths[truthAt() + 4u];
}

fn truthId(category: u32) -> u32 {
  return truths[truthAt() + TRUTH_HEADER + category];
}

fn truthWeight(category: u32) -> u32 {
  return truths[truthAt() + TRUTH_HEADER + params.truthTokens + category];
}

fn truthWeightBefore(category: u32) -> u32 {
  return truths[truthAt() + TRUTH_HEADER + 2u * params.truthTokens + category];
}

fn grownSamples() -> u32 {
  return truths[truthAt() + TRUTH_HEADER + 3u * params.truthTokens + m - 1u];
}

fn rowGeneration(index: u32) -> u32 {
  return tables[LF_AT + 3u * (tables[0] + 1u) + index];
}
