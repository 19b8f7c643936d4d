import { assert } from "chai";
import { Staging } from "../../src/gpu/index.js";
import { attention, attentionBackward } from "../../src/transformer/cpu/attention.js";
import { adamw } from "../../src/transformer/cpu/adamw.js";
import { drop, makeDropout } from "../../src/transformer/cpu/dropout.js";
import { gelu, geluBackward } from "../../src/transformer/cpu/gelu.js";
import { Head } from "../../src/transformer/cpu/head.js";
import { layerNorm, layerNormBackward } from "../../src/transformer/cpu/layer-norm.js";
import { multiply, rows, transposed } from "../../src/transformer/cpu/multiply.js";
import { decode, drawToken, type Decoding } from "../../src/transformer/index.js";
import { uniform24 } from "../../src/transformer/random.js";
import { Kernels } from "../../src/transformer/webgpu/kernels.js";
import { Memory } from "../../src/transformer/webgpu/memory.js";
import { recordProduct } from "../../src/transformer/webgpu/passes.js";
import { encode, floatBits, gridOf, Recorder } from "../../src/transformer/webgpu/program.js";
import { subgroupSpan } from "../../src/transformer/webgpu/subgroups.js";
import { learningStep } from "../../src/transformer/webgpu/step.js";
import { MODEL, TRAINING } from "./behaviour.js";
import { sharedDevice } from "./device.js";
import { relativeError } from "./fixture.js";
import { randomArray, randomNumbers, randomTokens } from "./numbers.js";

const KEY = [11, 12] as const;
const FIRST_ROW = 2;

const DECODINGS: Decoding[] = [
  { temperature: 1 },
  { temperature: 0.5, topK: 7 },
  { temperature: 2, topP: 0.35 },
  { temperature: 1, topK: 20, topP: 0.9 },
  { temperature: 1, topK: 1 },
];

/** Which kernels: for software adapters or GPUs, and how many lanes are sure to share a subgroup. */
interface Kind {
  readonly software: boolean;
  readonly span: number;
}

/** One device's kernels, with buffers of their own for every test. */
class Bench {
  readonly kernels: Kernels;
  readonly recorder: Recorder;
  private readonly memory: Memory;

  constructor(device: GPUDevice, { software, span }: Kind, model: typeof MODEL, dropout: number) {
    this.memory = new Memory(device);
    this.kernels = new Kernels(device, software, span, model);
    const step = learningStep(TRAINING, dropout, KEY, FIRST_ROW, 4, 0.01);
    this.recorder = new Recorder(this.memory, this.memory.uniform("step", step));
  }

  put(values: Float32Array | Uint32Array): GPUBuffer {
    const buffer = this.memory.words("test", Math.max(4, values.length));
    this.memory.device.queue.writeBuffer(buffer, 0, values.slice());
    return buffer;
  }

  room(words: number): GPUBuffer {
    return this.memory.words("test", Math.max(4, words));
  }

  /** Runs what was recorded and reads buffers. */
  async run(buffers: readonly GPUBuffer[]): Promise<Float32Array[]> {
    const { device } = this.memory;
    const encoder = device.createCommandEncoder();
    encode(encoder, await this.recorder.finish());
    const readbacks = buffers.map((buffer) => {
      const readback = new Staging(device, buffer.size).begin();
      readback.copy(encoder, buffer, 0, buffer.size);
      return readback;
    });
    device.queue.submit([encoder.finish()]);
    const read = await Promise.all(readbacks.map((readback) => readback.read()));
    this.memory.destroy();
    return read.map(({ buffer }) => new Float32Array(buffer));
  }
}

async function bench(kind: Kind, model = MODEL, dropout = 0): Promise<Bench> {
  return new Bench((await sharedDevice()).device, kind, model, dropout);
}

/** A float64 copy. */
function exact(values: Float32Array): Float64Array {
  return Float64Array.from(values);
}

function assertNear(
  found: Float32Array | undefined,
  wanted: Float64Array,
  tolerance: number,
  what = "",
): void {
  assert.isBelow(relativeError(found ?? [], wanted), tolerance, what);
}

for (const software of [true, false]) {
  const kind = { software, span: 1 };
  describe(`a WGSL kernel ${software ? "for software adapters" : "for GPUs"} beside float64`, () => {
    const random = randomNumbers(software ? 20 : 21);

    // Sizes around the tiles' edges; everything in fours, and nothing.
    const shapes = [
      [67, 33, 21],
      [68, 36, 20],
      [3, 130, 65],
      // Enough tiles that a GPU's are large.
      ...(software ? [] : ([[772, 710, 37]] as const)),
    ] as const;
    for (const [m, n, k] of shapes) {
      it(`multiplies ${m} x ${k} by ${k} x ${n}, either axis along`, async () => {
        for (const [aAlong, bAlong] of [
          [true, true],
          [true, false],
          [false, false],
        ] as const) {
          const a = randomArray(random, m * k);
          const b = randomArray(random, n * k);
          const own = await bench(kind);
          const c = own.room(m * n);
          const slices = own.room(2 * m * n);
          const factors = {
            m,
            n,
            k,
            a: { buffer: own.put(a), at: 0, stride: aAlong ? k : m, along: aAlong },
            b: { buffer: own.put(b), at: 0, stride: bAlong ? k : n, along: bAlong },
          };
          recordProduct(own.recorder, own.kernels, { ...factors, epilogue: "store", buffers: [c] });
          recordProduct(own.recorder, own.kernels, {
            ...factors,
            epilogue: "store",
            buffers: [slices],
            part: 16,
          });
          const [found, parts] = await own.run([c, slices]);
          const wanted = new Float64Array(m * n);
          const left = aAlong ? rows(exact(a), k) : transposed(rows(exact(a), m));
          const right = bAlong ? rows(exact(b), k) : transposed(rows(exact(b), n));
          multiply(m, n, k, left, right, rows(wanted, n), false);
          assertNear(found, wanted, 1e-6, "whole");
          if (k > 32) continue;
          const summed = wanted.map((_, i) => (parts?.[i] ?? NaN) + (parts?.[m * n + i] ?? NaN));
          assert.isBelow(relativeError(summed, wanted), 1e-6, "in slices");
        }
      });
    }

    (software ? (["gelu", "gelu-tanh"] as const) : (["gelu"] as const)).forEach((activation) => {
      it(`ends products with ${activation}, its slope, bias, residual and dropout`, async () => {
        const [m, n, k] = [9, 7, 5];
        const own = await bench(kind, { ...MODEL, activation }, 0.25);
        const a = randomArray(random, m * k).map((u) => 4 * u);
        const w = randomArray(random, n * k);
        const bias = randomArray(random, n);
        const residual = randomArray(random, m * n);
        const given = randomArray(random, m * n).map((u) => 6 * u);
        const weights = own.put(Float32Array.of(...w, ...bias));
        const [fc, act, sum, slope] = [0, 1, 2, 3].map(() => own.room(m * n)) as [
          GPUBuffer,
          GPUBuffer,
          GPUBuffer,
          GPUBuffer,
        ];
        const factors = {
          m,
          n,
          k,
          a: { buffer: own.put(a), at: 0, stride: k, along: true },
          b: { buffer: weights, at: 0, stride: k, along: true },
          bias: { name: "bias", shape: [n], offset: n * k, size: n },
          fresh: 3,
          site: 5,
        };
        recordProduct(own.recorder, own.kernels, {
          ...factors,
          epilogue: "gelu",
          buffers: [fc, weights, act],
        });
        const ends = [sum, weights, own.put(residual)];
        recordProduct(own.recorder, own.kernels, { ...factors, epilogue: "residual", buffers: ends });
        const buffers = [slope, own.put(given)];
        recordProduct(own.recorder, own.kernels, { ...factors, epilogue: "geluBackward", buffers });
        const found = await own.run([fc, act, sum, slope]);

        const product = new Float64Array(m * n);
        multiply(m, n, k, rows(exact(a), k), rows(exact(w), k), rows(product, n), false);
        const biased = product.map((value, i) => value + (bias[i % n] ?? NaN));
        const activated = new Float64Array(m * n);
        gelu(activation, biased, activated, m * n);
        const dropped = biased.slice();
        drop(makeDropout(0.25, KEY), 5, FIRST_ROW * 3 * n, dropped, 0, m * n);
        geluBackward(activation, exact(given), product, m * n);
        assertNear(found[0], biased, 1e-6, "bias");
        assertNear(found[1], activated, 1e-6, "gelu");
        assertNear(
          found[2],
          dropped.map((value, i) => value + (residual[i] ?? NaN)),
          1e-6,
          "residual",
        );
        assertNear(found[3], product, 2e-6, "slope");
      });
    });

    // One tile or more, and too few positions for one; heads in numbers and in fours, in more slabs and parts than one.
    (
      [
        [5, 19],
        [8, 71],
        [40, 33],
        [8, 11],
      ] as const
    ).forEach(([size, fresh]) => {
      it(`attends with heads of ${size} at ${fresh} positions, and back, with dropout`, async () => {
        const [sequences, heads] = [2, 3];
        const width = heads * size;
        const count = sequences * fresh;
        const own = await bench(kind, { ...MODEL, width, heads }, 0.3);
        const qkv = randomArray(random, count * 3 * width).map((u) => 2 * u);
        const g = randomArray(random, count * width);
        const input = own.put(qkv);
        const slope = own.put(g);
        const [out, logSums, dots, back] = [
          count * width,
          count * heads,
          count * heads,
          count * 3 * width,
        ].map((words) => own.room(words)) as [GPUBuffer, GPUBuffer, GPUBuffer, GPUBuffer];
        const words = [count * heads, heads, fresh, fresh, 4];
        const passes = [
          ["attention", [input, out, logSums]],
          ["attentionQueries", [input, out, logSums, slope, dots, back]],
          ["attentionKeys", [input, logSums, slope, dots, back]],
        ] as const;
        for (const [name, buffers] of passes) {
          const { kernel, groups } = own.kernels.attention(name, fresh, sequences * heads);
          own.recorder.add(kernel, words, buffers, gridOf(groups));
        }
        const found = await own.run([out, back]);

        const span = { sequences, fresh, past: 0, capacity: fresh, firstRow: FIRST_ROW };
        const dropout = makeDropout(0.3, KEY);
        const exactQkv = exact(qkv);
        const softmax = new Float64Array(sequences * heads * fresh * fresh);
        const scratch = [new Float64Array(16 * fresh), new Float64Array(16 * fresh)] as const;
        const wanted = new Float64Array(count * width);
        attention(span, width, heads, exactQkv, exactQkv, softmax, scratch[0], dropout, 4, wanted);
        const slopes = new Float64Array(count * 3 * width);
        attentionBackward(span, width, heads, exact(g), exactQkv, softmax, scratch, dropout, 4, slopes);
        assertNear(found[0], wanted, 2e-6, "forward");
        assertNear(found[1], slopes, 3e-6, "backward");
      });
    });

    for (const subgroups of software ? [false] : [false, true]) {
      const how = subgroups ? ", by subgroups" : "";
      const reducing = async (): Promise<Kind> => {
        if (!subgroups) return kind;
        const span = await subgroupSpan((await sharedDevice()).device);
        // SwiftShader has subgroups of four.
        assert.isAbove(span, 1);
        return { software, span };
      };

      it(`normalises rows, and back${how}`, async () => {
        const [count, width] = [71, 37];
        const own = await bench(await reducing());
        const x = randomArray(random, count * width).map((u) => 3 * u + 1);
        const gain = randomArray(random, width);
        const bias = randomArray(random, width);
        const g = randomArray(random, count * width);
        const stream = randomArray(random, count * width);
        const weights = own.put(Float32Array.of(...gain, ...bias));
        const [input, slope, to] = [own.put(x), own.put(g), own.put(stream)];
        const [out, moments] = [own.room(count * width), own.room(2 * count)];
        const segments = 2;
        // In fours, as gradients are.
        const pitch = 2 * width + 2;
        const [parts, total] = [own.room(segments * pitch), own.put(new Float32Array(pitch))];
        const grid = gridOf(Math.ceil(count / own.kernels.rows));
        const { recorder, kernels } = own;
        recorder.add(
          kernels.row("layerNorm"),
          [count, width, 0, width],
          [input, weights, out, moments],
          grid,
        );
        const backward = [slope, input, moments, weights, to];
        recorder.add(kernels.row("layerNormBackward"), [count, width, 0, 1], backward, grid);
        recorder.add(
          kernels.flat("normGains"),
          [count, width, 40, segments, pitch, 0, width],
          [slope, input, moments, parts],
          gridOf(2),
        );
        recorder.add(kernels.flat("fold"), [pitch / 4, segments, pitch / 4, 0, 0], [parts, total], gridOf(1));
        const found = await own.run([out, to, total]);

        const wanted = new Float64Array(count * width);
        const kept = { mean: new Float64Array(count), inverse: new Float64Array(count) };
        layerNorm(count, width, exact(x), exact(gain), exact(bias), kept, wanted);
        const streams = exact(stream);
        const gains = [new Float64Array(width), new Float64Array(width)] as const;
        layerNormBackward(count, width, exact(g), exact(x), exact(gain), kept, streams, ...gains);
        assertNear(found[0], wanted, 2e-6, "forward");
        assertNear(found[1], streams, 2e-6, "input");
        const gained = found[2]?.subarray(0, 2 * width);
        assertNear(gained, Float64Array.of(...gains[0], ...gains[1]), 2e-6, "gain and bias");
      });

      it(`has losses and their gradient${how}`, async () => {
        const [sequences, length, vocabulary] = [5, 7, 67];
        const count = sequences * length;
        const own = await bench(await reducing());
        const windows = randomTokens(random, sequences * (length + 1), vocabulary);
        const logits = randomArray(random, count * vocabulary).map((u) => 8 * u);
        const [buffer, losses] = [own.put(logits), own.room(count)];
        const report = own.put(new Float32Array(4));
        const { recorder, kernels } = own;
        recorder.add(
          kernels.row("crossEntropy"),
          [count, vocabulary, 0, length, floatBits(1 / count)],
          [own.put(windows), buffer, losses],
          gridOf(Math.ceil(count / kernels.rows)),
        );
        recorder.add(kernels.flat("sum"), [count, 1], [losses, report], [1, 1, 1]);
        const found = await own.run([losses, buffer, report]);

        // Identity weights make the CPU's head take logits as they are.
        const identity = new Float64Array(vocabulary * vocabulary);
        for (let k = 0; k < vocabulary; k++) identity[k * vocabulary + k] = 1;
        const targets = windows.filter((_, i) => i % (length + 1) !== 0);
        const wanted = new Float64Array(count);
        const slopes = new Float64Array(count * vocabulary);
        const head = new Head(Float64Array, { ...MODEL, vocabulary, width: vocabulary }, count);
        const unused = new Float64Array(vocabulary * vocabulary);
        head.backward(identity, exact(logits), count, targets, count, wanted, slopes, unused);
        assertNear(found[0]?.subarray(0, count), wanted, 1e-6, "losses");
        assertNear(found[1], slopes, 1e-6, "gradient");
        const sum = wanted.reduce((total, loss) => total + loss, 0);
        assert.closeTo(found[2]?.[1] ?? NaN, sum, 1e-5 * sum);
      });

      it(`draws the tokens that the CPU draws, ties among logits included${how}`, async () => {
        const [streams, vocabulary] = [60, 45];
        const { length: cases } = DECODINGS;
        const own = await bench(await reducing());
        const { recorder, kernels } = own;
        // Few levels, so that many logits tie.
        const logits = randomArray(random, cases * vocabulary).map((u) => Math.round(4 * u) / 2);
        const keys = Int32Array.from({ length: 2 * streams }, () => Math.floor(2 ** 32 * random()) | 0);
        const texts = DECODINGS.map(({ temperature, topK = vocabulary, topP = 1 }, i) => {
          const row = logits.subarray(i * vocabulary, (i + 1) * vocabulary);
          const all = Float32Array.from(
            { length: streams * vocabulary },
            (_, at) => row[at % vocabulary] ?? NaN,
          );
          const text = own.put(new Uint32Array(streams * 2));
          const words = [streams, vocabulary, 2, 1, topK, floatBits(topP), floatBits(temperature), 1];
          const buffers = [own.put(all), own.put(new Uint32Array(keys.buffer)), text, own.room(streams)];
          recorder.add(kernels.row("sample"), words, buffers, gridOf(Math.ceil(streams / kernels.rows)));
          return text;
        });
        const found = await own.run(texts);
        DECODINGS.forEach((decoding, i) => {
          const weights = new Float64Array(vocabulary);
          const sum = decode(decoding, logits, i * vocabulary, weights);
          const drawn = new Uint32Array(found[i]?.buffer ?? new ArrayBuffer(0));
          for (let s = 0; s < streams; s++) {
            const token = drawToken(weights, sum, uniform24([keys[2 * s] ?? 0, keys[2 * s + 1] ?? 0], 0));
            assert.equal(drawn[2 * s + 1], token, `stream ${s}, ${JSON.stringify(decoding)}`);
          }
        });
      });
    }

    if (!software) return;

    it("gathers embeddings and sums their gradients", async () => {
      const [sequences, length, vocabulary, width] = [3, 5, 7, 6];
      const count = sequences * length;
      const own = await bench(kind, MODEL, 0.4);
      const windows = randomTokens(random, sequences * (length + 1), vocabulary);
      const inputs = windows.filter((_, i) => i % (length + 1) !== length);
      const weights = randomArray(random, (vocabulary + length) * width);
      const stream = randomArray(random, count * width);
      const order = [...inputs.keys()].sort((a, b) => (inputs[a] ?? 0) - (inputs[b] ?? 0) || a - b);
      const starts = Uint32Array.from({ length: vocabulary + 1 }, (_, token) =>
        inputs.reduce((before, input) => before + (input < token ? 1 : 0), 0),
      );
      const { recorder, kernels } = own;
      const [out, gradient] = [own.room(count * width), own.put(new Float32Array(weights.length))];
      const slope = own.put(stream);
      const [wte, wpe] = [0, vocabulary * width];
      const grid = gridOf(2);
      const words = [count * width, width, length, length + 1, wte, wpe, 0];
      recorder.add(kernels.flat("embed"), words, [own.put(windows), own.put(weights), out], grid);
      const sorted = [slope, own.put(Uint32Array.from(order)), own.put(starts), gradient];
      recorder.add(kernels.flat("tokenGradient"), [vocabulary, width, length, wte, 0], sorted, grid);
      recorder.add(
        kernels.flat("positionGradient"),
        [sequences, width, length, wpe, 0],
        [slope, gradient],
        grid,
      );
      const found = await own.run([out, gradient]);

      const dropout = makeDropout(0.4, KEY);
      const first = FIRST_ROW * length * width;
      const embedded = new Float64Array(count * width);
      const slopes = exact(stream);
      drop(dropout, 0, first, slopes, 0, slopes.length);
      const gradients = new Float64Array(weights.length);
      inputs.forEach((token, row) => {
        for (let j = 0; j < width; j++) {
          const [a, b] = [token * width + j, wpe + (row % length) * width + j];
          embedded[row * width + j] = (weights[a] ?? NaN) + (weights[b] ?? NaN);
          for (const at of [a, b]) gradients[at] = (gradients[at] ?? NaN) + (slopes[row * width + j] ?? NaN);
        }
      });
      drop(dropout, 0, first, embedded, 0, embedded.length);
      assertNear(found[0], embedded, 1e-6, "embedded");
      assertNear(found[1], gradients, 1e-6, "gradients");
    });

    it("sums columns, drops, and makes AdamW's step", async () => {
      const [count, width, segments] = [101, 12, 3];
      const own = await bench(kind, MODEL, 0.5);
      const { recorder, kernels } = own;
      const x = randomArray(random, count * width);
      const [input, parts, sums] = [own.put(x), own.room(segments * 20), own.put(new Float32Array(width))];
      const pitch = width + 8;
      const summing = [count, width, 40, segments, pitch, 4];
      recorder.add(kernels.flat("columnSums"), summing, [input, parts], gridOf(1));
      recorder.add(kernels.flat("fold"), [width / 4, segments, pitch / 4, 1, 0], [parts, sums], gridOf(1));
      const out = own.room(count * width);
      const many = gridOf(Math.ceil((count * width) / 64));
      recorder.add(kernels.flat("drop"), [count * width, width, 9], [input, out], many);

      const size = 92;
      const [g, w, m] = [0, 1, 2].map(() => randomArray(random, size)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const v = randomArray(random, size).map(Math.abs);
      const squares = own.room(8);
      const report = own.put(new Float32Array(4));
      const [gBuffer, wBuffer, mBuffer, vBuffer] = [g, w, m, v].map((values) => own.put(values)) as [
        GPUBuffer,
        GPUBuffer,
        GPUBuffer,
        GPUBuffer,
      ];
      recorder.add(kernels.flat("squares"), [size / 4, 8], [gBuffer, squares], gridOf(1));
      recorder.add(kernels.flat("sum"), [8, 1], [squares, report], [1, 1, 1]);
      const { beta1, beta2, epsilon, gradientClip } = TRAINING;
      const numbers = [beta1, beta2, 1 - beta1, 1 - beta2, epsilon, gradientClip].map(floatBits);
      const buffers = [report, gBuffer, wBuffer, mBuffer, vBuffer];
      recorder.add(kernels.flat("adamw"), [size / 4, 10, ...numbers], buffers, gridOf(2));
      const found = await own.run([sums, out, wBuffer, mBuffer, vBuffer]);

      const columns = new Float64Array(width);
      x.forEach((value, i) => (columns[i % width] = (columns[i % width] ?? NaN) + value));
      assertNear(found[0], columns, 2e-6, "columns");
      const dropped = exact(x);
      drop(makeDropout(0.5, KEY), 9, FIRST_ROW * width, dropped, 0, dropped.length);
      assertNear(found[1], dropped, 1e-7, "drop");
      const norm = Math.sqrt(g.reduce((sum, value) => sum + value * value, 0));
      const [W, M, V] = [exact(w), exact(m), exact(v)];
      adamw(TRAINING, 4, 0.01, Math.min(1, 1 / (norm + 1e-6)), 40, exact(g), W, M, V);
      assertNear(found[2], W, 1e-6, "weights");
      assertNear(found[3], M, 1e-6, "first moment");
      assertNear(found[4], V, 1e-6, "second moment");
    });
  });
}
