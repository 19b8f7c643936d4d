// Two binomials in a row from each of many streams, and the fixed-point functions under them: the start-up check of an
// adapter, and the twin test.
// Layout: tables (see lib/fixed-log.wgsl); rows: one a stream, (key, generation, n, c, R, -, -);
// drawn: two vectors a row, (first, draw after it, second, draw after it) and (log of R, exp of -R, a tie's decision). One thread a row; at most 8192 proposals a binomial.
// #include lib/wide.wgsl
// #include lib/threefry.wgsl
// #include lib/fixed-log.wgsl
// #include lib/binomial.wgsl

struct Row {
  key: vec2<u32>,
  generation: u32,
  n: u32,
  c: u32,
  R: u32,
  unused: vec2<u32>,
}

@group(0) @binding(0) var<storage, read> tables: array<u32>;
@group(0) @binding(1) var<storage, read> rows: array<Row>;
@group(0) @binding(2) var<storage, read_write> drawn: array<vec4<u32>>;

fn binomial(row: Row, start: u32) -> vec2<u32> {
  if (row.n == 0u || row.c == 0u) {
    return vec2(0u, start);
  }
  if (row.c >= row.R) {
    return vec2(row.n, start);
  }
  var draw = start;
  for (var i = 0u; i < 8192u; i++) {
    let x = proposeBinomial(row.key, draw, row.generation, row.n, row.c, row.R);
    draw += 1u;
    if (x != REJECTED) {
      return vec2(x, draw);
    }
  }
  return vec2(REJECTED, draw);
}

/// The undecided case, which draws hardly ever meet, on a tie made of the row's words.
fn tie(row: Row) -> u32 {
  let b = row.n % 9u;
  let whole = row.c % 70u;
  let mantissa = row.R | 0x80000000u;
  let threshold = select(0u, mantissa >> (whole & 31u), whole < 32u);
  return select(0u, 1u, refineBinomial(row.key, (threshold >> b) << b, threshold, mantissa, whole, b));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= arrayLength(&rows)) {
    return;
  }
  let row = rows[id.x];
  let first = binomial(row, 0u);
  let second = binomial(row, first.y);
  drawn[2u * id.x] = vec4(first, second);
  drawn[2u * id.x + 1u] = vec4(fixedLog(row.R), fixedExp(row.R), tie(row));
}
