import { isPlain, type ChainsResult } from "../../index.js";
import type { Further } from "../state/lab.js";
import { liveTokens, samplesOf } from "../state/sizes.js";
import type { View } from "../state/view.js";
import type { Rows } from "./rows.js";

export type FurtherName = keyof Further;
export type MeasureName = Exclude<keyof ChainsResult["series"], "collapsedFraction">;

/** A measure of the models, as its chart words and scales it. */
export interface Measure {
  readonly name: MeasureName;
  readonly option: string;
  /** What a sentence calls it, where that is not its option's name. */
  readonly subject?: string;
  readonly question: string;
  readonly definition: string;
  /** What collapse is, for those who measure it by this. */
  readonly collapse: string;
  /** What stands on the law's line. */
  readonly law: (view: View) => string;
  /** The first generation that means something here. */
  readonly from: number;
  /** The axis's end; null where only the run can tell. */
  readonly top: (view: View) => number | null;
}

type Theory = ChainsResult["series"];

const DIVERSITY = "Collapse, by this definition: diversity is lost.";
const MODES = "Collapse, by this definition: tokens are lost.";
const TAILS = "Collapse, by this definition: the tail of the truth is lost.";
const DRIFT = "Collapse, by this definition: models leave the first one.";
const RISK = "Collapse, by this definition: the error against the truth grows.";
const TOTAL = "Collapse, by this definition: one token is left (total collapse).";

/** Rooms above the largest value that theory allows for. */
const ROOM = 1.06;
const WIDE = 1.3;

function theory(view: View): Theory | null {
  return view.laws?.result.series ?? null;
}

/** The largest value of a law; null where it is not known everywhere. */
function most(values: readonly (number | null)[] | null | undefined): number | null {
  if (!values || values.length === 0 || values.includes(null)) return null;
  return values.reduce<number>((a, b) => Math.max(a, b ?? 0), 0);
}

/** S_m at its largest, its limit included. */
function mostSquares(view: View): number | null {
  const series = theory(view)?.sumOfSquares;
  const largest = most(series?.theory);
  return largest === null ? null : Math.max(largest, series?.limit ?? 0);
}

function squares(view: View, row: number): number | null {
  return theory(view)?.sumOfSquares.theory?.[row] ?? null;
}

function tokens(view: View): number {
  return liveTokens(view.experiment.truth, view.corpus?.table ?? null);
}

/** Tokens that the first model can have. */
function firstTokens(view: View): number {
  const { recipe } = view.experiment;
  const real = "realSamples" in recipe ? recipe.realSamples : 0;
  return Math.max(2, Math.min(tokens(view), samplesOf(view.experiment) + real));
}

/** The end of an L1 axis: all that can be lost from a row on, or what Cauchy and Schwarz allow where that is less. */
function l1Top(view: View, row: number, squared: number | null): number {
  const start = squares(view, row);
  const all = start === null ? 2 : 2 * (1 - start);
  const bound = squared === null ? Infinity : Math.sqrt(firstTokens(view) * Math.max(0, squared));
  return Math.min(ROOM * all, WIDE * bound) || 1;
}

/** Whether the closed formulas of the fully synthetic recipe are the law. */
function closed({ experiment }: View): boolean {
  return experiment.recipe.form === "fully-synthetic" && isPlain(experiment.decoding);
}

const none = (): string => "";
const fromRun = (): null => null;

/** A measure that is computed over the first chains alone, when it is asked for. */
function further(
  name: FurtherName,
  option: string,
  question: string,
  definition: string,
  collapse: string,
  top: Measure["top"] = fromRun,
): Measure {
  return { name, option, question, definition, collapse, law: none, from: 1, top };
}

/** Measures that every run carries. */
const RUN_MEASURES: readonly Measure[] = [
  {
    name: "sumOfSquares",
    option: "Sum of squares",
    question: "How fast is diversity lost?",
    definition: "S_m = E Σ p_i², the chance that two samples of generation m agree, averaged over chains.",
    collapse: DIVERSITY,
    law: (view) => (closed(view) ? "1 − (1 − 1/n)ᵐ(1 − S₀)" : "exact"),
    from: 0,
    top: (view) => {
      const largest = mostSquares(view);
      return largest === null || largest > 0.6 ? 1 : WIDE * largest;
    },
  },
  {
    name: "support",
    option: "Tokens left",
    subject: "the number of tokens left",
    question: "How many tokens are left?",
    definition: "Tokens that generation m can still write, #{i : p_i > 0}, averaged over chains.",
    collapse: MODES,
    law: () => "exact",
    from: 1,
    top: (view) => ROOM * (most(theory(view)?.support.theory?.slice(1)) ?? firstTokens(view)),
  },
  {
    name: "entropy",
    option: "Entropy",
    question: "How unsure is a model of its next token?",
    definition:
      "Entropy of generation m, −Σ p_i ln p_i in nats, averaged over chains. No law is known for it.",
    collapse: DIVERSITY,
    law: none,
    from: 1,
    top: (view) => ROOM * Math.max(0.1, Math.log(firstTokens(view))),
  },
  {
    name: "driftL1",
    option: "Drift from the first model",
    question: "How far do models drift from the first?",
    definition:
      "Drift E Σ |p_i(m) − p_i(1)|, the change in probability since generation 1, averaged over chains: 0 is none, 2 is all.",
    collapse: DRIFT,
    law: none,
    from: 1,
    top: (view) => {
      const bound = most(theory(view)?.driftL1.bound?.slice(1));
      const top = l1Top(view, 1, most(theory(view)?.driftL2Squared.theory?.slice(1)));
      return bound === null || bound > top ? top : Math.min(top, ROOM * bound);
    },
  },
  {
    name: "driftL2Squared",
    option: "Squared drift from the first model",
    question: "How far do models drift, squared?",
    definition:
      "E Σ (p_i(m) − p_i(1))², the squared change in probability since generation 1, averaged over chains.",
    collapse: DRIFT,
    law: (view) => (closed(view) ? "S_m − S_1" : "exact"),
    from: 1,
    top: (view) => {
      const series = theory(view)?.driftL2Squared;
      const largest = Math.max(most(series?.theory?.slice(1)) ?? 0, series?.limit ?? 0);
      return largest > 0 ? (closed(view) ? ROOM : WIDE) * largest : 1;
    },
  },
  {
    name: "driftFromTruthL1",
    option: "Distance from the truth",
    question: "How far are models from the truth?",
    definition:
      "E Σ |p_i(m) − p_i(0)|, the difference between generation m and the truth, averaged over chains: 0 is none, 2 is all. No law is known for it.",
    collapse: RISK,
    law: none,
    from: 0,
    top: (view) => {
      const [from, to] = [squares(view, 0), mostSquares(view)];
      return l1Top(view, 0, from === null || to === null ? null : to - from);
    },
  },
];

/** Measures over the first chains alone. */
const FURTHER_MEASURES: readonly Measure[] = [
  further(
    "klFromTruth",
    "KL to the truth",
    "How much is a model surprised by itself, against the truth?",
    "KL(p(m) ‖ p(0)) = Σ p_i(m) ln(p_i(m) / p_i(0)), in nats.",
    RISK,
  ),
  further(
    "klFromFirst",
    "KL to the first model",
    "How far are models from the first, by KL?",
    "KL(p(m) ‖ p(1)) = Σ p_i(m) ln(p_i(m) / p_i(1)), in nats; infinite where a token of p(m) was not in p(1), and then not drawn.",
    DRIFT,
  ),
  further(
    "chiSquareFromTruth",
    "χ² to the truth",
    "How far are models from the truth, by χ²?",
    "χ²(p(m), p(0)) = Σ (p_i(m) − p_i(0))² / p_i(0).",
    RISK,
  ),
  further(
    "chiSquareFromFirst",
    "χ² to the first model",
    "How far are models from the first, by χ²?",
    "χ²(p(m), p(1)) = Σ (p_i(m) − p_i(1))² / p_i(1); infinite where a token of p(m) was not in p(1), and then not drawn.",
    DRIFT,
  ),
  further(
    "tvFromTruth",
    "Total variation to the truth",
    "How much probability is not where the truth has it?",
    "TV = ½ Σ |p_i(m) − p_i(0)|: 0 is none, 1 is all.",
    RISK,
  ),
  further(
    "tvFromFirst",
    "Total variation to the first model",
    "How much probability is not where the first model has it?",
    "TV = ½ Σ |p_i(m) − p_i(1)|: 0 is none, 1 is all.",
    DRIFT,
  ),
  further(
    "tailMassLost",
    "Tail lost",
    "How much of the truth's tail is gone?",
    "Σ p_i(0) over the rare tokens, those of p_i(0) < 1/n, that generation m cannot write any more.",
    TAILS,
  ),
  {
    ...further(
      "contextsCollapsed",
      "Contexts collapsed",
      "In how many contexts is one token left?",
      "Share of a chain's contexts with one token left at generation m.",
      TOTAL,
      () => 1,
    ),
    subject: "the share of contexts collapsed",
  },
];

export const MEASURES: readonly Measure[] = [...RUN_MEASURES, ...FURTHER_MEASURES];

/** Whether a measure is none that a run carries. */
export function isFurther(name: MeasureName): name is FurtherName {
  return FURTHER_MEASURES.some((one) => one.name === name);
}

/** A measure's series: simulated mean and standard error, law and bounds. */
export interface MeasureSeries {
  readonly mean: Rows;
  readonly standardError: Rows;
  readonly law: Rows;
  /** What the law tends to for many generations. */
  readonly limit: number | null;
  /** Theorem 2 as it is printed. */
  readonly printed: Rows;
  readonly bounds: readonly { readonly words: string; readonly rows: Rows }[];
}

/** A drift in L1 never exceeds this: a bound above it says nothing. */
export const MOST_L1 = 2;

/** Theory stands in the laws from the start; simulated values in the run's result, or among the further measures. */
export function seriesOf(view: View, name: MeasureName): MeasureSeries {
  const generations = view.laws?.result.generations ?? [];
  const drawn = (values: readonly (number | null)[] | null | undefined): Rows => ({
    generations,
    values: values ?? null,
  });
  const nothing = drawn(null);
  if (isFurther(name)) {
    const known = view.further.state === "known" ? view.further : null;
    const rows = known?.generations ?? view.run?.result?.generations ?? generations;
    const of = known?.series[name];
    return {
      mean: { generations: rows, values: of?.mean ?? null },
      standardError: { generations: rows, values: of?.standardError ?? null },
      law: { generations: [], values: null },
      limit: null,
      printed: nothing,
      bounds: [],
    };
  }
  const run = view.run?.result ?? null;
  const simulated = run?.series[name];
  const known = view.laws?.result.series[name];
  const { driftL1 } = view.laws?.result.series ?? {};
  const theorem3 = driftL1?.theorem3?.map((value) => (value !== null && value <= MOST_L1 ? value : null));
  const bounds =
    name === "driftL1"
      ? [
          { words: "elementary bound", rows: drawn(driftL1?.bound) },
          { words: "Theorem 3", rows: drawn(theorem3) },
        ]
      : [];
  const rows = (values: readonly (number | null)[] | null | undefined): Rows => ({
    generations: run?.generations ?? [],
    values: values ?? null,
  });
  return {
    mean: rows(simulated?.mean),
    standardError: rows(simulated?.standardError),
    law: drawn(known && "theory" in known ? known.theory : null),
    limit: known && "limit" in known && !closed(view) ? (known.limit ?? null) : null,
    printed: drawn(known && "printed" in known ? known.printed : null),
    bounds: bounds.filter((bound) => bound.rows.values?.some((value) => value !== null)),
  };
}
