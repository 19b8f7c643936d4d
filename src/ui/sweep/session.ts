import type * as library from "../../index.js";
import type {
  ChainsExperiment,
  KeptRun,
  Notice,
  PageSweep,
  ParsedSweep,
  Sweep,
  SweepEnd,
  SweepResult,
  SweepUpdate,
  WholeKeptRun,
} from "../../index.js";
import type { ResolvedCorpus } from "../state/lab.js";
import { without } from "../form/edit.js";
import { Messages } from "../state/messages.js";
import type { Texts } from "../state/texts.js";
import { ended } from "../state/view.js";
import { shortened } from "../words/format.js";
import {
  asAsked,
  designFor,
  designOf,
  fileOf,
  heldIn,
  heldOf,
  OF_SWEEPS,
  placeOf,
  startingDesign,
  type Design,
} from "./design.js";
import { fromSweepLink } from "./link.js";
import { askedOf, STARTING, type Looked, type PointLaw, type SweepPage } from "./page.js";
import { lawIn, NO_LAW } from "./rows.js";
import { goesOver } from "./words.js";

/** What the bench "Sweep" needs of the lab; given to it, so that tests can give it another. */
export type SweepLab = Pick<
  typeof library,
  | "readExperiment"
  | "readSweep"
  | "startSweep"
  | "chainsLawsOf"
  | "collapseLawOf"
  | "lastSumOfSquaresOf"
  | "coarseToFine"
  | "isSweep"
  | "keptRun"
  | "keptRuns"
  | "removeKept"
  | "runsUnderWay"
>;

type File = Readonly<Record<string, unknown>>;

const GONE = "It is not kept any more.";

/**
 * The state of the bench "Sweep": one sweep, its laws, its run. It asks the lab, and tells of every change through
 * `onChange`, at most once a frame.
 */
export class SweepSession {
  page: SweepPage;
  private readonly lab: SweepLab;
  private readonly onChange: () => void;
  private readonly messages = new Messages(() => this.set({ messages: this.messages.list }));
  private handle: PageSweep | null = null;
  private framed = false;
  private asking = false;
  /** Points whose laws could not be computed. */
  private readonly lawless = new WeakSet<ChainsExperiment>();
  private kept: KeptRun | null = null;
  private readonly foundKept: Promise<void>;
  private readonly texts: Texts;
  /** Ends the reading of a text that a sweep waits for. */
  private reading = new AbortController();
  /** A sweep whose text is not here: it opens as soon as the bench "Chains" has that text. */
  private awaited: { readonly file: File; readonly sha256: string } | null = null;

  /** `texts`: those that have been on the page. */
  constructor(
    lab: SweepLab,
    texts: Texts,
    base: ChainsExperiment,
    corpus: ResolvedCorpus | null,
    onChange: () => void,
  ) {
    this.lab = lab;
    this.texts = texts;
    this.onChange = onChange;
    const design = startingDesign(base);
    this.page = {
      base,
      corpus,
      held: heldOf(base),
      design,
      sweep: null,
      trouble: "",
      asked: "time",
      laws: [],
      run: null,
      looked: null,
      offer: null,
      messages: [],
    };
    this.settle(base, corpus, design);
    this.foundKept = this.findKept();
  }

  /** The bench "Chains" has another experiment. */
  rebase(base: ChainsExperiment, corpus: ResolvedCorpus | null): void {
    if (base === this.page.base) return;
    this.settle(base, corpus, designFor(base, this.page.design));
    const { awaited } = this;
    if (awaited && corpus?.sha256 === awaited.sha256) void this.openAwaited(awaited.file);
  }

  private async openAwaited(file: File): Promise<void> {
    const wrong = await this.open(file);
    if (wrong) this.messages.add({ kind: "error", text: `The sweep was not opened. ${wrong}` });
  }

  /** Takes another design; a sentence where the lab's reader refuses it, and then nothing changes. */
  take(design: Design): string {
    const { base, corpus, held } = this.page;
    const read = this.lab.readSweep(fileOf(held, design), corpus);
    if (!read.ok) return read.message;
    this.awaited = null;
    this.show({ base, corpus, held, design, sweep: read.sweep });
    return "";
  }

  /**
   * Opens a sweep file or a sweep's result, with its text where that is kept beside it or has been here; a sentence where it
   * is none, null where something else was opened meanwhile.
   */
  async open(value: unknown, kept: Blob | null = null): Promise<string | null> {
    const file = this.fileIn(value);
    if (file === null) return "The file is not a sweep: it has no field “sweep”.";
    const { corpus } = this.page;
    const read = this.lab.readSweep(file, corpus);
    // The same text read in another way is refused as such: what the sweep waits for is said where no text is at hand.
    const bare = read.ok || read.missing ? read : this.lab.readSweep(file);
    const missing = bare.ok ? null : (bare.missing ?? null);
    const source = missing && (kept ? { ...missing, blob: kept } : this.texts.source(missing.sha256));
    if (!missing || !source) return this.openRead(file, read, corpus);
    this.reading.abort();
    const { signal } = (this.reading = new AbortController());
    this.messages.clear();
    this.say(`Reading ${shortened(missing.name)}, the sweep's text.`);
    try {
      const text = await this.texts.read(source, missing, { onProgress: () => undefined, signal });
      this.messages.clear();
      return typeof text === "string" ? text : this.openRead(file, this.lab.readSweep(file, text), text);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  private openRead(file: File, read: ParsedSweep, corpus: ResolvedCorpus | null): string {
    if (!read.ok) {
      if (!read.missing) return read.message;
      const { name, sha256 } = read.missing;
      this.awaited = { file, sha256 };
      return `It is of a text that is not here, ${shortened(name)} (SHA-256 ${sha256.slice(0, 8)}…): open that text under Truth in Chains, and the sweep opens.`;
    }
    const design = designOf(file, read.sweep);
    if (typeof design === "string") return design;
    const base = this.baseOf(file, read.sweep, corpus);
    const named = base.truth.form === "text" && base.truth.corpus.form !== "text";
    const held = heldIn(file);
    this.awaited = null;
    this.show({ base, corpus: named ? corpus : null, held, design, sweep: read.sweep });
    return "";
  }

  /** The experiment that a sweep file goes out from; where it is none without what is swept, that of a point in the middle. */
  private baseOf(file: File, sweep: Sweep, corpus: ResolvedCorpus | null): ChainsExperiment {
    const read = this.lab.readExperiment(without(file, OF_SWEEPS), corpus);
    const middle = sweep.points[Math.floor(sweep.points.length / 2)];
    if (read.ok || middle === undefined) return read.ok ? read.experiment : this.page.base;
    const seed = sweep.file["seed"] as ChainsExperiment["seed"];
    return { ...middle, seed, chains: this.page.base.chains };
  }

  /** Opens a sweep that the browser keeps: with its result, or to be gone on with. What is wrong with it is said. */
  async openKept(id: string): Promise<void> {
    await this.foundKept;
    if (this.page.run !== null && !ended(this.page.run)) {
      this.say("A sweep is under way here: stop it before another is opened.");
      return;
    }
    const [kept, underWay] = await Promise.all([this.lab.keptRun(id), this.lab.runsUnderWay()]);
    const wrong = kept ? await this.reopen(kept) : GONE;
    if (wrong === null) return;
    if (wrong !== "") this.messages.add({ kind: "error", text: `This sweep was not opened. ${wrong}` });
    else if (kept?.finished === true) this.showResult(kept.result as SweepResult);
    else if (underWay.has(id)) this.say("This sweep is under way in another tab, which keeps it.");
    else if (kept) this.offer(kept);
  }

  /** Opens what is kept of a sweep. Its text is copied: what is kept goes when the sweep runs anew. */
  private async reopen({ experiment, corpus }: WholeKeptRun): Promise<string | null> {
    return this.open(experiment, corpus && new Blob([await corpus.arrayBuffer()]));
  }

  private showResult(result: SweepResult): void {
    const { points } = result;
    const engine = points.find((point) => point.engine !== null)?.engine ?? null;
    this.set({ run: { ...STARTING, engine, seconds: null, pointsDone: points.length } });
    this.finished({ ok: true, result });
  }

  /** Opens the sweep of a link, if it has one; what is wrong with it is said. */
  async link(hash: string): Promise<void> {
    const file = fromSweepLink(hash);
    if (file === null) return;
    const wrong = typeof file === "string" ? file : await this.open(file);
    if (wrong) this.messages.add({ kind: "error", text: `This link was not opened. ${wrong}` });
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

  /** The point that is being read: its picture is asked for, while it runs again and again. */
  look(point: number | null): void {
    if (point === (this.page.looked?.point ?? null)) return;
    this.set({ looked: point === null ? null : { point, result: null, laws: null } });
    void this.askLooked();
  }

  /** Goes on with the sweep that is offered. */
  async continue(): Promise<void> {
    if (this.kept === null) return;
    const { id } = this.kept;
    this.set({ offer: null });
    const kept = await this.lab.keptRun(id);
    const wrong = kept ? await this.reopen(kept) : GONE;
    if (wrong === "") this.start(true);
    else if (wrong !== null)
      this.messages.add({ kind: "error", text: `The sweep cannot be continued. ${wrong}` });
  }

  /** Forgets the sweep that is offered. */
  async discard(): Promise<void> {
    const { kept } = this;
    if (kept === null) return;
    this.set({ offer: null });
    const wrong = await this.lab.removeKept(kept.id);
    if (wrong !== null) this.messages.add({ kind: "error", text: wrong });
  }

  dismiss(id: number): void {
    this.messages.remove(id);
  }

  /** Says something in the notices' place. */
  say(text: string): void {
    this.messages.add({ kind: "told", text });
  }

  private fileIn(value: unknown): File | null {
    const inner: unknown =
      typeof value === "object" && value !== null ? Reflect.get(value, "experiment") : null;
    const file = [value, inner].find((one) => this.lab.isSweep(one));
    return this.lab.isSweep(file) ? asAsked(file) : null;
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
    const held = heldOf(base);
    const read = this.lab.readSweep(fileOf(held, design), corpus);
    if (read.ok) this.show({ base, corpus, held, design, sweep: read.sweep });
    else {
      this.halt();
      this.set({
        base,
        corpus,
        held,
        design,
        sweep: null,
        trouble: read.message,
        laws: [],
        run: null,
        looked: null,
      });
    }
  }

  private show(
    shown: Pick<SweepPage, "base" | "corpus" | "held" | "design"> & { readonly sweep: Sweep },
  ): void {
    this.halt();
    this.messages.clear();
    const asked = askedOf(shown.sweep.points);
    this.set({ ...shown, trouble: "", asked, laws: [], run: null, looked: null });
    void this.askLaws(shown.sweep);
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

  /** The sweep that was kept last of those that are not finished, nor under way in any tab. */
  private async findKept(): Promise<void> {
    const { keptRuns, runsUnderWay } = this.lab;
    const [runs, underWay] = await Promise.all([
      keptRuns().catch(() => []),
      runsUnderWay().catch(() => new Set<string>()),
    ]);
    const left = runs.filter(({ kind, finished, savedAt, startedAt }) => {
      return kind === "sweep" && !finished && savedAt > startedAt;
    });
    const kept = left.find(({ id }) => !underWay.has(id));
    if (kept !== undefined && this.page.run === null) this.offer(kept);
  }

  private offer(kept: KeptRun): void {
    if (!this.lab.isSweep(kept.experiment)) return;
    const read = this.lab.readSweep(kept.experiment, this.page.corpus);
    const words = read.ok
      ? goesOver(read.sweep, askedOf(read.sweep.points))
      : read.missing
        ? `over the text ${shortened(read.missing.name)}`
        : "";
    this.kept = kept;
    this.set({ offer: { id: kept.id, words, ...kept.progress } });
  }

  /** What is missing of the point that is being read: its laws, then its latest result. One question at a time. */
  private async askLooked(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    for (let more = true; more;) more = await this.askNext();
    this.asking = false;
  }

  /** False where there is nothing to ask. */
  private async askNext(): Promise<boolean> {
    const { sweep, looked, run, corpus } = this.page;
    const experiment = looked === null ? undefined : sweep?.points[looked.point];
    if (sweep === null || looked === null || experiment === undefined) return false;
    const told = (news: Partial<Looked>): void => {
      const now = this.page.looked;
      if (this.current(sweep) && now?.point === looked.point) this.set({ looked: { ...now, ...news } });
    };
    const chains = run?.estimates[looked.point]?.chains ?? 0;
    if (this.handle !== null && chains > (looked.result?.experiment.chains ?? 0)) {
      const result = await this.handle.point(looked.point);
      if (result !== null) told({ result });
      return result !== null || this.page.looked?.point !== looked.point;
    }
    if (looked.laws !== null || this.lawless.has(experiment)) return false;
    const laws = await this.lab.chainsLawsOf(experiment, corpus?.table ?? null).catch(() => null);
    if (laws === null) this.lawless.add(experiment);
    else told({ laws });
    return true;
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
    this.reading.abort();
  }

  private start(resume = false): void {
    const { sweep, corpus, looked } = this.page;
    if (sweep === null) return;
    this.halt();
    this.messages.clear();
    this.set({ run: STARTING, offer: null, looked: looked && { ...looked, result: null } });
    const listener = {
      update: (update: SweepUpdate) => {
        if (this.handle !== handle) return;
        this.set({ run: { ...update, result: null } });
        void this.askLooked();
      },
      notice: (notice: Notice) => {
        if (this.handle === handle) this.messages.notice(notice);
      },
    };
    const exact = sweep.points.every(({ method }) => method === "exact");
    const text = corpus && this.texts.source(corpus.sha256);
    const keep = exact ? null : { corpus: text?.blob ?? null, resume };
    const handle: PageSweep = this.lab.startSweep(sweep, corpus?.table ?? null, listener, keep);
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
