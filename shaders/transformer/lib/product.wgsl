// What both matrix products share: C = A B^T, C of m x n, A of m x k, B of n x k.
// A_ALONG and B_ALONG (consts that the host sets) say whether k is the contiguous axis of A and B.

struct Params {
  m: u32,
  n: u32,
  k: u32,
  /// Part of k that one slice of the grid sums.
  part: u32,
  aAt: u32,
  aStride: u32,
  bAt: u32,
  bStride: u32,
  cAt: u32,
  /// First element of the bias among the weights, or NONE.
  bias: u32,
  site: u32,
  /// New positions a sequence, and positions that its cache has room for.
  fresh: u32,
  capacity: u32,
  /// Numbers of C from one slice to the next.
  pitch: u32,
}
@group(0) @binding(0) var<uniform> params: Params;

const NONE = 0xffffffffu;

var<private> slice: u32;

fn remaining(end: u32, at: u32) -> u32 {
  return select(0u, end - at, at < end);
}

/// Four numbers of A from (i, l) along its contiguous axis.
fn fourOfA(i: u32, l: u32, end: u32) -> vec4<f32> {
  if (A_ALONG) {
    return loadA(params.aAt + i * params.aStride + l, select(0u, remaining(end, l), i < params.m));
  }
  return loadA(params.aAt + l * params.aStride + i, select(0u, remaining(params.m, i), l < end));
}

fn fourOfB(j: u32, l: u32, end: u32) -> vec4<f32> {
  if (B_ALONG) {
    return loadB(params.bAt + j * params.bStride + l, select(0u, remaining(end, l), j < params.n));
  }
  return loadB(params.bAt + l * params.bStride + j, select(0u, remaining(params.n, j), l < end));
}

/// Column r is rows i ... i + 3 of A, at l + r.
fn stripsOfA(i: u32, l: u32, end: u32) -> mat4x4<f32> {
  if (A_ALONG) {
    return transpose(mat4x4(fourOfA(i, l, end), fourOfA(i + 1u, l, end), fourOfA(i + 2u, l, end), fourOfA(i + 3u, l, end)));
  }
  return mat4x4(fourOfA(i, l, end), fourOfA(i, l + 1u, end), fourOfA(i, l + 2u, end), fourOfA(i, l + 3u, end));
}

/// Column r is rows j ... j + 3 of B, at l + r.
fn stripsOfB(j: u32, l: u32, end: u32) -> mat4x4<f32> {
  if (B_ALONG) {
    return transpose(mat4x4(fourOfB(j, l, end), fourOfB(j + 1u, l, end), fourOfB(j + 2u, l, end), fourOfB(j + 3u, l, end)));
  }
  return mat4x4(fourOfB(j, l, end), fourOfB(j, l + 1u, end), fourOfB(j, l + 2u, end), fourOfB(j, l + 3u, end));
}

/// Hands four neighbours of C to the epilogue, those that C has. A loop, so that the epilogue is compiled once.
fn finishFour(i: u32, j: u32, values: vec4<f32>) {
  var four = values;
  let end = select(0u, min(4u, remaining(params.n, j)), i < params.m);
  for (var column = 0u; column < end; column++) {
    finish(i, j + column, four[column]);
  }
}
