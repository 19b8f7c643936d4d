// Heads of any width: one number a load.
alias Chunk = f32;
const CHUNKS = SIZE;

fn inner(a: Chunk, b: Chunk) -> f32 {
  return a * b;
}
