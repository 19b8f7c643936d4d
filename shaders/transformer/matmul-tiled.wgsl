// C = A B^T by tiles in workgroup memory, for real GPUs: 64 x 64 numbers of C a workgroup, 4 x 4 an invocation.
//
// Layout: lib/product.wgsl, A and B by lib/elements-*.wgsl, C by an epilogue of epilogues/.
// Grid: n / 64, m / 64 and slices of k. Cost: 2 m n k flop; every number of A is read n / 64 times, of B m / 64 times.
// #include transformer/lib/product.wgsl

const TILE = 64u;
const DEPTH = 16u;
/// A row of a tile, padded so that columns fall into different banks.
const PITCH = 68u;

/// [l][i] and [l][j].
var<workgroup> tileA: array<f32, DEPTH * PITCH>;
var<workgroup> tileB: array<f32, DEPTH * PITCH>;

@compute @workgroup_size(16, 16)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let lane = local.y * 16u + local.x;
  let i = group.y * TILE;
  let j = group.x * TILE;
  slice = group.z;
  let first = group.z * params.part;
  let end = min(params.k, first + params.part);
  var c0 = vec4<f32>();
  var c1 = vec4<f32>();
  var c2 = vec4<f32>();
  var c3 = vec4<f32>();
  for (var l = first; l < end; l += DEPTH) {
    if (A_ALONG) {
      let four = fourOfA(i + lane / 4u, l + 4u * (lane % 4u), end);
      let at = 4u * (lane % 4u) * PITCH + lane / 4u;
      tileA[at] = four.x;
      tileA[at + PITCH] = four.y;
      tileA[at + 2u * PITCH] = four.z;
      tileA[at + 3u * PITCH] = four.w;
    } else {
      let four = fourOfA(i + 4u * (lane % 16u), l + lane / 16u, end);
      let at = (lane / 16u) * PITCH + 4u * (lane % 16u);
      tileA[at] = four.x;
      tileA[at + 1u] = four.y;
      tileA[at + 2u] = four.z;
      tileA[at + 3u] = four.w;
    }
    if (B_ALONG) {
      let four = fourOfB(j + lane / 4u, l + 4u * (lane % 4u), end);
      let at = 4u * (lane % 4u) * PITCH + lane / 4u;
      tileB[at] = four.x;
      tileB[at + PITCH] = four.y;
      tileB[at + 2u * PITCH] = four.z;
      tileB[at + 3u * PITCH] = four.w;
    } else {
      let four = fourOfB(j + 4u * (lane % 16u), l + lane / 16u, end);
      let at = (lane / 16u) * PITCH + 4u * (lane % 16u);
      tileB[at] = four.x;
      tileB[at + 1u] = four.y;
      tileB[at + 2u] = four.z;
      tileB[at + 3u] = four.w;
    }
    workgroupBarrier();
    for (var depth = 0u; depth < DEPTH; depth++) {
      let x = depth * PITCH + 4u * local.y;
      let y = depth * PITCH + 4u * local.x;
      let right = vec4(tileB[y], tileB[y + 1u], tileB[y + 2u], tileB[y + 3u]);
      c0 += tileA[x] * right;
      c1 += tileA[x + 1u] * right;
      c2 += tileA[x + 2u] * right;
      c3 += tileA[x + 3u] * right;
    }
    workgroupBarrier();
  }
  var rows = array(c0, c1, c2, c3);
  for (var row = 0u; row < 4u; row++) {
    finishFour(i + 4u * local.y + row, j + 4u * local.x, rows[row]);
  }
}
