import {
  flopsOf,
  workOf,
  type Activity,
  type RecursionPlan,
  type Work,
} from "../../transformer/recursion/index.js";

const ACTIVITIES = ["training", "measuring", "writing"] as const;
const NONE: Work = { training: 0, measuring: 0, writing: 0 };
/** How much of what is known of a speed is forgotten with each piece of news. */
const FORGOTTEN = 0.02;

/** How long a recursion still takes, by what its work has taken lately. */
export class Forecast {
  private readonly plan: RecursionPlan;
  private readonly speeds: Record<Activity, { tokens: number; seconds: number }> = {
    training: { tokens: 0, seconds: 0 },
    measuring: { tokens: 0, seconds: 0 },
    writing: { tokens: 0, seconds: 0 },
  };
  private model = 0;
  private done: Record<Activity, number> = { ...NONE };

  constructor(plan: RecursionPlan) {
    this.plan = plan;
  }

  /** A model begins, some of its training done. */
  begin(model: number, trainingDone: number): void {
    this.model = model;
    this.done = { ...NONE, training: trainingDone };
  }

  did(activity: Activity, tokens: number, seconds: number): void {
    this.done[activity] += tokens;
    const speed = this.speeds[activity];
    speed.tokens += tokens - FORGOTTEN * speed.tokens;
    speed.seconds += seconds - FORGOTTEN * speed.seconds;
  }

  /** Tokens of the model at work that this has gone over, of so many. */
  progress(activity: Activity): { readonly done: number; readonly all: number } {
    const planned = this.plan.models[this.model];
    const all = planned === undefined ? 0 : workOf(this.plan, planned)[activity];
    return { done: Math.min(all, this.done[activity]), all };
  }

  /** Tokens a second of late; null where there were none. */
  rate(activity: Activity): number | null {
    const { tokens, seconds } = this.speeds[activity];
    return seconds > 0 ? tokens / seconds : null;
  }

  /** Null before anything was done. What was not done yet is taken to go by its floating-point operations. */
  secondsLeft(): number | null {
    const known = this.secondsAFlop();
    if (known === null) return null;
    let seconds = 0;
    this.plan.models.slice(this.model).forEach((planned, i) => {
      const work = workOf(this.plan, planned);
      for (const activity of ACTIVITIES) {
        const left = Math.max(0, work[activity] - (i === 0 ? this.done[activity] : 0));
        const rate = this.rate(activity);
        const only = { ...NONE, [activity]: left };
        seconds += rate === null ? flopsOf(this.plan, only) * known : left / rate;
      }
    });
    return seconds;
  }

  private secondsAFlop(): number | null {
    const of = (what: "tokens" | "seconds"): Work => ({
      training: this.speeds.training[what],
      measuring: this.speeds.measuring[what],
      writing: this.speeds.writing[what],
    });
    const seconds = of("seconds");
    const total = ACTIVITIES.reduce((sum, activity) => sum + seconds[activity], 0);
    return total > 0 ? total / flopsOf(this.plan, of("tokens")) : null;
  }
}
