// A part of mixtures.wgsl: what a model's counts become before it writes. Twin: src/sampling/decoding.ts, which sorts; here
// the smallest weight kept, `threshold`, is found bit by bit, and ties at it go to the smaller categories.

const TO_ADD = 0u;
const TO_COUNT = 1u;
const TO_SHARE = 2u;
const FOUND = 0xffffffffu;

fn decodeSome() {
  if (phase == TEMPERING) {
    temperSome();
  }
  if (phase == SELECTING) {
    selectSome();
  }
  if (phase == WRITING) {
    writeSome();
  }
}

/// The model's counts stand where it writes from.
fn startDecoding() {
  at = 0u;
  shift = 0u;
  if (params.logsAt == 0u) {
    startSelecting();
    return;
  }
  weightSum = vec2(0u);
  phase = TEMPERING;
}

/// (c / largest)^(1/temperature) 2^32, to be shifted right until the sum is below 2^31.
fn temperSome() {
  let entries = writtenAt(m) + 1u;
  for (var i = 0u; i < 2u * BURST && at < live; i++) {
    let depth = tables[params.logsAt + largest] - tables[params.logsAt + lists[entries + at].y];
    let whole = depth >> 20u;
    let weight = select(0u, fixedExp((depth & 0xfffffu) << 5u) >> (whole & 31u), whole < 32u);
    lists[entries + at].y = weight;
    weightSum = wideSum(weightSum, vec2(weight, 0u));
    at += 1u;
  }
  if (at == live) {
    shift = max(wideLength(weightSum), 31u) - 31u;
    largest = 0xffffffffu >> shift;
    startSelecting();
  }
}

fn startSelecting() {
  threshold = 0u;
  ties = 0u;
  if (params.topK < live) {
    goal = TO_COUNT;
    wanted = params.topK;
    startSearch();
  } else if (params.topP < PARTS) {
    goal = TO_ADD;
    candidate = 0u;
    startPass();
  } else {
    startWriting();
  }
}

/// Finds the largest weight such that those at or above it are at least `wanted`, or add up to it.
fn startSearch() {
  threshold = 0u;
  bit = 32u - countLeadingZeros(largest);
  nextCandidate();
}

fn nextCandidate() {
  if (bit > 0u) {
    bit -= 1u;
    candidate = threshold | (1u << bit);
  } else {
    bit = FOUND;
    candidate = threshold + 1u;
  }
  startPass();
}

fn startPass() {
  at = 0u;
  passCount = 0u;
  passSum = 0u;
  phase = SELECTING;
}

fn selectSome() {
  let entries = writtenAt(m) + 1u;
  for (var i = 0u; i < 8u * BURST && phase == SELECTING; i++) {
    if (at == live) {
      endPass();
      continue;
    }
    let weight = lists[entries + at].y >> shift;
    if (weight >= candidate) {
      passCount += 1u;
      passSum += weight;
    }
    at += 1u;
  }
}

fn endPass() {
  if (goal == TO_ADD) {
    startSharing(passSum);
    return;
  }
  let reached = select(passCount, passSum, goal == TO_SHARE);
  if (bit != FOUND) {
    if (reached >= wanted) {
      threshold = candidate;
    }
    nextCandidate();
    return;
  }
  // What is above the threshold is kept, and of what is at it as much as is wanted still.
  if (goal == TO_SHARE) {
    ties = (wanted - passSum + threshold - 1u) / threshold;
    startWriting();
    return;
  }
  ties = wanted - passCount;
  if (params.topP < PARTS) {
    startSharing(passSum + ties * threshold);
  } else {
    startWriting();
  }
}

/// Searches for the share P of `all`: the smallest x with x 2^31 >= P all.
fn startSharing(all: u32) {
  let share = wideProduct(params.topP, all);
  wanted = ((share.y << 1u) | (share.x >> 31u)) + select(0u, 1u, (share.x & 0x7fffffffu) > 0u);
  goal = TO_SHARE;
  startSearch();
}

fn startWriting() {
  at = 0u;
  written = 0u;
  weightSum = vec2(0u);
  phase = WRITING;
}

/// Weights that are not kept, or are 0, leave; the others become the sums before them.
fn writeSome() {
  let entries = writtenAt(m) + 1u;
  for (var i = 0u; i < 2u * BURST && at < live; i++) {
    let entry = lists[entries + at];
    let weight = entry.y >> shift;
    let tied = weight == threshold && ties > 0u;
    if (weight > threshold || (tied && weight > 0u)) {
      lists[entries + written] = vec2(entry.x, weightSum.x);
      written += 1u;
      weightSum.x += weight;
    }
    ties -= select(0u, 1u, tied);
    at += 1u;
  }
  if (at == live) {
    endWriting(written);
  }
}
