// out = x after dropout of a site: the gradient of a branch from that of the residual stream.
//
// Layout: x, out (rows, width). Cost: one Threefry block a number where something is dropped.
// #include transformer/lib/flat.wgsl
// #include transformer/lib/step.wgsl

struct Params {
  count: u32,
  /// Numbers of one sequence.
  sequence: u32,
  site: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let at = flatIndex(id, groups);
  if (at < params.count) {
    out[at] = x[at] * kept(params.site, step.firstRow * params.sequence + at);
  }
}
