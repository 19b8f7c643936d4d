// C = A B^T without workgroup memory, for software adapters: 8 x 4 numbers of C an invocation, in registers.
//
// Layout: lib/product.wgsl, A and B by lib/elements-*.wgsl, C by an epilogue of epilogues/.
// Grid: n / 32, m / 64 and slices of k. Cost: 2 m n k flop; 12 loads of four numbers for 256 flop.
// #include transformer/lib/product.wgsl

/// Column r is row i + r of A, at l ... l + 3.
fn blockOfA(i: u32, l: u32, end: u32) -> mat4x4<f32> {
  if (A_ALONG) {
    return mat4x4(fourOfA(i, l, end), fourOfA(i + 1u, l, end), fourOfA(i + 2u, l, end), fourOfA(i + 3u, l, end));
  }
  return transpose(mat4x4(fourOfA(i, l, end), fourOfA(i, l + 1u, end), fourOfA(i, l + 2u, end), fourOfA(i, l + 3u, end)));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.y * 8u;
  let j = id.x * 4u;
  if (i >= params.m || j >= params.n) {
    return;
  }
  slice = id.z;
  let first = id.z * params.part;
  let end = min(params.k, first + params.part);
  var c0 = vec4<f32>();
  var c1 = vec4<f32>();
  var c2 = vec4<f32>();
  var c3 = vec4<f32>();
  var c4 = vec4<f32>();
  var c5 = vec4<f32>();
  var c6 = vec4<f32>();
  var c7 = vec4<f32>();
  for (var l = first; l < end; l += 4u) {
    let block = stripsOfB(j, l, end);
    let upper = blockOfA(i, l, end);
    let lower = blockOfA(i + 4u, l, end);
    c0 += block * upper[0];
    c1 += block * upper[1];
    c2 += block * upper[2];
    c3 += block * upper[3];
    c4 += block * lower[0];
    c5 += block * lower[1];
    c6 += block * lower[2];
    c7 += block * lower[3];
  }
  var rows = array(c0, c1, c2, c3, c4, c5, c6, c7);
  for (var row = 0u; row < 8u; row++) {
    finishFour(i + row, j, rows[row]);
  }
}
