import type { ChainsResult, Sweep } from "../../index.js";
import { Z95 } from "../charts/intervals.js";
import { ended } from "../state/view.js";
import { placeOf, valueAt } from "./design.js";
import type { PointLaw, SweepPage } from "./page.js";

/** With fewer chains a standard error is itself too unsure to judge by. */
const JUDGED = 100;

/** One point of a sweep: what is swept there, what was simulated, what theory says. */
export interface PointRow {
  readonly point: number;
  /** Place across and up. */
  readonly place: readonly [number, number];
  /** The swept fields' values, one or two. */
  readonly at: readonly number[];
  readonly mean: number | null;
  readonly standardError: number | null;
  /** Half-width of the 95 % interval. */
  readonly half: number | null;
  readonly chains: number;
  /** Chains still alive at the cap; with any of them E[T] is only known to be above `above`. */
  readonly alive: number;
  readonly above: number | null;
  /** Undefined while it is still to come. */
  readonly law: PointLaw | undefined;
  /** Standard errors from the exact law; null where that cannot be judged, or not yet. */
  readonly errors: number | null;
  /** Within the precision asked for, or at its last chain. */
  readonly done: boolean;
}

/** What the rows follow from. */
type Told = Pick<SweepPage, "sweep" | "run" | "laws" | "asked">;

interface Simulated {
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly chains: number;
  readonly alive: number;
  readonly above: number | null;
}

const NOTHING: Simulated = { mean: null, standardError: null, chains: 0, alive: 0, above: null };

let last: { readonly of: Told; readonly rows: readonly PointRow[] } | null = null;

/** Every point of the sweep, in its order. All who show the same page have the same rows. */
export function rowsOf(page: SweepPage): readonly PointRow[] {
  const { sweep, run, laws, asked } = page;
  const isLast = last?.of.sweep === sweep && last.of.run === run && last.of.laws === laws;
  if (last === null || !isLast || last.of.asked !== asked) {
    last = { of: { sweep, run, laws, asked }, rows: makeRows(page) };
  }
  return last.rows;
}

function makeRows(page: SweepPage): readonly PointRow[] {
  const { sweep } = page;
  if (sweep === null) return [];
  return sweep.points.map((_, point) => {
    const place = placeOf(sweep, point);
    const at = sweep.fields.map((_, field) => valueAt(sweep, field, place[field] ?? 0));
    const simulated = simulatedAt(page, sweep, point);
    const { mean, standardError, chains } = simulated;
    const half = standardError === null ? null : Z95 * standardError;
    const law = page.laws[point];
    const done = chains > 0 && (ended(page.run) || hasEnough(page, sweep, point));
    const errors = done && chains >= JUDGED ? deviation(mean, standardError, law?.exact ?? null) : null;
    return { point, place, at, ...simulated, half, law, errors, done };
  });
}

/** Whether a point of a run under way has reached the precision, or its last chain. */
function hasEnough({ run }: SweepPage, { precision, points }: Sweep, point: number): boolean {
  const { chains = 0, mean = null, standardError = null } = run?.estimates[point] ?? {};
  const isClose = mean !== null && standardError !== null && Z95 * standardError <= precision * mean;
  return isClose || chains >= (points[point]?.chains ?? Infinity);
}

function deviation(mean: number | null, standardError: number | null, exact: number | null): number | null {
  if (mean === null || standardError === null || exact === null) return null;
  const off = Math.abs(mean - exact);
  if (off <= 1e-9 * Math.abs(exact)) return 0;
  // Where all chains came out alike nothing is known of what they might have been.
  return standardError > 0 ? off / standardError : null;
}

function simulatedAt(page: SweepPage, sweep: Sweep, point: number): Simulated {
  const { run, asked } = page;
  const result = run?.result?.points[point];
  if (result) return asked === "time" ? timeOf(result) : stateOf(result);
  const estimate = run?.estimates[point];
  const experiment = sweep.points[point];
  if (!estimate || !experiment) return NOTHING;
  const { chains, alive, mean, standardError } = estimate;
  // Of its state at the end a chain that ends at T tells nothing yet.
  if (asked === "state" && experiment.stop === "collapse") return { ...NOTHING, chains };
  if (asked === "time" && alive > 0) return { ...NOTHING, chains, alive, above: mean };
  return { ...NOTHING, chains, mean, standardError };
}

function timeOf({ collapseTime, experiment }: ChainsResult): Simulated {
  const { mean, standardError, settled, censored } = collapseTime;
  const done = settled ?? 0;
  const alive = censored ?? 0;
  const cap = experiment.generations;
  if (alive > 0 && cap !== null) {
    const above = ((mean ?? 0) * done + alive * cap) / (done + alive);
    return { ...NOTHING, chains: done + alive, alive, above };
  }
  return { ...NOTHING, mean, standardError, chains: done };
}

function stateOf({ series, experiment, collapseTime }: ChainsResult): Simulated {
  const { mean, standardError } = series.sumOfSquares;
  const chains = collapseTime.collapsed === null ? 0 : experiment.chains;
  return { ...NOTHING, mean: mean?.at(-1) ?? null, standardError: standardError?.at(-1) ?? null, chains };
}

/** The law of a point from its result. */
export function lawIn({ series, collapseTime }: ChainsResult, asked: SweepPage["asked"]): PointLaw {
  if (asked === "state") return { ...NO_LAW, exact: series.sumOfSquares.theory?.at(-1) ?? null };
  const { theory } = collapseTime;
  if (!theory) return NO_LAW;
  const { mean, diffusion, lowerBound, upperBound } = theory;
  return { exact: mean, limit: diffusion, lower: lowerBound, upper: upperBound };
}

/** Where theory says nothing. */
export const NO_LAW: PointLaw = { exact: null, limit: null, lower: null, upper: null };
