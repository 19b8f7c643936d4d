import type { View } from "../state/view.js";
import { ended } from "../state/view.js";
import { duration, inWords, whole } from "./format.js";

/** The share of chains that are done. */
export function shareDone(view: View): number {
  const { run, experiment } = view;
  if (!run) return 0;
  return run.state === "finished" ? 1 : Math.min(1, run.chainsDone / experiment.chains);
}

/** The run bar's line: chains done and time left, or how the run stands. */
export function progressLine(view: View, waits: boolean): string {
  const { run, experiment } = view;
  const all = `${whole(experiment.chains)} ${experiment.chains === 1 ? "chain" : "chains"}`;
  if (!run) return waits ? `${all}, when you press Run` : "";
  const done = `${whole(run.chainsDone)} of ${all}`;
  switch (run.state) {
    case "starting":
      return `Starting ${all}`;
    case "running":
      return run.secondsLeft === null ? done : `${done}, ${duration(run.secondsLeft)} left`;
    case "paused":
      return `Paused at ${done}`;
    case "stopped":
      return `Stopped at ${done}`;
    case "failed":
      return "The run failed";
    case "finished":
      if (experiment.method === "exact") return "The laws are there";
      return experiment.chains === 1 ? "The chain is done" : `All ${all} done`;
  }
}

/** The speed, in chain-generations a second. */
export function speedLine(view: View): string {
  const rate = view.run?.generationsPerSecond ?? null;
  return rate === null || rate < 1 ? "" : `${inWords(rate)} generations a second`;
}

/** What the live region says, and when: at each quarter and at the end, no ticks. */
export function milestone(view: View): string {
  const { run } = view;
  if (!run || run.state === "starting") return "";
  if (ended(run)) return run.state === "finished" ? "The run is finished." : progressLine(view, false);
  if (run.state === "paused") return "The run is paused.";
  const quarter = Math.floor(shareDone(view) * 4) * 25;
  return quarter === 0 ? "The run has begun." : `${quarter} % of chains are done.`;
}

/** The window's title. */
export function titleLine(view: View): string {
  const { run } = view;
  const name = "Collapse Lab";
  if (!run || ended(run) || run.state === "starting") return name;
  const share = `${Math.floor(100 * shareDone(view))} %`;
  return run.state === "paused" ? `Paused, ${share} · ${name}` : `${share} · ${name}`;
}
