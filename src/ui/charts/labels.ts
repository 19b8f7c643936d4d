/** Labels stand on the lines: this finds each a place where it covers no line and no other label. All in canvas pixels. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A line as x0, y0, x1, y1, ... */
export type Line = readonly number[];

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function within(inner: Box, outer: Box): boolean {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  );
}

/** A box with so much room left and right of it. */
function widened(box: Box, room: number): Box {
  return { ...box, left: box.left - room, right: box.right + room };
}

/** The first segment of a line (by its end's place) that ends at or right of x. */
function firstAt(line: Line, x: number): number {
  let low = 1;
  let high = Math.floor(line.length / 2);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((line[2 * middle] ?? 0) >= x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether a line, x ascending, passes through a box. */
export function crosses(line: Line, box: Box): boolean {
  for (let i = 2 * firstAt(line, box.left); i + 1 < line.length; i += 2) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [line[i - 2], line[i - 1], line[i], line[i + 1]];
    if (x0 > box.right) return false;
    const slope = x1 === x0 ? 0 : (y1 - y0) / (x1 - x0);
    const from = x1 === x0 ? y0 : y0 + slope * (Math.max(x0, box.left) - x0);
    const to = x1 === x0 ? y1 : y0 + slope * (Math.min(x1, box.right) - x0);
    if (Math.max(from, to) >= box.top && Math.min(from, to) <= box.bottom) return true;
  }
  return false;
}

/** The y of a line, x ascending, at x; null beyond its ends. */
export function heightAt(line: Line, x: number): number | null {
  const i = 2 * firstAt(line, x);
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [line[i - 2], line[i - 1], line[i], line[i + 1]];
  if (i + 1 >= line.length || x < x0 || x > x1) return null;
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

const SHIFTS = [0, 0.06, -0.06, 0.12, -0.12, 0.18, -0.18, 0.25, -0.25, 0.33, -0.33, 0.42, -0.42, 0.5, -0.5];

/** The point of a line at a share of its length; null outside 0 to 1. */
function way(line: Line): (share: number) => readonly [number, number] | null {
  const lengths = [0];
  for (let i = 2; i + 1 < line.length; i += 2) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [line[i - 2], line[i - 1], line[i], line[i + 1]];
    lengths.push((lengths[lengths.length - 1] ?? 0) + Math.hypot(x1 - x0, y1 - y0));
  }
  const total = lengths[lengths.length - 1] ?? 0;
  return (share) => {
    if (share < 0 || share > 1) return null;
    let i = lengths.findIndex((length) => length >= share * total);
    if (i < 0) i = lengths.length - 1;
    return [line[2 * i] ?? 0, line[2 * i + 1] ?? 0];
  };
}

export class Labels {
  private readonly taken: Box[] = [];
  private readonly area: Box;
  private readonly lines: readonly Line[];
  private readonly gap: number;
  private readonly rules: readonly number[];

  /** `gap` is the room kept between a line and its label, and between two labels; on level `rules` one stands only where it must. */
  constructor(area: Box, lines: readonly Line[], gap: number, rules: readonly number[] = []) {
    this.area = area;
    this.lines = lines;
    this.gap = gap;
    this.rules = rules;
  }

  /** Keeps a box free of later labels. */
  take(box: Box): void {
    this.taken.push(box);
  }

  free(box: Box): boolean {
    return (
      within(box, this.area) &&
      !this.taken.some((other) => overlap(other, widened(box, this.gap))) &&
      !this.lines.some((line) => crosses(line, widened(box, this.gap / 3)))
    );
  }

  private ruled({ top, bottom }: Box): boolean {
    const room = (bottom - top) / 5;
    return this.rules.some((y) => y > top + room && y < bottom - room);
  }

  /** The first free box of the given size among the corners proposed; it is taken. */
  first(width: number, height: number, corners: Iterable<readonly [number, number]>): Box | null {
    let found: Box | null = null;
    for (const [left, top] of corners) {
      const box = { left, top, right: left + width, bottom: top + height };
      if (!this.free(box)) continue;
      found ??= box;
      if (this.ruled(box)) continue;
      found = box;
      break;
    }
    if (found) this.take(found);
    return found;
  }

  /** A place beside a line: right of it or left of it, near the wanted share of its way; or only where it falls below. */
  beside(
    line: Line,
    width: number,
    height: number,
    share: number,
    side: "any" | "above" = "any",
  ): Box | null {
    const corners: [number, number][] = [];
    const along = way(line);
    for (const shift of SHIFTS) {
      const point = along(share + shift);
      if (!point) continue;
      const [x, y] = point;
      const over = -height - this.gap / 2;
      const lifts = side === "above" ? [-height / 2, over] : [-height / 2, this.gap, over];
      for (const left of side === "above" ? [x + this.gap] : [x + this.gap, x - this.gap - width])
        for (const lift of lifts) corners.push([left, y + lift]);
    }
    return this.first(width, height, corners);
  }

  /** A place anywhere, as near as may be to a height: 0 is the top of the area, 1 its bottom. */
  anywhere(width: number, height: number, near: number, accept: (box: Box) => boolean): Box | null {
    const corners: [number, number][] = [];
    const { left, right, top, bottom } = this.area;
    for (let y = top; y + height <= bottom; y += height / 2)
      for (let x = left; x + width <= right; x += (right - left) / 24)
        if (accept({ left: x, top: y, right: x + width, bottom: y + height })) corners.push([x, y]);
    const wanted = top + near * (bottom - top);
    corners.sort((a, b) => Math.abs(a[1] - wanted) - Math.abs(b[1] - wanted));
    return this.first(width, height, corners);
  }
}
