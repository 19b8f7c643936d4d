import type { Model } from "../model.js";
import { SITE } from "../sites.js";
import type { Activations, BlockActivations } from "./activations.js";
import { attentionBackward } from "./attention.js";
import { drop, type Dropout } from "./dropout.js";
import { geluBackward } from "./gelu.js";
import { layerNormBackward } from "./layer-norm.js";
import { linearBackward } from "./linear.js";
import type { Real, RealArray } from "./real.js";
import type { Span } from "./span.js";
import type { Tensors } from "./tensors.js";

/** Room for gradients of activations: one set serves all blocks in turn. */
export interface Slopes {
  /** Of the residual stream. */
  readonly residual: Real;
  /** Of a branch before it joins the stream, and of a layer norm's result. */
  readonly branch: Real;
  readonly norm: Real;
  readonly qkv: Real;
  readonly fc: Real;
  readonly scratch: readonly [Real, Real];
}

export function makeSlopes(make: RealArray, { width, context }: Model, count: number): Slopes {
  return {
    residual: new make(count * width),
    branch: new make(count * width),
    norm: new make(count * width),
    qkv: new make(count * 3 * width),
    fc: new make(count * 4 * width),
    scratch: [new make(16 * context), new make(16 * context)],
  };
}

/**
 * The backward pass of `forward`, from the gradient of its result in `slopes.norm`: adds the gradients of all tensors
 * (but the head's own) to `gradients`.
 */
export function backward(
  model: Model,
  tensors: Tensors,
  activations: Activations,
  slopes: Slopes,
  span: Span,
  tokens: Uint32Array,
  dropout: Dropout | null,
  gradients: Tensors,
): void {
  const { width, heads, activation } = model;
  const { sequences, fresh, firstRow } = span;
  const count = sequences * fresh;
  const size = count * width;
  const firstElement = firstRow * fresh * width;
  const { residual, branch, norm, qkv, fc, scratch } = slopes;
  const { blocks } = activations;
  const inputOf = (layer: number): Real =>
    layer === 0 ? activations.embedded : (blocks[layer - 1] as BlockActivations).residual2;

  residual.fill(0, 0, size);
  layerNormBackward(
    count,
    width,
    norm,
    inputOf(model.layers),
    tensors.lnF.weight,
    activations.lnFMoments,
    residual,
    gradients.lnF.weight,
    gradients.lnF.bias,
  );
  for (let layer = model.layers - 1; layer >= 0; layer--) {
    const block = blocks[layer] as BlockActivations;
    const own = tensors.blocks[layer] as Tensors["blocks"][number];
    const to = gradients.blocks[layer] as Tensors["blocks"][number];

    branch.set(residual.subarray(0, size));
    drop(dropout, SITE.mlp(layer), firstElement, branch, 0, size);
    linearBackward(count, 4 * width, width, branch, block.gelu, own.mlpProj.weight, fc, to.mlpProj);
    geluBackward(activation, block.fc, fc, count * 4 * width);
    linearBackward(count, width, 4 * width, fc, block.ln2, own.cFc.weight, norm, to.cFc);
    layerNormBackward(
      count,
      width,
      norm,
      block.residual1,
      own.ln2.weight,
      block.ln2Moments,
      residual,
      to.ln2.weight,
      to.ln2.bias,
    );

    branch.set(residual.subarray(0, size));
    drop(dropout, SITE.attention(layer), firstElement, branch, 0, size);
    linearBackward(count, width, width, branch, block.attn, own.attnProj.weight, norm, to.attnProj);
    attentionBackward(
      span,
      width,
      heads,
      norm,
      block.qkv,
      block.softmax,
      scratch,
      dropout,
      SITE.softmax(layer),
      qkv,
    );
    linearBackward(count, width, 3 * width, qkv, block.ln1, own.cAttn.weight, norm, to.cAttn);
    layerNormBackward(
      count,
      width,
      norm,
      inputOf(layer),
      own.ln1.weight,
      block.ln1Moments,
      residual,
      to.ln1.weight,
      to.ln1.bias,
    );
  }
  drop(dropout, SITE.embedding, firstElement, residual, 0, size);
  embedBackward(span, width, tokens, residual, gradients);
}

function embedBackward(
  { sequences, fresh }: Span,
  width: number,
  tokens: Uint32Array,
  gradient: Real,
  { wte, wpe }: Tensors,
): void {
  for (let row = 0; row < sequences * fresh; row++) {
    const token = (tokens[row] as number) * width;
    const position = (row % fresh) * width;
    for (let j = 0; j < width; j++) {
      const g = gradient[row * width + j] as number;
      wte[token + j] = (wte[token + j] as number) + g;
      wpe[position + j] = (wpe[position + j] as number) + g;
    }
  }
}
