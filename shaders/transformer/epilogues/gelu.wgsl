// C plus bias, and gelu of it beside it.
// #include transformer/lib/gelu.wgsl

@group(0) @binding(4) var<storage, read_write> c: array<f32>;
@group(0) @binding(5) var<storage, read> weights: array<f32>;
@group(0) @binding(6) var<storage, read_write> activated: array<f32>;

fn finish(row: u32, column: u32, value: f32) {
  let at = row * params.n + column;
  var result = value;
  if (params.bias != NONE) {
    result += weights[params.bias + column];
  }
  c[at] = result;
  activated[at] = gelu(result);
}
