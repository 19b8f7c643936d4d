// Chains of counts, p(m+1) = Multinomial(n, p(m))/n, one lane a chain in one context: recipes fully-synthetic and growing
// that write as they are. Twin: src/chains/recursion/resampled.ts.
//
// Every lane is a state machine whose step costs about one binomial proposal, two picks or a few list entries, so a
// dispatch can end anywhere: registers are saved to `lanes` and the next dispatch goes on. A lane whose chain is done
// takes the next position of the queue. Loop bounds: params.steps outside, at most 32 inside.
//
// Layout: chains/run.wgsl, and
//   lists    [lane][category]: (index in the truth, count, count in p(1), picks), live categories in ascending order
//   scratch  [lane][category]: exclusive prefix sums of the counts; in generation 1 the picks to be sorted
// Cost: n picks or k - 1 binomials a generation; 20 bytes a category and 216 bytes a lane.
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
// #include chains/life.wgsl

@group(0) @binding(5) var<storage, read_write> lists: array<vec4<u32>>;

/// Counts written so far.
var<private> writtenSum: u32;

fn drawGeneration() -> u32 {
  return m;
}

fn weightBefore(category: u32) -> u32 {
  if (category == k) {
    return sourceTotal;
  }
  if (m == 1u) {
    return truthWeightBefore(category);
  }
  return scratch[pad + category];
}

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
  if (phase == ENDED) {
    return;
  }
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
  saving = true;
  keepLane();
  keep(&writtenSum);
}
