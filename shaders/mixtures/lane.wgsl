// A part of mixtures.wgsl: what a lane holds beside chains/lane.wgsl.

const MERGING = 10u;
const BATCHING = 11u;
const PLANTING = 12u;
const GROWING_TREE = 13u;
const READING = 14u;
const TEMPERING = 15u;
const SELECTING = 16u;
const WRITING = 17u;

/// T and its token so far (0: none); the last generation that was not a Dirac.
var<private> collapseTime: u32;
var<private> winner: u32;
var<private> lastOpen: u32;

/// The batch under way: its number in the generation, its source (a model t, SHARES or POOL), its kind of draw, and where
/// the written model that it draws from stands.
var<private> batch: u32;
var<private> source: u32;
var<private> kind: u32;
var<private> sourceAt: u32;
/// Entries that share the generation's draws out.
var<private> shareCount: u32;

/// The list that a batch is merged into (where, how many, cursor), the one being written, the batch's (where it is written,
/// how many, cursor), and that of p(m).
var<private> base: u32;
var<private> baseLength: u32;
var<private> baseCursor: u32;
var<private> into: u32;
var<private> onto: u32;
var<private> drawnLength: u32;
var<private> drawnCursor: u32;
var<private> model: u32;
var<private> live: u32;
var<private> firstLength: u32;
var<private> firstCursor: u32;
/// Recipe accumulate-subsample: where all its draws stand, how many categories they have, and how many they are.
var<private> pool: u32;
var<private> poolLength: u32;
var<private> poolTotal: u32;

/// What the model writes with: its largest count, the sum of weights, and bits by which they are shifted right.
var<private> largest: u32;
var<private> weightSum: vec2<u32>;
var<private> shift: u32;
/// The search for the smallest weight kept, and how many of that weight are: see decoding.wgsl.
var<private> goal: u32;
var<private> wanted: u32;
var<private> threshold: u32;
var<private> candidate: u32;
var<private> bit: u32;
var<private> passCount: u32;
var<private> passSum: u32;
var<private> ties: u32;

/// 34 words (LANE_WORDS in src/chains/gpu-kernels.ts).
fn keepMixture() {
  keep(&collapseTime);
  keep(&winner);
  keep(&lastOpen);
  keep(&batch);
  keep(&source);
  keep(&kind);
  keep(&sourceAt);
  keep(&shareCount);
  keep(&base);
  keep(&baseLength);
  keep(&baseCursor);
  keep(&into);
  keep(&onto);
  keep(&drawnLength);
  keep(&drawnCursor);
  keep(&model);
  keep(&live);
  keep(&firstLength);
  keep(&firstCursor);
  keep(&pool);
  keep(&poolLength);
  keep(&poolTotal);
  keep(&largest);
  keepPair(&weightSum);
  keep(&shift);
  keep(&goal);
  keep(&wanted);
  keep(&threshold);
  keep(&candidate);
  keep(&bit);
  keep(&passCount);
  keep(&passSum);
  keep(&ties);
}
