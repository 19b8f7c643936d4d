// A and B of a product of any shape: four numbers one by one, 0 past the `left` that are there.
@group(0) @binding(2) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read> b: array<f32>;

fn loadA(at: u32, left: u32) -> vec4<f32> {
  let four = vec4(a[at], a[at + 1u], a[at + 2u], a[at + 3u]);
  return select(vec4<f32>(), four, vec4(left) > vec4(0u, 1u, 2u, 3u));
}

fn loadB(at: u32, left: u32) -> vec4<f32> {
  let four = vec4(b[at], b[at + 1u], b[at + 2u], b[at + 3u]);
  return select(vec4<f32>(), four, vec4(left) > vec4(0u, 1u, 2u, 3u));
}
