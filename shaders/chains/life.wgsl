// A part of chains.wgsl: a chain from its place in the queue to its end.

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
