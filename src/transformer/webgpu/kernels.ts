import adamw from "../../../shaders/transformer/adamw.wgsl";
import attentionKeys from "../../../shaders/transformer/attention-keys.wgsl";
import attentionQueries from "../../../shaders/transformer/attention-queries.wgsl";
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
  attention,
  attentionKeys,
  attentionQueries,
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

/** Kernels that reduce rows. */
const ROWS = { crossEntropy, layerNorm, layerNormBackward, sample };

/** What happens to the result of a matrix product. */
const EPILOGUES = { store, add, cache, gelu, geluBackward, residual };

export type FlatName = keyof typeof FLAT;
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
}

/**
 * The kernels of one model on one device. A software adapter gets those without workgroup memory and barriers, which it
 * emulates slowly; a GPU gets tiles and rows that lanes reduce together.
 */
export class Kernels {
  /** Rows a workgroup reduces, and the tile of C (rows, columns) that it computes. */
  readonly rows: number;
  readonly tile: readonly [number, number];
  readonly software: boolean;
  private readonly device: GPUDevice;
  /** Consts that the shaders leave to the host: the width of a head, and which GELU. */
  private readonly size: string;
  private readonly tanh: string;

  constructor(device: GPUDevice, software: boolean, { width, heads, activation }: Model) {
    this.device = device;
    this.software = software;
    this.rows = software ? 32 : 4;
    this.tile = software ? [64, 32] : [64, 64];
    const size = width / heads;
    this.size = `const SIZE = ${size}u;\n${size % 4 === 0 ? chunksWide : chunksNarrow}`;
    this.tanh = `const TANH = ${activation === "gelu-tanh"};\n`;
  }

  flat(name: FlatName): Kernel {
    return this.compile(name, (name.startsWith("attention") ? this.size : "") + FLAT[name]);
  }

  row(name: RowName): Kernel {
    return this.compile(name, (this.software ? rowsAlone : rowsTogether) + ROWS[name]);
  }

  product({ aAlong, bAlong, wide: isWide, epilogue }: ProductForm): Kernel {
    const axes = `const A_ALONG = ${aAlong};\nconst B_ALONG = ${bAlong};\n`;
    const body = this.software ? matmulRegisters : matmulTiled;
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
