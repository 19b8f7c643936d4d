import type * as library from "../../index.js";
import type {
  Notice,
  TransformerEnd,
  TransformerExperiment,
  TransformerHandle,
  TransformerPreset,
  TransformerUpdate,
  WholeKeptRun,
} from "../../index.js";
import type { Draft } from "../form/edit.js";
import type { TextSource } from "../form/text-source.js";
import { Messages } from "../state/messages.js";
import { ended } from "../state/view.js";
import { interruptedRun } from "./interrupted.js";
import {
  able,
  canGoOn,
  going,
  STARTING,
  type ReadText,
  type TransformerPage,
  type TransformerRun,
} from "./page.js";
import { judgeWeights, rehearse } from "./rehearsal.js";
import { isWhole, storedResult } from "./stored.js";
import { readText } from "./texts.js";
import { processorRefusal } from "./words.js";

/** What the bench "Transformer" needs of the lab; given to it, so that tests can give it another. */
export type TransformerLab = Pick<
  typeof library,
  | "canonicalJson"
  | "corpusTokens"
  | "findEngines"
  | "fromTransformerLink"
  | "keptId"
  | "keptRun"
  | "readTransformer"
  | "removeKept"
  | "runsUnderWay"
  | "startTransformer"
  | "transformerEstimate"
  | "transformerPresets"
>;

/** A result that was opened, and the experiment that it is of. */
interface Stored {
  readonly id: string;
  readonly value: unknown;
  readonly from: "kept" | "file";
}

const GONE = "It is not kept any more.";

/** The bench is quiet for so long before it measures how fast the experiment would be, in milliseconds. */
const QUIET = 400;

/**
 * The state of the bench "Transformer": one experiment, its text, its run. It asks the lab, and tells of every change through
 * `onChange`, at most once a frame. Nothing is trained before it is asked for, but for a second to measure how fast it is.
 */
export class TransformerSession {
  page: TransformerPage;
  private readonly lab: TransformerLab;
  private readonly onChange: () => void;
  private readonly messages = new Messages(() => this.set({ messages: this.messages.list }));
  /** Texts from outside that have been here, by their SHA-256. */
  private readonly sources = new Map<string, TextSource>();
  /** Files of weights that have been here, by their SHA-256. */
  private readonly weights = new Map<string, Blob>();
  /** The text of the experiment, where that is from outside. */
  private text: ReadText | null = null;
  private handle: TransformerHandle | null = null;
  /** It is shown whenever its experiment is. */
  private stored: Stored | null = null;
  private readonly lookedBack: Promise<void>;
  private rehearsal = new AbortController();
  private framed = false;

  constructor(lab: TransformerLab, onChange: () => void) {
    this.lab = lab;
    this.onChange = onChange;
    const [first] = lab.transformerPresets;
    if (!first) throw new Error("The lab has a transformer to start from.");
    const { experiment } = first;
    this.page = {
      experiment,
      initial: experiment,
      preset: first.id,
      corpus: null,
      missing: null,
      reading: false,
      weights: null,
      estimate: null,
      refusal: "",
      speed: null,
      measuring: false,
      run: null,
      interrupted: null,
      messages: [],
    };
    this.startFrom(first);
    this.lookedBack = this.lookBack();
  }

  /** Takes a preset's experiment. */
  startFrom({ experiment }: TransformerPreset): void {
    this.open(experiment);
  }

  /** Takes another experiment, by its fields; a sentence where the lab's reader refuses it, and then nothing changes. */
  take(fields: Draft, text: ReadText | null = this.text): string {
    return this.judge({ version: 1, kind: "transformer", ...fields }, text);
  }

  /**
   * Takes the experiment of a file, which resets go back to from then on; of a result, shows that too. A sentence where it is
   * neither.
   */
  open(value: unknown, text: ReadText | null = this.text, from: Stored["from"] = "file"): string {
    const inner: unknown =
      typeof value === "object" && value !== null ? Reflect.get(value, "experiment") : undefined;
    this.stored = inner === undefined ? null : { id: this.lab.keptId(inner), value, from };
    const wrong = this.judge(inner ?? value, text);
    if (wrong === "") this.set({ initial: this.page.experiment });
    return wrong;
  }

  /** Opens the experiment of a link; what is wrong with it is said. */
  link(hash: string): void {
    const read = this.lab.fromTransformerLink(hash, this.text?.tokens ?? null);
    const experiment = read.ok ? read.experiment : read.asked;
    const wrong = read.ok || experiment ? this.open(experiment) : read.message;
    if (wrong !== "") this.messages.add({ kind: "error", text: `This link was not opened. ${wrong}` });
  }

  /** A text from outside is remembered, so that it need not be given again. */
  remember(source: TextSource, { tokens }: ReadText): void {
    this.sources.set(tokens.sha256, source);
  }

  /** A file of weights is remembered, so that it need not be chosen again. */
  rememberWeights(sha256: string, file: Blob): void {
    this.weights.set(sha256, file);
  }

  /** Where the experiment's text came from, where that is from outside. */
  get source(): TextSource | null {
    const { text } = this;
    return text && (this.sources.get(text.tokens.sha256) ?? null);
  }

  /** Run and Pause are one button. */
  toggle(): void {
    const { run } = this.page;
    if (run === null || ended(run)) this.start(false);
    else if (run.state === "paused") this.handle?.resume();
    else this.handle?.pause();
  }

  stop(): void {
    this.handle?.stop();
  }

  /** Goes on with the run that was interrupted. */
  async resume(): Promise<void> {
    const { interrupted } = this.page;
    if (!interrupted) return;
    const kept = await this.lab.keptRun(interrupted.id);
    this.set({ interrupted: null });
    const wrong = kept ? await this.reopen(kept) : GONE;
    if (wrong === "") this.start(true);
    else this.messages.add({ kind: "error", text: `The earlier run cannot go on. ${wrong}` });
  }

  /** Opens a run that the browser keeps: with its result, or to be gone on with. What is wrong with it is said. */
  async openKept(id: string): Promise<void> {
    await this.lookedBack;
    if (going(this.page)) {
      const same = this.lab.keptId(this.page.experiment) === id;
      if (!same) this.say("A run is under way here: stop it before another is opened.");
      return;
    }
    const [kept, underWay] = await Promise.all([this.lab.keptRun(id), this.lab.runsUnderWay()]);
    const wrong = kept ? await this.reopen(kept) : GONE;
    if (wrong !== "") this.messages.add({ kind: "error", text: `This run was not opened. ${wrong}` });
    else if (kept && !kept.finished && !underWay.has(id)) this.set({ interrupted: kept });
  }

  /** Opens what is kept of a run. Its text is copied: what is kept goes when the run begins anew. */
  private async reopen({ experiment, result, corpus: blob }: WholeKeptRun): Promise<string> {
    const read = this.lab.readTransformer(experiment, null);
    const { missing } = read.ok ? {} : read;
    const value = result ?? experiment;
    if (!missing) return this.open(value, null, "kept");
    const source: TextSource =
      missing.form === "text"
        ? { form: "file", name: "the text", blob: new Blob([missing.text]) }
        : { form: missing.form, name: missing.name, blob: new Blob(blob ? [await blob.arrayBuffer()] : []) };
    const text = await readText(source, missing.tokenizer);
    if (typeof text === "string") return text;
    this.remember(source, text);
    return this.open(value, text, "kept");
  }

  /** Removes the run that was interrupted. */
  async discard(): Promise<void> {
    const { interrupted } = this.page;
    if (!interrupted) return;
    const wrong = await this.lab.removeKept(interrupted.id);
    if (wrong === null) this.set({ interrupted: null });
    else this.messages.add({ kind: "error", text: wrong });
  }

  private async lookBack(): Promise<void> {
    const interrupted = await interruptedRun().catch(() => null);
    if (this.page.run === null || ended(this.page.run)) this.set({ interrupted });
  }

  dismiss(id: number): void {
    this.messages.remove(id);
  }

  /** Says something in the notices' place. */
  say(text: string): void {
    this.messages.add({ kind: "told", text });
  }

  private set(change: Partial<TransformerPage>): void {
    this.page = { ...this.page, ...change };
    if (this.framed) return;
    this.framed = true;
    const tell = (): void => {
      if (!this.framed) return;
      this.framed = false;
      this.onChange();
    };
    requestAnimationFrame(tell);
    // A hidden tab has no frames; its title and its end still want telling.
    if (document.hidden) setTimeout(tell);
  }

  private judge(value: unknown, text: ReadText | null): string {
    const read = this.lab.readTransformer(value, text?.tokens ?? null);
    if (read.ok) {
      this.show(read.experiment, text);
      return "";
    }
    const { missing, asked } = read;
    if (!missing || !asked) return read.message;
    const source: TextSource | undefined =
      missing.form === "text"
        ? { form: "file", name: "the text", blob: new Blob([missing.text]) }
        : this.sources.get(missing.sha256);
    this.show(asked, null);
    this.set({ missing, reading: source !== undefined });
    if (source) void this.readAgain(source, asked, value);
    return "";
  }

  /** A text that has been here is not asked for again. */
  private async readAgain(source: TextSource, asked: TransformerExperiment, value: unknown): Promise<void> {
    const text = await readText(source, asked.corpus.tokenizer);
    if (this.page.experiment !== asked) return;
    const wrong = typeof text === "string" ? text : this.judge(value, text);
    if (wrong === "") return;
    this.set({ reading: false });
    this.messages.add({ kind: "error", text: wrong });
  }

  private show(experiment: TransformerExperiment, text: ReadText | null): void {
    this.halt();
    this.messages.clear();
    const { corpusTokens, transformerEstimate } = this.lab;
    const { corpus, truth } = experiment;
    this.text = text;
    const tokens = corpusTokens(corpus, text?.tokens ?? null);
    const here = "message" in tokens ? null : tokens;
    const estimate = here && transformerEstimate(experiment, here);
    const preset = this.presetOf(experiment);
    this.set({
      experiment,
      preset,
      ...(preset === "" ? {} : { initial: experiment }),
      corpus: here && { tokens: here, text: corpus.form === "text" ? corpus.text : (text?.text ?? "") },
      missing: null,
      reading: false,
      weights: truth.form === "weights" ? (this.weights.get(truth.sha256) ?? null) : null,
      estimate,
      refusal: estimate?.refusal ?? "",
      speed: null,
      run: this.storedRun(experiment),
    });
    void this.measure();
  }

  /** The result that was opened, where it is of this experiment. */
  private storedRun(experiment: TransformerExperiment): TransformerRun | null {
    const { stored } = this;
    if (stored?.id !== this.lab.keptId(experiment)) return null;
    const { from } = stored;
    const result = storedResult(stored.value, experiment);
    if (result) return { ...STARTING, state: isWhole(result) ? "finished" : "stopped", result, from };
    this.say("Only the experiment is opened: there is no whole result of it beside it.");
    return null;
  }

  private presetOf(experiment: TransformerExperiment): string {
    const { canonicalJson, transformerPresets } = this.lab;
    const whole = canonicalJson(experiment);
    return transformerPresets.find((one) => canonicalJson(one.experiment) === whole)?.id ?? "";
  }

  /** How fast the experiment would be, and whether it fits: the newest question wins. */
  private async measure(): Promise<void> {
    this.rehearsal.abort();
    const control = new AbortController();
    this.rehearsal = control;
    const { experiment, corpus, estimate, run, weights } = this.page;
    const ready = corpus !== null && estimate !== null && canGoOn(this.page) && run === null;
    this.set({ measuring: ready });
    if (!ready) return;
    await new Promise((resolve) => setTimeout(resolve, QUIET));
    const onGpu = await this.runsOnGpu(experiment);
    if (this.rehearsal !== control) return;
    const tooLarge = onGpu ? "" : processorRefusal(this.page);
    if (tooLarge !== "") {
      this.set({ measuring: false, refusal: tooLarge });
      return;
    }
    const { startTransformer } = this.lab;
    const rehearsal = { experiment, text: corpus.tokens, flopsPerStep: estimate.flopsPerStep, onGpu };
    const wrong = weights && (await judgeWeights(startTransformer, rehearsal, weights, control.signal));
    const found = wrong ? { refusal: wrong } : await rehearse(startTransformer, rehearsal, control.signal);
    if (this.rehearsal !== control || this.page.run !== null) return;
    this.set({
      measuring: false,
      ...("refusal" in found ? { refusal: found.refusal } : { speed: found.flops }),
    });
  }

  private async runsOnGpu({ engine }: TransformerExperiment): Promise<boolean> {
    return (engine === "auto" ? (await this.lab.findEngines()).auto : engine) === "webgpu";
  }

  /** Ends the run under way; nothing of it is listened to any more, but it may be gone on with. */
  private halt(): void {
    const { handle } = this;
    if (handle === null) return;
    this.handle = null;
    handle.stop();
    void handle.end.then(() => this.lookBack());
  }

  /** The one place where a run starts: from its beginning, or from where an earlier one was left. */
  private start(resume: boolean): void {
    const { experiment, corpus, interrupted, weights } = this.page;
    // What was saved of a run has p(0) in it.
    if (corpus === null || !(resume ? canGoOn : able)(this.page)) return;
    this.halt();
    this.stored = null;
    this.rehearsal.abort();
    this.messages.clear();
    const over = interrupted?.id === this.lab.keptId(experiment) ? { interrupted: null } : {};
    this.set({ run: STARTING, measuring: false, ...over });
    const named = experiment.corpus.form !== "text" && this.text;
    const source = named ? (this.sources.get(named.tokens.sha256)?.blob ?? null) : null;
    const handle: TransformerHandle = this.lab.startTransformer(
      experiment,
      corpus.tokens,
      {
        update: (update: TransformerUpdate) => {
          if (this.handle === handle) this.heard(update);
        },
        notice: (notice: Notice) => {
          if (this.handle === handle) this.messages.notice(notice);
        },
        saved: (at: number) => {
          const { run } = this.page;
          if (this.handle === handle && run) this.set({ run: { ...run, savedAt: at } });
        },
      },
      { keep: { corpus: source, resume }, truth: weights },
    );
    this.handle = handle;
    void handle.end.then((end) => {
      if (this.handle === handle) this.finished(end);
    });
  }

  private heard(update: TransformerUpdate): void {
    const { run } = this.page;
    if (run) this.set({ run: { ...run, state: update.state, update } });
  }

  private finished(end: TransformerEnd): void {
    const { run } = this.page;
    this.handle = null;
    if (!run) return;
    if (end.ok) {
      const state = run.state === "stopped" ? "stopped" : "finished";
      this.set({ run: { ...run, state, result: end.result } });
      if (state === "stopped") void this.lookBack();
      return;
    }
    this.set({ run: { ...run, state: "failed" } });
    if (end.status === "failed") this.messages.add({ kind: "error", text: end.message });
    else this.set({ refusal: end.message, run: null });
  }
}
