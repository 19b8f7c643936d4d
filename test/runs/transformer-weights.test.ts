import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { assert } from "chai";
import { browserHost } from "../../src/runs/browser-host.js";
import type { TransformerResult } from "../../src/experiment/index.js";
import { runTransformer, weightsFile, weightsName, type TransformerGiven } from "../../src/runs/index.js";
import { fromSafetensors, toSafetensors, type Tensor } from "../../src/runs/transformer/safetensors.js";
import { timeless } from "../transformer/recursion.js";
import { opened } from "./transformers.js";

const HOST = { ...browserHost, gpu: () => Promise.resolve(undefined) };

interface Ran {
  readonly result: TransformerResult;
  /** Files by their names. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

async function ran(
  more: Readonly<Record<string, unknown>>,
  given: TransformerGiven = {},
): Promise<Ran | string> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const listener = {
    update() {},
    notice() {},
    saved() {},
    trained: (model: Parameters<typeof weightsFile>[0]) => {
      files.set(weightsName(model.planned), weightsFile(model));
    },
  };
  const end = await runTransformer(...opened(more), listener, HOST, given).end;
  return end.ok ? { result: timeless(end.result), files } : end.message;
}

async function finished(...asked: Parameters<typeof ran>): Promise<Ran> {
  const end = await ran(...asked);
  return typeof end === "string" ? assert.fail(end) : end;
}

function named(file: Uint8Array, name = "p0.safetensors"): Record<string, unknown> {
  return { truth: { form: "weights", name, sha256: bytesToHex(sha256(file)) } };
}

type Change = (tensors: Map<string, Tensor>, metadata: Record<string, string>) => void;

function changed(file: Uint8Array, change: Change): Uint8Array {
  const { tensors, metadata } = fromSafetensors(file);
  const [copy, also] = [new Map(tensors), { ...metadata }];
  change(copy, also);
  return toSafetensors(copy, also);
}

/** The same weights as Hugging Face's GPT-2 has them: linears (in, out), no prefix, masks beside them. */
const asHuggingFace: Change = (tensors, metadata) => {
  for (const [name, { shape, data }] of [...tensors]) {
    tensors.delete(name);
    const [rows = 0, columns = 0] = shape;
    const isLinear = /c_(attn|proj|fc)\.weight$/.test(name);
    const turned = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
    const tensor = isLinear ? { shape: [columns, rows], data: turned } : { shape, data };
    tensors.set(name.replace("transformer.", ""), tensor);
  }
  tensors.set("h.0.attn.bias", { shape: [1, 1, 8, 8], data: new Float32Array(64) });
  delete metadata["vocabulary"];
};

describe("weights given as p(0)", () => {
  let whole: Ran;
  let file: Uint8Array<ArrayBuffer>;
  before(async () => {
    whole = await finished({});
    file = whole.files.get("p0.safetensors") ?? assert.fail();
  });

  it("are the same model as that which was trained", async () => {
    for (const truth of [file, changed(file, asHuggingFace)]) {
      const { result } = await finished(named(truth), { truth });
      const [first, ...later] = result.models;
      const [trained, ...others] = whole.result.models;
      assert.equal(first?.weightsDigest, trained?.weightsDigest);
      assert.equal(first?.validationLoss[0], trained?.validationLoss.at(-1));
      assert.isEmpty(first?.batchLoss);
      assert.deepEqual(first?.steps, [0]);
      assert.deepEqual(later, others);
      assert.deepEqual(result.recipes, whole.result.recipes);
    }
  });

  const WPE = "transformer.wpe.weight";
  const refused: (readonly [string, Change, string])[] = [
    [
      "another shape",
      (tensors) => tensors.set(WPE, { shape: [4, 8], data: new Float32Array(32) }),
      `The weights' tensor ${WPE} has the shape (4, 8); expected by the experiment's model: (8, 8).`,
    ],
    [
      "a tensor too few",
      (tensors) => tensors.delete("transformer.ln_f.weight"),
      "The weights have no tensor transformer.ln_f.weight; expected by the experiment's model: (8).",
    ],
    [
      "a tensor too many",
      (tensors) => tensors.set("transformer.ln_f.bias", { shape: [8], data: new Float32Array(8) }),
      "The weights have the tensor transformer.ln_f.bias, and the experiment's model has none of that name; see model.layers, model.bias and model.tiedHead.",
    ],
    [
      "numbers that are none",
      (tensors) => tensors.set(WPE, { shape: [8, 8], data: new Float32Array(64).fill(NaN) }),
      `The weights' tensor ${WPE} has numbers that are not finite.`,
    ],
    [
      "numbers that are not enough",
      (tensors) => tensors.set(WPE, { shape: [8, 8], data: new Float32Array(63) }),
      `The weights' tensor ${WPE} has not the float32 numbers of its shape (8, 8).`,
    ],
    [
      "another vocabulary",
      (_, metadata) => (metadata["vocabulary"] = JSON.stringify(["\n", " ", "?"])),
      'The weights are of another vocabulary than the text\'s: token 2 is "?" there and "\\"" here.',
    ],
  ];
  for (const vocabulary of ["null", "3", "["]) {
    refused.push([
      `the vocabulary ${vocabulary}`,
      (_, metadata) => (metadata["vocabulary"] = vocabulary),
      "The weights' vocabulary is not a list of tokens in JSON.",
    ]);
  }
  refused.push([
    "a name without end",
    (tensors) => tensors.set("x".repeat(200), { shape: [1], data: new Float32Array(1) }),
    `The weights have the tensor ${"x".repeat(80)}…, and the experiment's model has none of that name; see model.layers, model.bias and model.tiedHead.`,
  ]);
  for (const [what, change, sentence] of refused) {
    it(`are refused where they have ${what}`, async () => {
      const truth = changed(file, change);
      assert.equal(await ran(named(truth), { truth }), sentence);
    });
  }

  it("are refused where they are not there, others, or no weights", async () => {
    const { truth } = named(file) as { truth: { sha256: string } };
    assert.equal(
      await ran(named(file)),
      `truth is the weights "p0.safetensors", which are not at hand (SHA-256 ${truth.sha256}); choose that file on the page, or give it by --truth on the command line.`,
    );
    const other = file.with(file.length - 1, 1);
    assert.equal(
      await ran(named(file), { truth: other }),
      `truth is the weights "p0.safetensors" with the SHA-256 ${truth.sha256}; those given have ${bytesToHex(sha256(other))}: they are others.`,
    );
  });

  /** A file with this header, and eight bytes of tensors behind it. */
  const headed = (header: string): Uint8Array => {
    const json = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + json.length + 8);
    new DataView(bytes.buffer).setUint32(0, json.length, true);
    bytes.set(json, 8);
    return bytes;
  };
  const entry = (fields: object): Uint8Array =>
    headed(JSON.stringify({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4], ...fields } }));
  const CUT_OFF = "It is cut off, or of another format.";
  const NO_OBJECT = "Its header is not a JSON object.";
  const NO_TENSOR = 'Its header does not say of "a" what a tensor has.';
  const none: readonly (readonly [string, Uint8Array, string])[] = [
    ["nothing", new Uint8Array(), CUT_OFF],
    ["a length alone", new Uint8Array(8).fill(1, 0, 1), CUT_OFF],
    ["noise", new Uint8Array(100).fill(1, 8), NO_OBJECT],
    ["zeros", new Uint8Array(100), NO_OBJECT],
    ["no header", headed("null"), NO_OBJECT],
    ["a list", headed("[1]"), NO_OBJECT],
    ["no entry", headed('{"a":null}'), NO_TENSOR],
    ["no shape", entry({ shape: 7 }), NO_TENSOR],
    ["a place before the file", entry({ data_offsets: [-4, 4] }), NO_TENSOR],
    ["a place behind the file", entry({ data_offsets: [8, 12] }), CUT_OFF],
    ["a part of a number", entry({ data_offsets: [0, 3] }), CUT_OFF],
    ["half precision", entry({ dtype: "F16" }), 'A tensor has the type "F16"; allowed: "F32" or "U32".'],
  ];
  for (const [what, bytes, sentence] of none) {
    it(`are refused in a sentence where the file is ${what}`, async () => {
      assert.equal(
        await ran(named(bytes), { truth: bytes }),
        `The weights "p0.safetensors" cannot be read as a safetensors file: ${sentence}`,
      );
    });
  }
});
