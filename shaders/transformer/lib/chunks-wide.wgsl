// Heads whose width is a multiple of four: four numbers a load.
alias Chunk = vec4<f32>;
const CHUNKS = SIZE / 4u;

fn inner(a: Chunk, b: Chunk) -> f32 {
  return dot(a, b);
}
