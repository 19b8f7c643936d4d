import type {
  ChainsExperiment,
  ChainsLaws,
  ChainsResult,
  DriftBudget,
  HowKept,
  Notice,
  RunEnd,
  RunHandle,
  RunUpdate,
} from "../../index.js";
import { shown, shortened } from "../words/format.js";
import type { KeptChains } from "./kept.js";
import type { Lab, ResolvedCorpus } from "./lab.js";
import { Drawings } from "./drawings.js";
import { Messages } from "./messages.js";
import { STARTING, type Page } from "./page.js";
import type { Missing } from "./texts.js";
import { finishedView } from "./stored.js";
import { ended, type RunView, type View } from "./view.js";
import { isSmall } from "./work.js";

/** The laws have so long before the run starts beside them, in milliseconds. */
const LAWS_ALONE = 600;

/**
 * The page's state: one experiment, its laws, its run. It asks the lab, and tells of every change through `onChange`, at
 * most once a frame.
 */
export class Session {
  page: Page;
  private readonly lab: Lab;
  private readonly onChange: () => void;
  private readonly messages = new Messages(() => this.set({ messages: this.messages.list }));
  private readonly drawings: Drawings;
  private handle: RunHandle | null = null;
  /** What waits for the laws; null where nothing does. */
  private afterward: (() => void) | null = null;
  private stepShown = 0;
  private framed = false;

  /** What is painted before anything is opened is already the experiment of the link `hash`, where it is one's. */
  constructor(lab: Lab, onChange: () => void, hash = "") {
    this.lab = lab;
    this.onChange = onChange;
    this.drawings = new Drawings(lab, (change) => this.set(change));
    const read = lab.fromLink(hash);
    const experiment = read.ok ? read.experiment : lab.openingExperiment;
    this.page = {
      view: this.viewOf(experiment, null),
      initial: experiment,
      preset: this.presetOf(experiment),
      path: null,
      chain: 0,
      context: 0,
      pathTrouble: "",
      population: null,
      playhead: 0,
      engines: null,
      waits: false,
      kept: false,
      lawTrouble: "",
      missing: null,
      messages: [],
    };
  }

  /** Opens the page: the experiment of the link if there is one, else the opening one, which plays by itself. */
  open(hash: string): void {
    if (hash.length > 1 && this.link(hash)) return;
    const { messages } = this;
    const why = messages.list;
    const { missing } = this.page;
    this.settle(this.lab.openingExperiment);
    this.set({ missing });
    for (const message of why) messages.add(message);
  }

  /** Takes a link's experiment; false where it is none, which is said. */
  link(hash: string): boolean {
    const read = this.lab.fromLink(hash);
    if (read.ok) {
      this.set({ initial: read.experiment });
      this.settle(read.experiment);
      return true;
    }
    if (read.missing) {
      const found = (corpus: ResolvedCorpus): string => {
        const again = this.lab.fromLink(hash, corpus);
        if (!again.ok) return again.message;
        this.set({ initial: again.experiment });
        this.settle(again.experiment, corpus);
        return "";
      };
      this.await({ text: read.missing, found });
    } else this.messages.add({ kind: "error", text: `This link was not opened. ${read.message}` });
    return false;
  }

  /** An experiment waits for its text, which the form asks for. */
  await(missing: Missing): void {
    const { name, sha256 } = missing.text;
    const text = `This experiment is of a text that is not here: ${shortened(name)} (SHA-256 ${sha256.slice(0, 8)}…). Choose it under Truth, and the experiment opens.`;
    this.messages.add({ kind: "error", text });
    this.set({ missing });
  }

  /** A slider is being moved: the law follows, the run does not. */
  draft(experiment: ChainsExperiment, corpus: ResolvedCorpus | null = null): void {
    this.halt();
    this.show(experiment, corpus);
    this.askLaws(experiment);
  }

  /** The experiment is this one now, of this text where it is a file's or an address's. It runs if it is small, else waits for Run. */
  settle(experiment: ChainsExperiment, corpus: ResolvedCorpus | null = null): void {
    this.take(experiment, corpus, null);
  }

  /** Opens a run that the browser keeps, with its result. */
  reopen({ experiment, corpus, result }: KeptChains): void {
    this.take(experiment, corpus, result);
    this.set({ kept: true });
  }

  private take(
    experiment: ChainsExperiment,
    corpus: ResolvedCorpus | null,
    result: ChainsResult | null,
  ): void {
    this.halt();
    this.messages.clear();
    this.show(experiment, corpus);
    const preset = this.presetOf(experiment);
    this.set({
      waits: false,
      missing: null,
      chain: 0,
      context: 0,
      ...(preset ? { preset, initial: experiment } : { preset: "" }),
    });
    if (result) this.run(finishedView(result));
    else if (isSmall(experiment, corpus?.table ?? null)) this.run(STARTING);
    else this.set({ waits: true });
    this.askLaws(experiment);
    this.afterLaws(() => {
      if (this.page.view.run?.state === "starting" && !this.handle) this.start();
      this.draw();
      this.drawings.population(experiment, corpus?.table ?? null);
      if (!this.page.engines) this.askEngines();
    });
  }

  /** Run and Pause are one button. */
  toggle(): void {
    const { run } = this.page.view;
    if (run === null || ended(run)) this.start();
    else if (!this.handle) this.holdBack();
    else if (run.state === "paused") this.handle.resume();
    else this.handle.pause();
  }

  /** Pauses the run and moves the playhead on by one generation. */
  step(): void {
    const { run } = this.page.view;
    if (run && !ended(run) && !this.handle) this.holdBack();
    else if (run?.state === "running") this.handle?.pause();
    const { path, population, playhead } = this.page;
    const last = Math.max(
      path?.generations[path.generations.length - 1] ?? 1,
      population?.lastGeneration ?? 1,
    );
    this.playhead(Math.min(last, playhead + 1));
  }

  stop(): void {
    if (this.handle) this.handle.stop();
    else if (this.page.view.run?.state === "starting") this.holdBack();
  }

  /** A run that was to start by itself does not. */
  private holdBack(): void {
    this.set({ waits: true, view: { ...this.page.view, run: null } });
    this.lawsCame();
  }

  playhead(generation: number): void {
    this.set({ playhead: generation });
  }

  /** The chain that is drawn token by token, and in which of its contexts. */
  pick(chain: number, context: number): void {
    this.set({ chain, context });
    this.draw();
  }

  /** Measures that no run carries are computed when a chart wants them, at the generations it shows. */
  measure(generations: readonly number[]): void {
    const { experiment, corpus, further } = this.page.view;
    if (further.state !== "none" || generations.length === 0) return;
    const tell = (told: View["further"]): void => {
      if (this.current(experiment)) this.set({ view: { ...this.page.view, further: told } });
    };
    tell({ state: "asked" });
    this.lab.furtherOf(experiment, corpus?.table ?? null, generations).then(
      (series) => tell({ state: "known", generations, series }),
      (error: unknown) =>
        tell({ state: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
  }

  /** The largest n that keeps the drift below epsilon; null where there is no such law. */
  driftBudget(epsilon: number): Promise<DriftBudget | null> {
    const { experiment, corpus } = this.page.view;
    return this.lab.driftBudget(experiment, corpus?.table ?? null, epsilon);
  }

  private draw(): void {
    const { view, chain, context } = this.page;
    this.drawings.path(view.experiment, view.corpus?.table ?? null, chain, context);
  }

  /** A run that the browser kept may have been deleted meanwhile. */
  async lookBack(): Promise<void> {
    const { keptId, keptRun } = this.lab;
    const { experiment } = this.page.view;
    if (!this.page.kept || (await keptRun(keptId(experiment)).catch(() => null)) !== null) return;
    if (this.current(experiment)) this.set({ kept: false });
  }

  /** The browser keeps the finished run that is shown, with `text`, where its text is a file's or an address's. */
  async keep(text: Blob | null): Promise<void> {
    const { experiment, run } = this.page.view;
    if (run?.state !== "finished") return;
    // The last news of a run come before its result, which has the laws as well.
    await this.handle?.end;
    const result = this.current(experiment) ? (this.page.view.run?.result ?? null) : null;
    if (!result) return;
    const savedAt = Date.now();
    const startedAt = savedAt - Math.round(1000 * (result.seconds ?? 0));
    const asked = { kind: "chains", name: "", experiment, corpus: text, result, startedAt, savedAt } as const;
    const how = await this.lab.keepRun(asked).catch((error: unknown): HowKept => ({
      message: `The run was not kept: ${error instanceof Error ? error.message : String(error)}`,
    }));
    if (typeof how === "object") {
      this.messages.add({ kind: "error", text: how.message });
      return;
    }
    if (this.current(experiment)) this.set({ kept: true });
    const since = how === "kept" ? "is kept" : "was kept before";
    this.say(`This run ${since}, with its result, in this browser: the bench Runs has it.`);
  }

  dismiss(id: number): void {
    this.messages.remove(id);
  }

  /** Says something in the notices' place. */
  say(text: string): void {
    this.messages.add({ kind: "told", text });
  }

  private set(change: Partial<Page>): void {
    this.page = { ...this.page, ...change };
    if (this.framed) return;
    this.framed = true;
    requestAnimationFrame(() => {
      this.framed = false;
      this.onChange();
    });
    // A hidden tab has no frames; its title and its end still want telling.
    if (document.hidden)
      setTimeout(() => {
        if (!this.framed) return;
        this.framed = false;
        this.onChange();
      }, 500);
  }

  private viewOf(experiment: ChainsExperiment, corpus: ResolvedCorpus | null): View {
    const parts = this.lab.experimentSentence(experiment, shown);
    return {
      experiment,
      corpus,
      sentence: this.lab.sentenceText(parts),
      parts,
      laws: null,
      law: "awaited",
      run: null,
      further: { state: "none" },
    };
  }

  private presetOf(experiment: ChainsExperiment): string {
    const text = this.lab.canonicalJson(experiment);
    return this.lab.presets.find((preset) => this.lab.canonicalJson(preset.experiment) === text)?.id ?? "";
  }

  /** The old law stays until the new one is there, so that nothing flickers; the old run goes at once. */
  private show(experiment: ChainsExperiment, corpus: ResolvedCorpus | null): void {
    const { laws } = this.page.view;
    this.drawings.forget();
    this.set({
      view: { ...this.viewOf(experiment, corpus), laws },
      path: null,
      pathTrouble: "",
      population: null,
      playhead: 0,
      kept: false,
      preset: this.presetOf(experiment),
    });
  }

  private current(experiment: ChainsExperiment): boolean {
    return this.page.view.experiment === experiment;
  }

  private askLaws(experiment: ChainsExperiment): void {
    this.set({ lawTrouble: "" });
    /** The limit of large n, should the exact law turn out too costly. */
    let limit: ChainsLaws["collapseTime"] = null;
    this.lab.lawsOf(
      experiment,
      this.page.view.corpus?.table ?? null,
      ({ result, collapseTime }: ChainsLaws) => {
        if (!this.current(experiment)) return;
        if (collapseTime?.kind === "diffusion") limit = collapseTime;
        const laws = { result, collapseTime: collapseTime ?? limit };
        this.set({ view: { ...this.page.view, laws, law: "known" } });
        this.lawsCame();
      },
      (message: string) => {
        if (!this.current(experiment)) return;
        const laws = limit ? this.page.view.laws : null;
        this.set({ view: { ...this.page.view, laws, law: limit ? "known" : "none" }, lawTrouble: message });
        this.lawsCame();
      },
    );
  }

  /**
   * The laws are the first picture, so they have the machine for themselves for a moment: everything else starts when
   * they are there, or when they take long.
   */
  private afterLaws(then: () => void): void {
    const timer = setTimeout(() => {
      const { view } = this.page;
      if (view.law === "awaited") this.set({ view: { ...view, laws: null, law: "late" } });
      this.lawsCame();
    }, LAWS_ALONE);
    this.afterward = () => {
      clearTimeout(timer);
      then();
    };
  }

  private lawsCame(): void {
    const then = this.afterward;
    this.afterward = null;
    then?.();
  }

  /** Asks what this browser offers. */
  askEngines(): void {
    this.lab.findEngines().then(
      (engines) => this.set({ engines }),
      () => undefined,
    );
  }

  /** Ends the run under way; nothing of it is listened to any more. */
  private halt(): void {
    const { handle } = this;
    this.afterward = null;
    this.handle = null;
    handle?.stop();
  }

  private start(): void {
    const waiting = this.afterward;
    this.halt();
    this.afterward = waiting;
    const { experiment, corpus } = this.page.view;
    this.set({ waits: false });
    this.stepShown = 0;
    this.run(STARTING);
    const handle: RunHandle = this.lab.startRun(experiment, corpus?.table ?? null, {
      update: (update: RunUpdate) => {
        if (this.handle === handle) this.updated(update);
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

  private run(run: RunView): void {
    this.set({ view: { ...this.page.view, run } });
  }

  private updated(update: RunUpdate): void {
    const { partial, ...rest } = update;
    const before = this.page.view.run;
    const drawn = { counts: update.counts, result: partial ?? before?.result ?? null };
    this.run({
      ...rest,
      ...(before && this.holdsStill(update)
        ? { counts: before.counts, result: before.result, settled: before.settled }
        : drawn),
    });
  }

  /** Where motion is not welcome, bars fill in four steps. */
  private holdsStill(update: RunUpdate): boolean {
    if (update.state !== "running" || !matchMedia("(prefers-reduced-motion: reduce)").matches) return false;
    const step = Math.floor((4 * update.chainsDone) / this.page.view.experiment.chains);
    const same = step === this.stepShown;
    this.stepShown = step;
    return same;
  }

  private finished(end: RunEnd): void {
    const { run } = this.page.view;
    if (!run) return;
    if (end.ok) {
      const exact = end.result.experiment.method === "exact";
      const state = end.result.digest === null && !exact ? "stopped" : "finished";
      this.run({
        ...run,
        state,
        result: end.result,
        secondsLeft: null,
        seconds: end.result.seconds ?? run.seconds,
      });
    } else {
      this.run({ ...run, state: "failed", secondsLeft: null });
      this.messages.add({ kind: "error", text: end.message });
    }
    this.handle = null;
  }
}
