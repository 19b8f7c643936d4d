// The gradient of the queries, one query of one head an invocation; probabilities are computed again from logSums.
//
// Layout: as attention.wgsl without a past; gradient of its result; `dots` is left with gradient . result of every query
// for attention-keys.wgsl; qkvGradient like qkv, its queries written. Cost: 6 SIZE flop for each earlier position.
// #include transformer/lib/attention.wgsl

@group(0) @binding(2) var<storage, read> qkv: array<Chunk>;
@group(0) @binding(3) var<storage, read> result: array<Chunk>;
@group(0) @binding(4) var<storage, read> logSums: array<f32>;
@group(0) @binding(5) var<storage, read> gradient: array<Chunk>;
@group(0) @binding(6) var<storage, read_write> dots: array<f32>;
@group(0) @binding(7) var<storage, read_write> qkvGradient: array<Chunk>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let index = flatIndex(id, groups);
  if (index >= params.count) {
    return;
  }
  let i = index % params.fresh;
  let head = (index / params.fresh) % params.heads;
  let sequence = index / (params.fresh * params.heads);
  let scale = inverseSqrt(f32(SIZE));
  let own = headAt(sequence, i, 0u, head);
  let at = resultAt(sequence, i, head);
  var query: array<Chunk, CHUNKS>;
  var wanted: array<Chunk, CHUNKS>;
  var slope: array<Chunk, CHUNKS>;
  var agreement = 0.0;
  for (var c = 0u; c < CHUNKS; c++) {
    query[c] = qkv[own + c] * scale;
    wanted[c] = gradient[at + c];
    agreement += inner(wanted[c], result[at + c]);
  }
  let logSum = logSums[index];
  for (var j = 0u; j <= i; j++) {
    let key = headAt(sequence, j, 1u, head);
    let value = headAt(sequence, j, 2u, head);
    var score = 0.0;
    var pull = 0.0;
    for (var c = 0u; c < CHUNKS; c++) {
      score += inner(query[c], qkv[key + c]);
      pull += inner(wanted[c], qkv[value + c]);
    }
    let change = scale * exp(score - logSum) * (pull * keptWeight(sequence, head, i, j) - agreement);
    for (var c = 0u; c < CHUNKS; c++) {
      slope[c] += change * qkv[key + c];
    }
  }
  for (var c = 0u; c < CHUNKS; c++) {
    qkvGradient[own + c] = slope[c];
  }
  dots[index] = agreement;
}
