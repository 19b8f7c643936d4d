// A part of chains.wgsl: a multinomial as one uniform pick a trial. Twin: picks in src/sampling/multinomial.ts.

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
