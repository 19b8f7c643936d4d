// A part of chains.wgsl, teams.wgsl and mixtures.wgsl: what a lane of each kernel holds, and how it is kept between
// dispatches.

const FRESH = 0u;
const WAITING = 1u;
const ENDED = 2u;
const PICKING = 3u;
const SORTING = 4u;
const RUNS = 5u;
const COUNTING = 6u;
const SPLITTING = 7u;
const MOVING = 8u;
const DRAWN = 9u;

/// Binomials or blocks of picks that a lane makes in one step at most, before the lanes beside it go on to what comes less
/// often.
const BURST = 16u;

var<private> lane: u32;
/// Where this lane's entries and scratch begin.
var<private> home: u32;
var<private> pad: u32;
/// Done in this dispatch; and nothing to do before the host lets the queue go on.
var<private> generations: u32;
var<private> idle: bool;

var<private> phase: u32;
var<private> position: u32;
var<private> slot: u32;
var<private> chain: u32;
var<private> context: u32;
/// Generation m, the next row and its generation, NEVER past the last.
var<private> m: u32;
var<private> row: u32;
var<private> rowAt: u32;
/// The totals of p(m) and p(1), and the live categories of p(m) as far as they are written.
var<private> total: u32;
var<private> firstTotal: u32;
var<private> written: u32;

/// The multinomial under way: live categories and weight drawn from, trials, stream.
var<private> k: u32;
var<private> sourceTotal: u32;
var<private> trials: u32;
var<private> contextKey: vec2<u32>;
var<private> root: vec2<u32>;
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
/// The child at the cursor: (index, weight, count in p(1) where known), the weight alone where it is of many categories;
/// and trials that go down into it.
var<private> here: vec3<u32>;
var<private> entering: u32;

/// Measures of the model being read.
var<private> squares: vec2<u32>;
var<private> entropy: vec2<u32>;
var<private> product: vec2<u32>;
var<private> moved: vec2<u32>;
var<private> liveFirst: u32;
var<private> fromTruth: vec2<u32>;
var<private> liveTruth: u32;
/// Of p(1): sum of its squared shares; against the truth, sum c w, squared distance, and the truth's squares met.
var<private> firstSquares: f32;
var<private> truthProduct: vec2<u32>;
var<private> distance: f32;
var<private> liveSquares: f32;

var<private> word: u32;
var<private> saving: bool;

/// Words of `lanes` from one register to the next: teams keep theirs behind those of the lanes.
fn registerWords() -> u32 {
  return params.lanes + params.teams;
}

fn keep(value: ptr<private, u32>) {
  let at = word * registerWords() + lane;
  word += 1u;
  if (saving) {
    lanes[at] = *value;
  } else {
    *value = lanes[at];
  }
}

fn keepFloat(value: ptr<private, f32>) {
  let at = word * registerWords() + lane;
  word += 1u;
  if (saving) {
    lanes[at] = bitcast<u32>(*value);
  } else {
    *value = bitcast<f32>(lanes[at]);
  }
}

fn keepPair(value: ptr<private, vec2<u32>>) {
  let at = word * registerWords() + lane;
  let next = at + registerWords();
  word += 2u;
  if (saving) {
    lanes[at] = (*value).x;
    lanes[next] = (*value).y;
  } else {
    *value = vec2(lanes[at], lanes[next]);
  }
}

fn keepTriple(value: ptr<private, vec3<u32>>) {
  let at = word * registerWords() + lane;
  let next = at + registerWords();
  let last = next + registerWords();
  word += 3u;
  if (saving) {
    lanes[at] = (*value).x;
    lanes[next] = (*value).y;
    lanes[last] = (*value).z;
  } else {
    *value = vec3(lanes[at], lanes[next], lanes[last]);
  }
}

/// Saves the registers or loads them, by `saving`: 53 words (LANE_WORDS in src/chains/gpu-kernels.ts).
fn keepLane() {
  word = 0u;
  keep(&phase);
  keep(&position);
  keep(&slot);
  keep(&chain);
  keep(&context);
  keep(&m);
  keep(&row);
  keep(&rowAt);
  keep(&total);
  keep(&firstTotal);
  keep(&written);
  keep(&k);
  keep(&sourceTotal);
  keep(&trials);
  keepPair(&contextKey);
  keepPair(&root);
  keep(&at);
  keep(&levels);
  keep(&level);
  keep(&left);
  keep(&R);
  keep(&draw);
  keepPair(&key);
  keepTriple(&above0);
  keepTriple(&above1);
  keepTriple(&here);
  keep(&entering);
  keepPair(&squares);
  keepPair(&entropy);
  keepPair(&product);
  keepPair(&moved);
  keep(&liveFirst);
  keepPair(&fromTruth);
  keep(&liveTruth);
  keepFloat(&firstSquares);
  keepPair(&truthProduct);
  keepFloat(&distance);
  keepFloat(&liveSquares);
}
