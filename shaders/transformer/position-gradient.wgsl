// The gradient of the position embedding: one number an invocation, over the sequences.
//
// Layout: stream (sequences, fresh, width), the gradient of the embedded rows; gradient flat. Cost: rows x width adds.
// #include transformer/lib/flat.wgsl
// #include transformer/lib/step.wgsl

struct Params {
  sequences: u32,
  width: u32,
  fresh: u32,
  wpe: u32,
  site: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> stream: array<f32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let index = flatIndex(id, groups);
  let sequence = params.fresh * params.width;
  if (index >= sequence) {
    return;
  }
  var sum = 0.0;
  for (var s = 0u; s < params.sequences; s++) {
    let at = s * sequence + index;
    sum += stream[at] * kept(params.site, step.firstRow * sequence + at);
  }
  gradient[params.wpe + index] += sum;
}
