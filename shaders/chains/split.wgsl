// A part of chains/multinomial.wgsl: a 64-ary tree of binomials. Twin: split in src/sampling/multinomial.ts.

fn startSplitting() {
  phase = SPLITTING;
  level = 0u;
  // A fourth level would need n >= 4k > 2^20.
  levels = select(select(3u, 2u, k <= 4096u), 1u, k <= 64u);
  R = sourceTotal;
}

fn splitOnce() {
  let childBits = 6u * (levels - 1u - level);
  let to = min(at + (1u << childBits), k);
  var nodeEnd = k;
  if (level > 0u) {
    nodeEnd = min(((at >> (childBits + 6u)) + 1u) << (childBits + 6u), k);
  }
  let leaf = childBits == 0u;
  var category = vec3(0u);
  if (leaf) {
    category = categoryAt(at);
  } else {
    category.y = weightBefore(to) - weightBefore(at);
  }
  let c = category.y;
  var count = left;
  if (to != nodeEnd && left > 0u && c < R) {
    count = proposeBinomial(key, draw, drawGeneration(), left, c, R);
    draw += 1u;
    if (count == REJECTED) {
      return;
    }
  }
  left -= count;
  R -= c;
  if (!leaf && count > 0u) {
    if (level == 0u) {
      above0 = vec3(left, R, draw);
    } else {
      above1 = vec3(left, R, draw);
    }
    level += 1u;
    key = threefry(contextKey, vec2(chain, (level << 24u) | (at >> childBits)));
    left = count;
    R = c;
    draw = 0u;
    return;
  }
  if (leaf) {
    given = vec3(category.x, count, category.z);
  }
  // Nothing is left for the node's later categories.
  at = select(to, nodeEnd, left == 0u);
  complete = at == k;
  for (var i = 0u; !complete && i < 3u && level > 0u && (at & ((1u << (6u * (levels - level))) - 1u)) == 0u; i++) {
    level -= 1u;
    if (level == 0u) {
      left = above0.x;
      R = above0.y;
      draw = above0.z;
      key = root;
    } else {
      left = above1.x;
      R = above1.y;
      draw = above1.z;
      key = threefry(contextKey, vec2(chain, (level << 24u) | ((at - 1u) >> (6u * (levels - level)))));
    }
  }
}
