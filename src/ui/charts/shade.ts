/** A scale of one hue whose lightness runs evenly with its value: what a heat map, and lines in an order, are read by. */
export interface Shades {
  /** The colour of a share from 0 to 1. */
  fill(share: number): string;
  /** What stands out on it. */
  ink(share: number): string;
}

const HUE = 258;
/** Where dark lines on the shades give way to light ones, or the other way round. */
const TURN = 0.58;

const LIGHT: Shades = {
  fill: (share) => `oklch(${94 - 54 * share}% ${(0.025 + 0.12 * share).toFixed(3)} ${HUE})`,
  ink: (share) => (share < TURN ? "#14161a" : "#ffffff"),
};
const DARK: Shades = {
  fill: (share) => `oklch(${32 + 56 * share}% ${(0.06 + 0.05 * share).toFixed(3)} ${HUE})`,
  ink: (share) => (share < 1 - TURN ? "#ffffff" : "#0b0d10"),
};

/** The shades that suit a panel of this colour, as the palette writes it: little is near the panel, much is far from it. */
export function shadesOn(panel: string): Shades {
  const parts = /([\d.]+),\s*([\d.]+),\s*([\d.]+)/.exec(panel)?.slice(1).map(Number) ?? [255, 255, 255];
  return parts.reduce((sum, part) => sum + part, 0) < 3 * 128 ? DARK : LIGHT;
}
