// The most multiply-adds that an adapter makes: four chains of fours in registers an invocation, no memory to wait for.
//
// Layout: params.x turns of 16 fours; sums (invocations). Cost: 128 flop an invocation and turn.
@group(0) @binding(0) var<uniform> params: vec2<u32>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let scale = vec4(0.999 + f32(params.y) * 1e-9);
  let shift = vec4(f32(id.x) * 1e-9);
  var a = array<vec4<f32>, 4>(vec4(1.0), vec4(2.0), vec4(3.0), vec4(4.0));
  for (var turn = 0u; turn < params.x; turn++) {
    a[0] = fma(a[0], scale, shift);
    a[1] = fma(a[1], scale, shift);
    a[2] = fma(a[2], scale, shift);
    a[3] = fma(a[3], scale, shift);
    a[0] = fma(a[0], scale, shift);
    a[1] = fma(a[1], scale, shift);
    a[2] = fma(a[2], scale, shift);
    a[3] = fma(a[3], scale, shift);
    a[0] = fma(a[0], scale, shift);
    a[1] = fma(a[1], scale, shift);
    a[2] = fma(a[2], scale, shift);
    a[3] = fma(a[3], scale, shift);
    a[0] = fma(a[0], scale, shift);
    a[1] = fma(a[1], scale, shift);
    a[2] = fma(a[2], scale, shift);
    a[3] = fma(a[3], scale, shift);
  }
  sums[id.x] = dot(a[0] + a[1], a[2] + a[3]);
}
