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

// ---- sums in the tally

fn addSum(word: u32, value: vec2<u32>) {
  let old = atomicAdd(&tally[word], value.x);
  let high = value.y + select(0u, 1u, old + value.x < value.x);
  if (high != 0u) {
    let oldHigh = atomicAdd(&tally[word + 1u], high);
    if (oldHigh + high < high) {
      atomicAdd(&tally[word + 2u], 1u);
    }
  }
}

fn addSpread(word: u32, h: u32) {
  let old = atomicAdd(&tally[word], h);
  if (old + h < h) {
    atomicAdd(&tally[word + 1u], 1u);
  }
  addSum(word + 2u, wideProduct(h, h));
}

fn slotAt() -> u32 {
  return HEADER_WORDS + slot * (FIRST_WORDS + params.rowCount * ROW_WORDS + params.spreadRows * ROW_SPREAD_WORDS);
}

/// Enters the model's measures at `row`. Loops, not lines: this is the bulk of the code otherwise.
fn record(collapsed: bool, support: u32, driftL1: vec2<u32>, fromTruthL1: vec2<u32>) {
  let side = select(0u, 1u, collapsed);
  let sum = slotAt() + FIRST_WORDS + row * ROW_WORDS + side * 18u;
  var values = array(squares, vec2(support, 0u), entropy, product, driftL1, fromTruthL1);
  for (var i = 0u; i < 6u; i++) {
    addSum(sum + 3u * i, values[i]);
  }
  if (chain >= params.spreadChains) {
    return;
  }
  values[3] = driftL1;
  values[4] = wideDifference(wideSum(squares, firstSquares), wideSum(product, product));
  let spread = slotAt() + FIRST_WORDS + params.rowCount * ROW_WORDS + row * ROW_SPREAD_WORDS + side * 30u;
  for (var i = 0u; i < 6u; i++) {
    addSpread(spread + 5u * i, wideShifted(values[i], params.shifts[i / 4u][i % 4u]));
  }
}

/// floor(c log2(c) 2^16).
fn entropyTerm(c: u32) -> vec2<u32> {
  let wide = wideProduct(c, fixedLog(c).x);
  return vec2((wide.x >> 9u) | (wide.y << 23u), wide.y >> 9u);
}

fn measure(count: u32, first: u32, weight: u32) {
  squares = wideSum(squares, wideProduct(count, count));
  entropy = wideSum(entropy, entropyTerm(count));
  product = wideSum(product, wideProduct(count, first));
  moved += max(count, first) - min(count, first);
  liveFirst += first;
  fromTruth = wideSum(fromTruth, wideDistance(wideProduct(count, truthTotal()), wideProduct(weight, params.samples)));
  liveTruth += weight;
}

fn measureAgainstTruth(count: u32, weight: u32) {
  truthProduct = wideSum(truthProduct, wideProduct(count, weight));
  let share = f32(weight) / f32(truthTotal());
  let apart = f32(count) / f32(params.samples) - share;
  distance += apart * apart;
  liveSquares += share * share;
}

fn recordFirst() {
  let word = slotAt();
  addSum(word, truthProduct);
  if (chain >= params.spreadChains) {
    return;
  }
  let dead = select(max(0.0, bitcast<f32>(truths[truthAt() + 2u]) - liveSquares), 0.0, written == truthLive());
  addSpread(word + 3u, u32((distance + dead) * 1073741824.0));
}

// ---- the chain's life

fn takePosition() {
  if (phase == FRESH) {
    position = atomicAdd(&tally[NEXT_POSITION], 1u);
    phase = WAITING;
  }
  if (position >= params.queueTotal) {
    phase = ENDED;
    return;
  }
  if (position >= params.queueEnd) {
    idle = true;
    return;
  }
  let entry = 2u * ((position / params.unitItems) % params.unitRing);
  let unit = units[entry];
  slot = units[entry + 1u].x;
  let item = position % params.unitItems;
  if (item >= unit.y * unit.w) {
    phase = FRESH;
    return;
  }
  chain = unit.x + item / unit.w;
  contextKey = threefry(params.seed, vec2(1u, unit.z + item % unit.w));
  root = threefry(contextKey, vec2(chain, 0u));
  m = 1u;
  row = 1u;
  k = truthLive();
  truthProduct = vec2(0u);
  distance = 0.0;
  liveSquares = 0.0;
  startGeneration();
}

fn startGeneration() {
  due = row < params.rowCount && rowGeneration(row) == m;
  written = 0u;
  writtenSum = 0u;
  at = 0u;
  squares = vec2(0u);
  entropy = vec2(0u);
  product = vec2(0u);
  moved = 0u;
  liveFirst = 0u;
  fromTruth = vec2(0u);
  liveTruth = 0u;
  key = root;
  draw = 0u;
  left = params.samples;
  if (k > 1u && params.samples < 4u * k) {
    phase = PICKING;
    return;
  }
  phase = SPLITTING;
  level = 0u;
  levels = select(select(select(4u, 3u, k <= 262144u), 2u, k <= 4096u), 1u, k <= 64u);
  R = weightBefore(k);
}

/// Gives trials to a category: enters it in the list being written.
fn emit() {
  let index = given.x;
  let count = given.y;
  let first = select(given.z, count, m == 1u);
  given = vec3(0u);
  lists[home + written] = vec4(index, count, first, 0u);
  sums[home + written] = writtenSum;
  written += 1u;
  writtenSum += count;
  if (due) {
    let weight = truthWeight(index);
    measure(count, first, weight);
    if (m == 1u) {
      measureAgainstTruth(count, weight);
    }
  }
}

fn endGeneration() {
  complete = false;
  generations += 1u;
  if (m == 1u) {
    firstSquares = squares;
    recordFirst();
  }
  let n = params.samples;
  let collapsed = written == 1u;
  let only = lists[home];
  var driftL1 = wideProduct(moved + n - liveFirst, n);
  var fromTruthL1 = wideSum(fromTruth, wideProduct(truthTotal() - liveTruth, n));
  if (collapsed) {
    // What a Dirac measures from now on, whether this generation is a row or not.
    squares = wideProduct(n, n);
    entropy = entropyTerm(n);
    product = wideProduct(n, only.z);
    driftL1 = wideProduct(2u * n, n - only.z);
    fromTruthL1 = wideProduct(2u * n, truthTotal() - truthWeight(only.x));
  }
  if (row < params.rowCount && (collapsed || due)) {
    record(collapsed, written, driftL1, fromTruthL1);
    row += 1u;
  }
  if (collapsed) {
    finish(m, truthId(only.x));
    return;
  }
  if (m >= params.cap) {
    finish(0u, 0u);
    return;
  }
  m += 1u;
  k = written;
  startGeneration();
}

fn finish(collapseTime: u32, winner: u32) {
  let entry = 3u * (atomicAdd(&tally[LOG_COUNT], 1u) % params.ring);
  finished[entry] = position;
  finished[entry + 1u] = collapseTime;
  finished[entry + 2u] = winner;
  phase = FRESH;
}

// ---- picks: one uniform parent a trial

fn pickCategory(wanted: u32) -> u32 {
  var low = 0u;
  var high = k;
  for (var i = 0u; i < 20u && high - low > 1u; i++) {
    let middle = (low + high) >> 1u;
    if (weightBefore(middle) <= wanted) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

/// floor(U R / 2^64), the lower word of U drawn only where it can matter.
fn pickTarget(word: u32, which: u32, total: u32) -> u32 {
  let scaled = wideProduct(word, total);
  if (scaled.x > 0u - total) {
    let refined = threefry(key, vec2(draw | 0x80000000u, m));
    let more = mulHigh(select(refined.x, refined.y, which == 1u), total);
    return scaled.y + select(0u, 1u, scaled.x + more < scaled.x);
  }
  return scaled.y;
}

fn toBeSorted() -> bool {
  return m == 1u && k > params.capacity;
}

fn pickTwo() {
  let words = threefry(key, vec2(draw, m));
  let total = weightBefore(k);
  for (var i = 0u; i < 2u && left > 0u; i++) {
    let category = pickCategory(pickTarget(select(words.x, words.y, i == 1u), i, total));
    if (toBeSorted()) {
      sums[home + at] = category;
      at += 1u;
    } else {
      lists[home + category].w += 1u;
    }
    left -= 1u;
  }
  draw += 1u;
  if (left > 0u) {
    return;
  }
  if (toBeSorted()) {
    phase = SORTING;
    // Heap sort: `R` heads are still to be sifted while building, `left` entries are in the heap, `at` is the sifted one.
    R = params.samples / 2u;
    left = params.samples;
    at = NOWHERE;
  } else {
    phase = COUNTING;
    at = 0u;
  }
}

const NOWHERE = 0xffffffffu;

fn siftSome() {
  for (var i = 0u; i < 8u; i++) {
    if (at == NOWHERE) {
      if (R > 0u) {
        R -= 1u;
        at = R;
      } else {
        left -= 1u;
        if (left == 0u) {
          phase = RUNS;
          at = 0u;
          R = sums[home];
          return;
        }
        let last = sums[home + left];
        sums[home + left] = sums[home];
        sums[home] = last;
        at = 0u;
      }
    }
    var child = 2u * at + 1u;
    if (child < left) {
      if (child + 1u < left && sums[home + child + 1u] > sums[home + child]) {
        child += 1u;
      }
      let parent = sums[home + at];
      if (sums[home + child] > parent) {
        sums[home + at] = sums[home + child];
        sums[home + child] = parent;
        at = child;
        continue;
      }
    }
    at = NOWHERE;
  }
}

/// Counts runs of the sorted picks: `R` is the current category, `left` its count so far.
fn countRuns() {
  for (var i = 0u; i < 4u; i++) {
    complete = at == params.samples;
    if (complete || sums[home + at] != R) {
      given = vec3(R, left, 0u);
      left = 0u;
      if (!complete) {
        R = sums[home + at];
      }
      return;
    }
    left += 1u;
    at += 1u;
  }
}

/// The next category that was picked.
fn countPicks() {
  for (var i = 0u; i < 4u && at < k; i++) {
    let entry = lists[home + at];
    let category = at;
    at += 1u;
    if (entry.w > 0u) {
      lists[home + category].w = 0u;
      given = vec3(select(entry.x, category, m == 1u), entry.w, entry.z);
      break;
    }
  }
  complete = at == k;
}

// ---- splitting tree of binomials, 64 children a node

fn splitOnce() {
  let childBits = 6u * (levels - 1u - level);
  let to = min(at + (1u << childBits), k);
  var nodeEnd = k;
  if (level > 0u) {
    nodeEnd = min(((at >> (childBits + 6u)) + 1u) << (childBits + 6u), k);
  }
  let leaf = childBits == 0u;
  var index = at;
  var first = 0u;
  var c = 0u;
  if (leaf && m > 1u) {
    let entry = lists[home + at];
    index = entry.x;
    c = entry.y;
    first = entry.z;
  } else if (leaf) {
    c = truthWeight(at);
  } else {
    c = weightBefore(to) - weightBefore(at);
  }
  var count = left;
  if (to != nodeEnd && left > 0u) {
    count = proposeBinomial(key, draw, m, left, c, R);
    draw += 1u;
    if (count == REJECTED) {
      return;
    }
  }
  left -= count;
  R -= c;
  if (!leaf && count > 0u) {
    if (level == 0u) {
      above0 = vec3(left, R, draw);
    } else {
      above1 = vec3(left, R, draw);
    }
    level += 1u;
    key = threefry(contextKey, vec2(chain, (level << 24u) | (at >> childBits)));
    left = count;
    R = c;
    draw = 0u;
    return;
  }
  if (leaf) {
    given = vec3(index, count, first);
  }
  // Nothing is left for the node's later categories.
  at = select(to, nodeEnd, left == 0u);
  complete = at == k;
  for (var i = 0u; !complete && i < 3u && level > 0u && (at & ((1u << (6u * (levels - level))) - 1u)) == 0u; i++) {
    level -= 1u;
    if (level == 0u) {
      left = above0.x;
      R = above0.y;
      draw = above0.z;
      key = root;
    } else {
      left = above1.x;
      R = above1.y;
      draw = above1.z;
      key = threefry(contextKey, vec2(chain, (level << 24u) | ((at - 1u) >> (6u * (levels - level)))));
    }
  }
}

// ---- registers

var<private> word: u32;

fn load() -> u32 {
  let value = lanes[word * params.lanes + lane];
  word += 1u;
  return value;
}

fn save(value: u32) {
  lanes[word * params.lanes + lane] = value;
  word += 1u;
}

fn loadPair() -> vec2<u32> {
  let low = load();
  return vec2(low, load());
}

fn savePair(value: vec2<u32>) {
  save(value.x);
  save(value.y);
}

fn loadTriple() -> vec3<u32> {
  let pair = loadPair();
  return vec3(pair, load());
}

fn saveTriple(value: vec3<u32>) {
  savePair(value.xy);
  save(value.z);
}

fn loadLane() {
  word = 0u;
  phase = load();
  position = load();
  slot = load();
  chain = load();
  contextKey = loadPair();
  root = loadPair();
  m = load();
  row = load();
  due = load() == 1u;
  k = load();
  written = load();
  writtenSum = load();
  at = load();
  levels = load();
  level = load();
  left = load();
  R = load();
  draw = load();
  key = loadPair();
  above0 = loadTriple();
  above1 = loadTriple();
  squares = loadPair();
  entropy = loadPair();
  product = loadPair();
  moved = load();
  liveFirst = load();
  fromTruth = loadPair();
  liveTruth = load();
  firstSquares = loadPair();
  truthProduct = loadPair();
  distance = bitcast<f32>(load());
  liveSquares = bitcast<f32>(load());
}

fn saveLane() {
  word = 0u;
  save(phase);
  save(position);
  save(slot);
  save(chain);
  savePair(contextKey);
  savePair(root);
  save(m);
  save(row);
  save(select(0u, 1u, due));
  save(k);
  save(written);
  save(writtenSum);
  save(at);
  save(levels);
  save(level);
  save(left);
  save(R);
  save(draw);
  savePair(key);
  saveTriple(above0);
  saveTriple(above1);
  savePair(squares);
  savePair(entropy);
  savePair(product);
  save(moved);
  save(liveFirst);
  savePair(fromTruth);
  save(liveTruth);
  savePair(firstSquares);
  savePair(truthProduct);
  save(bitcast<u32>(distance));
  save(bitcast<u32>(liveSquares));
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
