// C is left as it is, each slice of k in its own part.
@group(0) @binding(4) var<storage, read_write> c: array<f32>;

fn finish(row: u32, column: u32, value: f32) {
  c[params.cAt + slice * params.pitch + row * params.n + column] = value;
}
