const BAR = 24;
const MILESTONES = [25, 50, 75];

/** What a run or a sweep is made of. */
export type Counted = "chains" | "points" | "models";

/**
 * The progress of a run or a sweep on standard error: a bar on a terminal, else a line at 25, 50 and 75 %, and at 100 %
 * where something is still being done.
 */
export interface Progress {
  /** `secondsLeft` is null while it is not known; `doing` says what is being done. */
  update(news: {
    readonly done: number;
    readonly doing?: string;
    readonly seconds: number;
    readonly secondsLeft: number | null;
  }): void;
  /** Leaves the line clean for what is written next. */
  end(): void;
}

/** Of so many chains, points or models; `write` gets pieces of text, `terminal` says whether they go to one. */
export function startProgress(
  { count, what }: { readonly count: number; readonly what: Counted },
  terminal: boolean,
  write: (text: string) => void,
): Progress {
  let best = 0;
  let told = 0;
  let drawn = false;
  return {
    update({ done, doing, seconds, secondsLeft }) {
      const byTime = secondsLeft === null ? 0 : seconds / (seconds + secondsLeft);
      best = Math.max(best, Math.floor(100 * Math.min(1, Math.max(done / count, byTime))));
      const left = secondsLeft === null ? "" : `, about ${duration(secondsLeft)} left`;
      const so = doing === undefined ? "" : `, ${doing}`;
      const news = `${done.toLocaleString("en-US")} of ${count.toLocaleString("en-US")} ${what}${so}${left}`;
      if (terminal) {
        const filled = Math.round((best / 100) * BAR);
        write(`\r\u001b[K[${"#".repeat(filled)}${"-".repeat(BAR - filled)}] ${best} %, ${news}`);
        drawn = true;
        return;
      }
      const last = best === 100 && doing !== undefined ? 100 : 0;
      const reached = Math.max(last, MILESTONES.findLast((percent) => percent <= best) ?? 0);
      if (reached > told && best < 100 + last) write(`${reached} %: ${news}.\n`);
      told = Math.max(told, reached);
    },
    end() {
      if (drawn) write("\r\u001b[K");
      drawn = false;
    },
  };
}

/** A time as a person says it: "8 s", "3 min", "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
