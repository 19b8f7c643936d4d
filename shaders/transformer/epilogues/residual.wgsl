// The residual stream plus what dropout leaves of C plus bias.
// #include transformer/lib/step.wgsl

@group(0) @binding(4) var<storage, read_write> c: array<f32>;
@group(0) @binding(5) var<storage, read> weights: array<f32>;
@group(0) @binding(6) var<storage, read> residual: array<f32>;

fn finish(row: u32, column: u32, value: f32) {
  let at = row * params.n + column;
  var result = value;
  if (params.bias != NONE) {
    result += weights[params.bias + column];
  }
  c[at] = residual[at] + kept(params.site, step.firstRow * params.fresh * params.n + at) * result;
}
