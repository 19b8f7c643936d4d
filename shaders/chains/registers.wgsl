// A part of chains.wgsl: a lane's registers between dispatches, in one order for both ways.

var<private> word: u32;

fn load() -> u32 {
  let value = lanes[word * params.lanes + lane];
  word += 1u;
  return value;
}

fn save(value: u32) {
  lanes[word * params.lanes + lane] = value;
  word += 1u;
}

fn loadPair() -> vec2<u32> {
  let low = load();
  return vec2(low, load());
}

fn savePair(value: vec2<u32>) {
  save(value.x);
  save(value.y);
}

fn loadTriple() -> vec3<u32> {
  let pair = loadPair();
  return vec3(pair, load());
}

fn saveTriple(value: vec3<u32>) {
  savePair(value.xy);
  save(value.z);
}

fn loadLane() {
  word = 0u;
  phase = load();
  position = load();
  slot = load();
  chain = load();
  contextKey = loadPair();
  root = loadPair();
  m = load();
  row = load();
  due = load() == 1u;
  k = load();
  written = load();
  writtenSum = load();
  at = load();
  levels = load();
  level = load();
  left = load();
  R = load();
  draw = load();
  key = loadPair();
  above0 = loadTriple();
  above1 = loadTriple();
  squares = loadPair();
  entropy = loadPair();
  product = loadPair();
  moved = load();
  liveFirst = load();
  fromTruth = loadPair();
  liveTruth = load();
  firstSquares = loadPair();
  truthProduct = loadPair();
  distance = bitcast<f32>(load());
  liveSquares = bitcast<f32>(load());
}

fn saveLane() {
  word = 0u;
  save(phase);
  save(position);
  save(slot);
  save(chain);
  savePair(contextKey);
  savePair(root);
  save(m);
  save(row);
  save(select(0u, 1u, due));
  save(k);
  save(written);
  save(writtenSum);
  save(at);
  save(levels);
  save(level);
  save(left);
  save(R);
  save(draw);
  savePair(key);
  saveTriple(above0);
  saveTriple(above1);
  savePair(squares);
  savePair(entropy);
  savePair(product);
  save(moved);
  save(liveFirst);
  savePair(fromTruth);
  save(liveTruth);
  savePair(firstSquares);
  savePair(truthProduct);
  save(bitcast<u32>(distance));
  save(bitcast<u32>(liveSquares));
}
