// Partial sums of the squares of the gradient, every `count`-th four an invocation; sum.wgsl adds them.
//
// Layout: gradient flat; parts (count). Cost: one load and multiply-add a weight.
// #include transformer/lib/flat.wgsl

struct Params {
  /// Fours of the gradient.
  size: u32,
  count: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> parts: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let part = flatIndex(id, groups);
  if (part >= params.count) {
    return;
  }
  var sum = 0.0;
  for (var i = part; i < params.size; i += params.count) {
    sum += dot(gradient[i], gradient[i]);
  }
  parts[part] = sum;
}
