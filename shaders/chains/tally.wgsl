// A part of chains.wgsl, teams.wgsl and mixtures.wgsl: exact sums in storage, and what is measured of a model. Twin:
// src/chains/measurer.ts.

/// Adds to a sum of 4 words, the digits of `value` to the base 2^18: each word takes those of 2^14 items without a carry, so
/// no lane waits for an answer (MOST_ITEMS in src/chains/gpu-memory.ts).
fn addSum(word: u32, value: vec2<u32>) {
  let digits = array(
    value.x & 0x3ffffu,
    ((value.x >> 18u) | (value.y << 14u)) & 0x3ffffu,
    (value.y >> 4u) & 0x3ffffu,
    value.y >> 22u,
  );
  for (var i = 0u; i < 4u; i++) {
    if (digits[i] != 0u) {
      atomicAdd(&tally[word + i], digits[i]);
    }
  }
}

/// Adds h to a sum of 2 such words, and its square to the one of 4 behind them.
fn addSpread(word: u32, h: u32) {
  atomicAdd(&tally[word], h & 0x3ffffu);
  atomicAdd(&tally[word + 1u], h >> 18u);
  addSum(word + 2u, wideProduct(h, h));
}

/// Adds to a count of 2 words, low first.
fn addCount(word: u32, value: u32) {
  let old = atomicAdd(&tally[word], value);
  if (old + value < value) {
    atomicAdd(&tally[word + 1u], 1u);
  }
}

fn slotAt() -> u32 {
  return HEADER_WORDS + slot * params.slotWords;
}

/// Measures and spreads about to be entered.
var<private> values: array<vec2<u32>, 6>;
var<private> spreads: array<u32, 6>;

fn isScaled() -> bool {
  return SCALED && params.scaled == 1u;
}

/// Marks the chain as not a Dirac at `row`.
fn markOpen() {
  let inUnit = chain - positionUnit().x;
  let open = slotAt() + FIRST_WORDS + params.rowCount * (ROW_WORDS + ROW_SPREAD_WORDS) + inUnit * params.openWords;
  atomicOr(&tally[open + (row >> 5u)], 1u << (row & 31u));
}

/// floor(c log2(c) 2^16).
fn entropyTerm(c: u32) -> vec2<u32> {
  let wide = wideProduct(c, fixedLog(c).x);
  return vec2((wide.x >> 9u) | (wide.y << 23u), wide.y >> 9u);
}

fn startMeasures() {
  squares = vec2(0u);
  entropy = vec2(0u);
  product = vec2(0u);
  moved = vec2(0u);
  liveFirst = 0u;
  fromTruth = vec2(0u);
  liveTruth = 0u;
}

/// Takes in a live category of p(m): its counts in p(m) and p(1), and its weight in p(0).
fn measure(count: u32, first: u32, weight: u32) {
  squares = wideSum(squares, wideProduct(count, count));
  entropy = wideSum(entropy, entropyTerm(count));
  product = wideSum(product, wideProduct(count, first));
  moved = wideSum(moved, wideDistance(wideProduct(count, firstTotal), wideProduct(first, total)));
  liveFirst += first;
  fromTruth = wideSum(fromTruth, wideDistance(wideProduct(count, truthTotal()), wideProduct(weight, total)));
  liveTruth += weight;
  if (m == 1u) {
    truthProduct = wideSum(truthProduct, wideProduct(count, weight));
    let share = f32(weight) / f32(truthTotal());
    let apart = f32(count) / f32(total) - share;
    distance += apart * apart;
    liveSquares += share * share;
  }
}

/// Enters p(0) against p(1), of `live` categories, once they are measured.
fn recordFirst(live: u32) {
  let n = f32(firstTotal);
  firstSquares = wideFloat(squares) / n / n;
  var s = truthProduct;
  if (isScaled()) {
    s = broughtToScale(s, SHARE_BITS, wideProduct(firstTotal, truthTotal()));
  }
  let word = slotAt();
  addSum(word, s);
  if (chain >= params.spreadChains) {
    return;
  }
  let dead = select(max(0.0, truthSumOfSquares() - liveSquares), 0.0, live == truthLive());
  addSpread(word + 4u, shareSpread(distance + dead));
}

/// SPREAD_UNITS of src/chains/measures.ts.
fn shareSpread(share: f32) -> u32 {
  return u32(max(share, 0.0) * 1073741824.0);
}

/// The values of p(m), of `live` categories, once they are measured.
fn valueModel(live: u32) {
  let R = truthTotal();
  let n = f32(total);
  let perFirst = n * f32(firstTotal);
  values = array(
    squares,
    vec2(live, 0u),
    entropy,
    product,
    wideSum(moved, wideProduct(firstTotal - liveFirst, total)),
    wideSum(fromTruth, wideProduct(R - liveTruth, total)),
  );
  let share = wideFloat(squares) / n / n;
  // Subtracted as integers: floats would lose what is left.
  let bits = wideDifference(entropyTerm(total), entropy);
  spreads = array(
    shareSpread(share),
    live,
    u32(wideFloat(bits) / n * 512.0),
    shareSpread(wideFloat(values[4]) / perFirst),
    shareSpread(share + firstSquares - 2.0 * wideFloat(product) / perFirst),
    shareSpread(wideFloat(values[5]) / (n * f32(R))),
  );
  if (isScaled()) {
    // The entropy itself, so that a Dirac's is 0 whatever its total.
    values[2] = bits;
  }
}

/// Brings the measures from `index` on to common units, where contexts differ in n.
fn bringToScale(index: u32) {
  let ofFirst = wideProduct(total, firstTotal);
  var wholes = array(
    wideProduct(total, total), vec2(0u), vec2(total, 0u), ofFirst, ofFirst, wideProduct(total, truthTotal()));
  for (var i = index; i < 6u; i++) {
    if (i != 1u) {
      values[i] = broughtToScale(values[i], select(SHARE_BITS, ENTROPY_BITS, i == 2u), wholes[i]);
    }
  }
}

/// The values of the Dirac that p(m) is from now on: its token's count in p(1) and weight in p(0).
fn valueDirac(first: u32, weight: u32) {
  let R = truthTotal();
  let others = 2u * (firstTotal - first);
  // At most 2^32 - 2, so it fits.
  let otherTruth = 2u * (R - weight);
  let one = vec2(1u, 0u);
  values = array(one, one, one, vec2(first, 0u), vec2(others, 0u), vec2(otherTruth, 0u));
  let n = f32(firstTotal);
  spreads = array(
    shareSpread(1.0),
    1u,
    0u,
    shareSpread(f32(others) / n),
    shareSpread(1.0 + firstSquares - 2.0 * f32(first) / n),
    shareSpread(f32(otherTruth) / f32(R)),
  );
  if (isScaled()) {
    values = array(
      vec2(0u, 1u << (SHARE_BITS - 32u)),
      one,
      vec2(0u),
      wideProduct(first, total),
      wideProduct(others, total),
      wideProduct(otherTruth, total),
    );
  }
}

/// Enters p(m) at `row`: of `live` categories, or the Dirac of a token of that count in p(1) and that weight in p(0).
fn record(live: u32, dirac: bool, first: u32, weight: u32) {
  if (dirac) {
    valueDirac(first, weight);
  } else {
    valueModel(live);
  }
  if (isScaled()) {
    bringToScale(select(0u, 3u, dirac));
  }
  let side = select(0u, 1u, dirac);
  let sum = slotAt() + FIRST_WORDS + row * ROW_WORDS + side * 24u;
  for (var i = 0u; i < 6u; i++) {
    addSum(sum + 4u * i, values[i]);
  }
  if (chain >= params.spreadChains) {
    return;
  }
  let spread = slotAt() + FIRST_WORDS + params.rowCount * ROW_WORDS + row * ROW_SPREAD_WORDS + side * 36u;
  for (var i = 0u; i < 6u; i++) {
    addSpread(spread + 6u * i, spreads[i]);
  }
}
