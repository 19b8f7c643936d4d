// 64-bit integers as vec2<u32>(low, high), and exact sums of them in storage.

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

/// a - b, for a >= b.
fn wideDifference(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  return vec2(a.x - b.x, a.y - b.y - select(0u, 1u, a.x < b.x));
}

/// |a - b|.
fn wideDistance(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let less = a.y < b.y || (a.y == b.y && a.x < b.x);
  return wideDifference(select(a, b, less), select(b, a, less));
}

/// a * b for a product below 2^64.
fn wideScaled(a: vec2<u32>, b: u32) -> vec2<u32> {
  return vec2(a.x * b, mulHigh(a.x, b) + a.y * b);
}

/// a >> bits, 0 <= bits < 32, of which the low word is wanted.
fn wideShifted(a: vec2<u32>, bits: u32) -> u32 {
  return select((a.x >> bits) | (a.y << ((32u - bits) & 31u)), a.x, bits == 0u);
}
