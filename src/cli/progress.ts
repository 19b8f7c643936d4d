import type { RunUpdate } from "../index.js";

const BAR = 24;
const MILESTONES = [25, 50, 75];

/** A run's progress on standard error: a bar on a terminal, else a line at 25, 50 and 75 %. */
export interface Progress {
  update(news: Pick<RunUpdate, "chainsDone" | "seconds" | "secondsLeft">): void;
  /** Leaves the line clean for what is written next. */
  end(): void;
}

/** `write` gets pieces of text, `terminal` says whether they go to one. */
export function startProgress(chains: number, terminal: boolean, write: (text: string) => void): Progress {
  let best = 0;
  let told = 0;
  let drawn = false;
  return {
    update({ chainsDone, seconds, secondsLeft }) {
      const byTime = secondsLeft === null ? 0 : seconds / (seconds + secondsLeft);
      best = Math.max(best, Math.floor(100 * Math.min(1, Math.max(chainsDone / chains, byTime))));
      const left = secondsLeft === null ? "" : `, about ${duration(secondsLeft)} left`;
      const done = `${chainsDone.toLocaleString("en-US")} of ${chains.toLocaleString("en-US")} chains${left}`;
      if (terminal) {
        const filled = Math.round((best / 100) * BAR);
        write(`\r\u001b[K[${"#".repeat(filled)}${"-".repeat(BAR - filled)}] ${best} %, ${done}`);
        drawn = true;
        return;
      }
      const reached = MILESTONES.findLast((percent) => percent <= best) ?? 0;
      if (reached > told && best < 100) write(`${reached} %: ${done}.\n`);
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
