// A and B of a product where everything that is contiguous comes in fours: one load of four numbers.
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> b: array<vec4<f32>>;

fn loadA(at: u32, left: u32) -> vec4<f32> {
  return select(vec4<f32>(), a[at / 4u], left > 0u);
}

fn loadB(at: u32, left: u32) -> vec4<f32> {
  return select(vec4<f32>(), b[at / 4u], left > 0u);
}
