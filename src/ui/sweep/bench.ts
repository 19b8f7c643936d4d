import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import {
  canonicalJson,
  chainsLawsOf,
  coarseToFine,
  collapseLawOf,
  experimentSentence,
  isSweep,
  keptRun,
  keptRuns,
  lastSumOfSquaresOf,
  readCorpus,
  readExperiment,
  readSweep,
  removeKept,
  runsUnderWay,
  sentenceText,
  startSweep,
  sweepCsv,
  type ChainsExperiment,
} from "../../index.js";
import "../answer/sentence.js";
import { download } from "../charts/save.js";
import type { TextSource } from "../form/text-source.js";
import { elsewhere, type Workbench } from "../rooms.js";
import "../run/interrupted.js";
import "../run/notices.js";
import { Media, NARROW } from "../state/media.js";
import type { ResolvedCorpus } from "../state/lab.js";
import { Texts } from "../state/texts.js";
import { ended } from "../state/view.js";
import { layout } from "../style/layout.js";
import { base, buttons } from "../style/shared.js";
import { shown } from "../words/format.js";
import "./answer.js";
import "./bar.js";
import "./cell.js";
import { runOf } from "./cell.js";
import "./curve.js";
import { fileOf, type Design } from "./design.js";
import "./form.js";
import type { LabSweepForm } from "./form.js";
import "./heat.js";
import { fromSweepLink, toSweepLink } from "./link.js";
import type { SweepPage } from "./page.js";
import { SweepSession, type SweepLab } from "./session.js";
import { offerWords, shareDone, sweepParts } from "./words.js";

const LAB: SweepLab = {
  chainsLawsOf,
  coarseToFine,
  collapseLawOf,
  isSweep,
  keptRun,
  keptRuns,
  lastSumOfSquaresOf,
  readExperiment,
  readSweep,
  removeKept,
  runsUnderWay,
  startSweep,
};

/** An experiment for the bench "Chains", and its text where that is a file's or an address's. */
export interface ForChains {
  readonly experiment: ChainsExperiment;
  readonly corpus: ResolvedCorpus | null;
  /** Where that text came from, to read it in another way; null where it came from the bench "Chains". */
  readonly source: TextSource | null;
}

/**
 * The bench "Sweep": E[T] over one or two fields of the experiment of the bench "Chains". Says `open-run` (ForChains) to open a
 * point as a run, `new-base` (ForChains) when a file or a link brought another experiment, `change-base` to go and change it,
 * and `linked` (a fragment, or null where it is too long) whenever the sweep changes.
 */
@customElement("lab-sweep")
export class LabSweep extends LitElement implements Workbench {
  static override styles = [base, buttons, layout];

  @property({ attribute: false }) experiment: ChainsExperiment | null = null;
  @property({ attribute: false }) corpus: ResolvedCorpus | null = null;
  /** The address that it was opened by; read once. */
  @property() hash = "";
  @property({ attribute: false }) lab: SweepLab = LAB;
  /** Those that have been on the page. */
  @property({ attribute: false }) texts = new Texts({ readCorpus });
  @state() private page: SweepPage | null = null;
  @state() private selected: number | null = null;
  @state() private fileError = "";
  @query("dialog") private sheet!: HTMLDialogElement | null;
  @query("lab-sweep-form") private form!: LabSweepForm | null;
  private session: SweepSession | null = null;
  /** The run that a point was last opened as: coming back from it finds the sweep as it was. */
  private opened: ChainsExperiment | null = null;
  private readonly narrow = new Media(this, NARROW);

  /** The sweep as a link's fragment; null where it is too long for one. */
  get link(): string | null {
    const { page } = this;
    return page ? toSweepLink(fileOf(page.held, page.design)) : null;
  }

  /** Its badge is that of the page: the points' runs are many. */
  readonly engine = null;

  /** Says something in the notices' place. */
  say(text: string): void {
    this.session?.say(text);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    const { experiment, corpus } = this;
    if (!experiment) return;
    if (!this.session) {
      const session = new SweepSession(this.lab, this.texts, experiment, corpus, () =>
        this.changed(session.page),
      );
      this.session = session;
      this.changed(session.page);
    } else if (changed.has("experiment") && experiment !== this.opened)
      this.session.rebase(experiment, corpus);
    if (changed.has("hash") && this.hash !== "" && this.hash !== this.link) void this.session.link(this.hash);
  }

  private changed(page: SweepPage): void {
    const before = this.page;
    this.page = page;
    if (before?.sweep !== page.sweep) {
      this.fileError = "";
      this.select(page.sweep ? Math.floor(page.sweep.points.length / 2) : null);
      // An address that names a sweep stays while that is not opened.
      if (before !== null || fromSweepLink(this.hash) === null)
        this.dispatchEvent(new CustomEvent<string | null>("linked", { detail: this.link }));
    }
    if (page.base !== before?.base && page.base !== this.experiment) this.tell("new-base", page.base);
  }

  private select(point: number | null): void {
    this.selected = point;
    this.session?.look(point);
  }

  private tell(type: "open-run" | "new-base", experiment: ChainsExperiment): void {
    const corpus = this.page?.corpus ?? null;
    this.dispatchEvent(new CustomEvent<ForChains>(type, { detail: { experiment, corpus, source: null } }));
  }

  protected override updated(): void {
    const run = this.page?.run ?? null;
    const going = this.isConnected && run !== null && !ended(run) && this.page;
    if (going) document.title = `${Math.floor(100 * shareDone(going))} % · Collapse Lab`;
    else if (this.isConnected) document.title = "Sweep · Collapse Lab";
  }

  private readonly take = (design: Design): string => this.session?.take(design) ?? "";

  private async openFile(file: File): Promise<void> {
    const text = await file.text();
    if (!elsewhere(this, file.name, text)) this.openText(file.name, text);
  }

  openKept(id: string): void {
    void this.session?.openKept(id);
  }

  openText(name: string, text: string): void {
    void this.read(text).then((wrong) => (this.fileError = wrong ? `${name}: ${wrong}` : ""));
  }

  private async read(text: string): Promise<string | null> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return "it is not JSON.";
    }
    return this.session?.open(value) ?? null;
  }

  private openPoint(): void {
    const { page, selected } = this;
    const experiment = page && selected !== null ? runOf(page, selected) : null;
    if (!experiment) return;
    this.opened = experiment;
    this.tell("open-run", experiment);
  }

  private files(what: string): void {
    const { page } = this;
    if (!page?.sweep) return;
    const { sweep, run } = page;
    const name = `sweep-${page.base.recipe.form}-${sweep.fields.map(({ path }) => path.split(".").at(-1)).join("-")}`;
    const json = (value: unknown): Blob => new Blob([canonicalJson(value)], { type: "application/json" });
    if (what === "sweep") download(`${name}.json`, json(fileOf(page.held, page.design)));
    else if (run?.result && what === "json") download(`${name}-result.json`, json(run.result));
    else if (run?.result)
      download(
        `${name}-points.csv`,
        new Blob([sweepCsv(sweep.fields, run.result.points)], { type: "text/csv" }),
      );
  }

  private async pickField(path: string): Promise<void> {
    if (this.narrow.holds) {
      this.sheet?.showModal();
      await this.updateComplete;
    }
    this.form?.focusField(path);
  }

  private controls(page: SweepPage): unknown {
    return html`<lab-sweep-form
      .page=${page}
      .take=${this.take}
      .fileError=${this.fileError}
      .sentence=${sentenceText(experimentSentence(page.base, shown))}
      @open-file=${(event: CustomEvent<File>) => void this.openFile(event.detail)}
      @change-base=${() => {
        this.sheet?.close();
        this.dispatchEvent(new CustomEvent("change-base"));
      }}
    ></lab-sweep-form>`;
  }

  private charts(page: SweepPage, sentence: string): unknown {
    if (!page.sweep) return nothing;
    const two = page.sweep.fields.length > 1;
    const pick = (event: CustomEvent<number>): void => {
      this.select(event.detail);
    };
    const open = (): void => this.openPoint();
    const curve = html`<lab-sweep-curve
      class=${two ? "c12" : "c7"}
      .page=${page}
      .selected=${this.selected}
      .sentence=${sentence}
      @pick=${pick}
      @open-point=${open}
    ></lab-sweep-curve>`;
    return html`<div class="charts">
      ${
        two
          ? html`<lab-sweep-heat
              class="c7"
              .page=${page}
              .selected=${this.selected}
              .sentence=${sentence}
              @pick=${pick}
              @open-point=${open}
            ></lab-sweep-heat>`
          : curve
      }
      <lab-sweep-cell
        class="c5"
        .page=${page}
        .selected=${this.selected}
        @open-point=${open}
      ></lab-sweep-cell>
      ${two ? curve : nothing}
    </div>`;
  }

  protected override render(): unknown {
    const { page, session } = this;
    const narrow = this.narrow.holds;
    if (!page || !session) return nothing;
    const parts = sweepParts(page);
    const sentence = `${sentenceText(parts)} ${sentenceText(experimentSentence(page.base, shown))}`;
    return html`<div class="bench">
        ${narrow ? nothing : html`<aside aria-label="The sweep">${this.controls(page)}</aside>`}
        <main>
          <div class="said">
            <lab-sentence
              .parts=${parts}
              @pick-field=${(event: CustomEvent<string>) => void this.pickField(event.detail)}
            ></lab-sentence>
            ${
              narrow
                ? html`<button type="button" class="small" @click=${() => this.sheet?.showModal()}>
                    Change the sweep
                  </button>`
                : nothing
            }
          </div>
          <lab-sweep-answer
            .page=${page}
            @take=${(event: CustomEvent<string>) => this.files(event.detail)}
          ></lab-sweep-answer>
          ${this.charts(page, sentence)}
        </main>
      </div>
      <section class="bottom" aria-label="The sweep's run">
        <lab-interrupted
          .words=${page.offer && (page.run === null || ended(page.run)) ? offerWords(page.offer) : ""}
          @continue=${() => void session.continue()}
          @discard=${() => void session.discard()}
        ></lab-interrupted>
        <lab-notices
          .messages=${page.messages}
          @dismiss=${(event: CustomEvent<number>) => session.dismiss(event.detail)}
        ></lab-notices>
        <lab-sweep-bar
          .page=${page}
          @toggle=${() => session.toggle()}
          @stop=${() => session.stop()}
        ></lab-sweep-bar>
      </section>
      ${
        narrow
          ? html`<dialog aria-labelledby="sheet-title">
              <div class="sheet">
                <div class="top">
                  <h2 id="sheet-title">The sweep</h2>
                  <button type="button" class="primary" @click=${() => this.sheet?.close()}>Done</button>
                </div>
                ${this.controls(page)}
              </div>
            </dialog>`
          : nothing
      }`;
  }
}
