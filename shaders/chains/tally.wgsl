// A part of chains.wgsl: exact sums in storage, and what is measured of a model.

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
