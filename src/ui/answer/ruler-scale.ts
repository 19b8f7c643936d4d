/** Where things stand on the ruler: a logarithmic axis that holds all of them, with room at both ends. */
export function rulerScale(values: readonly number[], width: number): (value: number) => number {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  const low = Math.log(Math.min(...known, Infinity));
  const high = Math.log(Math.max(...known, -Infinity));
  const margin = Math.min(56, width * 0.12);
  if (!(high > low)) return () => width / 2;
  return (value) => margin + ((width - 2 * margin) * (Math.log(value) - low)) / (high - low);
}

export interface Label {
  readonly text: string;
  /** Where it would like its middle. */
  readonly at: number;
  readonly width: number;
}

/** Rows and places for labels so that none overlap: each goes to the first row with room, moved inside the width. */
export function placeLabels(labels: readonly Label[], width: number): readonly { x: number; row: number }[] {
  const rows: { left: number; right: number }[][] = [];
  return labels.map((label) => {
    const x = Math.max(label.width / 2, Math.min(width - label.width / 2, label.at));
    const box = { left: x - label.width / 2 - 6, right: x + label.width / 2 + 6 };
    let row = rows.findIndex((taken) =>
      taken.every((other) => other.right < box.left || other.left > box.right),
    );
    if (row < 0) row = rows.push([]) - 1;
    rows[row]?.push(box);
    return { x, row };
  });
}
