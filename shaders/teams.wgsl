// Generations of many live tokens, p(m+1) = Multinomial(n, p(m))/n, one workgroup (a team) a chain in one context: what
// chains.wgsl draws with one lane, of recipes fully-synthetic and growing. A team takes chains from the queue, draws and
// measures their generations until the live tokens fit a lane's list, and lands the list in one of its own lanes of
// chains.wgsl, which goes on to T. Twin: src/chains/recursion/resampled.ts; no draw depends on which lane makes it.
//
// A team is a state machine, so a dispatch can end after any turn: all its lanes hold the same registers, save what they
// sum up, and lane 0 keeps them. A turn is a tile of picks, of nodes of the splitting tree, or of list entries: about as
// long as a step of chains.wgsl. All lanes of a team reach its barriers, since workgroupUniformLoad tells them the phase.
// Loop bounds: params.steps outside, MOST_PROPOSALS inside.
//
// Layout: chains/run.wgsl, and behind those of the lanes, by team,
//   lists    indices in the truth, counts, counts in p(1), trials given to categories: teamCapacity each
//   scratch  exclusive prefix sums of the counts
// Where the truth has more categories than a list, its picks are made anew for each window of as many categories.
// Cost: n / 64 picks of a lane, or the binomials of its nodes, a generation; 20 bytes a category.
// #include lib/wide.wgsl
// #include lib/threefry.wgsl
// #include lib/fixed-log.wgsl
// #include lib/binomial.wgsl
// #include chains/run.wgsl
// #include chains/lane.wgsl
// #include chains/queue.wgsl
// #include chains/scale.wgsl
// #include chains/tally.wgsl
// #include chains/pick.wgsl
// #include chains/begin.wgsl

@group(0) @binding(5) var<storage, read_write> lists: array<atomic<u32>>;

const TEAM = 64u;
/// More proposals than the 63 binomials of a node ever take: the mean is below 171, the standard deviation below 18.
const MOST_PROPOSALS = 4096u;

const COMPACTING = 16u;
const MEASURING = 17u;
const RECORDING = 18u;
const ENDING = 19u;
const LANDING = 20u;

/// Place in the team.
var<private> member: u32;
/// Counts written so far; and the categories that are given trials, from the first to the one after the last: kept where
/// chains.wgsl has a second token, which no chain that lands is at.
var<private> writtenSum: u32;
var<private> window: vec2<u32>;

/// What lane 0 tells the team.
var<workgroup> told: u32;
var<workgroup> running: array<vec2<u32>, 2u * TEAM>;
var<workgroup> partial: array<Measures, TEAM>;
var<workgroup> landing: atomic<u32>;

fn countAt(category: u32) -> u32 {
  return home + params.teamCapacity + category;
}

fn firstAt(category: u32) -> u32 {
  return home + 2u * params.teamCapacity + category;
}

fn trialsAt(category: u32) -> u32 {
  return home + 3u * params.teamCapacity + category - window.x;
}

fn startGeneration() {
  written = 0u;
  writtenSum = 0u;
  trials = total;
  at = 0u;
  window = vec2(0u, min(k, params.teamCapacity));
  key = root;
  if (k > 1u && trials < 4u * k) {
    phase = PICKING;
    return;
  }
  phase = SPLITTING;
  level = 0u;
  // A fourth level would need n >= 4k > 2^20.
  levels = select(select(3u, 2u, k <= 4096u), 1u, k <= 64u);
  if (member == 0u) {
    atomicStore(&lists[trialsAt(0u)], trials);
  }
}

/// A tile of picks.
fn pickTile() {
  let blocks = (trials + 1u) >> 1u;
  let items = vec2(weightBefore(window.x), weightBefore(window.y));
  for (var i = 0u; i < BURST; i++) {
    draw = at + i * TEAM + member;
    if (draw < blocks) {
      let words = threefry(key, vec2(draw, m));
      pick(words.x, 0u, items);
      if (2u * draw + 1u < trials) {
        pick(words.y, 1u, items);
      }
    }
  }
  at += BURST * TEAM;
  if (at >= blocks) {
    at = window.x;
    phase = COMPACTING;
  }
}

/// Counts a pick that falls in the window, which holds these items.
fn pick(word: u32, which: u32, items: vec2<u32>) {
  let item = pickItem(word, which, sourceTotal);
  if (item >= items.x && item < items.y) {
    atomicAdd(&lists[trialsAt(categoryOf(item))], 1u);
  }
}

/// A tile of nodes of one level of the splitting tree, a node a lane: `at` is the first.
fn splitTile() {
  splitNode(at + member);
  at += TEAM;
  if (((at << 6u) << childBits()) >= k) {
    at = 0u;
    level += 1u;
    if (level == levels) {
      phase = COMPACTING;
    }
  }
}

/// Categories of a child of a node, as a power of two.
fn childBits() -> u32 {
  return 6u * (levels - 1u - level);
}

/// Divides the trials of a node, which stand at its first category, among its children.
fn splitNode(node: u32) {
  let bits = childBits();
  var child = (node << 6u) << bits;
  if (child >= k) {
    return;
  }
  var rest = atomicExchange(&lists[trialsAt(child)], 0u);
  if (rest == 0u) {
    return;
  }
  let end = min(child + (TEAM << bits), k);
  var before = weightBefore(child);
  var weight = weightBefore(end) - before;
  var next = child + (1u << bits);
  var share = 0u;
  if (next < end) {
    share = weightBefore(next) - before;
  }
  var stream = root;
  if (level > 0u) {
    stream = threefry(contextKey, vec2(chain, (level << 24u) | node));
  }
  for (var i = 0u; i < MOST_PROPOSALS && rest > 0u; i++) {
    if (next >= end) {
      atomicStore(&lists[trialsAt(child)], rest);
      return;
    }
    let count = proposeBinomial(stream, i, m, rest, share, weight);
    if (count != REJECTED) {
      if (count > 0u) {
        atomicStore(&lists[trialsAt(child)], count);
      }
      rest -= count;
      weight -= share;
      before += share;
      child = next;
      next += 1u << bits;
      if (next < end) {
        share = weightBefore(next) - before;
      }
    }
  }
}

/// Sums of `value` over the lanes before this one, and over all.
fn sumBefore(value: vec2<u32>) -> vec4<u32> {
  var side = 0u;
  running[member] = value;
  for (var reach = 1u; reach < TEAM; reach <<= 1u) {
    workgroupBarrier();
    var sum = running[side + member];
    if (member >= reach) {
      sum += running[side + member - reach];
    }
    side = TEAM - side;
    running[side + member] = sum;
  }
  workgroupBarrier();
  let sums = vec4(running[side + member] - value, running[side + TEAM - 1u]);
  workgroupBarrier();
  return sums;
}

/// Enters the next 64 categories in the list where they have trials, in order. None moves up, so the list is its own source.
fn compact() {
  let category = at + member;
  var count = 0u;
  var index = category;
  var first = 0u;
  if (category < window.y) {
    count = atomicExchange(&lists[trialsAt(category)], 0u);
    first = count;
    if (count > 0u && m > 1u) {
      index = atomicLoad(&lists[home + category]);
      first = atomicLoad(&lists[firstAt(category)]);
    }
  }
  let sums = sumBefore(vec2(select(0u, 1u, count > 0u), count));
  storageBarrier();
  if (count > 0u) {
    let place = written + sums.x;
    atomicStore(&lists[home + place], index);
    atomicStore(&lists[countAt(place)], count);
    atomicStore(&lists[firstAt(place)], first);
    scratch[pad + place] = writtenSum + sums.y;
  }
  written += sums.z;
  writtenSum += sums.w;
  at += TEAM;
}

/// The window's trials are entered: the next one, or what remains of the generation.
fn goOn() {
  if (window.y < k) {
    window = vec2(window.y, min(window.y + params.teamCapacity, k));
    at = 0u;
    phase = PICKING;
  } else if (written <= params.capacity) {
    phase = LANDING;
  } else if (MEASURED && m == rowAt) {
    phase = MEASURING;
    at = 0u;
    startMeasures();
  } else {
    phase = ENDING;
  }
}

/// The measures that are sums over categories: see chains/tally.wgsl.
struct Measures {
  squares: vec2<u32>,
  entropy: vec2<u32>,
  product: vec2<u32>,
  moved: vec2<u32>,
  fromTruth: vec2<u32>,
  truthProduct: vec2<u32>,
  liveFirst: u32,
  liveTruth: u32,
  distance: f32,
  liveSquares: f32,
}

fn measuresOf(a: Measures, b: Measures) -> Measures {
  return Measures(
    wideSum(a.squares, b.squares),
    wideSum(a.entropy, b.entropy),
    wideSum(a.product, b.product),
    wideSum(a.moved, b.moved),
    wideSum(a.fromTruth, b.fromTruth),
    wideSum(a.truthProduct, b.truthProduct),
    a.liveFirst + b.liveFirst,
    a.liveTruth + b.liveTruth,
    a.distance + b.distance,
    a.liveSquares + b.liveSquares,
  );
}

/// A tile of list entries. Lane 0 alone goes on from what was measured before.
fn measureTile() {
  if (member > 0u) {
    startMeasures();
    truthProduct = vec2(0u);
    distance = 0.0;
    liveSquares = 0.0;
  }
  for (var i = 0u; i < BURST; i++) {
    let entry = at + i * TEAM + member;
    if (entry < written) {
      let weight = truthWeight(atomicLoad(&lists[home + entry]));
      measure(atomicLoad(&lists[countAt(entry)]), atomicLoad(&lists[firstAt(entry)]), weight);
    }
  }
  at += BURST * TEAM;
  partial[member] = Measures(
    squares, entropy, product, moved, fromTruth, truthProduct, liveFirst, liveTruth, distance, liveSquares);
  for (var reach = TEAM >> 1u; reach > 0u; reach >>= 1u) {
    workgroupBarrier();
    if (member < reach) {
      partial[member] = measuresOf(partial[member], partial[member + reach]);
    }
  }
  if (member == 0u) {
    let all = partial[0];
    squares = all.squares;
    entropy = all.entropy;
    product = all.product;
    moved = all.moved;
    fromTruth = all.fromTruth;
    truthProduct = all.truthProduct;
    liveFirst = all.liveFirst;
    liveTruth = all.liveTruth;
    distance = all.distance;
    liveSquares = all.liveSquares;
  }
  if (at >= written) {
    phase = RECORDING;
  }
}

/// Enters p(m), which is no Dirac, at its row.
fn recordRow() {
  if (member == 0u) {
    if (m == 1u) {
      recordFirst(written);
    }
    record(written, false, 0u, 0u);
  }
  row += 1u;
  findRow();
  phase = ENDING;
}

fn endGeneration() {
  generations += 1u;
  if (m >= params.cap) {
    if (member == 0u) {
      finish(0u, 0u, 0u);
    }
    phase = FRESH;
    return;
  }
  m += 1u;
  k = written;
  sourceTotal = total;
  if (params.recipe == GROWING) {
    total = grownSamples();
  }
  startGeneration();
}

/// Offers the first of the team's lanes that has no chain.
fn offerLane(team: u32) {
  // At most 32: LANES_A_TEAM in src/chains/gpu-memory.ts.
  let lanesATeam = params.lanes / params.teams;
  let candidate = team * lanesATeam + member;
  if (member < lanesATeam && lanes[candidate] == FRESH) {
    atomicMin(&landing, candidate);
  }
}

/// Gives the chain, drawn and not measured, to a lane of chains.wgsl.
fn land(to: u32) {
  for (var i = member; i < written; i += TEAM) {
    let entry = to * params.capacity + i;
    atomicStore(&lists[4u * entry], atomicLoad(&lists[home + i]));
    atomicStore(&lists[4u * entry + 1u], atomicLoad(&lists[countAt(i)]));
    atomicStore(&lists[4u * entry + 2u], atomicLoad(&lists[firstAt(i)]));
    scratch[entry] = scratch[pad + i];
  }
  if (member == 0u) {
    let team = lane;
    lane = to;
    phase = DRAWN;
    keepTeam(true);
    lane = team;
  }
  phase = FRESH;
}

fn keepTeam(save: bool) {
  saving = save;
  keepLane();
  keep(&writtenSum);
  keepPair(&window);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) team: vec3<u32>, @builtin(local_invocation_index) place: u32) {
  member = place;
  lane = params.lanes + team.x;
  home = 4u * params.lanes * params.capacity + 4u * team.x * params.teamCapacity;
  pad = params.lanes * params.capacity + team.x * params.teamCapacity;
  keepTeam(false);
  for (var turn = 0u; turn < params.steps; turn++) {
    storageBarrier();
    if (member == 0u) {
      told = select(phase, ENDED, idle);
    }
    let now = workgroupUniformLoad(&told);
    if (now == ENDED) {
      break;
    }
    switch (now) {
      case FRESH: {
        if (member == 0u) {
          told = atomicAdd(&tally[NEXT_POSITION], 1u);
        }
        position = workgroupUniformLoad(&told);
        phase = WAITING;
      }
      case WAITING: {
        takePosition();
      }
      case PICKING: {
        pickTile();
      }
      case SPLITTING: {
        splitTile();
      }
      case COMPACTING: {
        if (member == 0u) {
          told = min(BURST, (window.y - at + TEAM - 1u) / TEAM);
        }
        let rounds = workgroupUniformLoad(&told);
        for (var i = 0u; i < rounds; i++) {
          compact();
        }
        if (at >= window.y) {
          goOn();
        }
      }
      case MEASURING: {
        measureTile();
      }
      case RECORDING: {
        recordRow();
      }
      case ENDING: {
        endGeneration();
      }
      default: {
        if (member == 0u) {
          atomicStore(&landing, NEVER);
        }
        workgroupBarrier();
        offerLane(team.x);
        workgroupBarrier();
        if (member == 0u) {
          told = atomicLoad(&landing);
        }
        let to = workgroupUniformLoad(&told);
        if (to == NEVER) {
          idle = true;
        } else {
          land(to);
        }
      }
    }
  }
  if (member == 0u) {
    addCount(GENERATIONS, generations);
    keepTeam(true);
  }
}
