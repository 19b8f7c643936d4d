// Fixed-point logarithm and exponential. Twin: src/sampling/fixed-log.ts.
// Needs wide.wgsl, and a storage array `tables` laid out as src/chains/gpu-tables.ts says:
// [n, EX (2048), T1_HI (2048), T1_LO (2048), AL (9856), LW (9856), META (154), LF (n+1), LGH (n+1), LGL (n+1)].

const EX_AT = 1u;
const T1_HI_AT = EX_AT + 2048u;
const T1_LO_AT = T1_HI_AT + 2048u;
const AL_AT = T1_LO_AT + 2048u;
const LW_AT = AL_AT + 9856u;
const META_AT = LW_AT + 9856u;
const LF_AT = META_AT + 154u;

/// log2(x), x >= 1, as (units of 2^-25, 16 bits below).
fn fixedLog(x: u32) -> vec2<u32> {
  let n = tables[0];
  if (x <= n) {
    return vec2(tables[LF_AT + n + 1u + x], tables[LF_AT + 2u * (n + 1u) + x]);
  }
  let zeros = countLeadingZeros(x);
  let top = x << zeros;
  let bucket = top >> 20u;
  let low = (top & 0xfffffu) << 12u;
  let q1 = low / bucket;
  let q2 = ((low - q1 * bucket) << 11u) / bucket;
  let d = (q1 << 11u) + q2;
  let square = mulHigh(d, d);
  let cube = mulHigh(square, d);
  let p = d - (square >> 12u) + ((cube / 3u) >> 22u);
  let m = mulHigh(p, 3098164010u);
  let s = tables[T1_LO_AT + (bucket & 2047u)] + (m & 0x1ffffu);
  return vec2(((31u - zeros) << 25u) + tables[T1_HI_AT + (bucket & 2047u)] + (m >> 17u) + (s >> 17u), (s & 0x1ffffu) >> 1u);
}

/// 2^32 * 2^-(the lower 25 bits of depth as a fraction).
fn fixedExp(depth: u32) -> u32 {
  let a = tables[EX_AT + ((depth >> 14u) & 2047u)];
  let j = depth & 16383u;
  let c = (181704u * j - ((((j * j) >> 8u) * 123u) >> 8u) + 32768u) >> 16u;
  return a - (((a >> 16u) * c + (((a & 0xffffu) * c) >> 16u)) >> 11u);
}
