/// The number of an invocation in a grid of workgroups of 64 that may be folded into two dimensions.
fn flatIndex(id: vec3<u32>, groups: vec3<u32>) -> u32 {
  return id.x + id.y * groups.x * 64u;
}
