import type { SweepPoint } from "./point.js";

/** Points whose laws are due, given out so that who finds those of one n goes on with it: they share most of the work. */
export class LawsDue {
  private readonly groups = new Map<number, SweepPoint[]>();
  private readonly taken = new Map<number, number>();

  add(point: SweepPoint): void {
    const n = samplesOf(point);
    const group = this.groups.get(n);
    if (group === undefined) this.groups.set(n, [point]);
    else group.push(point);
  }

  /** The next point for who found the laws of `last` before; null where none is due. */
  take(last: SweepPoint | null): SweepPoint | null {
    const own = last === null ? undefined : samplesOf(last);
    if (own !== undefined) this.count(own, -1);
    const n = own !== undefined && this.groups.has(own) ? own : this.best();
    const group = n === null ? undefined : this.groups.get(n);
    const point = group?.pop();
    if (n === null || group === undefined || point === undefined) return null;
    if (group.length === 0) this.groups.delete(n);
    this.count(n, 1);
    return point;
  }

  /** The n that fewest have taken up, and of those the largest, which takes longest. */
  private best(): number | null {
    const order = [...this.groups.keys()].sort((a, b) => this.takers(a) - this.takers(b) || b - a);
    return order[0] ?? null;
  }

  private takers(n: number): number {
    return this.taken.get(n) ?? 0;
  }

  private count(n: number, more: number): void {
    this.taken.set(n, this.takers(n) + more);
  }
}

function samplesOf({ experiment: { recipe } }: SweepPoint): number {
  return "samples" in recipe ? recipe.samples : 0;
}
