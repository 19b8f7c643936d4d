// Chains of counts, p(m+1) = Multinomial(n, p(m))/n, one lane a chain in one context: recipes fully-synthetic and growing
// that write as they are. Twin: src/chains/recursion/resampled.ts.
//
// Every lane is a state machine, so a dispatch can end after any step: registers are saved to `lanes` and the next dispatch
// goes on. A step is a burst of binomial proposals, the like of picks and list entries, and at its end what comes less
// often: a model is measured and recorded, a chain ends, and its lane takes the next position of the queue. A software
// adapter passes through all code of a loop whether a lane needs it or not, so the burst is a loop of little code. Two
// tokens stay in registers. Loop bounds: params.steps outside, at most 64 inside.
//
// Layout: chains/run.wgsl, and
//   lists    [lane][category]: (index in the truth, count, count in p(1), picks), live categories in ascending order
//   scratch  [lane][category]: exclusive prefix sums of the counts; in generation 1 the picks to be sorted
// Cost: n picks or k - 1 binomials a generation; 20 bytes a category and 224 bytes a lane.
// #include lib/wide.wgsl
// #include lib/threefry.wgsl
// #include lib/fixed-log.wgsl
// #include lib/binomial.wgsl
// #include chains/run.wgsl
// #include chains/lane.wgsl
// #include chains/queue.wgsl
// #include chains/scale.wgsl
// #include chains/tally.wgsl
// #include chains/begin.wgsl
// #include chains/multinomial.wgsl
// #include chains/life.wgsl

@group(0) @binding(5) var<storage, read_write> lists: array<vec4<u32>>;

/// Rounds of draws and measures in a step: lanes leave them for all else, so the fewer the less a lane waits for others.
override TURNS: u32 = select(1u, 4u, MEASURED);

/// Whether the lanes' chains come from teams.wgsl, drawn as far as their lists fit a lane, and not from the queue.
override FED: bool = false;

const PAIRED = 10u;
const READING = 11u;
const FIRST = 12u;
const RECORDING = 13u;
const NEXT = 14u;
const ENDING = 15u;

/// Counts written so far; and the second of two tokens: see startPair.
var<private> writtenSum: u32;
var<private> other: vec2<u32>;

fn categoryAt(category: u32) -> vec3<u32> {
  if (m == 1u) {
    return vec3(category, truthWeight(category), 0u);
  }
  return lists[home + category].xyz;
}

fn pickOne(word: u32, which: u32) -> u32 {
  return categoryOf(pickItem(word, which, sourceTotal));
}

fn picksAreSorted() -> bool {
  return m == 1u && k > params.capacity;
}

fn addPick(category: u32) {
  lists[home + category].w += 1u;
}

fn takePicks(category: u32) -> u32 {
  let picks = lists[home + category].w;
  if (picks > 0u) {
    lists[home + category].w = 0u;
  }
  return picks;
}

/// Whether binomials are due and nothing else.
fn isDrawing() -> bool {
  return phase == SPLITTING || phase == PAIRED || phase == NEXT;
}

/// The same, or the measures of what they made.
fn isUsual() -> bool {
  return isDrawing() || phase == DRAWN || phase == READING || phase == RECORDING;
}

/// One proposal, and what follows where it is accepted.
fn drawUsual() {
  if (phase == NEXT) {
    drawOn();
  }
  let count = propose();
  if (count == REJECTED) {
    return;
  }
  if (phase == PAIRED) {
    givePair(count);
  } else {
    give(count);
    if (phase == DRAWN && m != rowAt && goesOn()) {
      phase = NEXT;
    }
  }
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
  pad = home;
  keepLane();
  keep(&writtenSum);
  keepPair(&other);
  if (phase == ENDED) {
    return;
  }
  var step = 0u;
  for (; step < params.steps && phase != ENDED && !idle; step++) {
    for (var turn = 0u; turn < TURNS && isUsual(); turn++) {
      for (var i = 0u; i < BURST && isDrawing(); i++) {
        drawUsual();
      }
      if (phase == DRAWN) {
        startReading();
      }
      for (var i = 0u; MEASURED && i < BURST && phase == READING && at < written; i++) {
        readOne();
      }
      if (phase == READING && at == written) {
        phase = select(RECORDING, FIRST, m == 1u);
      }
      if (phase == RECORDING) {
        if (MEASURED) {
          recordRow();
        }
        phase = select(ENDING, NEXT, goesOn());
      }
    }
    drawSome();
    if (phase == FIRST) {
      if (MEASURED) {
        recordFirst(written);
      }
      phase = RECORDING;
    }
    if (phase == ENDING) {
      endGeneration();
    }
    if (FED && phase == FRESH) {
      idle = true;
    } else if (phase == FRESH || phase == WAITING) {
      takePosition();
    }
  }
  addCount(GENERATIONS, generations);
  addCount(LANE_STEPS, step);
  saving = true;
  keepLane();
  keep(&writtenSum);
  keepPair(&other);
}
