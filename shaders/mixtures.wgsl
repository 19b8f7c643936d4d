// Chains whose models mix draws from the truth and from earlier models, or write decoded, one lane a chain in one context:
// every recipe, every decoding. Twins: src/chains/recursion, src/sampling/decoding.ts, src/sampling/subset.ts.
//
// A lane is a state machine as in chains.wgsl. A generation is some batches of draws, each from the truth or from one
// earlier model (batches.wgsl), whose counts come by ascending category and are then merged into a sorted list (merge.wgsl);
// then the model is read and measured (reading.wgsl), and what it will write with is kept (decoding.wgsl). A step goes
// through all of it in this order, in loops of little code. Loop bounds: params.steps outside, at most 128 inside.
//
// Layout: chains/run.wgsl, and, by lane,
//   lists    entries of two words, params.laneEntries a lane: lists (LIST_0, LIST_1, FIRST, DRAWN_LIST, and SUBSET where
//            there is one) of params.capacity (category of the truth, count), ascending; from params.sharesAt on, how the
//            draws are shared out: (source, draws); from params.historyAt on, params.memory written models, the last ones:
//            (categories, sum of weights), then params.capacity of (category, sum of the weights before it)
//   scratch  params.laneScratch words a lane: pick counters, zero between draws, or the picks to be sorted;
//            then the tree of the subset
//   tables   from params.quotasAt on, row m's quotas at m (m - 1) / 2; from params.logsAt on, the tempered logs by count
// Cost a batch: its picks or binomials, and a copy of the list so far where there is one; decoding adds a pass over the
// model for each bit of its largest weight, for top-k and for top-p. 348 bytes a lane and the lists.
// #include lib/wide.wgsl
// #include lib/threefry.wgsl
// #include lib/fixed-log.wgsl
// #include lib/binomial.wgsl
// #include chains/run.wgsl
// #include chains/lane.wgsl
// #include chains/queue.wgsl
// #include chains/scale.wgsl
// #include chains/tally.wgsl
// #include chains/multinomial.wgsl
// #include mixtures/lane.wgsl
// #include mixtures/batches.wgsl
// #include mixtures/source.wgsl
// #include mixtures/subset.wgsl
// #include mixtures/merge.wgsl
// #include mixtures/reading.wgsl
// #include mixtures/decoding.wgsl

@group(0) @binding(5) var<storage, read_write> lists: array<vec2<u32>>;

/// Batches in a step at most.
const TURNS = 4u;

/// Whether a batch is drawn, merged or about to begin.
fn isDrawing() -> bool {
  return phase >= PICKING && phase <= GROWING_TREE;
}

/// A batch, or as much of it as comes in a burst of each kind.
fn drawBatch() {
  if (phase == BATCHING) {
    nextBatch();
  }
  if (params.recipe == ACCUMULATE_SUBSAMPLE) {
    if (phase == PLANTING) {
      plantSome();
    }
    if (phase == GROWING_TREE) {
      growSome();
    }
  }
  for (var i = 0u; i < BURST && phase == SPLITTING; i++) {
    let count = propose();
    if (count != REJECTED) {
      give(count);
    }
  }
  drawSome();
  if (phase == DRAWN) {
    startMerging();
  }
  for (var i = 0u; i < 4u * BURST && phase == MERGING; i++) {
    mergeOne();
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
  home = lane * params.laneEntries;
  pad = lane * params.laneScratch;
  keepLane();
  keepMixture();
  if (phase == ENDED) {
    return;
  }
  var step = 0u;
  for (; step < params.steps && phase != ENDED && !idle; step++) {
    for (var turn = 0u; turn < TURNS && isDrawing(); turn++) {
      drawBatch();
    }
    for (var i = 0u; i < 4u * BURST && phase == READING && at < live; i++) {
      readOne();
    }
    if (phase == READING && at == live) {
      endReading();
    }
    if (params.decoded == 1u) {
      decodeSome();
    }
    if (phase == FRESH || phase == WAITING) {
      takePosition();
    }
  }
  addCount(GENERATIONS, generations);
  addCount(LANE_STEPS, step);
  saving = true;
  keepLane();
  keepMixture();
}
