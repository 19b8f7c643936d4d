import type { ChainsResult } from "../../index.js";
import type { View } from "../state/view.js";
import type { Rows } from "./rows.js";

export type MeasureName = Exclude<keyof ChainsResult["series"], "collapsedFraction">;

/** A measure of the models, as its chart words and scales it. */
export interface Measure {
  readonly name: MeasureName;
  readonly option: string;
  readonly question: string;
  readonly definition: string;
  /** What stands on the law's line. */
  readonly law: string;
  /** The first generation that means something here. */
  readonly from: number;
  /** Whether larger is closer to collapse. */
  readonly top: (view: View) => number | null;
}

type Theory = ChainsResult["series"];

function theory(view: View): Theory | null {
  return view.laws?.result.series ?? null;
}

function sumOfSquares(view: View, row: number): number | null {
  return theory(view)?.sumOfSquares.theory?.[row] ?? null;
}

function tokens(view: View): number {
  const { truth } = view.experiment;
  return truth.form === "weights" ? truth.weights.filter((weight) => weight > 0).length : truth.tokens;
}

function times(factor: number, value: number | null): number | null {
  return value === null ? null : factor * value;
}

function lost(view: View, row: number): number | null {
  const value = sumOfSquares(view, row);
  return value === null ? null : 1 - value;
}

export const MEASURES: readonly Measure[] = [
  {
    name: "sumOfSquares",
    option: "Sum of squares",
    question: "How fast is diversity lost?",
    definition: "S_m, the chance that two samples of generation m agree, averaged over chains.",
    law: "1 − (1 − 1/n)ᵐ(1 − S₀)",
    from: 0,
    top: () => 1,
  },
  {
    name: "support",
    option: "Tokens left",
    question: "How many tokens are left?",
    definition: "Tokens that generation m can still write, averaged over chains.",
    law: "exact",
    from: 1,
    top: (view) =>
      times(
        1.06,
        theory(view)?.support.theory?.[1] ?? Math.min(tokens(view), view.experiment.recipe.samples),
      ),
  },
  {
    name: "entropy",
    option: "Entropy",
    question: "How unsure is a model of its next token?",
    definition: "Entropy of generation m in nats, averaged over chains. No law is known for it.",
    law: "",
    from: 1,
    top: (view) => 1.06 * Math.max(0.1, Math.log(Math.min(tokens(view), view.experiment.recipe.samples))),
  },
  {
    name: "driftL1",
    option: "Drift from the first model",
    question: "How far do models drift from the first?",
    definition:
      "Drift, the sum over tokens of the change in probability since generation 1, averaged over chains: 0 is none, 2 is all.",
    law: "",
    from: 1,
    top: (view) => times(2.12, lost(view, 1)) ?? 2,
  },
  {
    name: "driftL2Squared",
    option: "Squared drift from the first model",
    question: "How far do models drift, squared?",
    definition:
      "The sum over tokens of the squared change in probability since generation 1, averaged over chains.",
    law: "S_m − S_1",
    from: 1,
    top: (view) => times(1.06, lost(view, 1)) ?? 1,
  },
  {
    name: "driftFromTruthL1",
    option: "Drift from the truth",
    question: "How far do models drift from the truth?",
    definition:
      "The sum over tokens of the difference between generation m and the truth, averaged over chains: 0 is none, 2 is all. No law is known for it.",
    law: "",
    from: 0,
    top: (view) => times(2.12, lost(view, 0)) ?? 2,
  },
];

/** A measure's series: simulated mean and standard error, law and bounds. */
export interface MeasureSeries {
  readonly mean: Rows;
  readonly standardError: Rows;
  readonly law: Rows;
  readonly bounds: readonly { readonly words: string; readonly rows: Rows }[];
}

/** Theory stands in the laws from the start; simulated values in the run's result. */
export function seriesOf(view: View, name: MeasureName): MeasureSeries {
  const run = view.run?.result ?? null;
  const laws = view.laws?.result ?? null;
  const simulated = run?.series[name];
  const known = laws?.series[name];
  const drawn = (values: readonly (number | null)[] | null | undefined): Rows => ({
    generations: laws?.generations ?? [],
    values: values ?? null,
  });
  const bounds =
    name === "driftL1"
      ? [
          { words: "bound", rows: drawn(laws?.series.driftL1.bound) },
          { words: "Theorem 3", rows: drawn(laws?.series.driftL1.theorem3) },
        ]
      : [];
  return {
    mean: { generations: run?.generations ?? [], values: simulated?.mean ?? null },
    standardError: { generations: run?.generations ?? [], values: simulated?.standardError ?? null },
    law: drawn(known && "theory" in known ? known.theory : null),
    bounds: bounds.filter((bound) => bound.rows.values?.some((value) => value !== null)),
  };
}
