// C = A B^T by tiles in workgroup memory, for real GPUs: TILE x TILE numbers of C a workgroup (TILE, a const that the host
// sets, is 64 or 32), 8 x 4 or 4 x 4 of them an invocation. The next tiles are on their way while these are multiplied.
//
// Layout: lib/product.wgsl, A and B by lib/elements-*.wgsl, C by an epilogue of epilogues/.
// Grid: n / TILE, m / TILE and slices of k. Cost: 2 m n k flop; every number of A is read n / TILE times, of B m / TILE times.
// #include transformer/lib/product.wgsl

const DEPTH = 16u;
/// Fours in a row of a tile.
const ACROSS = TILE / 4u;
/// Invocations that load a tile, a block of 4 x 4 each: the first half A's, the second B's.
const HALF = ACROSS * DEPTH / 4u;

/// A's tile, [l][i / 4], then B's, [l][j / 4].
var<workgroup> tiles: array<vec4<f32>, 2u * DEPTH * ACROSS>;

fn fetch(ofA: bool, at: u32, l: u32, end: u32) -> mat4x4<f32> {
  if (ofA) {
    return stripsOfA(at, l, end);
  }
  return stripsOfB(at, l, end);
}

@compute @workgroup_size(2u * HALF)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = group.y * TILE;
  let j = group.x * TILE;
  slice = group.z;
  let first = group.z * params.part;
  let end = min(params.k, first + params.part);
  let ofA = lane < HALF;
  let four = lane % ACROSS;
  let deep = 4u * ((lane % HALF) / ACROSS);
  let corner = select(j, i, ofA) + 4u * four;
  let to = select(DEPTH + deep, deep, ofA) * ACROSS + four;
  // Eight rows of invocations: the one in row y has the fours of A numbered y and, in tiles of 64, y + 8.
  let y = lane / ACROSS;
  var c0 = vec4<f32>();
  var c1 = vec4<f32>();
  var c2 = vec4<f32>();
  var c3 = vec4<f32>();
  var c4 = vec4<f32>();
  var c5 = vec4<f32>();
  var c6 = vec4<f32>();
  var c7 = vec4<f32>();
  var next = fetch(ofA, corner, first + deep, end);
  for (var l = first; l < end; l += DEPTH) {
    tiles[to] = next[0];
    tiles[to + ACROSS] = next[1];
    tiles[to + 2u * ACROSS] = next[2];
    tiles[to + 3u * ACROSS] = next[3];
    workgroupBarrier();
    next = fetch(ofA, corner, l + DEPTH + deep, end);
    for (var depth = 0u; depth < DEPTH; depth++) {
      let right = tiles[(DEPTH + depth) * ACROSS + four];
      let left = tiles[depth * ACROSS + y];
      c0 += left.x * right;
      c1 += left.y * right;
      c2 += left.z * right;
      c3 += left.w * right;
      if (TILE == 64u) {
        let lower = tiles[depth * ACROSS + y + 8u];
        c4 += lower.x * right;
        c5 += lower.y * right;
        c6 += lower.z * right;
        c7 += lower.w * right;
      }
    }
    workgroupBarrier();
  }
  var rows = array(c0, c1, c2, c3, c4, c5, c6, c7);
  for (var row = 0u; row < TILE / 8u; row++) {
    finishFour(i + 4u * y + (row / 4u) * 32u + row % 4u, j + 4u * four, rows[row]);
  }
}
