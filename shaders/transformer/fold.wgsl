// Adds parts to a gradient, in their order: gradient[to + i] += sum over p of parts[at + p pitch + i], in fours.
//
// Layout: parts (count of them at a pitch); gradient flat. Cost: one load and add a number of every part.
// #include transformer/lib/flat.wgsl

struct Params {
  /// Sizes and places in fours.
  size: u32,
  parts: u32,
  pitch: u32,
  at: u32,
  to: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> parts: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> gradient: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flatIndex(id, groups);
  if (i >= params.size) {
    return;
  }
  var sum = vec4<f32>();
  for (var part = 0u; part < params.parts; part++) {
    sum += parts[params.at + part * params.pitch + i];
  }
  gradient[params.to + i] += sum;
}
