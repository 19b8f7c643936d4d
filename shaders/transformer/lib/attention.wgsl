// What the attention kernels share. SIZE (a const that the host sets) is the width of a head, read in CHUNKS chunks of one
// number or four (lib/chunks-*.wgsl). Rows of qkv are 3 width numbers: queries, keys, values, and in each third the heads side by side.
// #include transformer/lib/flat.wgsl
// #include transformer/lib/step.wgsl

struct Params {
  /// sequences * heads * fresh: one invocation each.
  count: u32,
  heads: u32,
  /// New positions a sequence, and positions it has room for in qkv.
  fresh: u32,
  capacity: u32,
  site: u32,
}
@group(0) @binding(0) var<uniform> params: Params;

/// First chunk of a head in a third (0 queries, 1 keys, 2 values) at a position of a sequence.
fn headAt(sequence: u32, position: u32, third: u32, head: u32) -> u32 {
  return (((sequence * params.capacity + position) * 3u + third) * params.heads + head) * CHUNKS;
}

/// First chunk of a head in the row of a new position.
fn resultAt(sequence: u32, fresh: u32, head: u32) -> u32 {
  return ((sequence * params.fresh + fresh) * params.heads + head) * CHUNKS;
}

/// Dropout of the probability of position j seen from i, numbered as in a (batch, heads, T, T) array.
fn keptWeight(sequence: u32, head: u32, i: u32, j: u32) -> f32 {
  let row = ((step.firstRow + sequence) * params.heads + head) * params.fresh + i;
  return kept(params.site, row * params.fresh + j);
}
