// A part of chains.wgsl and mixtures.wgsl: a multinomial, begun. Twin: src/sampling/multinomial.ts. The kernel says of the
// distribution drawn from weightBefore(j) (k: the sum) and categoryAt(j): (index, weight, count in p(1) where known); and
// where picks are counted: addPick, takePicks; picksAreSorted where there are too many categories to count them in.

// #include chains/picks.wgsl
// #include chains/split.wgsl

/// Begins `trials` draws from k categories.
fn startDraws() {
  key = root;
  draw = 0u;
  at = 0u;
  left = trials;
  if (k > 1u && trials < 4u * k) {
    phase = PICKING;
  } else {
    startSplitting();
  }
}
