// C plus bias goes behind the past positions of its sequence: queries, keys and values.
// #include transformer/lib/step.wgsl

@group(0) @binding(4) var<storage, read_write> c: array<f32>;
@group(0) @binding(5) var<storage, read> weights: array<f32>;

fn finish(row: u32, column: u32, value: f32) {
  let place = (row / params.fresh) * params.capacity + step.past + row % params.fresh;
  var result = value;
  if (params.bias != NONE) {
    result += weights[params.bias + column];
  }
  c[place * params.n + column] = result;
}
