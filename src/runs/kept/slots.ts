import { findFile, removeEntry, writeFile } from "./files.js";

const SEQUENCE_BYTES = 8;
/** So often a file that is being written is read anew. */
const ATTEMPTS = 10;
const HEADER_BYTES = SEQUENCE_BYTES + 32;

/** What a slot's file holds: its number, the SHA-256 of its content, its content. */
interface Slot {
  readonly index: 0 | 1;
  readonly sequence: number;
  readonly file: File;
}

/** What was written last and is whole. */
export interface SlotContent {
  readonly index: 0 | 1;
  readonly sequence: number;
  readonly content: Uint8Array<ArrayBuffer>;
  /** Whether something newer was written and is damaged. */
  readonly isFormer: boolean;
}

/** The last content of a pair of slots that is whole, or null where none is. */
export async function readSlots(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<SlotContent | null> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await readOnce(folder, name);
    } catch (error) {
      // Another tab, or a worker of this one, has written the file meanwhile.
      if (left === 0 || !(error instanceof DOMException) || error.name !== "NotReadableError") throw error;
    }
  }
}

async function readOnce(folder: FileSystemDirectoryHandle, name: string): Promise<SlotContent | null> {
  const slots = await Promise.all([readHeader(folder, name, 0), readHeader(folder, name, 1)]);
  const newestFirst = slots.filter((slot) => slot !== null).sort((a, b) => b.sequence - a.sequence);
  for (const [age, { index, sequence, file }] of newestFirst.entries()) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const content = bytes.subarray(HEADER_BYTES);
    const digest = await sha256(content);
    if (digest.every((byte, i) => byte === bytes[SEQUENCE_BYTES + i])) {
      return { index, sequence, content, isFormer: age > 0 };
    }
  }
  return null;
}

/**
 * Content that is replaced again and again, in two files by turns: whatever happens during a write, what was written
 * before it is still there.
 */
export class Slots {
  private readonly folder: FileSystemDirectoryHandle;
  private readonly name: string;
  private last: Pick<SlotContent, "index" | "sequence"> | null;

  /** `last` is what readSlots found. */
  constructor(folder: FileSystemDirectoryHandle, name: string, last: SlotContent | null = null) {
    this.folder = folder;
    this.name = name;
    this.last = last;
  }

  /** @throws {DOMException} where there is no room; the former content stays the last */
  async write(content: Uint8Array<ArrayBuffer>): Promise<void> {
    const index = this.last?.index === 0 ? 1 : 0;
    const sequence = (this.last?.sequence ?? 0) + 1;
    const header = new Uint8Array(HEADER_BYTES);
    new DataView(header.buffer).setFloat64(0, sequence, true);
    header.set(await sha256(content), SEQUENCE_BYTES);
    await writeFile(this.folder, slotName(this.name, index), [header, content]);
    this.last = { index, sequence };
  }
}

export async function removeSlots(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await Promise.all([removeEntry(folder, slotName(name, 0)), removeEntry(folder, slotName(name, 1))]);
}

function slotName(name: string, index: 0 | 1): string {
  return `${name}.${index}`;
}

async function readHeader(
  folder: FileSystemDirectoryHandle,
  name: string,
  index: 0 | 1,
): Promise<Slot | null> {
  const file = await findFile(folder, slotName(name, index));
  if (file === null) return null;
  const header = await file.slice(0, SEQUENCE_BYTES).arrayBuffer();
  // A file that was cut off before its number is older than any: it is read last, and found to be damaged.
  const sequence = header.byteLength < SEQUENCE_BYTES ? 0 : new DataView(header).getFloat64(0, true);
  return { index, sequence, file };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
