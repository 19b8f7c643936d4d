import type { TrainedModel, TransformerExperiment, TransformerResult } from "../../../index.js";
import { inkOf, type Ink } from "../../charts/palette.js";
import type { EndWords, Paint, PlotSpec } from "../../charts/plot-options.js";
import type { TableData } from "../../charts/table.js";
import { brief, counted, whole } from "../../words/format.js";
import { axisOf, type Axis } from "./axis.js";

/** Steps done, ascending, and a loss after each. */
interface Points {
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}

/** A loss that is followed while a model trains. */
export interface Loss {
  /** The name of saved files. */
  readonly id: string;
  readonly option: string;
  readonly question: (corpus: string) => string;
  readonly definition: (experiment: TransformerExperiment) => string;
  readonly points: (model: TrainedModel, experiment: TransformerExperiment) => Points;
}

const readEvery = ({ evaluation }: TransformerExperiment): string =>
  `read every ${counted(evaluation.every, "step")}`;

export const LOSSES: readonly Loss[] = [
  {
    id: "loss",
    option: "Real text",
    question: (corpus) => `Does it still know ${corpus}?`,
    definition: (experiment) =>
      `Mean of −ln p of the next token of real text that no model learns, in nats, ${readEvery(experiment)} while each generation trains.`,
    points: ({ steps, validationLoss }) => ({ steps, values: validationLoss }),
  },
  {
    id: "train-loss",
    option: "Own tokens",
    question: () => "How well does it learn its own tokens?",
    definition: (experiment) =>
      `Train loss: mean of −ln p of the next token of what each generation itself is trained on, in nats, ${readEvery(experiment)}.`,
    points: ({ steps, trainLoss }) => ({ steps, values: trainLoss }),
  },
  {
    id: "batch-loss",
    option: "Batches",
    question: () => "How does its training go?",
    definition: ({ training: { steps } }) =>
      `Train loss of the batches, with dropout, in nats: means of ${counted(binOf(steps), "step")} at a time.`,
    points: ({ batchLoss }, { training: { steps } }) => means(batchLoss, binOf(steps)),
  },
];

/** A curve of a loss at every step is thinned to so many points. */
const BATCH_POINTS = 160;

function binOf(steps: number): number {
  return Math.ceil(steps / BATCH_POINTS);
}

/** Means over whole bins of steps, and over what is left at the end. */
function means(losses: readonly (number | null)[], bin: number): Points {
  const steps: number[] = [];
  const values: (number | null)[] = [];
  for (let from = 0; from < losses.length; from += bin) {
    const known = losses.slice(from, from + bin);
    steps.push(from + known.length);
    const finite = known.filter((loss) => loss !== null);
    values.push(finite.length === 0 ? null : finite.reduce((sum, loss) => sum + loss, 0) / finite.length);
  }
  return { steps, values };
}

/** One generation's training. */
export interface LossCurve {
  readonly generation: number;
  readonly y: readonly (number | null)[];
  /** Whether the model is trained, or was given. */
  readonly done: boolean;
  /** The last loss; null where it is not finite. */
  readonly end: number | null;
  readonly ink: Ink;
  /** In pixels: what tells the order where colours do not. */
  readonly width: number;
}

/** The losses of one recipe's generations while they train. */
export interface LossCurves {
  readonly x: readonly number[];
  /** By generation, ascending. */
  readonly curves: readonly LossCurve[];
  readonly xRange: readonly [number, number];
  readonly axis: Axis;
}

/** Of so many generations the curves can be told apart; of more, so many evenly spread ones are drawn. */
export const MOST_CURVES = 24;

/** Null where nothing is known yet. `recipe` is an index; what all recipes share belongs to each. */
export function lossCurves(
  of: Loss,
  recipe: number,
  experiment: TransformerExperiment,
  result: TransformerResult | null,
): LossCurves | null {
  const { generations, training, truth } = experiment;
  const isGiven = (generation: number): boolean => generation === 0 && truth.form === "weights";
  const own = (result?.models ?? []).filter(
    (model) => !model.floor && (model.recipe === null || model.recipe === recipe),
  );
  const drawn = drawnGenerations(generations, own.at(-1)?.generation ?? 0);
  const read = own
    .filter(({ generation }) => drawn.has(generation))
    .map((model) => ({ model, points: of.points(model, experiment) }));
  const x = [...new Set(read.flatMap(({ points }) => points.steps))].sort((a, b) => a - b);
  const curves = read.map(({ model: { generation, batchLoss }, points }): LossCurve => {
    const values = new Map(points.steps.map((step, i) => [step, points.values[i] ?? null]));
    const late = generations > 1 ? (generation - 1) / (generations - 1) : 1;
    return {
      generation,
      y: x.map((step) => values.get(step) ?? null),
      done: isGiven(generation) ? points.values.length > 0 : batchLoss.length === training.steps,
      end: points.values.at(-1) ?? null,
      ink: generation === 0 ? "theory" : late,
      width: generation === 0 ? 1.5 : 1.25 + 1.25 * late,
    };
  });
  const known = curves.flatMap(({ y }) => y.filter((value) => value !== null));
  return known.length === 0 ? null : { x, curves, xRange: [0, training.steps], axis: axisOf(known, false) };
}

/** p(0), the newest, and the others evenly spread up to the last that there will be. */
function drawnGenerations(generations: number, newest: number): ReadonlySet<number> {
  const count = Math.min(MOST_CURVES, generations);
  const stride = count > 1 ? (generations - 1) / (count - 1) : 0;
  return new Set([0, ...Array.from({ length: count }, (_, i) => Math.round(1 + i * stride)), newest]);
}

function lastKnown(y: readonly (number | null)[]): number {
  return y.findLastIndex((value) => value !== null);
}

/** Where readings are so few, each is marked. */
const MARKED = 12;

export function lossesSpec({ x, curves, xRange, axis }: LossCurves): PlotSpec {
  const synthetic = curves.filter(({ generation }) => generation > 0);
  const named = new Set([curves[0], synthetic[0], synthetic.at(-1)]);
  const ends = curves.flatMap((curve): EndWords[] => {
    const i = lastKnown(curve.y);
    if (!named.has(curve) || i < 0) return [];
    const text = curve.generation === 0 ? "p(0)" : `gen ${whole(curve.generation)}`;
    return [{ x: x[i] ?? 0, y: curve.y[i] ?? 0, text, short: text, ink: "ink" }];
  });
  const over = ({ ctx, palette, px, ...paint }: Paint): void => {
    for (const { y, ink, width } of curves) {
      // A single reading is no line.
      if (x.length > MARKED && y.filter((value) => value !== null).length > 1) continue;
      ctx.fillStyle = inkOf(palette, ink);
      y.forEach((value, i) => {
        if (value === null) return;
        ctx.beginPath();
        ctx.arc(paint.x(x[i] ?? 0), paint.y(value), (1.5 + 0.5 * width) * px, 0, 2 * Math.PI);
        ctx.fill();
      });
    }
  };
  return {
    xRange,
    yRange: axis.range,
    yTicks: axis.ticks,
    yTick: axis.tick,
    xLabel: "step",
    x,
    lines: curves.map(({ ink, width, y }) => ({ style: { ink, width }, y })),
    bands: [],
    ends,
    over,
  };
}

function nameOf({ generation }: LossCurve): string {
  return generation === 0 ? "p(0)" : `generation ${whole(generation)}`;
}

/** Values at one place are read out for so many generations; of more, for the first, the last and p(0). */
const MOST_READ = 6;

/** What stands at a place of x, in words. */
export function readLosses({ x, curves }: LossCurves, i: number): string {
  const there = curves.filter(({ y }) => (y[i] ?? null) !== null);
  const read = there.length <= MOST_READ ? there : [...there.slice(0, 2), ...there.slice(-1)];
  const said = read.map((curve) => `${nameOf(curve)} ${brief(curve.y[i] ?? 0, 4)}`);
  return `Step ${whole(x[i] ?? 0)}: ${said.join(", ")}`;
}

/** The chart in a sentence: where trained models have ended. */
export function lossesSummary({ curves }: LossCurves, recipe: string): string {
  const done = curves.filter(({ done }) => done);
  if (done.length === 0) return "The first model is being trained.";
  const end = ({ end }: LossCurve): string => (end === null ? "none that is finite" : brief(end, 4));
  const [truth] = done.filter(({ generation }) => generation === 0);
  const synthetic = done.filter(({ generation }) => generation > 0);
  const [first, last] = [synthetic[0], synthetic.at(-1)];
  const said = [
    ...(truth ? [`p(0) has ${end(truth)}`] : []),
    ...(first ? [`generation 1 has ${end(first)}`] : []),
    ...(last && last !== first ? [`and with ${recipe} ${nameOf(last)} has ${end(last)}`] : []),
  ];
  return `At the end ${said.join(", ")}.`;
}

export function lossesTable({ x, curves }: LossCurves): TableData {
  return {
    columns: [
      "Step",
      ...curves.map((curve) => (curve.generation === 0 ? "p(0)" : `Generation ${curve.generation}`)),
    ],
    rows: x.map((step, i) => [step, ...curves.map(({ y }) => y[i] ?? null)]),
    show: (value, column) =>
      typeof value !== "number" ? (value ?? "–") : column === 0 ? whole(value) : brief(value, 5),
  };
}
