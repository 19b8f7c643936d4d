import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgpu";
import { timed, type PageContender } from "./contender.js";

/** tf.multinomial on the WebGPU backend, its samples counted by tf.denseBincount. */
export async function tensorFlow(): Promise<PageContender> {
  if (!(await tf.setBackend("webgpu"))) throw new Error("TensorFlow.js finds no WebGPU");
  await tf.ready();
  const noWeights = tf.tensor1d([]);
  return {
    name: `TensorFlow.js ${tf.version_core} tf.multinomial`,
    async run(work, limit) {
      const { n, s, chains, seed } = work;
      let counts = tf.fill([chains, s], 1);
      let total = s;
      const done = await timed(
        work,
        limit,
        (m) => {
          const before = counts;
          counts = tf.tidy(() => {
            const picks = tf.multinomial(tf.div(before, total), n, seed + m / 1024, true);
            return tf.denseBincount(picks, noWeights, s);
          });
          before.dispose();
          total = n;
        },
        () => counts.data(),
      );
      counts.dispose();
      return done;
    },
  };
}
