import { canBeLeft } from "../../index.js";
import { ended, onlyT, type RunView, type View } from "../state/view.js";
import { brief, counted, decimalsFor, fixed, percent, whole } from "./format.js";

/** What a simulated value says of the exact one. */
export interface Verdict {
  readonly kind: "none" | "agrees" | "unsure" | "disagrees";
  /** The claim itself; empty where none is made. */
  readonly claim: string;
  /** What stands after the claim. */
  readonly rest: string;
}

/** Beyond so many standard errors simulation and law disagree. */
const DISAGREE = 5;
const AGREE = 3;
/** With fewer chains a standard error is itself too unsure to judge by. */
const JUDGED = 100;
const Z95 = 1.959963984540054;

/** The simulated mean of T with its 95 % half width; null before the first chains are settled. */
export interface Mean {
  readonly value: number;
  readonly halfWidth: number | null;
  readonly standardError: number | null;
  readonly chains: number;
}

export function simulatedMean(view: View): Mean | null {
  const time = view.run?.result?.collapseTime;
  if (!time || time.mean === null || !time.settled) return null;
  const { standardError } = time;
  const halfWidth = standardError === null ? null : Z95 * standardError;
  return { value: time.mean, halfWidth, standardError, chains: time.settled };
}

/** The exact mean of T; null where it is not known, or not yet. */
export function exactMean(view: View): number | null {
  return view.laws?.result.collapseTime.theory?.mean ?? null;
}

/** Settled chains that had not collapsed at the cap: with any of them the mean is over the short ones alone. */
export function censored(view: View): number {
  const { run, experiment } = view;
  const time = run?.result?.collapseTime;
  if (!run || !time || experiment.generations === null) return 0;
  return Math.max(0, run.settled - (time.settled ?? 0));
}

/** What E[T] is above, where a cap has kept chains alive: they count as if they collapsed right after it. Null where none did. */
export function capBound(view: View): number | null {
  const alive = censored(view);
  const time = view.run?.result?.collapseTime;
  const cap = view.experiment.generations;
  if (alive === 0 || cap === null || !view.run || !time) return null;
  return ((time.mean ?? 0) * (time.settled ?? 0) + alive * cap) / view.run.settled;
}

/** What the answer is: the mean of T, or the state of the models at the last generation where most chains do not collapse. */
export function asked(view: View): "time" | "state" {
  const { experiment, laws } = view;
  const { generations, recipe, stop } = experiment;
  if (generations === null || onlyT(view)) return "time";
  if (stop === "generations") return "state";
  const settled = view.run?.settled ?? 0;
  if (settled > 0) return 2 * censored(view) > settled ? "state" : "time";
  const collapsed = laws?.result.series.collapsedFraction.theory?.at(-1) ?? null;
  if (collapsed !== null) return collapsed < 0.5 ? "state" : "time";
  return recipe.form === "fully-synthetic" ? "time" : "state";
}

/** A value at the last generation: simulated, and exact where there is a law. */
export interface AtEnd {
  readonly generation: number;
  readonly mean: Mean | null;
  readonly exact: number | null;
}

/** The last generation that the run, or before it the law, has a row for; null where neither has one. */
function lastGeneration(view: View): number | null {
  const rows = view.run?.result?.generations ?? [];
  return (rows.length > 0 ? rows : (view.laws?.result.generations ?? [])).at(-1) ?? null;
}

/** A measure at the last generation; null where there is no row. */
export function atEnd(
  view: View,
  name: "sumOfSquares" | "driftL1" | "driftL2Squared" | "driftFromTruthL1",
): AtEnd | null {
  const generation = lastGeneration(view);
  if (generation === null) return null;
  const { run, laws } = view;
  const row = run?.result?.generations.indexOf(generation) ?? -1;
  const simulated = run?.result?.series[name];
  const value = simulated?.mean?.[row] ?? null;
  const chains = run?.settled ?? 0;
  const lawRow = laws?.result.generations.indexOf(generation) ?? -1;
  const law = laws?.result.series[name];
  const exact = (law && "theory" in law ? law.theory?.[lawRow] : null) ?? null;
  const seen = simulated?.standardError?.[row] ?? null;
  const rare = name === "sumOfSquares" ? rareError(exact, chains * view.experiment.contexts) : 0;
  const standardError = seen === null ? null : Math.max(seen, rare);
  const halfWidth = standardError === null ? null : Z95 * standardError;
  return {
    generation,
    mean: value === null ? null : { value, halfWidth, standardError, chains },
    exact,
  };
}

/** With fewer models than this that are no Dirac, what they scatter says little of what more of them would. */
const FEW_OPEN = 30;

/**
 * The largest standard error that a sum of squares of exact mean S can have over so many models, where few of them are
 * expected to be anything but a Dirac; else 0. 1 - sigma lies between 0 and 1, so its variance is at most 1 - S.
 */
function rareError(exact: number | null, models: number): number {
  if (exact === null || models === 0 || (1 - exact) * models >= FEW_OPEN) return 0;
  return Math.sqrt(Math.max(0, 1 - exact) / models);
}

/** What is to be said of the answer's agreement with its law. */
export function verdict(view: View): Verdict {
  const state = asked(view) === "state" ? atEnd(view, "sumOfSquares") : null;
  const exact = state ? state.exact : exactMean(view);
  if (exact === null) return NO_VERDICT;
  if (!state && censored(view) > 0)
    return { ...NO_VERDICT, rest: `Without the cap the exact law says ${brief(exact, 6)}.` };
  const mean = state ? state.mean : simulatedMean(view);
  return mean ? compare(mean, exact, view.run?.state === "stopped") : NO_VERDICT;
}

const NO_VERDICT: Verdict = { kind: "none", claim: "", rest: "" };

function compare(mean: Mean, exact: number, stopped: boolean): Verdict {
  const shown = brief(exact, 6);
  const off = Math.abs(mean.value - exact);
  if (mean.standardError === null)
    return { ...NO_VERDICT, rest: `The exact law says ${shown}; one chain cannot tell.` };
  if (off <= 1e-9 * exact) return { kind: "agrees", claim: "equals the exact law", rest: `, ${shown}` };
  const errors = mean.standardError > 0 ? off / mean.standardError : Infinity;
  const away = `${errors < 100 ? fixed(errors, 1) : "more than 100"} standard errors`;
  if (mean.chains < JUDGED)
    return {
      kind: "unsure",
      claim: "too few chains to judge",
      rest: `: ${away} from the exact law, ${shown}`,
    };
  // A reader may have stopped the run because of what it showed.
  if (stopped) return { ...NO_VERDICT, rest: `The exact law says ${shown}: ${away} away.` };
  if (errors <= AGREE)
    return { kind: "agrees", claim: "agrees with the exact law", rest: `, ${shown}: ${away} away` };
  if (errors <= DISAGREE)
    return {
      kind: "unsure",
      claim: "far from the exact law",
      rest: `, ${shown}: ${away} away, which is rare but happens`,
    };
  return {
    kind: "disagrees",
    claim: `Simulation and law disagree (${away})`,
    rest: `: the exact law says ${shown}. Please report this.`,
  };
}

/** Mean and half width with the digits that the half width allows: ["196.9", "2.6"]. */
export function meanInWords(mean: Mean): readonly [string, string | null] {
  if (mean.halfWidth === null || mean.halfWidth === 0)
    return [brief(mean.value, 6), mean.halfWidth === 0 ? "0" : null];
  const decimals = decimalsFor(mean.halfWidth);
  return [fixed(mean.value, decimals), fixed(mean.halfWidth, decimals)];
}

/** How many chains have collapsed by the last generation, where most have not; and how many left it again. */
function collapsedWords(view: View): string {
  const time = view.run?.result?.collapseTime;
  const settled = view.run?.settled ?? 0;
  const { generations } = view.experiment;
  if (!time || settled === 0 || generations === null) return "";
  const by = `by generation ${whole(generations)}`;
  const collapsed = time.settled ?? 0;
  if (collapsed === 0) return `No chain collapsed ${by}.`;
  const share = collapsed === settled ? "All chains" : `${percent(collapsed / settled)} of chains`;
  return `${share} collapsed ${by}${leftWords(view, settled)}.`;
}

/** How many chains left their collapse again, as the end of a sentence. */
function leftWords(view: View, settled: number): string {
  const left = view.run?.result?.collapseTime.left ?? null;
  if (left === null) return "";
  if (left === settled) return "; all left it again";
  return left === 0 ? "; none left it again" : `; ${percent(left / settled)} left it again`;
}

/** With real data a collapse may be left again: what T is then. */
function firstOnly(view: View): string {
  if (!canBeLeft(view.experiment.recipe)) return "";
  const settled = view.run?.settled ?? 0;
  const left = view.run?.result?.collapseTime.left ?? null;
  const share = left === null || settled === 0 ? "" : ` ${percent(left / settled)} of chains left it.`;
  return ` A collapse can be left again here: T is the first one.${share}`;
}

/** Where the run stands, in a sentence or two: what the mean is over, how it ended. */
export function standing(view: View, waits: boolean): string {
  const { run, experiment } = view;
  if (!run) return waits ? "This is a large run, so it waits: press Run to simulate it." : "";
  const state = asked(view) === "state";
  const said = where(view, run, state);
  if (state) return [collapsedWords(view), said].filter((text) => text !== "").join(" ");
  return run.settled > 0 || experiment.stop === "collapse" ? `${said}${firstOnly(view)}` : said;
}

function where(view: View, run: RunView, state: boolean): string {
  const { experiment } = view;
  const all = whole(experiment.chains);
  const time = run.result?.collapseTime;
  const alive = time?.censored ?? 0;
  const cap = experiment.generations;
  if (!ended(run)) {
    if (run.settled === 0) return "The first chains are on their way.";
    const over = state ? 0 : censored(view);
    if (over > 0 && cap !== null)
      return `So far ${whole(over)} of ${counted(run.settled, "chain")} were still alive at generation ${whole(cap)}.`;
    if (run.settled === experiment.chains) return `All ${all} chains are done; the result is being written.`;
    return `Mean over the first ${counted(run.settled, "chain")} of ${all}, all of them done.`;
  }
  if (run.state === "failed") return "The run failed.";
  if (run.state === "stopped") {
    const over = state ? run.settled : (time?.settled ?? 0);
    if (over === 0) return `Stopped before the first chains were done.`;
    return `Stopped. Mean over the first ${whole(over)} of ${all} chains; the rest count as alive.`;
  }
  if (experiment.method === "exact") return "The exact laws alone: nothing was drawn.";
  if (!state && alive > 0 && cap !== null) {
    const still = `${whole(alive)} of ${counted(experiment.chains, "chain")} were still alive at generation ${whole(cap)}.`;
    const mean = simulatedMean(view);
    return mean ? `${still} The others took ${meanInWords(mean).join(" ± ")} generations.` : still;
  }
  const engine = run.result?.engine?.adapter ?? "";
  const seconds = run.seconds < 10 ? fixed(run.seconds, 1) : whole(run.seconds);
  return `${counted(experiment.chains, "chain")} in ${seconds} s${engine ? ` on ${engine}` : ""}.`;
}

/** The mean of a single context, where a chain carries several; or how many of them have collapsed, where not all have. */
export function oneContext(view: View): string {
  if (view.experiment.contexts === 1) return "";
  const time = view.run?.result?.contextCollapseTime;
  const last = "T is when the last of a chain's contexts collapses.";
  const open = view.experiment.generations !== null && (time?.censored ?? 0) > 0;
  if (time && open) {
    const collapsed = time.collapsed ?? 0;
    return `${last} ${percent(collapsed / (collapsed + (time.censored ?? 0)))} of contexts have collapsed.`;
  }
  const law = view.laws?.result.contextCollapseTime?.theory?.mean ?? null;
  const exact = law === null ? "" : `exact ${brief(law, 5)}`;
  if (!time || time.mean === null || time.standardError === null)
    return exact ? `${last} One context alone: ${exact}.` : "";
  const half = Z95 * time.standardError;
  const decimals = decimalsFor(half);
  const simulated = `${fixed(time.mean, decimals)} ± ${fixed(half, decimals)}`;
  return `${last} One context alone: ${simulated}${exact ? `, ${exact}` : ""}.`;
}
