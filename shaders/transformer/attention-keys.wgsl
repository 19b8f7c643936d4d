// The gradients of keys and values, one position of one head an invocation, over the queries that see it.
//
// Layout: as attention-queries.wgsl; keys and values of qkvGradient are written. Cost: 8 SIZE flop for each later position.
// #include transformer/lib/attention.wgsl

@group(0) @binding(2) var<storage, read> qkv: array<Chunk>;
@group(0) @binding(3) var<storage, read> logSums: array<f32>;
@group(0) @binding(4) var<storage, read> gradient: array<Chunk>;
@group(0) @binding(5) var<storage, read> dots: array<f32>;
@group(0) @binding(6) var<storage, read_write> qkvGradient: array<Chunk>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let index = flatIndex(id, groups);
  if (index >= params.count) {
    return;
  }
  let j = index % params.fresh;
  let head = (index / params.fresh) % params.heads;
  let sequence = index / (params.fresh * params.heads);
  let scale = inverseSqrt(f32(SIZE));
  let keyAt = headAt(sequence, j, 1u, head);
  let valueAt = headAt(sequence, j, 2u, head);
  var key: array<Chunk, CHUNKS>;
  var value: array<Chunk, CHUNKS>;
  var keySlope: array<Chunk, CHUNKS>;
  var valueSlope: array<Chunk, CHUNKS>;
  for (var c = 0u; c < CHUNKS; c++) {
    key[c] = qkv[keyAt + c] * scale;
    value[c] = qkv[valueAt + c];
  }
  for (var i = j; i < params.fresh; i++) {
    let query = headAt(sequence, i, 0u, head);
    let at = resultAt(sequence, i, head);
    let row = index - j + i;
    var score = 0.0;
    var pull = 0.0;
    for (var c = 0u; c < CHUNKS; c++) {
      score += inner(key[c], qkv[query + c]);
      pull += inner(value[c], gradient[at + c]);
    }
    let weight = exp(score - logSums[row]);
    let keeps = keptWeight(sequence, head, i, j);
    let change = scale * weight * (pull * keeps - dots[row]);
    for (var c = 0u; c < CHUNKS; c++) {
      keySlope[c] += change * qkv[query + c];
      valueSlope[c] += weight * keeps * gradient[at + c];
    }
  }
  for (var c = 0u; c < CHUNKS; c++) {
    qkvGradient[keyAt + c] = keySlope[c];
    qkvGradient[valueAt + c] = valueSlope[c];
  }
}
