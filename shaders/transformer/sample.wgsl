// Draws the next token of every stream: temperature, top-k, top-p, then the smallest token whose weights up to it sum to
// more than u times their sum, u the stream's 24-bit uniform. A row is reduced by lib/rows-*, a lane holding a run of it.
//
// Layout: logits (streams, vocabulary), overwritten; keys (streams); text (streams, textWidth), where the token goes behind
// the new positions; drawn (batch, streams), the tokens of the draws that are read back together. Twin: src/transformer/decoding.ts. Cost: 5 passes over a row; 31 more for each filter.
// #include transformer/lib/step.wgsl

struct Params {
  streams: u32,
  vocabulary: u32,
  textWidth: u32,
  fresh: u32,
  /// Tokens kept, at most the vocabulary.
  topK: u32,
  /// Share kept, 1 for all.
  topP: f32,
  temperature: f32,
  /// Draws that are read back together.
  batch: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read_write> logits: array<f32>;
@group(0) @binding(3) var<storage, read> keys: array<vec2<u32>>;
@group(0) @binding(4) var<storage, read_write> text: array<u32>;
@group(0) @binding(5) var<storage, read_write> drawn: array<u32>;

/// This lane's run of the row.
var<private> begin: u32;
var<private> end: u32;

/// Sum of the weights whose bits are at least `least`, or their number. Bits of positive floats are in their order.
fn above(least: u32, counted: bool, place: vec2<u32>) -> f32 {
  var sum = 0.0;
  for (var at = begin; at < end; at++) {
    if (bitcast<u32>(logits[at]) >= least) {
      sum += select(logits[at], 1.0, counted);
    }
  }
  return rowTotal(sum, place);
}

/// Sets all weights to 0 but the largest ones that are needed for `wanted`, in number or in sum; ties by smaller token.
fn keepLargest(wanted: f32, counted: bool, place: vec2<u32>) {
  var least = 0u;
  for (var bit = 30i; bit >= 0; bit--) {
    let candidate = least | (1u << u32(bit));
    least = select(least, candidate, above(candidate, counted, place) >= wanted);
  }
  let larger = above(least + 1u, counted, place);
  var ties = 0.0;
  for (var at = begin; at < end; at++) {
    if (bitcast<u32>(logits[at]) == least) {
      ties += select(logits[at], 1.0, counted);
    }
  }
  var reached = larger + rowBefore(ties, place).x;
  for (var at = begin; at < end; at++) {
    let bits = bitcast<u32>(logits[at]);
    if (bits < least || (bits == least && reached >= wanted)) {
      logits[at] = 0.0;
    } else if (bits == least) {
      reached += select(logits[at], 1.0, counted);
    }
  }
}

@compute @workgroup_size(LANES, ROWS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let place = local.xy;
  let stream = (group.x + group.y * groups.x) * ROWS + place.y;
  let row = stream * params.vocabulary;
  let run = (params.vocabulary + LANES - 1u) / LANES;
  let live = stream < params.streams;
  begin = row + min(place.x * run, params.vocabulary);
  end = select(begin, row + min((place.x + 1u) * run, params.vocabulary), live);
  var most = -3e38;
  for (var at = begin; at < end; at++) {
    most = max(most, logits[at]);
  }
  most = rowMost(most, place);
  for (var at = begin; at < end; at++) {
    logits[at] = exp((logits[at] - most) / params.temperature);
  }
  if (params.topK < params.vocabulary) {
    keepLargest(f32(params.topK), true, place);
  }
  if (params.topP < 1.0) {
    keepLargest(params.topP * above(0u, false, place), false, place);
  }
  var own = 0.0;
  for (var at = begin; at < end; at++) {
    own += logits[at];
  }
  let sums = rowBefore(own, place);
  if (!live) {
    return;
  }
  let u = f32(threefry(keys[stream], vec2(step.draw, 0u)).x >> 8u) * 0x1p-24;
  let wanted = u * sums.y;
  if (own > 0.0 && wanted >= sums.x && wanted < sums.x + own) {
    var reached = sums.x;
    var token = begin;
    for (var at = begin; at < end && reached <= wanted; at++) {
      if (logits[at] > 0.0) {
        reached += logits[at];
        token = at;
      }
    }
    text[stream * params.textWidth + step.start + step.past + params.fresh] = token - row;
    drawn[(step.draw % params.batch) * params.streams + stream] = token - row;
  }
}
