import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import {
  canonicalJson,
  corpusTokens,
  findEngines,
  fromTransformerLink,
  keptId,
  keptRun,
  readTransformer,
  removeKept,
  runsUnderWay,
  startTransformer,
  surrogateCorpus,
  surrogateOf,
  toTransformerLink,
  transformerEstimate,
  transformerPresets,
  transformerSentence,
  type EngineReport,
  type TransformerPreset,
} from "../../index.js";
import "../answer/sentence.js";
import { download } from "../charts/save.js";
import type { Draft } from "../form/edit.js";
import { elsewhere, type Workbench } from "../rooms.js";
import "../run/interrupted.js";
import "../run/notices.js";
import { Media, NARROW } from "../state/media.js";
import { ended } from "../state/view.js";
import { layout } from "../style/layout.js";
import { base, buttons } from "../style/shared.js";
import type { ForChains } from "../sweep/bench.js";
import { shown } from "../words/format.js";
import "./answer.js";
import "./bar.js";
import "./beside.js";
import { fileOf } from "./files.js";
import "./form.js";
import type { LabTransformerForm } from "./form.js";
import { resultOf, type ReadText, type TransformerPage } from "./page.js";
import { TransformerSession, type TransformerLab } from "./session.js";
import type { TransformerView } from "./view.js";
import { leftWords, titleLine } from "./words.js";

const LAB: TransformerLab = {
  canonicalJson,
  corpusTokens,
  findEngines,
  fromTransformerLink,
  keptId,
  keptRun,
  readTransformer,
  removeKept,
  runsUnderWay,
  startTransformer,
  transformerEstimate,
  transformerPresets,
};

/**
 * The bench "Transformer": models that learn from a text, and then from what the one before wrote. Says `linked` (a fragment,
 * or null where it is too long) whenever the experiment changes, and `engine` (EngineReport or null) when another engine runs,
 * and `open-run` (ForChains) to open a trigram model beside it as chains.
 */
@customElement("lab-transformer")
export class LabTransformer extends LitElement implements Workbench {
  static override styles = [
    base,
    buttons,
    layout,
    css`
      .drawn {
        margin-top: 16px;
      }
    `,
  ];

  @property() hash = "";
  @property({ attribute: false }) lab: TransformerLab = LAB;
  @state() private page: TransformerPage | null = null;
  @state() private fileError = "";
  @state() private chartsReady = false;
  @query("dialog") private sheet!: HTMLDialogElement | null;
  @query("lab-transformer-form") private form!: LabTransformerForm | null;
  private session: TransformerSession | null = null;
  private view: TransformerView | null = null;
  private readonly narrow = new Media(this, NARROW);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Coming back it would be open, and not modal.
    this.sheet?.close();
  }

  get link(): string | null {
    const { page } = this;
    return page ? toTransformerLink(page.experiment) : null;
  }

  get engine(): EngineReport | null {
    return this.page?.run?.update?.engine ?? null;
  }

  say(text: string): void {
    this.session?.say(text);
  }

  openText(name: string, text: string): void {
    const wrong = this.read(text);
    this.fileError = wrong === "" ? "" : `${name}: ${wrong}`;
  }

  openKept(id: string): void {
    void this.opened().openKept(id);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    const session = this.opened();
    if (changed.has("hash") && this.hash.includes("=") && this.hash !== this.link) session.link(this.hash);
  }

  private opened(): TransformerSession {
    if (this.session) return this.session;
    const session = new TransformerSession(this.lab, () => this.changed(session.page));
    this.session = session;
    this.changed(session.page);
    void import("./charts/charts.js").then(() => (this.chartsReady = true));
    return session;
  }

  private changed(page: TransformerPage): void {
    const before = this.page;
    const engine = this.engine;
    this.page = page;
    this.view = this.viewOf(page);
    if (before?.experiment !== page.experiment)
      this.dispatchEvent(new CustomEvent<string | null>("linked", { detail: this.link }));
    if (engine?.adapter !== this.engine?.adapter)
      this.dispatchEvent(new CustomEvent<EngineReport | null>("engine", { detail: this.engine }));
  }

  /** The same view as long as nothing in it has changed: charts are drawn anew only for news. */
  private viewOf(page: TransformerPage): TransformerView {
    const { experiment, run } = page;
    const result = resultOf(page);
    const [update, text] = [run?.update ?? null, page.corpus?.text ?? null];
    const { view } = this;
    const same =
      view?.experiment === experiment &&
      view.update === update &&
      view.result === result &&
      view.text === text;
    return same ? view : { experiment, update, result, text };
  }

  protected override updated(): void {
    if (this.isConnected && this.page) document.title = titleLine(this.page);
  }

  private async openFile(file: File): Promise<void> {
    const text = await file.text();
    if (!elsewhere(this, file.name, text)) this.openText(file.name, text);
  }

  private read(text: string): string {
    try {
      return this.opened().open(JSON.parse(text.replace(/^\ufeff/, "")));
    } catch {
      return "it is not JSON.";
    }
  }

  private files(what: string): void {
    const { page } = this;
    const file = page && fileOf(what, page.experiment, ended(page.run) ? (page.run?.result ?? null) : null);
    if (file) download(file.name, file.contents);
  }

  private openChains(index: number): void {
    const { page, session } = this;
    const recipe = page?.experiment.recipes[index];
    if (!page?.corpus || !session || !recipe) return;
    const { experiment, corpus } = page;
    const table = surrogateCorpus(experiment, corpus.tokens);
    const read = typeof table === "string" ? null : surrogateOf(experiment, recipe, table);
    if (typeof table === "string" || !read?.ok) return;
    // A text in the experiment itself comes along in it.
    const given = experiment.corpus.form === "text" ? null : table;
    const detail = { experiment: read.experiment, corpus: given, source: session.source };
    this.dispatchEvent(new CustomEvent<ForChains>("open-run", { detail }));
  }

  private async pickField(path: string): Promise<void> {
    if (this.narrow.holds) {
      this.sheet?.showModal();
      await this.updateComplete;
    }
    this.form?.focusField(path);
  }

  private controls(page: TransformerPage, session: TransformerSession): unknown {
    return html`<lab-transformer-form
      .page=${page}
      .fileError=${this.fileError}
      .take=${(fields: Draft, text: ReadText | null | undefined) => session.take(fields, text)}
      .remember=${session.remember.bind(session)}
      .rememberWeights=${session.rememberWeights.bind(session)}
      @preset=${({ detail }: CustomEvent<TransformerPreset>) => session.startFrom(detail)}
      @open-file=${({ detail }: CustomEvent<File>) => void this.openFile(detail)}
    ></lab-transformer-form>`;
  }

  protected override render(): unknown {
    const { page, session } = this;
    const narrow = this.narrow.holds;
    if (!page || !session) return nothing;
    return html`<div class="bench">
        ${narrow ? nothing : html`<aside aria-label="The experiment">${this.controls(page, session)}</aside>`}
        <main>
          <div class="said">
            <lab-sentence
              .parts=${transformerSentence(page.experiment, shown)}
              @pick-field=${(event: CustomEvent<string>) => void this.pickField(event.detail)}
            ></lab-sentence>
            ${
              narrow
                ? html`<button type="button" class="small" @click=${() => this.sheet?.showModal()}>
                    Change the experiment
                  </button>`
                : nothing
            }
          </div>
          <lab-transformer-answer
            .page=${page}
            @take=${(event: CustomEvent<string>) => this.files(event.detail)}
          ></lab-transformer-answer>
          <div class="drawn">
            ${
              this.chartsReady
                ? html`<lab-transformer-charts .view=${this.view}></lab-transformer-charts>`
                : nothing
            }
          </div>
          <lab-transformer-beside
            .page=${page}
            @open-chains=${(event: CustomEvent<number>) => this.openChains(event.detail)}
          ></lab-transformer-beside>
        </main>
      </div>
      <section class="bottom" aria-label="The run">
        <lab-notices
          .messages=${page.messages}
          @dismiss=${(event: CustomEvent<number>) => session.dismiss(event.detail)}
        ></lab-notices>
        <lab-interrupted
          .words=${page.interrupted ? leftWords(page.interrupted, Date.now()) : ""}
          @continue=${() => void session.resume()}
          @discard=${() => void session.discard()}
        ></lab-interrupted>
        <lab-transformer-bar
          .page=${page}
          @toggle=${() => session.toggle()}
          @stop=${() => session.stop()}
        ></lab-transformer-bar>
      </section>
      ${
        narrow
          ? html`<dialog aria-labelledby="sheet-title">
              <div class="sheet">
                <div class="top">
                  <h2 id="sheet-title">The experiment</h2>
                  <button type="button" class="primary" @click=${() => this.sheet?.close()}>Done</button>
                </div>
                ${this.controls(page, session)}
              </div>
            </dialog>`
          : nothing
      }`;
  }
}
