import { shadesOn } from "./shade.js";

/** The page's colours as a canvas can use them. */
const NAMES = {
  panel: "--panel",
  ink: "--ink",
  ink2: "--ink-2",
  rule: "--rule",
  field: "--field",
  sim: "--sim",
  simFill: "--sim-fill",
  simText: "--sim-text",
  theory: "--theory",
  bound: "--bound",
  boundFill: "--bound-fill",
  boundText: "--bound-text",
  collapse: "--collapse",
  real: "--real",
} as const;

export type Palette = Readonly<Record<keyof typeof NAMES | "font", string>>;

/** A colour by its name, or a share from 0 to 1 of the shades of one hue that stand out as lines. */
export type Ink = keyof typeof NAMES | number;

/** The faintest shade that a line may have: its contrast to the panel is above 3. */
const FAINTEST = 0.55;

export function inkOf(palette: Palette, ink: Ink): string {
  if (typeof ink === "string") return palette[ink];
  return shadesOn(palette.panel).fill(FAINTEST + (1 - FAINTEST) * ink);
}

let current: Palette | undefined;
const listeners = new Set<() => void>();

/** A canvas knows neither var() nor light-dark(): a probe in the document resolves them. */
function read(): Palette {
  const probe = document.createElement("span");
  probe.style.setProperty("forced-color-adjust", "none");
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(${name}, CanvasText)`;
    return style.color;
  };
  const palette = Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, colour(name)]));
  probe.style.fontFamily = "var(--ui, sans-serif)";
  palette["font"] = style.fontFamily;
  probe.remove();
  return palette as Palette;
}

/** The colours of the theme in force. */
export function palette(): Palette {
  current ??= read();
  return current;
}

function changed(): void {
  current = undefined;
  for (const listener of listeners) listener();
}

let watching = false;

/** Calls back whenever the theme changes; returns what ends that. */
export function onThemeChange(listener: () => void): () => void {
  if (!watching) {
    watching = true;
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"])
      matchMedia(query).addEventListener("change", changed);
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A colour that lets through what lies beneath. */
export function faded(colour: string, alpha: number): string {
  const parts = /^rgb\(([\d.]+),\s*([\d.]+),\s*([\d.]+)\)$/.exec(colour);
  return parts ? `rgba(${parts.slice(1).join(", ")}, ${alpha})` : colour;
}

/** A token's colour by its id: hues a golden angle apart, so that neighbours differ and the same token is the same everywhere. */
export function tokenColour(token: number): string {
  return `oklch(${62 + ((token * 29) % 5) * 5}% 0.1 ${((token * 137.508) % 360).toFixed(1)})`;
}
