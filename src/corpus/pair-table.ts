/** Entries are numbered in the order in which their pairs first came; of each, three cells: first, second, count. */
const CELLS = 3;

/** Counts pairs of whole numbers from 0 to 2^32 - 1. */
export class PairTable {
  size = 0;
  private readonly most: number;
  private cells = new Uint32Array(CELLS * 2 ** 10);
  /** Hash slots: an entry's number + 1, or 0. */
  private slots = new Uint32Array(2 ** 11);

  /** For at most so many different pairs. */
  constructor(most: number) {
    this.most = most;
  }

  /** Counts a pair; returns its entry, or -1 where there is no room for another. */
  add(first: number, second: number): number {
    const mask = this.slots.length - 1;
    let slot = hashOf(first, second) & mask;
    for (;;) {
      const entry = (this.slots[slot] ?? 0) - 1;
      if (entry === -1) return this.insert(slot, first, second);
      const at = CELLS * entry;
      if (this.cells[at] === first && this.cells[at + 1] === second) {
        this.cells[at + 2] = (this.cells[at + 2] ?? 0) + 1;
        return entry;
      }
      slot = (slot + 1) & mask;
    }
  }

  first(entry: number): number {
    return this.cells[CELLS * entry] ?? 0;
  }

  second(entry: number): number {
    return this.cells[CELLS * entry + 1] ?? 0;
  }

  count(entry: number): number {
    return this.cells[CELLS * entry + 2] ?? 0;
  }

  private insert(slot: number, first: number, second: number): number {
    if (this.size === this.most) return -1;
    const entry = this.size++;
    if (CELLS * this.size > this.cells.length) {
      const wider = new Uint32Array(Math.min(2 * this.cells.length, CELLS * this.most));
      wider.set(this.cells);
      this.cells = wider;
    }
    this.slots[slot] = this.size;
    this.cells.set([first, second, 1], CELLS * entry);
    if (2 * this.size > this.slots.length) this.rehash();
    return entry;
  }

  private rehash(): void {
    const length = 2 * this.slots.length;
    // The old ones may go before the new ones come.
    this.slots = new Uint32Array(0);
    const slots = new Uint32Array(length);
    const mask = length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let slot = hashOf(this.first(entry), this.second(entry)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    this.slots = slots;
  }
}

function hashOf(first: number, second: number): number {
  let h = Math.imul(first, 0x9e3779b1) + Math.imul(second, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
