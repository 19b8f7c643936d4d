// A part of mixtures.wgsl: which draws make a generation. Twins: src/chains/recursion/{resampled,kept,mixed}.ts.

/// Sources beside the models 0 (the truth), 1, 2, ...
const SHARES = 0xfffffffeu;
const POOL = 0xffffffffu;

const PARTS = 0x80000000u;

fn listAt(index: u32) -> u32 {
  return home + index * params.capacity;
}

const LIST_0 = 0u;
const LIST_1 = 1u;
const FIRST = 2u;
const DRAWN_LIST = 3u;
const SUBSET = 4u;

/// Where model t keeps what it writes with.
fn writtenAt(t: u32) -> u32 {
  return home + params.historyAt + ((t - 1u) % params.memory) * (params.capacity + 1u);
}

fn keepsCorpus() -> bool {
  return params.recipe == PARTIALLY_SYNTHETIC || params.recipe == ACCUMULATE || params.recipe == ACCUMULATE_SUBSAMPLE;
}

fn beginChain() {
  collapseTime = 0u;
  winner = 0u;
  lastOpen = 0u;
  total = 0u;
  poolTotal = 0u;
  baseLength = 0u;
  startGeneration();
}

/// Goes on to generation m, whose draws are merged into what the recipe keeps.
fn startGeneration() {
  if (m > 1u) {
    switch (params.recipe) {
      case PARTIALLY_SYNTHETIC: {
        base = listAt(FIRST);
        baseLength = firstLength;
        total = firstTotal;
      }
      case ACCUMULATE: {
        base = model;
        baseLength = live;
      }
      case ACCUMULATE_SUBSAMPLE: {
        base = pool;
        baseLength = poolLength;
      }
      default: {
        baseLength = 0u;
        total = 0u;
      }
    }
  }
  batch = 0u;
  phase = BATCHING;
}

/// Sets source, trials and kind of batch `batch`; false past the last.
fn findBatch() -> bool {
  let n = samples();
  source = m - 1u;
  trials = n;
  kind = MODEL_DRAWS;
  if (m == 1u && keepsCorpus() && batch == 0u) {
    trials = realSamples();
    kind = CORPUS_DRAWS;
    return true;
  }
  switch (params.recipe) {
    case GROWING: {
      trials = grownSamples();
    }
    case ACCUMULATE_SUBSAMPLE: {
      if (batch == 1u) {
        source = POOL;
        trials = min(n, poolTotal);
        kind = SUBSET_DRAWS;
        return true;
      }
    }
    case WEIGHTED: {
      if (batch == 0u) {
        source = 0u;
        trials = realSamples();
        kind = select(FRESH_DRAWS, MODEL_DRAWS, m == 1u);
      }
      return batch < min(m, 2u);
    }
    case FRESH_REAL, RANDOMLY_SAMPLED: {
      if (m > 1u) {
        return findShare();
      }
    }
    case MOST_RECENT: {
      source = max(m, params.recipeValue) - params.recipeValue + batch;
      trials = max(1u, n / params.recipeValue);
      return source < m;
    }
    case MIXING_MATRIX: {
      source = batch;
      trials = tables[params.quotasAt + ((m * (m - 1u)) >> 1u) + min(batch, m - 1u)];
      return batch < m;
    }
    default: {
    }
  }
  return batch == 0u;
}

/// The same where a first batch says how many draws each source has.
fn findShare() -> bool {
  if (batch == 0u) {
    source = SHARES;
    kind = SHARE_DRAWS;
    return true;
  }
  if (batch > shareCount) {
    return false;
  }
  let share = lists[home + params.sharesAt + batch - 1u];
  trials = share.y;
  if (params.recipe == RANDOMLY_SAMPLED) {
    source = share.x;
  } else if (share.x == 0u) {
    source = 0u;
    kind = FRESH_DRAWS;
  }
  return true;
}

fn nextBatch() {
  if (!findBatch()) {
    endModel();
    return;
  }
  if (trials == 0u) {
    batch += 1u;
    return;
  }
  let lag = select(0u, m - 1u - source, kind == MODEL_DRAWS);
  contextKey = threefry(params.seed, vec2(kind | (lag << 8u), context));
  root = threefry(contextKey, vec2(chain, 0u));
  written = 0u;
  baseCursor = 0u;
  if (source == SHARES) {
    shareOut();
    return;
  }
  if (params.recipe == ACCUMULATE_SUBSAMPLE && source == POOL) {
    startSubset();
    return;
  }
  total += trials;
  if (m == 1u && params.recipe != ACCUMULATE_SUBSAMPLE) {
    into = listAt(FIRST);
  } else {
    into = listAt(select(LIST_0, LIST_1, baseLength > 0u && base == listAt(LIST_0)));
  }
  onto = select(listAt(DRAWN_LIST), into, baseLength == 0u);
  if (source == 0u) {
    k = truthLive();
    sourceTotal = truthTotal();
  } else {
    sourceAt = writtenAt(source);
    let header = lists[sourceAt];
    k = header.x;
    sourceTotal = header.y;
  }
  startDraws();
}

/// Shares n draws out: a binomial between the truth and the model before, or a multinomial over all models.
fn shareOut() {
  into = home + params.sharesAt;
  onto = into;
  if (params.recipe == RANDOMLY_SAMPLED) {
    k = m;
    sourceTotal = m;
    startDraws();
    return;
  }
  k = 2u;
  sourceTotal = PARTS;
  key = root;
  draw = 0u;
  at = 0u;
  startSplitting();
}

/// After the last draw of a batch is merged.
fn endBatch() {
  batch += 1u;
  phase = BATCHING;
  if (source == SHARES) {
    shareCount = written;
    return;
  }
  base = into;
  baseLength = written;
  if (params.recipe == ACCUMULATE_SUBSAMPLE && source != POOL) {
    pool = into;
    poolLength = written;
    poolTotal += trials;
  }
}

/// What a count of the batch adds to a model of recipe weighted: floor(A count / trials).
fn weighted(count: u32) -> u32 {
  if (m == 1u) {
    return count;
  }
  let A = select(PARTS - params.recipeValue, params.recipeValue, source == 0u);
  // Below 2^40; divided 28 bits and then 12 at a time.
  let rest = wideProduct(A % trials, count);
  let upper = (rest.x >> 12u) | (rest.y << 20u);
  let lower = ((upper % trials) << 12u) | (rest.x & 0xfffu);
  return A / trials * count + ((upper / trials) << 12u) + lower / trials;
}
