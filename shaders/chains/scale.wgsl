// A part of chains.wgsl, teams.wgsl and mixtures.wgsl: measures in common units, where contexts differ in n.
// Twin: src/chains/scale.ts.

const SHARE_BITS = 44u;
const ENTROPY_BITS = 23u;

/// floor(s M / 2^e) by the scale (M, e) of 2^bits / d; 1 <= d < 2^63, and the result has 64 bits.
fn broughtToScale(s: vec2<u32>, bits: u32, d: vec2<u32>) -> vec2<u32> {
  let length = wideLength(d);
  // 2^(31 + length) / d, a bit of the quotient at a time.
  var rest = select(vec2(1u << ((length - 1u) & 31u), 0u), vec2(0u, 1u << ((length - 1u) & 31u)), length > 32u);
  var M = 0x80000000u;
  var e = i32(31u + length) - i32(bits);
  if (all(rest == d)) {
    e -= 1;
  } else {
    M = 0u;
    for (var i = 0u; i < 32u; i++) {
      rest = wideSum(rest, rest);
      let fits = !wideLess(rest, d);
      rest = select(rest, wideDifference(rest, d), fits);
      M = (M << 1u) | select(0u, 1u, fits);
    }
  }
  let upper = wideSum(wideProduct(s.y, M), vec2(mulHigh(s.x, M), 0u));
  var words = vec3(s.x * M, upper);
  // A shift to the left as one by 32 bits less to the right.
  if (e < 0) {
    words = vec3(0u, words.xy);
    e += 32;
  }
  var down = u32(e);
  for (; down >= 32u; down -= 32u) {
    words = vec3(words.yz, 0u);
  }
  if (down == 0u) {
    return words.xy;
  }
  return (words.xy >> vec2(down)) | (words.yz << vec2(32u - down));
}
