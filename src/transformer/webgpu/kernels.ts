import adamw from "../../../shaders/transformer/adamw.wgsl";
import attentionKeysTiled from "../../../shaders/transformer/attention-keys-tiled.wgsl";
import attentionKeys from "../../../shaders/transformer/attention-keys.wgsl";
import attentionQueriesTiled from "../../../shaders/transformer/attention-queries-tiled.wgsl";
import attentionQueries from "../../../shaders/transformer/attention-queries.wgsl";
import attentionTiled from "../../../shaders/transformer/attention-tiled.wgsl";
import attention from "../../../shaders/transformer/attention.wgsl";
import columnSums from "../../../shaders/transformer/column-sums.wgsl";
import crossEntropy from "../../../shaders/transformer/cross-entropy.wgsl";
import drop from "../../../shaders/transformer/drop.wgsl";
import embed from "../../../shaders/transformer/embed.wgsl";
import add from "../../../shaders/transformer/epilogues/add.wgsl";
import cache from "../../../shaders/transformer/epilogues/cache.wgsl";
import geluBackward from "../../../shaders/transformer/epilogues/gelu-backward.wgsl";
import gelu from "../../../shaders/transformer/epilogues/gelu.wgsl";
import residual from "../../../shaders/transformer/epilogues/residual.wgsl";
import store from "../../../shaders/transformer/epilogues/store.wgsl";
import fold from "../../../shaders/transformer/fold.wgsl";
import layerNormBackward from "../../../shaders/transformer/layer-norm-backward.wgsl";
import layerNorm from "../../../shaders/transformer/layer-norm.wgsl";
import narrow from "../../../shaders/transformer/lib/elements-narrow.wgsl";
import wide from "../../../shaders/transformer/lib/elements-wide.wgsl";
import chunksNarrow from "../../../shaders/transformer/lib/chunks-narrow.wgsl";
import chunksWide from "../../../shaders/transformer/lib/chunks-wide.wgsl";
import rowsAlone from "../../../shaders/transformer/lib/rows-alone.wgsl";
import rowsSubgroups from "../../../shaders/transformer/lib/rows-subgroups.wgsl";
import rowsTogether from "../../../shaders/transformer/lib/rows-together.wgsl";
import matmulRegisters from "../../../shaders/transformer/matmul-registers.wgsl";
import matmulTiled from "../../../shaders/transformer/matmul-tiled.wgsl";
import normGains from "../../../shaders/transformer/norm-gains.wgsl";
import positionGradient from "../../../shaders/transformer/position-gradient.wgsl";
import sample from "../../../shaders/transformer/sample.wgsl";
import squares from "../../../shaders/transformer/squares.wgsl";
import sum from "../../../shaders/transformer/sum.wgsl";
import tokenGradient from "../../../shaders/transformer/token-gradient.wgsl";
import { compileKernel, type Kernel as Compiled } from "../../gpu/index.js";
import type { Model } from "../model.js";

/** Kernels that give each number to one invocation. */
const FLAT = {
  adamw,
  columnSums,
  drop,
  embed,
  fold,
  normGains,
  positionGradient,
  squares,
  sum,
  tokenGradient,
};

/** Attention, forward and backward: one query or key of a head an invocation, or a tile of them a workgroup. */
const ATTENTION = {
  attention: { alone: attention, tiled: attentionTiled },
  attentionKeys: { alone: attentionKeys, tiled: attentionKeysTiled },
  attentionQueries: { alone: attentionQueries, tiled: attentionQueriesTiled },
};

/** Kernels that reduce rows. */
const ROWS = { crossEntropy, layerNorm, layerNormBackward, sample };

/** What happens to the result of a matrix product. */
const EPILOGUES = { store, add, cache, gelu, geluBackward, residual };

export type FlatName = keyof typeof FLAT;
export type AttentionName = keyof typeof ATTENTION;
export type RowName = keyof typeof ROWS;
export type Epilogue = keyof typeof EPILOGUES;

/** A kernel on its way. */
export interface Kernel {
  readonly compiled: Promise<Compiled>;
  /** Whether it reads lib/step.wgsl's uniform, binding 1. */
  readonly stepped: boolean;
}

/** What a matrix product's axes look like in memory. */
export interface ProductForm {
  readonly aAlong: boolean;
  readonly bAlong: boolean;
  readonly wide: boolean;
  readonly epilogue: Epilogue;
  /** Rows and columns of the tiles of C. */
  readonly tile: Tile;
}

/** Rows and columns. */
export type Tile = readonly [number, number];

const SOFTWARE_TILE: Tile = [64, 32];
const LARGE_TILE: Tile = [64, 64];
const SMALL_TILE: Tile = [32, 32];
/** Large tiles keep a GPU busier where there are this many: each reads less for what it computes. */
const MANY_TILES = 128;

/** Queries or keys of a tile of attention, and the fewest that are worth one. */
const ATTENTION_SIDE = 32;
const ATTENTION_FEWEST = 16;

/**
 * The kernels of one model on one device. A software adapter gets those without workgroup memory and barriers, which it
 * emulates slowly; a GPU gets tiles and rows that lanes reduce together.
 */
export class Kernels {
  /** Rows a workgroup reduces. */
  readonly rows: number;
  readonly software: boolean;
  private readonly device: GPUDevice;
  /** How rows are reduced, consts included. */
  private readonly reduction: string;
  /** Consts that the shaders leave to the host: the width of a head, and which GELU. */
  private readonly size: string;
  private readonly tanh: string;

  /** `span` is the device's subgroupSpan. */
  constructor(device: GPUDevice, software: boolean, span: number, { width, heads, activation }: Model) {
    this.device = device;
    this.software = software;
    this.rows = software ? 32 : 4;
    this.reduction = software
      ? rowsAlone
      : span === 1
        ? rowsTogether
        : `${rowsSubgroups}const SPAN = ${span}u;\n`;
    const size = width / heads;
    this.size = `const SIZE = ${size}u;\n${size % 4 === 0 ? chunksWide : chunksNarrow}`;
    this.tanh = `const TANH = ${activation === "gelu-tanh"};\n`;
  }

  flat(name: FlatName): Kernel {
    return this.compile(name, FLAT[name]);
  }

  row(name: RowName): Kernel {
    return this.compile(name, this.reduction + ROWS[name]);
  }

  /** Attention over `fresh` new positions of so many heads of sequences, and its workgroups. */
  attention(name: AttentionName, fresh: number, heads: number): { kernel: Kernel; groups: number } {
    const tiled = !this.software && fresh >= ATTENTION_FEWEST;
    const code = this.size + ATTENTION[name][tiled ? "tiled" : "alone"];
    const groups = tiled ? heads * Math.ceil(fresh / ATTENTION_SIDE) : Math.ceil((heads * fresh) / 64);
    return { kernel: this.compile(name, code), groups };
  }

  /** The tile that suits C of m x n in so many slices. */
  tileOf(m: number, n: number, slices: number): Tile {
    if (this.software) return SOFTWARE_TILE;
    return tilesIn(m, n, LARGE_TILE) * slices < MANY_TILES ? SMALL_TILE : LARGE_TILE;
  }

  product({ aAlong, bAlong, wide: isWide, epilogue, tile }: ProductForm): Kernel {
    const axes = `const A_ALONG = ${aAlong};\nconst B_ALONG = ${bAlong};\n`;
    const body = this.software ? matmulRegisters : `const TILE = ${tile[0]}u;\n${matmulTiled}`;
    const own = epilogue.startsWith("gelu") ? this.tanh : "";
    const code = own + axes + (isWide ? wide : narrow) + EPILOGUES[epilogue] + body;
    return this.compile(`product ${epilogue}`, code);
  }

  private compile(label: string, code: string): Kernel {
    return {
      compiled: compileKernel(this.device, label, code),
      stepped: code.includes("var<uniform> step"),
    };
  }
}

/** Tiles that cover C of m x n. */
function tilesIn(m: number, n: number, [rows, columns]: Tile): number {
  return Math.ceil(m / rows) * Math.ceil(n / columns);
}
