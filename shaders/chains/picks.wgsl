// A part of chains/multinomial.wgsl: one uniform pick a trial. Twin: picks in src/sampling/multinomial.ts. The kernel's
// pickOne(word, i) gives the category picked by word i of a block.

// #include chains/pick.wgsl

fn pickTwo() {
  let words = threefry(key, vec2(draw, drawGeneration()));
  for (var i = 0u; i < 2u && left > 0u; i++) {
    let category = pickOne(select(words.x, words.y, i == 1u), i);
    if (picksAreSorted()) {
      scratch[pad + at] = category;
      at += 1u;
    } else {
      addPick(category);
    }
    left -= 1u;
  }
  draw += 1u;
  if (left > 0u) {
    return;
  }
  if (picksAreSorted()) {
    phase = SORTING;
    // Heap sort: `R` heads are still to be sifted while building, `left` entries are in the heap, `at` is the sifted one.
    R = trials / 2u;
    left = trials;
    at = NOWHERE;
  } else {
    phase = COUNTING;
    at = 0u;
  }
}

const NOWHERE = 0xffffffffu;

/// One comparison of the heap sort.
fn sift() {
  if (at == NOWHERE) {
    if (R > 0u) {
      R -= 1u;
      at = R;
    } else {
      left -= 1u;
      if (left == 0u) {
        phase = RUNS;
        at = 0u;
        R = scratch[pad];
        return;
      }
      let last = scratch[pad + left];
      scratch[pad + left] = scratch[pad];
      scratch[pad] = last;
      at = 0u;
    }
  }
  var child = 2u * at + 1u;
  if (child < left) {
    if (child + 1u < left && scratch[pad + child + 1u] > scratch[pad + child]) {
      child += 1u;
    }
    let parent = scratch[pad + at];
    if (scratch[pad + child] > parent) {
      scratch[pad + at] = scratch[pad + child];
      scratch[pad + child] = parent;
      at = child;
      return;
    }
  }
  at = NOWHERE;
}

/// Counts the sorted picks and leaves zeros, one at a time: `R` is the current category, `left` its count so far.
fn countRun() {
  let ended = at == trials;
  if (ended || scratch[pad + at] != R) {
    emit(categoryAt(R), left);
    left = 0u;
    if (ended) {
      phase = DRAWN;
      return;
    }
    R = scratch[pad + at];
  }
  scratch[pad + at] = 0u;
  left += 1u;
  at += 1u;
}

/// Emits the next category if it was picked.
fn countPicks() {
  let picks = takePicks(at);
  if (picks > 0u) {
    emit(categoryAt(at), picks);
  }
  at += 1u;
  if (at == k) {
    phase = DRAWN;
  }
}
