// Parts of the gradient of a linear's bias: column sums over one segment of the rows an invocation. fold.wgsl adds them.
//
// Layout: gradient (rows, width); parts (segments at a pitch), a segment's from `to` on. Cost: one load and add a number.
// #include transformer/lib/flat.wgsl

struct Params {
  rows: u32,
  width: u32,
  segment: u32,
  segments: u32,
  pitch: u32,
  to: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read_write> parts: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let index = flatIndex(id, groups);
  if (index >= params.segments * params.width) {
    return;
  }
  let segment = index / params.width;
  let column = index % params.width;
  let end = min(params.rows, (segment + 1u) * params.segment);
  var sum = 0.0;
  for (var row = segment * params.segment; row < end; row++) {
    sum += gradient[row * params.width + column];
  }
  parts[params.to + segment * params.pitch + column] = sum;
}
