import { quote } from "../../experiment/words.js";

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
/** Of float32 and uint32. */
const NUMBER_BYTES = 4;

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
  if (file.length < LENGTH_BYTES) throw new Error(CUT_OFF);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(file.length - LENGTH_BYTES)) throw new Error(CUT_OFF);
  const start = LENGTH_BYTES + Number(length);
  const { __metadata__: metadata, ...entries } = headerOf(file.subarray(LENGTH_BYTES, start));
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry)) throw new Error(`Its header does not say of ${quote(name)} what a tensor has.`);
    tensors.set(name, tensorOf(file, start, entry));
  }
  const texts = Object.entries(isRecord(metadata) ? metadata : {});
  return { tensors, metadata: Object.fromEntries(texts.map(([name, text]) => [name, String(text)])) };
}

const CUT_OFF = "It is cut off, or of another format.";

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function headerOf(bytes: Uint8Array): Fields {
  let header: unknown = null;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Said below.
  }
  if (!isRecord(header)) throw new Error("Its header is not a JSON object.");
  return header;
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) return false;
  const { dtype, shape, data_offsets: offsets } = value;
  const isSize = (x: unknown): boolean => Number.isSafeInteger(x) && Number(x) >= 0;
  return (
    typeof dtype === "string" &&
    [shape, offsets].every((list) => Array.isArray(list) && list.every(isSize)) &&
    (offsets as readonly unknown[]).length === 2
  );
}

function tensorOf(
  file: Uint8Array,
  start: number,
  { dtype, shape, data_offsets: [from, to] }: Entry,
): Tensor {
  if (dtype !== "F32" && dtype !== "U32") {
    throw new Error(`A tensor has the type ${quote(dtype)}; allowed: "F32" or "U32".`);
  }
  if (start + to > file.length || to < from || (to - from) % NUMBER_BYTES !== 0) throw new Error(CUT_OFF);
  // A copy lies where four-byte numbers may lie. (A Node Buffer's slice would be none.)
  const { buffer } = new Uint8Array(file.subarray(start + from, start + to));
  return { shape, data: dtype === "F32" ? new Float32Array(buffer) : new Uint32Array(buffer) };
}
