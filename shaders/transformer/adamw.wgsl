// AdamW (Loshchilov and Hutter, 2019) over all weights, four an invocation, with the gradient clipped by its norm.
//
// Layout: weights, gradient and the two moments flat; report[1] is the sum of the gradient's squares.
// Cost: 4 loads and 3 stores a weight.
// #include transformer/lib/flat.wgsl
// #include transformer/lib/step.wgsl

struct Params {
  /// Fours of weights.
  size: u32,
  /// Weight decay acts on the fours before this one.
  decayed: u32,
  beta1: f32,
  beta2: f32,
  /// 1 - beta1 and 1 - beta2, rounded on the host.
  rest1: f32,
  rest2: f32,
  epsilon: f32,
  clip: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read> report: array<f32>;
@group(0) @binding(3) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> weights: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> firstMoment: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> secondMoment: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flatIndex(id, groups);
  if (i >= params.size) {
    return;
  }
  let g = gradient[i] * min(1.0, params.clip / (sqrt(report[1]) + 1e-6));
  let first = params.beta1 * firstMoment[i] + params.rest1 * g;
  let second = params.beta2 * secondMoment[i] + params.rest2 * g * g;
  firstMoment[i] = first;
  secondMoment[i] = second;
  let shrink = select(1.0, step.shrink, i < params.decayed);
  weights[i] = shrink * weights[i] - step.rate * first / (sqrt(second * step.correction) + params.epsilon);
}
