// 64-bit integers as vec2<u32>(low, high).

/// Upper 32 bits of a * b.
fn mulHigh(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu;
  let aHigh = a >> 16u;
  let bLow = b & 0xffffu;
  let bHigh = b >> 16u;
  let t = aHigh * bLow + ((aLow * bLow) >> 16u);
  let u = aLow * bHigh + (t & 0xffffu);
  return aHigh * bHigh + (t >> 16u) + (u >> 16u);
}

fn wideProduct(a: u32, b: u32) -> vec2<u32> {
  return vec2(a * b, mulHigh(a, b));
}

fn wideSum(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let low = a.x + b.x;
  return vec2(low, a.y + b.y + select(0u, 1u, low < a.x));
}

fn wideLess(a: vec2<u32>, b: vec2<u32>) -> bool {
  return a.y < b.y || (a.y == b.y && a.x < b.x);
}

/// a - b, for a >= b.
fn wideDifference(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  return vec2(a.x - b.x, a.y - b.y - select(0u, 1u, a.x < b.x));
}

/// |a - b|.
fn wideDistance(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let less = wideLess(a, b);
  return wideDifference(select(a, b, less), select(b, a, less));
}

/// Bits of a up to its highest 1; 0 for 0.
fn wideLength(a: vec2<u32>) -> u32 {
  return select(32u - countLeadingZeros(a.x), 64u - countLeadingZeros(a.y), a.y > 0u);
}

fn wideFloat(a: vec2<u32>) -> f32 {
  return f32(a.y) * 4294967296.0 + f32(a.x);
}
