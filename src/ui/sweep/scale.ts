import { ticksBetween } from "../charts/ticks.js";
import type { Axis } from "./fields.js";

/** How values lie on an axis: even steps of `at` are even steps of length. */
export interface Scale {
  at(value: number): number;
  value(at: number): number;
  /** Round values between two, about `wanted`. */
  ticks(low: number, high: number, wanted: number): number[];
}

export const LINEAR: Scale = {
  at: (value) => value,
  value: (at) => at,
  ticks: ticksBetween,
};

export const LOG: Scale = {
  at: Math.log10,
  value: (at) => 10 ** at,
  ticks: logTicks,
};

/** Spans more than this show ratios better than differences. */
const WIDE = 20;

/** The scale of a swept field: by ratios where its values lie so. */
export function scaleOf(axis: Axis): Scale {
  if (axis.spacing !== "list") return axis.spacing === "log" ? LOG : LINEAR;
  return axis.from > 0 && axis.to / axis.from >= WIDE ? LOG : LINEAR;
}

/** Powers of ten, 1-2-5 steps, or even steps: whatever gives about so many. */
function logTicks(low: number, high: number, wanted: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const stride = Math.max(1, Math.ceil((last - first + 1) / (wanted + 1)));
  const powers: number[] = [];
  for (let power = first; power <= last; power += stride) powers.push(10 ** power);
  if (powers.length > 2) return powers;
  const steps: number[] = [];
  for (let power = first - 1; power <= last; power++)
    for (const step of [1, 2, 5]) steps.push(step * 10 ** power);
  const inside = steps.filter((step) => step >= low * (1 - 1e-9) && step <= high * (1 + 1e-9));
  return inside.length > 2 ? inside : ticksBetween(low, high, wanted);
}

const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10] as const;

/** The largest round value that is not above a positive one. */
export function roundedDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-12);
  return (ROUND.findLast((step) => step * power <= value * (1 + 1e-12)) ?? 1) * power;
}

/** The smallest round value that is not below a positive one. */
export function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-12);
  return (ROUND.find((step) => step * power >= value * (1 - 1e-12)) ?? 10) * power;
}
