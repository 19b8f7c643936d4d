// A part of mixtures.wgsl: the distribution that a batch draws from, as chains/multinomial.wgsl asks for it.

fn drawGeneration() -> u32 {
  return select(m, 0u, kind == CORPUS_DRAWS);
}

fn weightBefore(j: u32) -> u32 {
  if (j == k) {
    return sourceTotal;
  }
  if (source == 0u) {
    return truthWeightBefore(j);
  }
  if (source == SHARES) {
    return select(j, j * params.recipeValue, params.recipe == FRESH_REAL);
  }
  return lists[sourceAt + 1u + j].y;
}

fn categoryAt(j: u32) -> vec3<u32> {
  if (source == 0u) {
    return vec3(j, truthWeight(j), 0u);
  }
  if (params.recipe == ACCUMULATE_SUBSAMPLE && source == POOL) {
    return vec3(lists[pool + j].x, 0u, 0u);
  }
  let weight = weightBefore(j + 1u) - weightBefore(j);
  if (source == SHARES) {
    return vec3(j, weight, 0u);
  }
  return vec3(lists[sourceAt + 1u + j].x, weight, 0u);
}

fn pickOne(word: u32, which: u32) -> u32 {
  if (params.recipe == ACCUMULATE_SUBSAMPLE && source == POOL) {
    return takeOne(pickItem(word, which, poolTotal - (trials - left)));
  }
  return categoryOf(pickItem(word, which, sourceTotal));
}

fn picksAreSorted() -> bool {
  return k > params.pickCounters;
}

fn addPick(j: u32) {
  scratch[pad + j] += 1u;
}

fn takePicks(j: u32) -> u32 {
  let picks = scratch[pad + j];
  if (picks > 0u) {
    scratch[pad + j] = 0u;
  }
  return picks;
}
