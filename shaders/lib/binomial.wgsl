// One proposal of the binomial sampler: block-hat rejection in integers. Twin: src/sampling/binomial.ts.
// Needs threefry.wgsl, wide.wgsl, fixed-log.wgsl. About 270 operations and 10 gathers; accepted with probability .37 to .86.

const REJECTED = 0xffffffffu;

/// Number of successes in n trials of probability c/R by block `draw` of the stream, or REJECTED: then take the next block.
/// 1 <= n <= tables[0], 0 < c < R <= 2^31.
fn proposeBinomial(key: vec2<u32>, draw: u32, generation: u32, n: u32, c: u32, R: u32) -> u32 {
  let flip = c > R - c;
  let few = select(c, R - c, flip);
  let size = tables[0];
  let lgh = LF_AT + size + 1u;

  // The mode floor((n+1) c / R): a float's guess, exact or one low, that the integers' remainder corrects.
  var m = u32(max(f32(n + 1u) * f32(few) / f32(R) - 0.5, 0.0));
  if ((n + 1u) * few - m * R >= R) {
    m += 1u;
  }
  m = min(m, n >> 1u);

  let logFew = fixedLog(few);
  let logRest = fixedLog(R - few);
  let lg = logFew.x - logRest.x;
  let lgl = i32(logFew.y) - i32(logRest.y);
  var hat = 0u;
  var tailDepth = 0u;
  if (m == 0u) {
    let d = i32(logRest.x - logFew.x - tables[lgh + n]);
    tailDepth = select(0u, u32(d) >> 25u, d > 0);
  } else {
    hat = 1u + ((tables[lgh + m] + tables[lgh + n - m] - tables[lgh + n] + (1u << 25u)) >> 22u);
  }
  let shape = tables[META_AT + hat];
  let b = shape & 255u;
  let right = shape >> 8u;

  let word = threefry(key, vec2(draw, generation));
  var column = word.x >> 26u;
  let entry = tables[AL_AT + 64u * hat + column];
  if ((word.x & 0x3ffffffu) >= (entry & 0x3ffffffu)) {
    column = entry >> 26u;
  }
  let x = (word.y >> 1u) >> (31u - b);
  let k = select(m - 1u - ((63u - column) << b) - x, m + (column << b) + x, column < right);
  if (k > n || (m == 0u && k * tailDepth >= 64u)) {
    return REJECTED;
  }
  let off = i32(k) - i32(m);
  let depth = tables[LW_AT + 64u * hat + column] + tables[LF_AT + k] + tables[LF_AT + n - k]
    - tables[LF_AT + m] - tables[LF_AT + n - m] - u32(off) * lg - u32((off * lgl) >> 16u);
  let whole = depth >> 25u;
  let mantissa = fixedExp(depth);
  let threshold = select(0u, mantissa >> (whole & 31u), whole < 32u);
  let V = word.y << b;
  var accepted = V < threshold;
  if (((V ^ threshold) >> b) == 0u) {
    accepted = refineBinomial(threefry(key, vec2(draw | 0x80000000u, generation)), V, threshold, mantissa, whole, b);
  }
  if (!accepted) {
    return REJECTED;
  }
  return select(k, n - k, flip);
}

/// The undecided case, of probability 2^(b-32): 64-bit comparison with one block more.
fn refineBinomial(q: vec2<u32>, V: u32, threshold: u32, mantissa: u32, whole: u32, b: u32) -> bool {
  let back = (32u - b) & 31u;
  let high = select(V, V | (q.x >> back), b > 0u);
  let low = select(q.x, (q.x << b) | (q.y >> back), b > 0u);
  var thresholdLow = 0u;
  if (whole > 0u && whole < 32u) {
    thresholdLow = mantissa << (32u - whole);
  } else if (whole >= 32u && whole < 64u) {
    thresholdLow = mantissa >> (whole - 32u);
  }
  return high < threshold || (high == threshold && low < thresholdLow);
}
