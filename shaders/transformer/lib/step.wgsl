// #include lib/threefry.wgsl

/// What changes from one pass to the next; everything else is fixed when buffers are made.
struct Step {
  dropKey: vec2<u32>,
  /// floor(p 2^32); 0 where nothing is dropped.
  dropThreshold: u32,
  /// 1 / (1 - p).
  dropScale: f32,
  /// Number of the first sequence in the whole batch.
  firstRow: u32,
  /// Positions before the new ones, whose keys and values are cached.
  past: u32,
  /// Where windows start in the rows of the text.
  start: u32,
  /// Number of the token to be drawn in each stream.
  draw: u32,
  /// rate / (1 - beta1^t), 1 / (1 - beta2^t) and 1 - rate * decay of this update.
  rate: f32,
  correction: f32,
  shrink: f32,
}
@group(0) @binding(1) var<uniform> step: Step;

/// What dropout multiplies an element of a site by: 0 or 1 / (1 - p).
fn kept(site: u32, element: u32) -> f32 {
  if (step.dropThreshold == 0u) {
    return 1.0;
  }
  return select(0.0, step.dropScale, threefry(step.dropKey, vec2(site, element)).x >= step.dropThreshold);
}
