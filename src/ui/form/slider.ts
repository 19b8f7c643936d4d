/** A field's slider: its natural range, evenly or by ratios. */
export interface Slider {
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
  readonly whole: boolean;
}

/** Places of a slider. */
export const STEPS = 400;

/** Where a value stands on the slider, 0 to STEPS; what lies outside stands at the end. */
export function toSlider(slider: Slider, value: number | null): number {
  const { from, to, log } = slider;
  const at = Math.min(to, Math.max(from, value ?? from));
  const share = log ? Math.log(at / from) / Math.log(to / from) : (at - from) / (to - from);
  return Math.round(share * STEPS);
}

/** The round value of a place: two significant digits past 100, so that a slider gives numbers one would type. */
export function fromSlider(slider: Slider, place: number): number {
  const { from, to, log, whole } = slider;
  const share = place / STEPS;
  if (place <= 0) return from;
  if (place >= STEPS) return to;
  const value = log ? from * (to / from) ** share : from + (to - from) * share;
  const digits = whole && value < 100 ? Math.ceil(Math.log10(value + 1)) : 2;
  const rounded = log ? Number(value.toPrecision(Math.max(1, digits))) : Number(value.toPrecision(3));
  const settled = whole ? Math.round(rounded) : rounded;
  return Math.min(to, Math.max(from, settled));
}

/** The value that a key means which moved the slider from `value` to `place`: the next one that way, however little a place is. */
export function stepped(slider: Slider, value: number, place: number): number {
  const way = Math.sign(place - toSlider(slider, value));
  let at = place;
  while (way !== 0 && way * (fromSlider(slider, at) - value) <= 0 && at > 0 && at < STEPS) at += way;
  return fromSlider(slider, at);
}
