// A part of mixtures.wgsl: a finished model is measured, and its counts are copied to be written with. Twins:
// src/chains/chain.ts, src/chains/measurer.ts.

/// p(m) stands in the list `base`.
fn endModel() {
  model = base;
  live = baseLength;
  generations += 1u;
  if (params.recipe == WEIGHTED && m > 1u) {
    total = PARTS;
  }
  if (m == 1u) {
    firstLength = live;
    firstTotal = total;
  }
  if (live == 1u && collapseTime == 0u) {
    collapseTime = m;
    winner = truthId(lists[model].x);
  }
  if (live > 1u && params.openWords > 0u) {
    lastOpen = m;
  }
  at = 0u;
  firstCursor = 0u;
  largest = 0u;
  weightSum = vec2(0u);
  startMeasures();
  phase = READING;
}

/// Whether the model is a Dirac and the chain ends with it: it is never left, or T alone is asked for.
fn absorbed() -> bool {
  return live == 1u && params.openWords == 0u;
}

fn readOne() {
  let entry = lists[model + at];
  if (MEASURED && m == rowAt) {
    var first = select(0u, entry.y, m == 1u);
    if (m > 1u && firstCursor < firstLength) {
      let original = lists[listAt(FIRST) + firstCursor];
      if (original.x < entry.x) {
        firstCursor += 1u;
        return;
      }
      first = select(0u, original.y, original.x == entry.x);
    }
    measure(entry.y, first, truthWeight(entry.x));
  }
  largest = max(largest, entry.y);
  lists[writtenAt(m) + 1u + at] = vec2(entry.x, select(weightSum.x, entry.y, params.decoded == 1u));
  weightSum.x += entry.y;
  at += 1u;
}

fn endReading() {
  let due = m == rowAt;
  let dirac = absorbed();
  if (MEASURED && rowAt != NEVER && (due || dirac)) {
    if (m == 1u) {
      recordFirst(live);
    }
    let only = lists[model].x;
    var first = 0u;
    if (dirac) {
      first = firstCount(only);
    }
    record(live, dirac, first, truthWeight(only));
    if (params.openWords > 0u && live > 1u) {
      markOpen();
    }
    row += 1u;
    findRow();
  }
  if (dirac || m >= params.cap) {
    finish(collapseTime, winner, lastOpen);
  } else if (params.decoded == 1u) {
    startDecoding();
  } else {
    endWriting(live);
  }
}

/// A category's count in p(1).
fn firstCount(category: u32) -> u32 {
  var low = 0u;
  var high = firstLength;
  for (var i = 0u; i < 32u && high - low > 1u; i++) {
    let middle = (low + high) >> 1u;
    if (lists[listAt(FIRST) + middle].x <= category) {
      low = middle;
    } else {
      high = middle;
    }
  }
  let entry = lists[listAt(FIRST) + low];
  return select(0u, entry.y, entry.x == category);
}

/// What p(m) writes with stands in its place, `length` categories of `weightSum` in all: on to the next generation.
fn endWriting(length: u32) {
  lists[writtenAt(m)] = vec2(length, weightSum.x);
  m += 1u;
  startGeneration();
}
