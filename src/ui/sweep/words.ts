import { experimentSentence, isPlain, sentenceText, type SentencePart, type Sweep } from "../../index.js";
import { ended } from "../state/view.js";
import { brief, counted, decimalsFor, duration, fixed, percent, shown, whole } from "../words/format.js";
import { rangeWords, valueWords } from "./fields.js";
import type { Asked, Offer, SweepPage } from "./page.js";
import type { PointRow } from "./rows.js";

/** Of many points one lies this far out now and then; beyond DISAGREE hardly ever. */
const AGREE = 4;
const DISAGREE = 5;

/** What a sweep goes over, in words: "E[T] for n from 10 to 1,000". */
export function goesOver(sweep: Sweep, asked: Asked): string {
  return sentenceText(rangeParts(sweep, asked));
}

function rangeParts({ fields }: Sweep, asked: Asked): readonly SentencePart[] {
  const what = asked === "time" ? "E[T]" : "The sum of squares at the last generation";
  const ranges = fields.flatMap(({ path, values }, i) => {
    const numbers = values.filter((value): value is number => typeof value === "number");
    const text = rangeWords(path, Math.min(...numbers), Math.max(...numbers));
    return [{ text: i === 0 ? " for " : " and " }, { text, field: `axis-${i}` }];
  });
  return [{ text: what }, ...ranges];
}

/** What all points of a sweep share of truth and recipe, as the experiment's sentence says it. */
export function settings({ fields, points: [first] }: Sweep): readonly string[] {
  if (!first) return [];
  const isSwept = (field: string): boolean =>
    fields.some(({ path }) => field === path || field.startsWith(`${path}.`));
  return experimentSentence(first, shown).flatMap(({ text, field = "" }) =>
    /^(truth|recipe)\./.test(field) && !isSwept(field) ? [text] : [],
  );
}

/** The sweep as a sentence; its fields lead to the controls that set them. */
export function sweepParts({ sweep, asked }: SweepPage): readonly SentencePart[] {
  if (!sweep) return [];
  const { precision, budgetSeconds, points } = sweep;
  const shared = settings(sweep).map((text) => ({ text: `, ${text}` }));
  const over = [...rangeParts(sweep, asked), ...shared];
  const count = counted(points.length, "point");
  if (points.every(({ method }) => method === "exact"))
    return [...over, { text: ", " }, { text: "by the exact law", field: "method" }, { text: `: ${count}.` }];
  const until = [{ text: ", each point to within " }, { text: share(precision), field: "precision" }];
  const most = { text: atMost(budgetSeconds), field: "budget" };
  return [...over, ...until, { text: `: ${count}, in ` }, most, { text: "." }];
}

function atMost(seconds: number): string {
  return seconds < 1 ? duration(seconds) : `at most ${duration(seconds)}`;
}

function share(value: number): string {
  return `${brief(100 * value, 3)} %`;
}

/** A point's swept values: "n = 1,000, 81 tokens". */
export function placeWords(page: SweepPage, row: PointRow): string {
  const fields = page.sweep?.fields ?? [];
  return fields.map(({ path }, i) => valueWords(path, row.at[i] ?? 0)).join(", ");
}

/** A simulated value with the digits that its interval allows. */
export function meanWords({ mean, half }: PointRow): string {
  if (mean === null) return "–";
  if (half === null || half === 0) return brief(mean, 6);
  const decimals = decimalsFor(half);
  return `${fixed(mean, decimals)} ± ${fixed(half, decimals)}`;
}

/** A lower bound in words, as the simulation gives it where a cap has kept chains alive; null where there is none. */
export function boundWords({ above }: PointRow): string | null {
  return above === null ? null : `above ${brief(above, 4)}`;
}

/** Chains that a cap has kept alive, as a share: "3 of 32 chains (9.4 %) were still alive at the cap". */
export function aliveWords({ alive, chains }: PointRow): string {
  const were = alive === 1 ? "was" : "were";
  const share = alive / chains;
  return `${whole(alive)} of ${counted(chains, "chain")} (${percent(share, share < 0.1 ? 1 : 0)}) ${were} still alive at the cap`;
}

/** What is known of a point, in words. */
export function readRow(page: SweepPage, row: PointRow): string {
  const said: string[] = [];
  const name = page.asked === "time" ? "E[T]" : "S";
  const { law } = row;
  if (row.mean !== null) said.push(`${name} simulated ${meanWords(row)}`);
  const bound = boundWords(row);
  if (bound !== null) said.push(`${aliveWords(row)}, so E[T] is ${bound}`);
  if (law && law.exact !== null) said.push(`exact ${brief(law.exact, 6)}`);
  else if (law && law.limit !== null) said.push(`limit of large n ${brief(law.limit, 5)}`);
  if (law && law.lower !== null && law.upper !== null)
    said.push(`Theorem 1: ${brief(law.lower, 3)} to ${brief(law.upper, 3)}`);
  return `${placeWords(page, row)}: ${said.length > 0 ? said.join(", ") : "still to come"}`;
}

export interface Agreement {
  readonly kind: "none" | "agrees" | "unsure" | "disagrees";
  readonly claim: string;
  readonly rest: string;
}

/** How the simulated points agree with the exact law, over those that can be judged. */
export function agreement(page: SweepPage, rows: readonly PointRow[]): Agreement {
  const judged = rows.filter(({ errors }) => errors !== null);
  if (judged.length === 0) return { kind: "none", claim: "", rest: "" };
  const worst = judged.reduce((most, row) => ((row.errors ?? 0) > (most.errors ?? 0) ? row : most));
  const deviation = worst.errors ?? 0;
  const far = judged.filter(({ errors }) => (errors ?? 0) > DISAGREE);
  const away = `${deviation < 100 ? fixed(deviation, 1) : "more than 100"} standard errors`;
  const where = placeWords(page, worst);
  if (far.length > 0)
    return {
      kind: "disagrees",
      claim: `Simulation and law disagree at ${counted(far.length, "point")}`,
      rest: `: at ${where} by ${away}. Please report this.`,
    };
  if (deviation > AGREE)
    return {
      kind: "unsure",
      claim: "far from the exact law",
      rest: ` at ${where}: ${away}, which is rare but happens`,
    };
  const largest = `; the largest deviation is ${away}`;
  const all = whole(rows.length);
  if (judged.length === rows.length) {
    const points = rows.length === 1 ? "the point agrees" : `all ${all} points agree`;
    return { kind: "agrees", claim: `${points} with the exact law`, rest: largest };
  }
  const some = `${whole(judged.length)} of ${all} points agree`;
  if (!ended(page.run)) return { kind: "agrees", claim: `${some} so far`, rest: largest };
  const isOpen = rows.some(({ above }) => above !== null);
  const few = `${largest}; the others have too few chains to judge${isOpen ? ", or chains alive at the cap" : ""}`;
  return { kind: "agrees", claim: `${some} with the exact law`, rest: few };
}

/** The answer: how E[T] goes with n, or between what values it lies. `name` is what is asked, `value` what it is. */
export function answerOf(page: SweepPage, rows: readonly PointRow[]): { name: string; value: string } {
  const name = page.asked === "time" ? "E[T]" : "S";
  const known = rows.flatMap((row) => {
    const value = row.mean ?? row.law?.exact ?? row.law?.limit ?? row.above;
    return value === null ? [] : [{ row, value }];
  });
  if (known.length === 0) return { name, value: "…" };
  const slopes = growth(page, rows);
  if (slopes) {
    const [low, high] = slopes;
    return { name: `${name} ≈`, value: low === high ? low : `${low} to ${high}` };
  }
  const [low, high] = ends(known.map(({ value }) => value));
  const digits = page.asked === "time" ? 4 : 3;
  const [from, to] = [brief(low, digits), brief(high, digits)];
  // Where a value is only known to be above something, so is the largest of them; where that is the least, all are above it.
  const bounds = known.filter(({ row, value }) => row.above === value);
  if (bounds.some(({ value }) => value === low)) return { name, value: `above ${from}` };
  if (bounds.length > 0) return { name, value: `from ${from} to above ${to}` };
  return { name: `${name} =`, value: from === to ? from : `${from} to ${to}` };
}

function ends(values: readonly number[]): readonly [number, number] {
  return values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
}

/** E[T] / n at the largest n by the law, least and most; null where E[T] does not go like n. */
function growth(
  { sweep, asked, base }: SweepPage,
  rows: readonly PointRow[],
): readonly [string, string] | null {
  const field = sweep?.fields.findIndex(({ path }) => path === "recipe.samples") ?? -1;
  const like = asked === "time" && base.recipe.form === "fully-synthetic" && isPlain(base.decoding);
  if (field < 0 || !like) return null;
  const [, largest] = ends(rows.map(({ at }) => at[field] ?? 0));
  const ratios = rows.flatMap(({ at, law }) => {
    const value = at[field] === largest ? (law?.exact ?? law?.limit ?? null) : null;
    return value === null ? [] : [value / largest];
  });
  if (largest < 10 || ratios.length === 0) return null;
  const [low, high] = ends(ratios);
  return [`${fixed(low, 2)}\u00a0n`, `${fixed(high, 2)}\u00a0n`];
}

/** One sentence on what a chart of these points shows. */
export function summaryOf(page: SweepPage, rows: readonly PointRow[]): string {
  const known = rows.flatMap((row) => {
    const value = row.law?.exact ?? row.mean ?? row.above;
    return value === null
      ? []
      : [{ row, value, words: `${value === row.above ? "above " : ""}${brief(value, 4)}` }];
  });
  const name = page.asked === "time" ? "E[T]" : "The sum of squares at the last generation";
  if (known.length === 0)
    return page.laws.filter((law) => law !== undefined).length < rows.length
      ? "The exact law is being computed."
      : "No law of this is known; the points come with the run.";
  const least = known.reduce((a, b) => (b.value < a.value ? b : a));
  const most = known.reduce((a, b) => (b.value > a.value ? b : a));
  if (rows.length === 1) return `${name} is ${least.words} at ${placeWords(page, least.row)}.`;
  return `${name} goes from ${least.words} at ${placeWords(page, least.row)} to ${most.words} at ${placeWords(page, most.row)}.`;
}

/** The run bar's line: points done, and time left at most. */
export function progressLine(page: SweepPage): string {
  const { run, sweep } = page;
  if (!sweep) return "";
  const all = counted(sweep.points.length, "point");
  if (!run) return `${all}, when you press Run`;
  const reached = run.pointsDone;
  const seconds = run.seconds ?? 0;
  const exact = sweep.points.every(({ method }) => method === "exact");
  const done = `${whole(reached)} of ${all}${exact ? "" : ` within ${share(sweep.precision)}`}`;
  switch (run.state) {
    case "starting":
      return `Starting ${all}`;
    case "running": {
      if (exact) return done;
      if (reached === sweep.points.length || seconds >= sweep.budgetSeconds)
        return `${done}; writing the laws of ${whole(run.lawsDone)} of ${all}`;
      if (run.secondsLeft !== null) return `${done}, about ${duration(Math.max(1, run.secondsLeft))} left`;
      return `${done}, ${atMost(Math.max(0, sweep.budgetSeconds - seconds))} left`;
    }
    case "paused":
      return `Paused at ${done}`;
    case "stopped":
      return `Stopped at ${done}`;
    case "failed":
      return "The sweep failed";
    case "finished":
      return reached === sweep.points.length ? `All ${all} done` : `The time is up: ${done}`;
  }
}

/** The share of points that are done; by time, where that is further. */
export function shareDone(page: SweepPage): number {
  const { run, sweep } = page;
  if (!run || !sweep) return 0;
  if (run.state === "finished") return 1;
  const byTime = sweep.budgetSeconds > 0 ? (run.seconds ?? 0) / sweep.budgetSeconds : 0;
  return Math.min(1, Math.max(run.pointsDone / sweep.points.length, byTime));
}

/** What the live region says, and when: at each quarter and at the end, no ticks. */
export function milestone(page: SweepPage): string {
  const { run } = page;
  if (!run || run.state === "starting") return "";
  if (ended(run)) return run.state === "finished" ? "The sweep is finished." : progressLine(page);
  if (run.state === "paused") return "The sweep is paused.";
  const quarter = Math.floor(shareDone(page) * 4) * 25;
  return quarter === 0 ? "The sweep has begun." : `${quarter} % of the sweep is done.`;
}

/** What the points are over, in a sentence: how many are done, and how the run ended. */
export function standingOf(page: SweepPage, rows: readonly PointRow[]): string {
  const { run, sweep } = page;
  if (!sweep) return "";
  const laws = page.laws.filter((law) => law !== undefined).length;
  if (!run) {
    if (laws < rows.length)
      return `The exact law is computed at ${whole(laws)} of ${counted(rows.length, "point")}.`;
    return "Nothing is simulated yet: press Run.";
  }
  const chains = rows.reduce((sum, row) => sum + row.chains, 0);
  const open = rows.filter(({ above }) => above !== null).length;
  const alive =
    open > 0
      ? ` At ${counted(open, "point")} chains were still alive at the cap: there E[T] is only known to be above a value.`
      : "";
  if (!ended(run)) {
    const sharpening = rows.filter((row) => row.chains > 0 && !row.done).length;
    return `${counted(chains, "chain")} so far; ${counted(sharpening, "point")} still sharpening.${alive}`;
  }
  if (chains === 0) return run.state === "finished" ? "By the exact law alone, nothing drawn." : "";
  const on = run.engine ? ` on ${run.engine.adapter}` : "";
  const time = run.seconds === null ? "" : ` in ${duration(run.seconds)}`;
  return `${counted(chains, "chain")}${time}${on}.${alive}`;
}

/** An interrupted sweep that the browser keeps. */
export function offerWords({ words, done, of }: Offer): string {
  const which = words === "" ? "An earlier sweep" : `An earlier sweep, ${words},`;
  return `${which} was interrupted at ${whole(done)} of ${counted(of, "point")}.`;
}
