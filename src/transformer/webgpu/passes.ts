import type { Affine, Model, Parameter, ParameterTable } from "../model.js";
import { SITE } from "../sites.js";
import type { Epilogue, Kernels } from "./kernels.js";
import { floatBits, gridOf, type Bound, type Recorder } from "./program.js";
import type { Room } from "./room.js";

const NONE = 0xffffffff;

/** A model as its passes are recorded: what never changes. */
export interface Parts {
  readonly model: Model;
  readonly table: ParameterTable;
  readonly kernels: Kernels;
  readonly weights: GPUBuffer;
}

/** A matrix inside a buffer; `along` says whether the summed axis is its contiguous one. */
interface Factor {
  readonly buffer: GPUBuffer;
  readonly at: number;
  readonly stride: number;
  readonly along: boolean;
}

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Factor;
  readonly b: Factor;
  readonly epilogue: Epilogue;
  /** C, then what else the epilogue binds. */
  readonly buffers: readonly Bound[];
  readonly cAt?: number;
  readonly bias?: Parameter | null;
  readonly site?: number;
  readonly fresh?: number;
  readonly capacity?: number;
  /** Slices of the summed axis, each of this many; each leaves its part of C `pitch` numbers behind the last one's. */
  readonly part?: number;
  readonly pitch?: number;
}

/** Rows of `width` numbers, summed along them. */
function rowsOf(buffer: GPUBuffer, width: number, at = 0): Factor {
  return { buffer, at, stride: width, along: true };
}

/** The same, summed over the rows. */
function columnsOf(buffer: GPUBuffer, width: number, at = 0): Factor {
  return { buffer, at, stride: width, along: false };
}

/** C = A B^T. */
export function recordProduct(recorder: Recorder, kernels: Kernels, product: Product): void {
  const { m, n, k, a, b, epilogue, buffers, cAt = 0, bias, site = 0, fresh = 1, capacity = 1 } = product;
  const { part = k, pitch = m * n } = product;
  const slices = Math.ceil(k / part);
  const inFours = [a.along ? k : m, b.along ? k : n, a.at, a.stride, b.at, b.stride, part];
  const wide = inFours.every((length) => length % 4 === 0);
  const tile = kernels.tileOf(m, n, slices);
  const kernel = kernels.product({ aAlong: a.along, bAlong: b.along, wide, epilogue, tile });
  const words = [
    m,
    n,
    k,
    part,
    a.at,
    a.stride,
    b.at,
    b.stride,
    cAt,
    bias?.offset ?? NONE,
    site,
    fresh,
    capacity,
    pitch,
  ];
  const grid = [Math.ceil(n / tile[1]), Math.ceil(m / tile[0]), slices] as const;
  recorder.add(kernel, words, [a.buffer, b.buffer, ...buffers], grid);
}

/** A pass over `fresh` new positions of every sequence of a room, whose tokens stand in rows of `textWidth`. */
export interface Span {
  readonly fresh: number;
  readonly text: Bound;
  readonly textWidth: number;
}

function recordNorm(
  recorder: Recorder,
  { kernels, model, weights }: Parts,
  count: number,
  { weight, bias }: Affine,
  x: GPUBuffer,
  out: GPUBuffer,
  moments: GPUBuffer,
): void {
  const words = [count, model.width, weight.offset, bias?.offset ?? NONE];
  const buffers = [x, weights, out, moments];
  recorder.add(kernels.row("layerNorm"), words, buffers, gridOf(Math.ceil(count / kernels.rows)));
}

/** The forward pass up to the last layer norm, `room.lnF`. */
export function recordForward(recorder: Recorder, parts: Parts, room: Room, span: Span): void {
  const { model, table, kernels, weights } = parts;
  const { width, heads } = model;
  const { sequences, capacity } = room;
  const { fresh, text, textWidth } = span;
  const count = sequences * fresh;
  const linear = (
    { weight, bias }: Affine,
    x: GPUBuffer,
    inWidth: number,
    outWidth: number,
    epilogue: Epilogue,
    buffers: readonly Bound[],
    site = 0,
  ): void =>
    recordProduct(recorder, kernels, {
      m: count,
      n: outWidth,
      k: inWidth,
      a: rowsOf(x, inWidth),
      b: rowsOf(weights, inWidth, weight.offset),
      epilogue,
      buffers,
      bias,
      site,
      fresh,
      capacity,
    });

  const flat = count * width;
  const words = [flat, width, fresh, textWidth, table.wte.offset, table.wpe.offset, SITE.embedding];
  recorder.add(kernels.flat("embed"), words, [text, weights, room.embedded], gridOf(Math.ceil(flat / 64)));
  let x = room.embedded;
  room.blocks.forEach((block, layer) => {
    const own = table.blocks[layer];
    if (own === undefined) return;
    recordNorm(recorder, parts, count, own.ln1, x, block.ln1, block.ln1Moments);
    linear(own.cAttn, block.ln1, width, 3 * width, "cache", [block.qkv, weights]);
    const attention = kernels.attention("attention", fresh, sequences * heads);
    recorder.add(
      attention.kernel,
      [count * heads, heads, fresh, capacity, SITE.softmax(layer)],
      [block.qkv, block.attn, block.logSums],
      gridOf(attention.groups),
    );
    const attended = [block.residual1, weights, x];
    linear(own.attnProj, block.attn, width, width, "residual", attended, SITE.attention(layer));
    recordNorm(recorder, parts, count, own.ln2, block.residual1, block.ln2, block.ln2Moments);
    linear(own.cFc, block.ln2, width, 4 * width, "gelu", [block.fc, weights, block.gelu]);
    const thought = [block.residual2, weights, block.residual1];
    linear(own.mlpProj, block.gelu, 4 * width, width, "residual", thought, SITE.mlp(layer));
    x = block.residual2;
  });
  recordNorm(recorder, parts, count, table.lnF, x, room.lnF, room.lnFMoments);
}

/** Logits behind the last of the new positions of every sequence, from row `first` of the logits on. */
export function recordLastLogits(
  recorder: Recorder,
  { model, table, kernels, weights }: Parts,
  room: Room,
  fresh: number,
  logits: GPUBuffer,
  first: number,
): void {
  const { width, vocabulary } = model;
  recordProduct(recorder, kernels, {
    m: room.sequences,
    n: vocabulary,
    k: width,
    a: { buffer: room.lnF, at: (fresh - 1) * width, stride: fresh * width, along: true },
    b: rowsOf(weights, width, table.head.offset),
    epilogue: "store",
    buffers: [logits],
    cAt: first * vocabulary,
  });
}

/** Rows of logits at a time: all, or as many as 64 MB hold. */
export function logitRows(vocabulary: number, count: number): number {
  return Math.max(1, Math.min(count, Math.floor(2 ** 24 / vocabulary)));
}

/** What the head needs: `logits` of logitRows rows, and the losses of all rows. */
export interface HeadRoom {
  readonly windows: GPUBuffer;
  readonly logits: GPUBuffer;
  readonly losses: GPUBuffer;
}

/** Where gradients go: of the last layer norm's result, and of the weights. */
interface HeadGradient {
  readonly share: number;
  readonly slope: GPUBuffer;
  readonly weights: WeightSlopes;
}

/** Losses of all rows and, where a gradient is wanted, what it starts from; chunk by chunk of rows. */
export function recordHead(
  recorder: Recorder,
  parts: Parts,
  room: Room,
  { windows, logits, losses }: HeadRoom,
  wanted: HeadGradient | null,
): void {
  const { model, table, kernels, weights } = parts;
  const { width, vocabulary } = model;
  const count = room.sequences * room.fresh;
  const most = logitRows(vocabulary, count);
  for (let first = 0; first < count; first += most) {
    const m = Math.min(most, count - first);
    recordProduct(recorder, kernels, {
      m,
      n: vocabulary,
      k: width,
      a: rowsOf(room.lnF, width, first * width),
      b: rowsOf(weights, width, table.head.offset),
      epilogue: "store",
      buffers: [logits],
    });
    recorder.add(
      kernels.row("crossEntropy"),
      [m, vocabulary, first, room.fresh, floatBits(wanted?.share ?? 0)],
      [windows, logits, losses],
      gridOf(Math.ceil(m / kernels.rows)),
    );
    if (wanted === null) continue;
    recordProduct(recorder, kernels, {
      m,
      n: width,
      k: vocabulary,
      a: rowsOf(logits, vocabulary),
      b: columnsOf(weights, width, table.head.offset),
      epilogue: "store",
      buffers: [wanted.slope],
      cAt: first * width,
    });
    const x = { buffer: room.lnF, at: first * width };
    // Chunks cannot share parts: each adds to the gradient.
    const plan = m === count ? wanted.weights.plan : { ...wanted.weights.plan, slices: 1 };
    const to = { ...wanted.weights, plan };
    recordWeightGradient(recorder, parts, table.head, m, vocabulary, width, logits, x, to);
  }
}

/**
 * Where the parts of sums over rows wait to be added to the gradient, all at once: `slices` of everything that has two axes,
 * then `segments` of everything that has one, each part laid out as the gradient is.
 */
export interface PartsPlan {
  /** Slices of the sums over `count` rows in weights' gradients, which a product leaves; 1: it adds to the gradient. */
  readonly slices: number;
  readonly segments: number;
  /** Numbers of all parts. */
  readonly size: number;
}

/** Workgroups that fill a GPU; weights' gradients have few tiles, so that sums over rows are cut too. */
const ENOUGH_TILES = 256;
/** The shortest slice. */
const FEWEST_ROWS = 128;
/** Numbers that all slices may take: 64 MB. */
const MOST_PARTS = 2 ** 24;
/** Rows that one invocation sums of a column. */
const SEGMENT = 64;

export function planParts({ kernels, model, table }: Parts, count: number): PartsPlan {
  const { width } = model;
  const tiles = Math.ceil((3 * width) / 64) * Math.ceil(width / 64);
  const most = Math.min(ENOUGH_TILES / tiles, count / FEWEST_ROWS, MOST_PARTS / table.decayed);
  const slices = kernels.software ? 1 : Math.max(1, Math.floor(most));
  const segments = Math.ceil(count / SEGMENT);
  const sliced = slices === 1 ? 0 : slices * table.decayed;
  return { slices, segments, size: sliced + segments * (table.length - table.decayed) };
}

/** Where gradients of weights go, and their parts. */
interface WeightSlopes {
  readonly gradient: GPUBuffer;
  readonly partial: GPUBuffer;
  readonly plan: PartsPlan;
}

/** Adds gradient^T x, summed over `count` rows, to the gradient of a weight of (out, in), or leaves it in slices. */
function recordWeightGradient(
  recorder: Recorder,
  { kernels, table }: Parts,
  weight: Parameter,
  count: number,
  outWidth: number,
  inWidth: number,
  slope: GPUBuffer,
  x: { readonly buffer: GPUBuffer; readonly at: number },
  { gradient, partial, plan }: WeightSlopes,
): void {
  const factors = {
    m: outWidth,
    n: inWidth,
    k: count,
    a: columnsOf(slope, outWidth),
    b: columnsOf(x.buffer, inWidth, x.at),
    cAt: weight.offset,
  };
  if (plan.slices === 1) {
    recordProduct(recorder, kernels, { ...factors, epilogue: "add", buffers: [gradient] });
    return;
  }
  const part = 16 * Math.ceil(count / plan.slices / 16);
  const pitch = table.decayed;
  recordProduct(recorder, kernels, { ...factors, epilogue: "store", buffers: [partial], part, pitch });
}

/** Adds all parts to the gradient. */
function recordFolds(
  recorder: Recorder,
  { kernels, table }: Parts,
  { gradient, partial, plan }: WeightSlopes,
): void {
  const { length, decayed } = table;
  const sliced = plan.slices === 1 ? 0 : plan.slices * decayed;
  const fold = (parts: number, size: number, at: number, to: number): void => {
    const words = [size / 4, parts, size / 4, at / 4, to / 4];
    recorder.add(kernels.flat("fold"), words, [partial, gradient], gridOf(Math.ceil(size / 256)));
  };
  if (sliced > 0) fold(plan.slices, decayed, 0, 0);
  fold(plan.segments, length - decayed, sliced, decayed);
}

/** Gradients of activations: one set serves all blocks in turn. */
export interface SlopeRoom {
  readonly stream: GPUBuffer;
  readonly branch: GPUBuffer;
  readonly norm: GPUBuffer;
  readonly qkv: GPUBuffer;
  readonly fc: GPUBuffer;
  readonly dots: GPUBuffer;
  readonly weights: WeightSlopes;
  /** Rows sorted by token, and where each token's start. */
  readonly order: GPUBuffer;
  readonly starts: GPUBuffer;
}

/**
 * The backward pass of recordForward, from the gradient of its result in `slopes.norm`: adds to the gradient, in
 * which all parts, those that recordHead left too, then are.
 */
export function recordBackward(recorder: Recorder, parts: Parts, room: Room, slopes: SlopeRoom): void {
  const { model, table, kernels, weights } = parts;
  const { width, heads, vocabulary, dropout } = model;
  const { sequences, fresh } = room;
  const { stream, branch, norm, qkv, fc, dots } = slopes;
  const { gradient, partial, plan } = slopes.weights;
  const count = sequences * fresh;
  const flat = count * width;
  const pitch = table.length - table.decayed;
  const sliced = plan.size - plan.segments * pitch;
  /** Where the first part of the gradient of something with one axis goes. */
  const placeOf = ({ offset }: Parameter): number => sliced + offset - table.decayed;
  const inputOf = (layer: number): GPUBuffer => room.blocks[layer - 1]?.residual2 ?? room.embedded;

  const normBackward = ({ weight, bias }: Affine, x: GPUBuffer, moments: GPUBuffer, add: boolean): void => {
    const words = [count, width, weight.offset, add ? 1 : 0];
    const rowGrid = gridOf(Math.ceil(count / kernels.rows));
    recorder.add(kernels.row("layerNormBackward"), words, [norm, x, moments, weights, stream], rowGrid);
    const gains = [count, width, SEGMENT, plan.segments, pitch, placeOf(weight)];
    gains.push(bias === null ? NONE : placeOf(bias));
    const grid = gridOf(Math.ceil((plan.segments * width) / 64));
    recorder.add(kernels.flat("normGains"), gains, [norm, x, moments, partial], grid);
  };

  const linearBackward = (
    { weight, bias }: Affine,
    slope: GPUBuffer,
    x: GPUBuffer,
    inWidth: number,
    outWidth: number,
    epilogue: Epilogue,
    buffers: readonly GPUBuffer[],
  ): void => {
    const to = { buffer: x, at: 0 };
    recordWeightGradient(recorder, parts, weight, count, outWidth, inWidth, slope, to, slopes.weights);
    if (bias !== null) {
      const words = [count, outWidth, SEGMENT, plan.segments, pitch, placeOf(bias)];
      const grid = gridOf(Math.ceil((plan.segments * outWidth) / 64));
      recorder.add(kernels.flat("columnSums"), words, [slope, partial], grid);
    }
    recordProduct(recorder, kernels, {
      m: count,
      n: inWidth,
      k: outWidth,
      a: rowsOf(slope, outWidth),
      b: columnsOf(weights, inWidth, weight.offset),
      epilogue,
      buffers,
    });
  };

  /** The gradient of a branch: the stream's, after the branch's dropout. */
  const branchOf = (site: number): GPUBuffer => {
    if (dropout === 0) return stream;
    const grid = gridOf(Math.ceil(flat / 64));
    recorder.add(kernels.flat("drop"), [flat, fresh * width, site], [stream, branch], grid);
    return branch;
  };

  normBackward(table.lnF, inputOf(model.layers), room.lnFMoments, false);
  for (let layer = model.layers - 1; layer >= 0; layer--) {
    const block = room.blocks[layer];
    const own = table.blocks[layer];
    if (block === undefined || own === undefined) continue;
    const mlp = branchOf(SITE.mlp(layer));
    linearBackward(own.mlpProj, mlp, block.gelu, 4 * width, width, "geluBackward", [fc, block.fc]);
    linearBackward(own.cFc, fc, block.ln2, width, 4 * width, "store", [norm]);
    normBackward(own.ln2, block.residual1, block.ln2Moments, true);

    const attended = branchOf(SITE.attention(layer));
    linearBackward(own.attnProj, attended, block.attn, width, width, "store", [norm]);
    const words = [count * heads, heads, fresh, fresh, SITE.softmax(layer)];
    const queries = kernels.attention("attentionQueries", fresh, sequences * heads);
    const queryBuffers = [block.qkv, block.attn, block.logSums, norm, dots, qkv];
    recorder.add(queries.kernel, words, queryBuffers, gridOf(queries.groups));
    const keys = kernels.attention("attentionKeys", fresh, sequences * heads);
    const keyBuffers = [block.qkv, block.logSums, norm, dots, qkv];
    recorder.add(keys.kernel, words, keyBuffers, gridOf(keys.groups));
    linearBackward(own.cAttn, qkv, block.ln1, width, 3 * width, "store", [norm]);
    normBackward(own.ln1, inputOf(layer), block.ln1Moments, true);
  }
  recorder.add(
    kernels.flat("tokenGradient"),
    [vocabulary, width, fresh, table.wte.offset, SITE.embedding],
    [stream, slopes.order, slopes.starts, gradient],
    gridOf(Math.ceil((vocabulary * width) / 64)),
  );
  recorder.add(
    kernels.flat("positionGradient"),
    [sequences, width, fresh, table.wpe.offset, SITE.embedding],
    [stream, gradient],
    gridOf(Math.ceil((fresh * width) / 64)),
  );
  recordFolds(recorder, parts, slopes.weights);
}
