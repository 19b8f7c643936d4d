// What random words cost alone: every lane sums `params.blocks` Threefry blocks of its own stream, two words each.
// #include lib/threefry.wgsl

struct Params {
  blocks: u32,
  seed: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> sums: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let key = vec2(params.seed, id.x);
  var sum = vec2(0u);
  for (var draw = 0u; draw < params.blocks; draw++) {
    sum += threefry(key, vec2(draw, 1u));
  }
  sums[id.x] = sum.x ^ sum.y;
}
