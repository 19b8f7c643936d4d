import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../header/disclosure.js";
import type { LabDisclosure } from "../header/disclosure.js";
import { base, buttons, fields } from "../style/shared.js";
import { tied } from "../words/format.js";
import { composePicture, download, tableCsv } from "./save.js";
import "./table.js";
import type { LazyTable } from "./table.js";

const PICTURE = { width: 760, height: 420, zoom: 2 };

/** "S_m" as people write it. */
function withSubscripts(text: string): unknown {
  return tied(text)
    .split(/_(\w)/)
    .map((part, i) => (i % 2 === 1 ? html`<sub>${part}</sub>` : part));
}

/** Draws a chart for saving: width and height of the page, `zoom` canvas pixels to each. */
export type Picture = (width: number, height: number, zoom: number) => Promise<HTMLCanvasElement | null>;

/**
 * What every chart stands in: a question, its definition, the drawing, a sentence that says what is seen, and the same
 * data as a table or a file. Keys pressed on the drawing come out as `chart-key` (the KeyboardEvent).
 */
@customElement("lab-figure")
export class LabFigure extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      figure {
        margin: 0;
        height: 100%;
        display: flex;
        flex-direction: column;
        background: var(--panel);
        border: 1px solid var(--rule);
        border-radius: var(--round-card);
        padding: 16px 18px 12px;
        min-width: 0;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 12px;
        align-items: flex-start;
        justify-content: space-between;
      }
      h2 {
        font-size: var(--title);
        line-height: 1.6;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        align-items: center;
      }
      p {
        margin: 2px 0 8px;
        color: var(--ink-2);
        font-size: var(--note);
        max-width: 62em;
        text-wrap: pretty;
      }
      sub {
        font-size: 0.8em;
        line-height: 0;
      }
      .surface {
        border-radius: var(--round-field);
        flex: 1;
        display: grid;
      }
      .surface[hidden] {
        display: none;
      }
      figcaption {
        display: grid;
        font-size: var(--note);
        color: var(--ink-2);
        margin-top: 6px;
        min-height: 2.9em;
        text-wrap: pretty;
      }
      figcaption > * {
        grid-area: 1 / 1;
      }
      figcaption > .behind {
        visibility: hidden;
      }
      .reading {
        color: var(--ink);
      }
      .choices {
        display: grid;
        gap: 2px;
      }
      .choices button {
        text-align: left;
        background: none;
        font-weight: 450;
        padding: 6px 10px;
      }
      @media print {
        .tools,
        .hint,
        slot[name="controls"] {
          display: none;
        }
      }
      @media (max-width: 480px) {
        figure {
          padding: 14px 14px 10px;
        }
      }
    `,
  ];

  @property() heading = "";
  @property() definition = "";
  /** What can be done with the chart on the page; not in pictures. */
  @property() hint = "";
  /** What a picture must say beside the definition, such as its generation. */
  @property() moment = "";
  @property() summary = "";
  /** What is being read at the cursor; takes the summary's place. */
  @property() reading = "";
  /** What the arrow keys have just read, for the live region. */
  @property() spoken = "";
  /** Anew whenever the data changed; null where there are none. */
  @property({ attribute: false }) table: LazyTable | null = null;
  @property({ attribute: false }) picture: Picture | null = null;
  /** What is shown, where that is no chart but text: it is read and saved as such. */
  @property({ attribute: false }) text: (() => string) | null = null;
  /** The experiment in a sentence: the caption of saved pictures. */
  @property() sentence = "";
  /** The beginning of saved files' names. */
  @property() file = "chart";
  /** What else the keys do here. */
  @property() keys = "";
  @state() private asTable = false;

  @query("lab-disclosure") private menu!: LabDisclosure;

  private pressed(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    this.dispatchEvent(new CustomEvent<KeyboardEvent>("chart-key", { detail: event }));
  }

  private async savePicture(): Promise<void> {
    this.menu.close();
    const chart = await this.picture?.(PICTURE.width, PICTURE.height, PICTURE.zoom);
    if (!chart) return;
    const { heading: title, moment, sentence } = this;
    const definition = `${this.definition} ${moment}`;
    const blob = await composePicture(chart, { title, definition, sentence }, PICTURE.zoom);
    if (blob) download(`${this.file}.png`, blob);
  }

  private saveText(): void {
    this.menu.close();
    if (this.text) download(`${this.file}.txt`, new Blob([this.text()], { type: "text/plain" }));
  }

  private saveData(): void {
    this.menu.close();
    const data = this.table?.() ?? null;
    if (data) download(`${this.file}.csv`, new Blob([tableCsv(data)], { type: "text/csv" }));
  }

  private tools(): unknown {
    return html`<div class="tools">
      <slot name="tools"></slot>
      <button
        type="button"
        class="small"
        aria-pressed=${this.asTable ? "true" : "false"}
        ?disabled=${!this.table}
        @click=${() => (this.asTable = !this.asTable)}
      >
        ${this.asTable ? (this.text ? "Text" : "Chart") : "Table"}<span class="unseen"
          >: ${this.heading}</span
        >
      </button>
      <lab-disclosure kind="small" tight name=${`Save: ${this.heading}`} ?disabled=${!this.table}>
        <span slot="label">Save</span>
        <div class="choices">
          ${
            this.text
              ? html`<button type="button" @click=${() => this.saveText()}>Text (TXT)</button>`
              : html`<button type="button" @click=${() => void this.savePicture()}>Picture (PNG)</button>`
          }
          <button type="button" @click=${() => this.saveData()}>Data (CSV)</button>
        </div>
      </lab-disclosure>
    </div>`;
  }

  private surface(): unknown {
    const { asTable } = this;
    if (this.text) return html`<div class="surface" id="surface" ?hidden=${asTable}><slot></slot></div>`;
    return html`<div
      class="surface"
      id="surface"
      tabindex="0"
      role="application"
      aria-roledescription="chart"
      aria-labelledby="title"
      aria-describedby="summary keys"
      ?hidden=${asTable}
      @keydown=${(event: KeyboardEvent) => this.pressed(event)}
    >
      <slot></slot>
    </div>`;
  }

  protected override render(): unknown {
    const { asTable, reading } = this;
    return html`<figure aria-labelledby="title">
      <header>
        <h2 id="title">${this.heading}</h2>
        ${this.tools()}
      </header>
      <p>
        ${withSubscripts(this.definition)}${this.hint ? html`<span class="hint"> ${this.hint}</span>` : nothing}
      </p>
      ${this.surface()}
      <slot name="controls"></slot>
      ${asTable ? html`<lab-table .data=${this.table?.() ?? null} .caption=${this.heading}></lab-table>` : nothing}
      <figcaption>
        <span id="summary" class=${reading ? "behind" : ""}>${tied(this.summary)}</span>
        <span class="reading" aria-hidden="true">${tied(reading)}</span>
      </figcaption>
      ${this.text ? nothing : html`<span id="keys" class="unseen">Arrow keys read values. ${this.keys}</span>`}
      <span class="unseen" aria-live="polite">${this.spoken}</span>
    </figure>`;
  }
}
