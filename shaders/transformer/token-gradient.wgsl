// The gradient of the token embedding: one number an invocation, over the rows of its token in their order.
//
// Layout: stream (rows, width), the gradient of the embedded rows; order: rows sorted by token; starts (vocabulary + 1):
// where each token's rows stand in it; gradient flat. Cost: rows x width adds.
// #include transformer/lib/flat.wgsl
// #include transformer/lib/step.wgsl

struct Params {
  vocabulary: u32,
  width: u32,
  fresh: u32,
  wte: u32,
  site: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> stream: array<f32>;
@group(0) @binding(3) var<storage, read> order: array<u32>;
@group(0) @binding(4) var<storage, read> starts: array<u32>;
@group(0) @binding(5) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let index = flatIndex(id, groups);
  if (index >= params.vocabulary * params.width) {
    return;
  }
  let token = index / params.width;
  let column = index % params.width;
  let firstElement = step.firstRow * params.fresh * params.width;
  var sum = 0.0;
  for (var place = starts[token]; place < starts[token + 1u]; place++) {
    let at = order[place] * params.width + column;
    sum += stream[at] * kept(params.site, firstElement + at);
  }
  gradient[params.wte + index] += sum;
}
