/** Tensors of a safetensors file: float32 or uint32, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint32Array;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const LENGTH_BYTES = 8;

/**
 * A file in the safetensors format (huggingface.co/docs/safetensors): the header's length in eight bytes, the header in
 * JSON, padded to eight bytes, then the tensors. `metadata` is a map of texts.
 */
export function toSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const dtype = data instanceof Float32Array ? "F32" : "U32";
    header[name] = { dtype, shape, data_offsets: [end, (end += data.byteLength)] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = LENGTH_BYTES + Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(0x20, LENGTH_BYTES, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - LENGTH_BYTES), true);
  file.set(json, LENGTH_BYTES);
  let at = start;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/**
 * Reads what toSafetensors wrote, and any other file of float32 and uint32 tensors.
 * @throws {Error} where it is something else
 */
export function fromSafetensors(file: Uint8Array): {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  if (file.length < LENGTH_BYTES) throw new Error("The file is cut off.");
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(file.length - LENGTH_BYTES)) throw new Error("The file is cut off.");
  const start = LENGTH_BYTES + Number(length);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(LENGTH_BYTES, start))) as Record<
    string,
    unknown
  >;
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(entries))
    tensors.set(name, tensorOf(file, start, entry as Entry));
  return { tensors, metadata: metadata as Readonly<Record<string, string>> };
}

function tensorOf(
  file: Uint8Array,
  start: number,
  { dtype, shape, data_offsets: [from, to] }: Entry,
): Tensor {
  if (start + to > file.length || to < from) throw new Error("The file is cut off.");
  // A copy lies where four-byte numbers may lie. (A Node Buffer's slice would be none.)
  const { buffer } = new Uint8Array(file.subarray(start + from, start + to));
  if (dtype === "F32") return { shape, data: new Float32Array(buffer) };
  if (dtype === "U32") return { shape, data: new Uint32Array(buffer) };
  throw new Error(`A tensor has the type ${dtype}; allowed: F32 or U32.`);
}
