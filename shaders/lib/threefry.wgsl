// Threefry2x32 with 20 rounds (Salmon et al., SC 2011). Twin: src/sampling/threefry.ts.
// About 74 integer operations a block of two words.

fn mixed(x: vec2<u32>, rotation: u32) -> vec2<u32> {
  let sum = x.x + x.y;
  return vec2(sum, ((x.y << rotation) | (x.y >> (32u - rotation))) ^ sum);
}

fn fourRounds(x: vec2<u32>, a: u32, b: u32, c: u32, d: u32) -> vec2<u32> {
  return mixed(mixed(mixed(mixed(x, a), b), c), d);
}

fn threefry(key: vec2<u32>, counter: vec2<u32>) -> vec2<u32> {
  let k2 = key.x ^ key.y ^ 0x1BD11BDAu;
  var x = counter + key;
  x = fourRounds(x, 13u, 15u, 26u, 6u) + vec2(key.y, k2 + 1u);
  x = fourRounds(x, 17u, 29u, 16u, 24u) + vec2(k2, key.x + 2u);
  x = fourRounds(x, 13u, 15u, 26u, 6u) + vec2(key.x, key.y + 3u);
  x = fourRounds(x, 17u, 29u, 16u, 24u) + vec2(key.y, k2 + 4u);
  return fourRounds(x, 13u, 15u, 26u, 6u) + vec2(k2, key.x + 5u);
}
