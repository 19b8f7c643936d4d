// x = drop(wte[token] + wpe[position]), one number an invocation.
//
// Layout: text (sequences, textWidth) tokens, read from step.start + step.past on; weights flat; out (rows, width).
// Cost: 2 loads and a store a number.
// #include transformer/lib/flat.wgsl
// #include transformer/lib/step.wgsl

struct Params {
  count: u32,
  width: u32,
  fresh: u32,
  textWidth: u32,
  wte: u32,
  wpe: u32,
  site: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> text: array<u32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let at = flatIndex(id, groups);
  if (at >= params.count) {
    return;
  }
  let row = at / params.width;
  let column = at % params.width;
  let position = step.past + row % params.fresh;
  let token = text[(row / params.fresh) * params.textWidth + step.start + position];
  let sum = weights[params.wte + token * params.width + column] + weights[params.wpe + position * params.width + column];
  out[at] = sum * kept(params.site, step.firstRow * params.fresh * params.width + at);
}
