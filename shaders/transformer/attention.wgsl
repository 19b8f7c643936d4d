// Causal attention with the softmax computed as keys pass by (Milakov and Gimelshein, 2018): one query of one head an
// invocation, no T x T array.
//
// Layout: qkv (sequences, capacity, 3 width); out (sequences, fresh, width); logSums (sequences, heads, fresh) for the
// backward kernels. Cost: 4 SIZE flop and 2 SIZE loads for each earlier position.
// #include transformer/lib/attention.wgsl

@group(0) @binding(2) var<storage, read> qkv: array<Chunk>;
@group(0) @binding(3) var<storage, read_write> out: array<Chunk>;
@group(0) @binding(4) var<storage, read_write> logSums: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let index = flatIndex(id, groups);
  if (index >= params.count) {
    return;
  }
  let i = index % params.fresh;
  let head = (index / params.fresh) % params.heads;
  let sequence = index / (params.fresh * params.heads);
  var query: array<Chunk, CHUNKS>;
  var result: array<Chunk, CHUNKS>;
  let own = headAt(sequence, step.past + i, 0u, head);
  for (var c = 0u; c < CHUNKS; c++) {
    query[c] = qkv[own + c] * inverseSqrt(f32(SIZE));
  }
  var most = -3e38;
  var sum = 0.0;
  for (var j = 0u; j <= step.past + i; j++) {
    let key = headAt(sequence, j, 1u, head);
    var score = 0.0;
    for (var c = 0u; c < CHUNKS; c++) {
      score += inner(query[c], qkv[key + c]);
    }
    if (score > most) {
      let shrink = exp(most - score);
      sum *= shrink;
      for (var c = 0u; c < CHUNKS; c++) {
        result[c] *= shrink;
      }
      most = score;
    }
    let weight = exp(score - most);
    sum += weight;
    let used = weight * keptWeight(sequence, head, i, j);
    let value = headAt(sequence, j, 2u, head);
    for (var c = 0u; c < CHUNKS; c++) {
      result[c] += used * qkv[value + c];
    }
  }
  let to = resultAt(sequence, i, head);
  for (var c = 0u; c < CHUNKS; c++) {
    out[to + c] = result[c] / sum;
  }
  logSums[index] = most + log(sum);
}
