/** A grid of values by place across and up; null or undefined where there is none. */
export type Grid = (across: number, up: number) => number | null | undefined;

/** A piece of a contour line, in places of the grid. */
export type Segment = readonly [readonly [number, number], readonly [number, number]];

/** The corners of a square in order, and the edges between them. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/**
 * The line along which a grid has a value: marching squares, straight between the corners. A saddle is cut by the mean of its
 * corners. Squares with a corner that has no value have no line.
 */
export function contour(grid: Grid, columns: number, rows: number, level: number): readonly Segment[] {
  const segments: Segment[] = [];
  for (let i = 0; i + 1 < columns; i++) {
    for (let j = 0; j + 1 < rows; j++) {
      const values = CORNERS.map(([dx, dy]) => grid(i + dx, j + dy));
      if (!values.every((value) => typeof value === "number")) continue;
      segments.push(...inSquare(values, level).map(([a, b]) => [moved(a, i, j), moved(b, i, j)] as const));
    }
  }
  return segments;
}

type Point = readonly [number, number];

function moved([x, y]: Point, i: number, j: number): Point {
  return [x + i, y + j];
}

function inSquare(values: readonly number[], level: number): readonly Segment[] {
  const above = values.map((value) => value >= level);
  const crossings: { readonly edge: number; readonly at: Point }[] = [];
  for (let edge = 0; edge < 4; edge++) {
    const next = (edge + 1) % 4;
    if (above[edge] === above[next]) continue;
    const [a = 0, b = 0] = [values[edge], values[next]];
    const share = (level - a) / (b - a);
    const [from, to] = [CORNERS[edge] ?? [0, 0], CORNERS[next] ?? [0, 0]];
    crossings.push({
      edge,
      at: [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])],
    });
  }
  const [a, b, c, d] = crossings.map(({ at }) => at);
  if (!a || !b) return [];
  if (!c || !d) return [[a, b]];
  const mean = values.reduce((sum, value) => sum + value, 0) / 4;
  // Each line cuts off the two corners that are not on the side of the middle.
  return mean >= level === above[0]
    ? [
        [a, b],
        [c, d],
      ]
    : [
        [d, a],
        [b, c],
      ];
}
