import { tickDecimals, ticks } from "../../charts/ticks.js";
import { fixed } from "../../words/format.js";

/** An upright axis that ends at ticks, so that it seldom changes while values come in. */
export interface Axis {
  readonly range: readonly [number, number];
  readonly ticks: readonly number[];
  readonly tick: (value: number) => string;
}

/** The axis of some values; they may be none. */
export function axisOf(values: readonly number[], fromZero: boolean): Axis {
  const known = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const,
    fromZero ? ([0, 0] as const) : ([Infinity, -Infinity] as const),
  );
  const [low, high] = known[0] < known[1] ? known : known[0] === Infinity ? [0, 1] : [known[0], known[0] + 1];
  const [, step = 1] = ticks(high - low, 4);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const at = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  const decimals = tickDecimals(at);
  return {
    range: [first * step, last * step],
    ticks: at,
    tick: (value) => (Math.abs(value) < 1e-12 ? "0" : fixed(value, decimals)),
  };
}
