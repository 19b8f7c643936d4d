// Chains of counts, p(m+1) = Multinomial(n, p(m))/n, one lane a chain in one context. Twin: src/chains/chain.ts.
//
// Every lane is a state machine whose step costs about one binomial proposal, two picks or a few list entries, so a
// dispatch can end anywhere: registers are saved to `lanes` and the next dispatch goes on. A lane whose chain is done
// takes the next position of the queue. Loop bounds: params.steps outside, at most 20 inside.
//
// Layout (u32 words unless said):
//   tables  see lib/fixed-log.wgsl, then the row generations
//   truths  by truth: [live, total, bits of S_0 as f32, -, ids (T), weights (T), exclusive prefix sums (T)]
//   units   by unit mod params.unitRing: (first chain, chains, first context, contexts), (slot, -, -, -)
//   lanes   saved registers, [word][lane]
//   lists   [lane][category]: (index in the truth, count, count in p(1), picks), live categories in ascending order
//   sums    [lane][category]: exclusive prefix sums of the counts; in generation 1 the picks to be sorted
//   tally   header (16), then by slot: first (8), rows x [alive | collapsed][measure] (3 words), then
//           rows x [alive | collapsed][spread] (5 words)
//   finished  ring of (position, T or 0 if censored, winner)
// The header: next position, records in `finished`, echo of params.serial, -, chain-generations (3 words), -, lane steps (3).
// Cost: n picks or k - 1 binomials a generation; 20 bytes a category and 192 bytes a lane.
// #include lib/wide.wgsl
// #include lib/threefry.wgsl
// #include lib/fixed-log.wgsl
// #include lib/binomial.wgsl
// #include chains/tally.wgsl
// #include chains/life.wgsl
// #include chains/picks.wgsl
// #include chains/split.wgsl
// #include chains/registers.wgsl

struct Params {
  seed: vec2<u32>,
  samples: u32,
  cap: u32,
  rowCount: u32,
  steps: u32,
  lanes: u32,
  capacity: u32,
  serial: u32,
  unitItems: u32,
  unitRing: u32,
  queueEnd: u32,
  queueTotal: u32,
  ring: u32,
  truthTokens: u32,
  truthPerSlot: u32,
  spreadChains: u32,
  spreadRows: u32,
  shifts: array<vec4<u32>, 2>,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> tables: array<u32>;
@group(0) @binding(2) var<storage, read> truths: array<u32>;
@group(0) @binding(3) var<storage, read> units: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read_write> lanes: array<u32>;
@group(0) @binding(5) var<storage, read_write> lists: array<vec4<u32>>;
@group(0) @binding(6) var<storage, read_write> sums: array<u32>;
@group(0) @binding(7) var<storage, read_write> tally: array<atomic<u32>>;
@group(0) @binding(8) var<storage, read_write> finished: array<u32>;

const NEXT_POSITION = 0u;
const LOG_COUNT = 1u;
const ECHO = 2u;
const GENERATIONS = 4u;
const LANE_STEPS = 8u;
const HEADER_WORDS = 16u;
const FIRST_WORDS = 8u;
const ROW_WORDS = 36u;
const ROW_SPREAD_WORDS = 60u;

const FRESH = 0u;
const WAITING = 1u;
const PICKING = 2u;
const SORTING = 3u;
const RUNS = 4u;
const COUNTING = 5u;
const SPLITTING = 6u;
const ENDED = 7u;

var<private> lane: u32;
var<private> home: u32;
var<private> phase: u32;
var<private> position: u32;
var<private> slot: u32;
var<private> chain: u32;
var<private> contextKey: vec2<u32>;
var<private> root: vec2<u32>;
/// Generation m being drawn, its row if it is one, and whether it is.
var<private> m: u32;
var<private> row: u32;
var<private> due: bool;
/// Live categories of the model drawn from; of the one being written, and their counts so far.
var<private> k: u32;
var<private> written: u32;
var<private> writtenSum: u32;
/// Cursor, and the node of the splitting tree it is in: trials and weight left, its stream.
var<private> at: u32;
var<private> levels: u32;
var<private> level: u32;
var<private> left: u32;
var<private> R: u32;
var<private> draw: u32;
var<private> key: vec2<u32>;
var<private> above0: vec3<u32>;
var<private> above1: vec3<u32>;
/// Measures of the model being written.
var<private> squares: vec2<u32>;
var<private> entropy: vec2<u32>;
var<private> product: vec2<u32>;
var<private> moved: u32;
var<private> liveFirst: u32;
var<private> fromTruth: vec2<u32>;
var<private> liveTruth: u32;
var<private> firstSquares: vec2<u32>;
var<private> truthProduct: vec2<u32>;
var<private> distance: f32;
var<private> liveSquares: f32;
var<private> generations: u32;
/// What a step decided: trials for a category, as (index in the truth, count, count in p(1)); and a generation's end.
var<private> given: vec3<u32>;
var<private> complete: bool;
/// Nothing to do before the host lets the queue go on.
var<private> idle: bool;

fn truthAt() -> u32 {
  return select(0u, slot, params.truthPerSlot == 1u) * (4u + 3u * params.truthTokens);
}

fn truthLive() -> u32 {
  return truths[truthAt()];
}

fn truthTotal() -> u32 {
  return truths[truthAt() + 1u];
}

fn truthId(category: u32) -> u32 {
  return truths[truthAt() + 4u + category];
}

fn truthWeight(category: u32) -> u32 {
  return truths[truthAt() + 4u + params.truthTokens + category];
}

fn rowGeneration(index: u32) -> u32 {
  return tables[LF_AT + 3u * (tables[0] + 1u) + index];
}

/// Weight before a category of the model drawn from; k gives the total.
fn weightBefore(category: u32) -> u32 {
  if (m == 1u) {
    if (category == k) {
      return truthTotal();
    }
    return truths[truthAt() + 4u + 2u * params.truthTokens + category];
  }
  if (category == k) {
    return params.samples;
  }
  return sums[home + category];
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  lane = id.x;
  if (lane >= params.lanes) {
    return;
  }
  if (lane == 0u) {
    atomicStore(&tally[ECHO], params.serial);
  }
  home = lane * params.capacity;
  loadLane();
  if (phase == ENDED) {
    return;
  }
  generations = 0u;
  var step = 0u;
  for (; step < params.steps && phase != ENDED && !idle; step++) {
    switch (phase) {
      case SPLITTING: {
        splitOnce();
      }
      case PICKING: {
        pickTwo();
      }
      case COUNTING: {
        countPicks();
      }
      case SORTING: {
        siftSome();
      }
      case RUNS: {
        countRuns();
      }
      default: {
        takePosition();
      }
    }
    if (given.y > 0u) {
      emit();
    }
    if (complete) {
      endGeneration();
    }
  }
  addSum(GENERATIONS, vec2(generations, 0u));
  addSum(LANE_STEPS, vec2(step, 0u));
  saveLane();
}
