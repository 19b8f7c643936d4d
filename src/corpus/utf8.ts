/**
 * Code points of UTF-8 that comes in pieces, by the strict definition (Unicode 3.9, D92): no overlong forms, no
 * surrogates, nothing past U+10FFFF, nothing cut off.
 */
export class Utf8Decoder {
  /** The code points of the last piece. */
  codePoints = new Uint32Array(0);
  private offset = 0;
  /** The character being read: where it began, what is known of it, and which bytes it still needs. */
  private began = 0;
  private codePoint = 0;
  private missing = 0;
  private lowest = 0x80;
  private highest = 0xbf;

  /** Reads a piece into `codePoints`. Returns how many there are, or -1 where the piece is no UTF-8. */
  push(bytes: Uint8Array): number {
    if (this.codePoints.length < bytes.length) this.codePoints = new Uint32Array(bytes.length);
    const out = this.codePoints;
    let count = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (this.missing === 0 && byte < 0x80) {
        out[count++] = byte;
        continue;
      }
      if (this.missing === 0) {
        this.began = this.offset + i;
        if (!this.lead(byte)) return -1;
      } else {
        if (byte < this.lowest || byte > this.highest) return -1;
        this.codePoint = (this.codePoint << 6) | (byte & 0x3f);
        this.lowest = 0x80;
        this.highest = 0xbf;
        if (--this.missing === 0) out[count++] = this.codePoint;
      }
    }
    this.offset += bytes.length;
    return count;
  }

  /** Whether the text may end here. */
  get isWhole(): boolean {
    return this.missing === 0;
  }

  /** Where what is no UTF-8 begins: bytes before it. */
  get errorOffset(): number {
    return this.began;
  }

  private lead(byte: number): boolean {
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.codePoint = byte & (0x3f >> this.missing);
    if (byte === 0xe0) this.lowest = 0xa0;
    if (byte === 0xed) this.highest = 0x9f;
    if (byte === 0xf0) this.lowest = 0x90;
    if (byte === 0xf4) this.highest = 0x8f;
    return true;
  }
}
