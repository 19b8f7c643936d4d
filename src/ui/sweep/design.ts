import { SWEEP_CHAINS, type ChainsExperiment, type Sweep } from "../../index.js";
import { fieldAt, without } from "../form/edit.js";
import { isSweepable, startingAxis, sweepable, type Axis } from "./fields.js";

/** What a sweep asks for beside the experiment it starts from. */
export interface Design {
  /** One or two; the first runs across, the second up. */
  readonly axes: readonly Axis[];
  readonly precision: number;
  readonly budgetSeconds: number;
  /** The most chains of a point; null for as many as the precision takes. */
  readonly chains: number | null;
  readonly method: ChainsExperiment["method"];
  readonly commonRandomNumbers: boolean;
}

type File = Readonly<Record<string, unknown>>;

/** The fields of a sweep file that an experiment file does not have. */
export const OF_SWEEPS = ["sweep", "precision", "budgetSeconds", "commonRandomNumbers"] as const;

/** Where a sweep of an experiment starts: over n, or the first number that it has. */
export function startingDesign(base: ChainsExperiment): Design {
  const path = sweepable(base)[0]?.path ?? "contexts";
  return {
    axes: [startingAxis(path)],
    precision: 0.02,
    budgetSeconds: 300,
    chains: null,
    method: base.method,
    commonRandomNumbers: false,
  };
}

/** The design for another experiment: axes that it does not have are left out, or start anew. */
export function designFor(base: ChainsExperiment, design: Design): Design {
  const known = sweepable(base).map(({ path }) => path);
  const axes = design.axes.filter(({ path }) => known.includes(path));
  const start = startingDesign(base);
  return { ...design, axes: axes.length > 0 ? axes : start.axes };
}

/** Whether what is real stays in every generation, so that only a cap ends a chain that does not collapse. */
function keepsReal({ recipe, generations }: ChainsExperiment): boolean {
  return generations !== null && (recipe.form === "partially-synthetic" || recipe.form === "accumulate");
}

/** What a sweep holds fixed of the experiment of the bench "Chains": all that a file says beside its design. */
export function heldOf(base: ChainsExperiment): File {
  return {
    ...without({ ...base }, ["chains", "generations"]),
    // Chains that keep real data need not ever collapse: they are asked for their state instead.
    ...(keepsReal(base) ? { stop: "generations" } : {}),
    // Without a cap the reader puts one where a point might never end.
    ...(base.generations === null ? {} : { generations: base.generations }),
  };
}

/** A sweep file without the most chains of a point where these are what a sweep takes by itself: a kept one says them. */
export function asAsked(file: File): File {
  return without(file, file["chains"] === SWEEP_CHAINS ? ["chains"] : []);
}

/** What a sweep file holds fixed, as it says it: a field that it leaves out follows from those that are swept. */
export function heldIn(file: File): File {
  return without(file, [...OF_SWEEPS, "chains"]);
}

/** The sweep file, for the lab's reader to judge. */
export function fileOf(held: File, design: Design): File {
  const { axes, precision, budgetSeconds, chains, method, commonRandomNumbers } = design;
  return {
    ...held,
    ...(chains === null ? {} : { chains }),
    method,
    sweep: Object.fromEntries(
      axes.map(({ path, spacing, from, to, points, values }) => [
        path,
        spacing === "list" ? values : { [spacing]: [from, to, points] },
      ]),
    ),
    precision,
    budgetSeconds,
    commonRandomNumbers,
  };
}

/** The design of a sweep that was read from a file or a link; a sentence where this page cannot show it. */
export function designOf(given: File, { file, points, fields, ...own }: Sweep): Design | string {
  if (fields.length > 2)
    return `This sweep goes over ${fields.length} fields; this page shows one or two. The command line runs it as it is.`;
  const asked = file["sweep"] as Readonly<Record<string, unknown>>;
  const axes: Axis[] = [];
  for (const { path, values } of fields) {
    const numbers = values.filter((value): value is number => typeof value === "number");
    if (!isSweepable(path))
      return `This sweep goes over ${path}, which this page does not. The command line runs it as it is.`;
    if (numbers.length < values.length)
      return `This sweep goes over ${path} with values that are no numbers, which this page does not. The command line runs it as it is.`;
    axes.push(axisOf(path, asked[path], numbers));
  }
  const { precision, budgetSeconds, commonRandomNumbers } = own;
  const chains = typeof given["chains"] === "number" ? given["chains"] : null;
  const method = points[0]?.method ?? "simulate";
  return { axes, precision, budgetSeconds, chains, method, commonRandomNumbers };
}

function axisOf(path: string, asked: unknown, numbers: readonly number[]): Axis {
  const start = { ...startingAxis(path), path };
  for (const spacing of ["log", "linear"] as const) {
    const range: unknown = typeof asked === "object" && asked !== null ? Reflect.get(asked, spacing) : null;
    if (!Array.isArray(range)) continue;
    const [from = start.from, to = start.to, points = start.points] = range as number[];
    return { path, spacing, from, to, points, values: [] };
  }
  const ends = { from: Math.min(...numbers), to: Math.max(...numbers), points: numbers.length };
  return { ...start, ...ends, spacing: "list", values: numbers };
}

/** The value of a swept field at a point. */
export function valueAt(sweep: Sweep, field: number, place: number): number {
  const value = sweep.fields[field]?.values[place];
  return typeof value === "number" ? value : NaN;
}

/** The place of a point on each axis: across, and up (0 where there is one axis). */
export function placeOf(sweep: Sweep, point: number): readonly [number, number] {
  const high = sweep.fields[1]?.values.length ?? 1;
  return [Math.floor(point / high), point % high];
}

/**
 * Axes over a field to start with, each to be tried where the reader refuses those before it: the usual range with the
 * experiment's own value in it, then what of it is not below that value, or not above.
 */
export function axesFor(base: ChainsExperiment, path: string): readonly Axis[] {
  const axis = startingAxis(path);
  const own = fieldAt(base, path);
  if (typeof own !== "number" || own <= 0) return [axis];
  const from = Math.min(axis.from, own);
  const to = Math.max(axis.to, own);
  const usual = axis.spacing === "linear" ? axis : { ...axis, from, to };
  return [usual, { ...axis, from: own, to }, { ...axis, from, to: own }];
}
