import type { View } from "../state/view.js";
import { ended } from "../state/view.js";
import { brief, counted, decimalsFor, fixed, whole } from "./format.js";

/** What the simulated mean of T says of the exact one. */
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

export function verdict(view: View): Verdict {
  const none: Verdict = { kind: "none", claim: "", rest: "" };
  const mean = simulatedMean(view);
  const exact = exactMean(view);
  if (exact === null) return none;
  const shown = brief(exact, 6);
  if (censored(view) > 0) return { ...none, rest: `Without the cap the exact law says ${shown}.` };
  if (!mean) return none;
  const off = Math.abs(mean.value - exact);
  if (mean.standardError === null)
    return { ...none, rest: `The exact law says ${shown}; one chain cannot tell.` };
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
  if (view.run?.state === "stopped") return { ...none, rest: `The exact law says ${shown}: ${away} away.` };
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

/** Where the run stands, in a sentence or two: what the mean is over, how it ended. */
export function standing(view: View, waits: boolean): string {
  const { run, experiment } = view;
  if (!run) return waits ? "This is a large run, so it waits: press Run to simulate it." : "";
  const all = whole(experiment.chains);
  const time = run.result?.collapseTime;
  const alive = time?.censored ?? 0;
  const cap = experiment.generations;
  if (!ended(run)) {
    if (run.settled === 0) return "The first chains are on their way.";
    const over = censored(view);
    if (over > 0 && cap !== null)
      return `So far ${whole(over)} of ${counted(run.settled, "chain")} were still alive at generation ${whole(cap)}.`;
    if (run.settled === experiment.chains) return `All ${all} chains are done; the result is being written.`;
    return `Mean over the first ${counted(run.settled, "chain")} of ${all}, all of them done.`;
  }
  if (run.state === "failed") return "The run failed.";
  if (run.state === "stopped") {
    const over = time?.settled ?? 0;
    if (over === 0) return `Stopped before the first chains were done.`;
    return `Stopped. Mean over the first ${whole(over)} of ${all} chains; the rest count as alive.`;
  }
  if (alive > 0 && cap !== null) {
    const still = `${whole(alive)} of ${counted(experiment.chains, "chain")} were still alive at generation ${whole(cap)}.`;
    const mean = simulatedMean(view);
    return mean ? `${still} The others took ${meanInWords(mean).join(" ± ")} generations.` : still;
  }
  const engine = run.result?.engine?.adapter ?? "";
  const seconds = run.seconds < 10 ? fixed(run.seconds, 1) : whole(run.seconds);
  return `${counted(experiment.chains, "chain")} in ${seconds} s${engine ? ` on ${engine}` : ""}.`;
}

/** The mean of a single context, where a chain carries several. */
export function oneContext(view: View): string {
  const time = view.run?.result?.contextCollapseTime;
  const law = view.laws?.result.contextCollapseTime?.theory?.mean ?? null;
  if (view.experiment.contexts === 1) return "";
  const exact = law === null ? "" : `exact ${brief(law, 5)}`;
  if (!time || time.mean === null || time.standardError === null)
    return exact ? `T is the last of a chain's contexts. One context alone: ${exact}.` : "";
  const half = Z95 * time.standardError;
  const decimals = decimalsFor(half);
  const simulated = `${fixed(time.mean, decimals)} ± ${fixed(half, decimals)}`;
  return `T is the last of a chain's contexts. One context alone: ${simulated}${exact ? `, ${exact}` : ""}.`;
}
