import type { Model } from "../model.js";
import { SITE } from "../sites.js";
import type { Activations } from "./activations.js";
import { attention } from "./attention.js";
import { drop, type Dropout } from "./dropout.js";
import { gelu } from "./gelu.js";
import { layerNorm } from "./layer-norm.js";
import { linear } from "./linear.js";
import type { Real } from "./real.js";
import type { Span } from "./span.js";
import type { Tensors } from "./tensors.js";

/**
 * The forward pass up to the last layer norm, `activations.lnF`. `tokens` are the (sequences, fresh) new ones.
 * x = drop(wte[t] + wpe); x += drop(c_proj(att(ln_1 x))); x += drop(c_proj(gelu(c_fc(ln_2 x)))).
 */
export function forward(
  model: Model,
  tensors: Tensors,
  activations: Activations,
  span: Span,
  tokens: Uint32Array,
  dropout: Dropout | null,
): void {
  const { width, heads, activation } = model;
  const { sequences, fresh, firstRow } = span;
  const count = sequences * fresh;
  const size = count * width;
  const firstElement = firstRow * fresh * width;
  let x = activations.embedded;
  embed(tensors, span, width, tokens, x);
  drop(dropout, SITE.embedding, firstElement, x, 0, size);
  activations.blocks.forEach((block, layer) => {
    const { ln1, cAttn, attnProj, ln2, cFc, mlpProj } = tensors.blocks[layer] as Tensors["blocks"][number];
    layerNorm(count, width, x, ln1.weight, ln1.bias, block.ln1Moments, block.ln1);
    linear(count, width, 3 * width, block.ln1, cAttn, block.qkv);
    if (block.cache !== block.qkv) keep(span, 3 * width, block.qkv, block.cache);
    attention(
      span,
      width,
      heads,
      block.qkv,
      block.cache,
      block.softmax,
      activations.scratch,
      dropout,
      SITE.softmax(layer),
      block.attn,
    );
    linear(count, width, width, block.attn, attnProj, block.residual1);
    drop(dropout, SITE.attention(layer), firstElement, block.residual1, 0, size);
    addTo(block.residual1, x, size);

    layerNorm(count, width, block.residual1, ln2.weight, ln2.bias, block.ln2Moments, block.ln2);
    linear(count, width, 4 * width, block.ln2, cFc, block.fc);
    gelu(activation, block.fc, block.gelu, count * 4 * width);
    linear(count, 4 * width, width, block.gelu, mlpProj, block.residual2);
    drop(dropout, SITE.mlp(layer), firstElement, block.residual2, 0, size);
    addTo(block.residual2, block.residual1, size);
    x = block.residual2;
  });
  const { weight, bias } = tensors.lnF;
  layerNorm(count, width, x, weight, bias, activations.lnFMoments, activations.lnF);
}

function embed({ wte, wpe }: Tensors, span: Span, width: number, tokens: Uint32Array, out: Real): void {
  const { sequences, fresh, past } = span;
  for (let row = 0; row < sequences * fresh; row++) {
    const token = (tokens[row] as number) * width;
    const position = (past + (row % fresh)) * width;
    const at = row * width;
    for (let j = 0; j < width; j++) out[at + j] = (wte[token + j] as number) + (wpe[position + j] as number);
  }
}

/** Puts the new rows behind the past ones of their sequences. */
function keep({ sequences, fresh, past, capacity }: Span, width: number, from: Real, to: Real): void {
  for (let s = 0; s < sequences; s++) {
    to.set(from.subarray(s * fresh * width, (s + 1) * fresh * width), (s * capacity + past) * width);
  }
}

/** x += y over the first `count` elements. */
function addTo(x: Real, y: Real, count: number): void {
  for (let i = 0; i < count; i++) x[i] = (x[i] as number) + (y[i] as number);
}
