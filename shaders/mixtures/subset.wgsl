// A part of mixtures.wgsl: a subset of the pool without replacement, by Fenwick's tree of what remains of it. Twin:
// src/sampling/subset.ts.

fn startSubset() {
  into = listAt(select(SUBSET, FIRST, m == 1u));
  k = poolLength;
  total = trials;
  key = root;
  draw = 0u;
  left = trials;
  at = 0u;
  // What is taken goes to a list of its own.
  baseLength = 0u;
  onto = into;
  phase = PLANTING;
}

/// Word of the tree's node j = 1 ... k.
fn nodeAt(j: u32) -> u32 {
  return pad + params.pickCounters + j - 1u;
}

fn plantSome() {
  for (var i = 0u; i < 16u && at < k; i++) {
    scratch[nodeAt(at + 1u)] = lists[pool + at].y;
    at += 1u;
  }
  if (at == k) {
    phase = GROWING_TREE;
    at = 0u;
  }
}

fn growSome() {
  for (var i = 0u; i < 8u && at < k; i++) {
    at += 1u;
    let parent = at + (at & (~at + 1u));
    if (parent <= k) {
      scratch[nodeAt(parent)] += scratch[nodeAt(at)];
    }
  }
  if (at == k) {
    phase = PICKING;
    at = 0u;
  }
}

/// Finds the category of an item of those that remain, and takes the item out.
fn takeOne(item: u32) -> u32 {
  var category = 0u;
  var rest = item;
  for (var step = 1u << (31u - countLeadingZeros(k)); step > 0u; step >>= 1u) {
    let next = category + step;
    if (next <= k) {
      let below = scratch[nodeAt(next)];
      if (below <= rest) {
        category = next;
        rest -= below;
      }
    }
  }
  for (var j = category + 1u; j <= k; j += j & (~j + 1u)) {
    scratch[nodeAt(j)] -= 1u;
  }
  return category;
}
