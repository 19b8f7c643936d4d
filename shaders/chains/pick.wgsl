// A part of chains/picks.wgsl and teams.wgsl: the category that a uniform pick falls on. The kernel says of the distribution
// drawn from weightBefore(j).

/// The category that holds the item `wanted` of all.
fn categoryOf(wanted: u32) -> u32 {
  var low = 0u;
  var high = k;
  for (var i = 0u; i < 32u && high - low > 1u; i++) {
    let middle = (low + high) >> 1u;
    if (weightBefore(middle) <= wanted) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

/// floor(U all / 2^64), the lower word of U drawn only where it can matter.
fn pickItem(word: u32, which: u32, all: u32) -> u32 {
  let scaled = wideProduct(word, all);
  if (scaled.x > 0u - all) {
    let refined = threefry(key, vec2(draw | 0x80000000u, drawGeneration()));
    let more = mulHigh(select(refined.x, refined.y, which == 1u), all);
    return scaled.y + select(0u, 1u, scaled.x + more < scaled.x);
  }
  return scaled.y;
}
