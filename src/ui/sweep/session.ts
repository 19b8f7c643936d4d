import type * as library from "../../index.js";
import type { ChainsExperiment, Notice, Sweep, SweepEnd, SweepHandle, SweepUpdate } from "../../index.js";
import type { ResolvedCorpus } from "../state/lab.js";
import { without } from "../form/edit.js";
import { Messages } from "../state/messages.js";
import { designFor, designOf, fileOf, placeOf, startingDesign, type Design } from "./design.js";
import { fromSweepLink } from "./link.js";
import { askedOf, ended, STARTING, type PointLaw, type SweepPage } from "./page.js";
import { lawIn, NO_LAW } from "./rows.js";

/** What the bench "Sweep" needs of the lab; given to it, so that tests can give it another. */
export type SweepLab = Pick<
  typeof library,
  | "readExperiment"
  | "readSweep"
  | "startSweep"
  | "collapseLawOf"
  | "lastSumOfSquaresOf"
  | "coarseToFine"
  | "isSweep"
>;

type File = Readonly<Record<string, unknown>>;

/** The fields of a sweep file that an experiment file does not have. */
const OF_SWEEPS = ["sweep", "precision", "budgetSeconds", "commonRandomNumbers"] as const;

/**
 * The state of the bench "Sweep": one sweep, its laws, its run. It asks the lab, and tells of every change through
 * `onChange`, at most once a frame.
 */
export class SweepSession {
  page: SweepPage;
  private readonly lab: SweepLab;
  private readonly onChange: () => void;
  private readonly messages = new Messages(() => this.set({ messages: this.messages.list }));
  private handle: SweepHandle | null = null;
  private framed = false;

  constructor(lab: SweepLab, base: ChainsExperiment, corpus: ResolvedCorpus | null, onChange: () => void) {
    this.lab = lab;
    this.onChange = onChange;
    const design = startingDesign(base);
    this.page = {
      base,
      corpus,
      design,
      sweep: null,
      trouble: "",
      asked: "time",
      laws: [],
      run: null,
      messages: [],
    };
    this.settle(base, corpus, design);
  }

  /** The bench "Chains" has another experiment. */
  rebase(base: ChainsExperiment, corpus: ResolvedCorpus | null): void {
    if (base === this.page.base) return;
    this.settle(base, corpus, designFor(base, this.page.design));
  }

  /** Takes another design; a sentence where the lab's reader refuses it, and then nothing changes. */
  take(design: Design): string {
    const read = this.lab.readSweep(fileOf(this.page.base, design), this.page.corpus);
    if (!read.ok) return read.message;
    this.show(this.page.base, this.page.corpus, design, read.sweep);
    return "";
  }

  /** Opens a sweep file or a sweep's result; a sentence where it is none. */
  open(value: unknown): string {
    const file = this.fileIn(value);
    if (file === null) return "The file is not a sweep: it has no field “sweep”.";
    const { corpus } = this.page;
    const read = this.lab.readSweep(file, corpus);
    if (!read.ok)
      return read.missing
        ? `The sweep is of a text that is not here (${read.missing.name}). Open that text under Truth in Chains first.`
        : read.message;
    const design = designOf(file, read.sweep);
    if (typeof design === "string") return design;
    const base = this.baseOf(file, read.sweep);
    const named = base.truth.form === "text" && base.truth.corpus.form !== "text";
    this.show(base, named ? corpus : null, design, read.sweep);
    return "";
  }

  /** The experiment that a sweep file goes out from; where it is none without what is swept, that of a point in the middle. */
  private baseOf(file: File, sweep: Sweep): ChainsExperiment {
    const read = this.lab.readExperiment(without(file, OF_SWEEPS), this.page.corpus);
    const middle = sweep.points[Math.floor(sweep.points.length / 2)];
    if (read.ok || middle === undefined) return read.ok ? read.experiment : this.page.base;
    const { seed, chains } = this.page.base;
    return { ...middle, seed, chains };
  }

  /** Opens the sweep of a link, if it has one; what is wrong with it is said. */
  link(hash: string): void {
    const file = fromSweepLink(hash);
    if (file === null) return;
    const wrong = typeof file === "string" ? file : this.open(file);
    if (wrong !== "") this.messages.add({ kind: "error", text: `This link was not opened. ${wrong}` });
  }

  /** Run and Pause are one button. */
  toggle(): void {
    const { run } = this.page;
    if (run === null || ended(run)) this.start();
    else if (run.state === "paused") this.handle?.resume();
    else this.handle?.pause();
  }

  stop(): void {
    this.handle?.stop();
  }

  dismiss(id: number): void {
    this.messages.remove(id);
  }

  /** Says something in the notices' place. */
  say(text: string): void {
    this.messages.add({ kind: "told", text });
  }

  private fileIn(value: unknown): File | null {
    if (this.lab.isSweep(value)) return value;
    const inner: unknown =
      typeof value === "object" && value !== null ? Reflect.get(value, "experiment") : null;
    return this.lab.isSweep(inner) ? inner : null;
  }

  private set(change: Partial<SweepPage>): void {
    this.page = { ...this.page, ...change };
    if (this.framed) return;
    this.framed = true;
    requestAnimationFrame(() => {
      this.framed = false;
      this.onChange();
    });
  }

  private settle(base: ChainsExperiment, corpus: ResolvedCorpus | null, design: Design): void {
    const read = this.lab.readSweep(fileOf(base, design), corpus);
    if (read.ok) this.show(base, corpus, design, read.sweep);
    else {
      this.halt();
      this.set({ base, corpus, design, sweep: null, trouble: read.message, laws: [], run: null });
    }
  }

  private show(base: ChainsExperiment, corpus: ResolvedCorpus | null, design: Design, sweep: Sweep): void {
    this.halt();
    this.messages.clear();
    const asked = askedOf(sweep.points);
    this.set({ base, corpus, design, sweep, trouble: "", asked, laws: [], run: null });
    void this.askLaws(sweep);
  }

  private current(sweep: Sweep): boolean {
    return this.page.sweep === sweep;
  }

  /** One point after another, coarse to fine over the whole range, until another sweep takes this one's place. */
  private async askLaws(sweep: Sweep): Promise<void> {
    const table = this.page.corpus?.table ?? null;
    for (const point of this.order(sweep)) {
      const experiment = sweep.points[point];
      if (!this.current(sweep) || experiment === undefined) return;
      if (this.page.laws[point] !== undefined) continue;
      const law = await this.lawOf(experiment, table).catch(() => NO_LAW);
      if (!this.current(sweep)) return;
      const laws = [...this.page.laws];
      laws[point] = law;
      this.set({ laws });
    }
  }

  /** Coarse to fine over the whole range; all points of one n together, since their laws share most of the work. */
  private order(sweep: Sweep): readonly number[] {
    const { coarseToFine } = this.lab;
    const sizes = sweep.fields.map(({ values }) => values.length);
    const order = coarseToFine(sizes);
    const field = sweep.fields.findIndex(({ path }) => path === "recipe.samples");
    if (field < 0) return order;
    const ranks = coarseToFine([sizes[field] ?? 1]);
    const rank = (point: number): number => ranks.indexOf(placeOf(sweep, point)[field] ?? 0);
    return order.sort((a, b) => rank(a) - rank(b));
  }

  private async lawOf(
    experiment: ChainsExperiment,
    table: ResolvedCorpus["table"] | null,
  ): Promise<PointLaw> {
    if (this.page.asked === "state") {
      const exact = await this.lab.lastSumOfSquaresOf(experiment, table);
      return { ...NO_LAW, exact };
    }
    const law = await this.lab.collapseLawOf(experiment, table);
    return { exact: law.mean, limit: law.diffusion, lower: law.lowerBound, upper: law.upperBound };
  }

  /** Ends the run under way; nothing of it is listened to any more. */
  private halt(): void {
    const { handle } = this;
    this.handle = null;
    handle?.stop();
  }

  private start(): void {
    const { sweep, corpus } = this.page;
    if (sweep === null) return;
    this.halt();
    this.messages.clear();
    this.set({ run: STARTING });
    const handle: SweepHandle = this.lab.startSweep(sweep, corpus?.table ?? null, {
      update: (update: SweepUpdate) => {
        if (this.handle === handle) this.set({ run: { ...update, result: null } });
      },
      notice: (notice: Notice) => {
        if (this.handle === handle) this.messages.notice(notice);
      },
    });
    this.handle = handle;
    void handle.end.then((end) => {
      if (this.handle === handle) this.finished(end);
    });
  }

  private finished(end: SweepEnd): void {
    const { run, asked, laws } = this.page;
    this.handle = null;
    if (!run) return;
    if (!end.ok) {
      this.set({ run: { ...run, state: "failed" } });
      this.messages.add({ kind: "error", text: end.message });
      return;
    }
    const state = run.state === "stopped" ? "stopped" : "finished";
    const { points } = end.result;
    // A stopped run carries no laws; what is known of them stays.
    const known = points.map(
      (point, j) => laws[j] ?? (state === "finished" ? lawIn(point, asked) : undefined),
    );
    this.set({ run: { ...run, state, result: end.result }, laws: known });
  }
}
