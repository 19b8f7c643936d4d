// A part of chains.wgsl and teams.wgsl: a chain's beginning, and what its generations draw from.

fn drawGeneration() -> u32 {
  return m;
}

fn weightBefore(category: u32) -> u32 {
  if (category == k) {
    return sourceTotal;
  }
  if (m == 1u) {
    return truthWeightBefore(category);
  }
  return scratch[pad + category];
}

fn beginChain() {
  contextKey = threefry(params.seed, vec2(MODEL_DRAWS, context));
  root = threefry(contextKey, vec2(chain, 0u));
  total = samples();
  firstTotal = total;
  k = truthLive();
  sourceTotal = truthTotal();
  startGeneration();
}
