import {
  defaultDevice,
  init,
  jit,
  nn,
  numpy as np,
  random,
  valueAndGrad,
  type Array as Tensor,
} from "@jax-js/jax";
import { someWindows, VOCABULARY, type Work } from "../../transformer/work.js";
import { peer, type PeerModel, type TransformerContender } from "./contender.js";

/** nanoGPT's model, its update with AdamW and clipping one compiled function, its next token another. */
export async function jaxJs(): Promise<TransformerContender> {
  if (!(await init("webgpu")).includes("webgpu")) throw new Error("jax-js finds no WebGPU");
  defaultDevice("webgpu");
  return peer("jax-js, jit of the whole update, random.categorical", open);
}

// wte, wpe, gain of the last norm; then for each block gain, attention, projection, gain, up, down.
const OUTSIDE = 3;
const BLOCK = 6;

function open(work: Work): PeerModel {
  const { context, width, layers, heads, batch } = work;
  const shapes: (readonly number[])[] = [[VOCABULARY, width], [context, width], [width]];
  for (let layer = 0; layer < layers; layer++) {
    shapes.push([width], [width, 3 * width], [width, width], [width], [width, 4 * width], [4 * width, width]);
  }
  const zeros = (): Tensor[] => shapes.map((shape) => np.zeros(shape));
  let weights = shapes.map((shape, i) =>
    shape.length === 1 ? np.ones(shape) : random.normal(random.key(i), shape).mul(0.02),
  );

  const at = (tensors: readonly Tensor[], i: number): Tensor => {
    const tensor = tensors[i];
    if (tensor === undefined) throw new Error(`There is no tensor ${i}.`);
    return tensor.ref;
  };
  const norm = (x: Tensor, gain: Tensor): Tensor => nn.standardize(x, -1, { epsilon: 1e-5 }).mul(gain);
  /** (batch, context) to rows after the last norm: (batch, context, width). Keeps the weights. */
  const forward = (w: readonly Tensor[], tokens: Tensor): Tensor => {
    let x = np.matmul(nn.oneHot(tokens, VOCABULARY).astype(np.float32), at(w, 0)).add(at(w, 1));
    for (let layer = 0; layer < layers; layer++) {
      const own = (i: number): Tensor => at(w, OUTSIDE + BLOCK * layer + i);
      const qkv = np.matmul(norm(x.ref, own(0)), own(1));
      const parts = np.split(qkv, 3, -1).map((part) => part.reshape([batch, context, heads, width / heads]));
      const y = nn.dotProductAttention(at(parts, 0), at(parts, 1), at(parts, 2), { isCausal: true });
      for (const part of parts) part.dispose();
      x = x.add(np.matmul(y.reshape([batch, context, width]), own(2)));
      x = x.ref.add(np.matmul(nn.gelu(np.matmul(norm(x, own(3)), own(4)), { approximate: false }), own(5)));
    }
    return norm(x, at(w, 2));
  };
  const release = (tensors: readonly Tensor[]): void => {
    for (const tensor of tensors) tensor.dispose();
  };

  if (work.task === "sampling") {
    const next = jit((w: Tensor[], tokens: Tensor, key: Tensor): Tensor => {
      const rows = forward(w, tokens.ref);
      const last = rows.slice([], context - 1);
      const drawn = random.categorical(key, np.matmul(last, at(w, 0).transpose()), { axis: -1 });
      release(w);
      return np.concatenate([tokens.slice([], [1]), drawn.reshape([batch, 1]).astype(np.int32)], 1);
    });
    let tokens = np.zeros([batch, context], { dtype: np.int32 });
    let step = 0;
    return {
      step() {
        tokens = next(
          weights.map((tensor) => tensor.ref),
          tokens,
          random.key(step++),
        );
      },
      wait: () => tokens.ref.data(),
      dispose() {
        release([...weights, tokens]);
        next.dispose();
      },
    };
  }

  const loss = (w: Tensor[], inputs: Tensor, wanted: Tensor): Tensor => {
    const logs = nn.logSoftmax(np.matmul(forward(w, inputs), at(w, 0).transpose()), -1);
    release(w);
    return np.sum(logs.mul(wanted)).mul(-1 / (batch * context));
  };
  const update = jit(
    (w: Tensor[], m: Tensor[], v: Tensor[], inputs: Tensor, wanted: Tensor, rate: Tensor): Tensor[][] => {
      const [value, slopes] = valueAndGrad(loss)(
        w.map((tensor) => tensor.ref),
        inputs,
        wanted,
      );
      const square = (x: Tensor): Tensor => x.ref.mul(x);
      const norms = slopes.map((g) => np.sum(square(g.ref)));
      const clip = np.minimum(1, np.reciprocal(np.sqrt(norms.reduce((sum, one) => sum.add(one))).add(1e-6)));
      const g = slopes.map((slope) => slope.mul(clip.ref));
      clip.dispose();
      const first = m.map((tensor, i) => tensor.mul(0.9).add(at(g, i).mul(0.1)));
      const second = v.map((tensor, i) => tensor.mul(0.99).add(square(at(g, i)).mul(0.01)));
      release(g);
      const after = w.map((tensor, i) => {
        const moved = at(first, i)
          .div(np.sqrt(at(second, i)).add(1e-8))
          .mul(rate.ref);
        return tensor.mul((shapes[i]?.length ?? 0) > 1 ? 0.9999 : 1).sub(moved);
      });
      rate.dispose();
      return [after, first, second, [value]];
    },
  );
  const windows = someWindows(work);
  const tokensFrom = (shift: number): Tensor =>
    np
      .array(
        Int32Array.from(
          { length: batch * context },
          (_, i) => windows[i + Math.floor(i / context) + shift] ?? 0,
        ),
      )
      .reshape([batch, context]);
  const inputs = tokensFrom(0);
  const wanted = nn.oneHot(tokensFrom(1), VOCABULARY).astype(np.float32);
  let [first, second, values] = [zeros(), zeros(), [np.zeros([])]];
  return {
    step() {
      release(values);
      const after = update(weights, first, second, inputs.ref, wanted.ref, np.array(0.001));
      [weights = [], first = [], second = [], values = []] = after;
    },
    wait: () => at(values, 0).data(),
    dispose() {
      release([...weights, ...first, ...second, ...values, inputs, wanted]);
      update.dispose();
    },
  };
}
