/** Whole numbers from 0 to 2^32 - 1, as many as come. */
export class GrowingList {
  length = 0;
  private cells: Uint32Array;

  constructor(capacity: number) {
    this.cells = new Uint32Array(Math.max(16, capacity));
  }

  push(value: number): void {
    if (this.length === this.cells.length) {
      const wider = new Uint32Array(2 * this.length);
      wider.set(this.cells);
      this.cells = wider;
    }
    this.cells[this.length++] = value;
  }

  at(index: number): number {
    return this.cells[index] ?? 0;
  }

  /** A view, good until the next push. */
  slice(from: number, to: number): Uint32Array {
    return this.cells.subarray(from, to);
  }
}
