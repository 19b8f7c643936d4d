import { defaultDevice, init, jit, nn, numpy, random, type Array as Tensor } from "@jax-js/jax";
import { timed, type PageContender } from "./contender.js";

/** jax.random.categorical on WebGPU, its samples counted by a sum of one-hot rows, compiled as one function. */
export async function jaxJs(): Promise<PageContender> {
  if (!(await init("webgpu")).includes("webgpu")) throw new Error("jax-js finds no WebGPU");
  defaultDevice("webgpu");
  return {
    name: "jax-js random.categorical",
    async run(work, limit) {
      const { n, s, chains, seed } = work;
      const generation = jit((key: Tensor, counts: Tensor) => {
        const logits = numpy.log(counts).reshape([chains, 1, s]);
        const picks = random.categorical(key, logits, { shape: [chains, n], axis: -1 });
        return nn.oneHot(picks, s).sum(1);
      });
      const start = (): Tensor => numpy.full([chains, s], 1);
      // Compiles.
      await generation(random.key(0), start()).data();
      let counts = start();
      return timed(
        work,
        limit,
        (m) => {
          counts = generation(random.key(seed * 1024 + m), counts);
        },
        // Reading gives a reference away.
        () => counts.ref.data(),
      );
    },
  };
}
