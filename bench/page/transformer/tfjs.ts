import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { someWindows, VOCABULARY, type Work } from "../../transformer/work.js";
import { peer, type PeerModel, type TransformerContender } from "./contender.js";

interface Block {
  readonly gain1: tf.Variable;
  readonly attention: tf.Variable;
  readonly projection: tf.Variable;
  readonly gain2: tf.Variable;
  readonly up: tf.Variable;
  readonly down: tf.Variable;
}

/** nanoGPT's model on the WebGPU backend; trained by tf.train.adam, without weight decay and clipping. */
export async function tensorFlow(): Promise<TransformerContender> {
  if (!(await tf.setBackend("webgpu"))) throw new Error("TensorFlow.js finds no WebGPU");
  await tf.ready();
  return peer(`TensorFlow.js ${tf.version_core}, tf.train.adam, tf.multinomial`, open);
}

function open(work: Work): PeerModel {
  const { context, width, layers, heads, batch } = work;
  const weight = (shape: readonly number[]): tf.Variable => tf.variable(tf.randomNormal(shape, 0, 0.02));
  const gain = (): tf.Variable => tf.variable(tf.ones([width]));
  const wte = weight([VOCABULARY, width]);
  const wpe = weight([context, width]);
  const blocks = Array.from({ length: layers }, (): Block => ({
    gain1: gain(),
    attention: weight([width, 3 * width]),
    projection: weight([width, width]),
    gain2: gain(),
    up: weight([width, 4 * width]),
    down: weight([4 * width, width]),
  }));
  const gainF = gain();
  const variables = [wte, wpe, gainF, ...blocks.flatMap((block) => Object.values(block) as tf.Variable[])];
  const future = tf.tensor2d(
    Float32Array.from({ length: context ** 2 }, (_, at) => (at % context > at / context ? -1e9 : 0)),
    [context, context],
  );

  const norm = (x: tf.Tensor, by: tf.Variable): tf.Tensor => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), by);
  };
  const gelu = (x: tf.Tensor): tf.Tensor =>
    tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  const attend = (x: tf.Tensor, block: Block): tf.Tensor => {
    const [q, k, v] = tf
      .split(tf.matMul(x, block.attention), 3, 1)
      .map((part) => tf.transpose(tf.reshape(part, [batch, context, heads, width / heads]), [0, 2, 1, 3]));
    if (q === undefined || k === undefined || v === undefined) throw new Error("tf.split did not split.");
    const scores = tf.mul(tf.matMul(q, k, false, true), (width / heads) ** -0.5);
    const y = tf.matMul(tf.softmax(tf.add(scores, future)), v);
    return tf.matMul(tf.reshape(tf.transpose(y, [0, 2, 1, 3]), [batch * context, width]), block.projection);
  };
  /** Rows after the last norm: (batch * context, width). */
  const forward = (tokens: tf.Tensor): tf.Tensor => {
    const embedded = tf.reshape(
      tf.matMul(tf.oneHot(tf.reshape(tokens, [batch * context]), VOCABULARY), wte),
      [batch, context, width],
    );
    let x = tf.reshape(tf.add(embedded, wpe), [batch * context, width]);
    for (const block of blocks) {
      x = tf.add(x, attend(norm(x, block.gain1), block));
      x = tf.add(x, tf.matMul(gelu(tf.matMul(norm(x, block.gain2), block.up)), block.down));
    }
    return norm(x, gainF);
  };

  let result: tf.Tensor = tf.tensor2d(
    Int32Array.from({ length: batch * context }, () => 0),
    [batch, context],
    "int32",
  );
  const kept: tf.Tensor[] = [...variables, future];
  const dispose = (): void => {
    for (const one of [...kept, result]) one.dispose();
  };
  const wait = (): Promise<ArrayLike<number>> => result.data();
  if (work.task === "sampling") {
    let seed = 1;
    const step = (): void => {
      const tokens = result;
      result = tf.tidy(() => {
        const rows = tf.reshape(forward(tokens), [batch, context, width]);
        const last = tf.reshape(tf.slice(rows, [0, context - 1, 0], [batch, 1, width]), [batch, width]);
        const drawn = tf.multinomial(tf.matMul(last, wte, false, true), 1, seed++, false);
        return tf.concat([tf.slice(tokens, [0, 1], [batch, context - 1]), drawn], 1);
      });
      tokens.dispose();
    };
    return { step, wait, dispose };
  }
  const windows = tf.tensor2d(Int32Array.from(someWindows(work)), [batch, context + 1], "int32");
  const inputs = tf.slice(windows, [0, 0], [batch, context]);
  const targets = tf.slice(windows, [0, 1], [batch, context]);
  const wanted = tf.oneHot(tf.reshape(targets, [batch * context]), VOCABULARY);
  kept.push(windows, inputs, targets, wanted);
  const optimizer = tf.train.adam(0.001, 0.9, 0.99, 1e-8);
  const loss = (): tf.Tensor =>
    tf.neg(tf.mean(tf.sum(tf.mul(wanted, tf.logSoftmax(tf.matMul(forward(inputs), wte, false, true))), -1)));
  return {
    step() {
      result.dispose();
      const cost = optimizer.minimize(loss, true, variables);
      if (cost === null) throw new Error("tf.train.adam returned no loss.");
      result = cost;
    },
    wait,
    dispose() {
      dispose();
      optimizer.dispose();
    },
  };
}
