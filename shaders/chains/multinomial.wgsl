// A part of chains.wgsl and mixtures.wgsl: a multinomial, from startDraws to phase DRAWN. Twin: src/sampling/multinomial.ts.
// The kernel says of the distribution drawn from weightBefore(j) (k: the sum) and categoryAt(j): (index, weight, count in
// p(1) where known); takes what is drawn by emit(category, count), categories ascending; and where picks are counted has
// addPick, takePicks; picksAreSorted where there are too many categories to count them in.

// #include chains/picks.wgsl
// #include chains/split.wgsl

/// Begins `trials` draws from k categories.
fn startDraws() {
  key = root;
  draw = 0u;
  at = 0u;
  if (MANY && k > 1u && trials < 4u * k) {
    left = trials;
    phase = PICKING;
  } else {
    startSplitting();
  }
}

/// What a step can do of the draws besides binomials.
fn drawSome() {
  if (MANY) {
    for (var i = 0u; i < BURST && phase == PICKING; i++) {
      pickTwo();
    }
    for (var i = 0u; i < 4u * BURST && phase == COUNTING; i++) {
      countPicks();
    }
    for (var i = 0u; i < 4u * BURST && phase == SORTING; i++) {
      sift();
    }
    for (var i = 0u; i < 4u * BURST && phase == RUNS; i++) {
      countRun();
    }
  }
  if (phase == MOVING) {
    travel();
  }
}
