// Counts the lanes of a workgroup laid out as in lib/rows-subgroups.wgsl that reach their neighbours in blocks of `span`: all
// 128 where such a block lies in one subgroup in the order of its invocations, which WGSL does not promise.
enable subgroups;

@group(0) @binding(0) var<uniform> span: u32;
@group(0) @binding(1) var<storage, read_write> reached: atomic<u32>;

@compute @workgroup_size(32, 4)
fn main(@builtin(local_invocation_index) lane: u32) {
  var met = true;
  for (var distance = 1u; distance < span; distance *= 2u) {
    let other = subgroupShuffleXor(lane, distance);
    met = met && other == (lane ^ distance);
  }
  if (met) {
    atomicAdd(&reached, 1u);
  }
}
