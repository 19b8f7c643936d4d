import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  keepsRuns,
  keptRun,
  keptRuns,
  readTransformer,
  removeKept,
  runsUnderWay,
  UNDER_WAY,
} from "../../index.js";
import { download } from "../charts/save.js";
import "../header/disclosure.js";
import type { LabDisclosure } from "../header/disclosure.js";
import type { OpenedRun, Room } from "../rooms.js";
import "../run/notices.js";
import { base, buttons } from "../style/shared.js";
import { layout } from "../style/layout.js";
import type { RunRow, RunsPage } from "./page.js";
import { RunsSession, UNDO, type RunsLab } from "./session.js";
import { style } from "./style.js";
import { NO_RUNS, NO_STORAGE, savedWords, size, sumWords } from "./words.js";

const LAB: RunsLab = {
  keepsRuns,
  keptRun,
  keptRuns,
  readTransformer,
  removeKept,
  runsUnderWay,
  UNDER_WAY,
};

const KINDS = { sweep: "Sweep", transformer: "Transformer" } as const;

/** The bench "Runs": all runs that this browser keeps. Says `open-kept` (OpenedRun) to open one at its bench. */
@customElement("lab-runs")
export class LabRuns extends LitElement implements Room {
  static override styles = [base, buttons, layout, style];

  @property() hash = "";
  @property({ attribute: false }) lab: RunsLab = LAB;
  /** So long a deleted run can be brought back, in milliseconds. */
  @property({ type: Number }) undo = UNDO;
  @state() private page: RunsPage | null = null;
  private session: RunsSession | null = null;
  private focused: Element | null = null;

  readonly link = "#runs";
  readonly engine = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.seen);
    void this.session?.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.seen);
    this.session?.unwatch();
  }

  /** Another tab may have changed what is kept. */
  private readonly seen = (): void => {
    if (!document.hidden) void this.session?.watch();
  };

  say(text: string): void {
    this.session?.say(text);
  }

  protected override willUpdate(): void {
    this.focused = this.shadowRoot?.activeElement ?? null;
    if (this.session) return;
    const session = new RunsSession(this.lab, () => (this.page = session.page), this.undo);
    this.session = session;
    void session.watch();
  }

  protected override updated(): void {
    if (this.isConnected) document.title = "Runs · Collapse Lab";
    // What had the focus may have gone with its row, or when its time was up.
    if (this.focused?.isConnected === false) this.focusOn("#what");
  }

  private open({ id, kind }: RunRow): void {
    this.dispatchEvent(new CustomEvent<OpenedRun>("open-kept", { detail: { id, kind } }));
  }

  private async take(event: Event, { id }: RunRow, what: string): Promise<void> {
    const { currentTarget } = event;
    if (currentTarget instanceof Element) currentTarget.closest<LabDisclosure>("lab-disclosure")?.close();
    const file = await this.session?.fileOf(id, what);
    if (file) download(file.name, file.contents);
  }

  /** The row goes; the focus is then on what brings it back. */
  private async delete({ id }: RunRow): Promise<void> {
    await this.session?.delete(id);
    await this.updateComplete;
    this.focusOn(`#undo-${id}`);
  }

  private async restore(id: string): Promise<void> {
    this.session?.restore(id);
    await this.updateComplete;
    this.focusOn(`#delete-${id}`);
  }

  private focusOn(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  private files(row: RunRow): unknown {
    const take = (what: string) => (event: Event) => void this.take(event, row, what);
    return html`<lab-disclosure tight kind="small" name=${`Download: ${row.name}`}>
      <span slot="label">Download</span>
      <div class="files">
        <button type="button" ?disabled=${!row.finished} @click=${take("result")}>Result (JSON)</button>
        <button type="button" @click=${take("experiment")}>Experiment (JSON)</button>
        ${row.weights.map(
          ({ name, bytes }) =>
            html`<button type="button" @click=${take(name)}>${name} (${size(bytes)})</button>`,
        )}
      </div>
    </lab-disclosure>`;
  }

  // The phone's cards are no table to a browser: the roles say that they still are.
  private row(row: RunRow): unknown {
    const { id, kind, name, state, answer, finished } = row;
    return html`<tr role="row">
      <th role="rowheader" scope="row"><small>${KINDS[kind]}</small> ${name}</th>
      <td role="cell" data-name="State">${state}</td>
      <td role="cell" data-name="Answer">${answer || "–"}</td>
      <td role="cell" data-name="Saved">
        <time datetime=${new Date(row.savedAt).toISOString()}>${savedWords(row)}</time>
      </td>
      <td role="cell" data-name="Size" class="number">${size(row.bytes)}</td>
      <td role="cell" class="actions">
        <button
          class="small open"
          type="button"
          aria-label=${`Open: ${name}`}
          title=${finished ? nothing : "There it can be gone on with."}
          @click=${() => this.open(row)}
        >
          Open
        </button>
        ${this.files(row)}
        <button
          class="small delete"
          type="button"
          id=${`delete-${id}`}
          aria-label=${`Delete: ${name}`}
          @click=${() => void this.delete(row)}
        >
          Delete
        </button>
      </td>
    </tr>`;
  }

  private table(rows: readonly RunRow[]): unknown {
    return html`<table role="table" aria-labelledby="what">
      <thead role="rowgroup">
        <tr role="row">
          ${["Run", "State", "Answer", "Saved"].map(
            (name) => html`<th role="columnheader" scope="col">${name}</th>`,
          )}
          <th role="columnheader" scope="col" class="number">Size</th>
          <th role="columnheader" scope="col"><span class="unseen">Actions</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map((row) => this.row(row))}
      </tbody>
    </table>`;
  }

  private kept(page: RunsPage): unknown {
    if (page.stores === null) return html`<p id="sum">Reading what is kept…</p>`;
    if (!page.stores) return html`<p id="sum">${NO_STORAGE}</p>`;
    if (page.rows.length === 0)
      return html`<p id="sum">${NO_RUNS}</p>
        <p><a href="#sweep">Go to Sweep</a> <a href="#transformer">Go to Transformer</a></p>`;
    return html`<p id="sum">${sumWords(page)}</p>
      <p class="note">
        They are kept in this browser alone, which may clear them when space is short: download what must not
        be lost.
      </p>
      ${this.table(page.rows)}`;
  }

  protected override render(): unknown {
    const { page, session } = this;
    if (!page || !session) return nothing;
    return html`<main>
        <h2 id="what" tabindex="-1">Runs that this browser keeps</h2>
        ${this.kept(page)}
      </main>
      <div class=${page.leaving.length + page.messages.length > 0 ? "bottom" : "bottom empty"}>
        <section aria-live="polite" aria-label="Deleted runs">
          ${page.leaving.map(
            ({ id, name }) =>
              html`<div class="leaving">
                <span>Deleted: ${name}. For ${Math.round(this.undo / 1000)} s it can be brought back.</span>
                <button class="small" type="button" id=${`undo-${id}`} @click=${() => void this.restore(id)}>
                  Undo
                </button>
              </div>`,
          )}
        </section>
        <lab-notices
          .messages=${page.messages}
          @dismiss=${(event: CustomEvent<number>) => session.dismiss(event.detail)}
        ></lab-notices>
      </div>`;
  }
}
