import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import {
  canonicalJson,
  isSweep,
  keepRun,
  keepsRuns,
  keptRun,
  keptRuns,
  readCorpus,
  readExperiment,
  readSweep,
  readTransformer,
  removeKept,
  renameKept,
  runsUnderWay,
  UNDER_WAY,
} from "../../index.js";
import { download } from "../charts/save.js";
import { chosenFile } from "../form/chosen-file.js";
import "../header/disclosure.js";
import type { LabDisclosure } from "../header/disclosure.js";
import type { OpenedRun, Room } from "../rooms.js";
import "../run/notices.js";
import { base, buttons, fields } from "../style/shared.js";
import { layout } from "../style/layout.js";
import { dayWords, shortened } from "../words/format.js";
import { NAME_CHARACTERS } from "./all.js";
import "./compare.js";
import type { RunRow, RunsPage } from "./page.js";
import { RunsSession, UNDO, type RunsLab } from "./session.js";
import { style } from "./style.js";
import { KINDS, NO_RUNS, NO_STORAGE, size, sumWords } from "./words.js";

const LAB: RunsLab = {
  canonicalJson,
  isSweep,
  keepRun,
  keepsRuns,
  keptRun,
  keptRuns,
  readCorpus,
  readExperiment,
  readSweep,
  readTransformer,
  removeKept,
  renameKept,
  runsUnderWay,
  UNDER_WAY,
};

/** The bench "Runs": all runs that this browser keeps. Says `open-kept` (OpenedRun) to open one at its bench. */
@customElement("lab-runs")
export class LabRuns extends LitElement implements Room {
  static override styles = [base, buttons, fields, layout, style];

  @property() hash = "";
  @property({ attribute: false }) lab: RunsLab = LAB;
  /** So long a deleted run can be brought back, in milliseconds. */
  @property({ type: Number }) undo = UNDO;
  @state() private page: RunsPage | null = null;
  /** The run whose name is being written. */
  @state() private naming: string | null = null;
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

  private async startNaming({ id }: RunRow): Promise<void> {
    this.naming = id;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>(`#name-${id}`)?.select();
  }

  /** The name is what was written, or what it was; the focus goes back to the button that began it, where it was here. */
  private async endNaming(id: string, name: string | null): Promise<void> {
    if (this.naming !== id) return;
    const here = this.shadowRoot?.activeElement?.id === `name-${id}`;
    this.naming = null;
    if (name !== null) void this.session?.rename(id, name);
    await this.updateComplete;
    if (here) this.focusOn(`#rename-${id}`);
  }

  private nameKey(event: KeyboardEvent, id: string): void {
    const { currentTarget, key } = event;
    const ends = key === "Enter" || key === "Escape";
    if (!(currentTarget instanceof HTMLInputElement) || event.isComposing || !ends) return;
    // The focus goes back to a button, which is not to be pressed by this key.
    event.preventDefault();
    void this.endNaming(id, key === "Enter" ? currentTarget.value : null);
  }

  private async takeAll(): Promise<void> {
    const file = await this.session?.takeAll();
    if (file) download(file.name, file.contents);
  }

  private async bring(event: Event): Promise<void> {
    const file = chosenFile(event);
    if (file) await this.session?.bring(file.name, file);
  }

  private async endComparison(): Promise<void> {
    this.session?.pickNone();
    await this.updateComplete;
    this.focusOn("#what");
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

  private name(row: RunRow): unknown {
    const { id, kind, name, ownName, description } = row;
    if (this.naming === id)
      return html`<small>${KINDS[kind]}</small>
        <input
          id=${`name-${id}`}
          aria-label=${`Name of ${name}`}
          maxlength=${NAME_CHARACTERS}
          .value=${ownName}
          placeholder=${shortened(description)}
          @keydown=${(event: KeyboardEvent) => this.nameKey(event, id)}
          @blur=${(event: FocusEvent) => void this.endNaming(id, (event.target as HTMLInputElement).value)}
        />
        <small
          >Enter keeps the name, Escape leaves it as it was. Empty, it is named by its experiment.</small
        >`;
    return html`<small>${KINDS[kind]}</small>
      ${ownName ? html`<span class="own">${ownName}</span> <small>${description}</small>` : description}
      <button
        class="small rename"
        type="button"
        id=${`rename-${id}`}
        aria-label=${`Rename: ${name}`}
        @click=${() => void this.startNaming(row)}
      >
        Rename
      </button>`;
  }

  // The phone's cards are no table to a browser: the roles say that they still are.
  private row(row: RunRow): unknown {
    const { id, name, state, answer, engine, digest, finished, picked } = row;
    return html`<tr role="row">
      <td role="cell" class="pick">
        <input
          type="checkbox"
          id=${`pick-${id}`}
          aria-label=${`Compare: ${name}`}
          .checked=${live(picked)}
          @change=${(event: Event) => void this.session?.pick(id, (event.target as HTMLInputElement).checked)}
        />
      </td>
      <th role="rowheader" scope="row">${this.name(row)}</th>
      <td role="cell" data-name="State">${state}</td>
      <td role="cell" data-name="Answer">${answer || "–"}</td>
      <td role="cell" data-name="Engine">${engine || "–"}</td>
      <td role="cell" data-name="Digest">
        ${digest ? html`<code title=${digest}>${digest.slice(0, 8)}</code>` : "–"}
      </td>
      <td role="cell" data-name="Saved">
        <time datetime=${new Date(row.savedAt).toISOString()}>${dayWords(row.savedAt)}</time>
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
          <th role="columnheader" scope="col"><span class="unseen">Compare</span></th>
          ${["Run", "State", "Answer", "Engine", "Digest", "Saved"].map(
            (name) => html`<th role="columnheader" scope="col">${name}</th>`,
          )}
          <th role="columnheader" scope="col" class="number">Size</th>
          <th role="columnheader" scope="col"><span class="unseen">Actions</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => this.row(row),
        )}
      </tbody>
    </table>`;
  }

  private kept(page: RunsPage): unknown {
    if (page.stores === null) return html`<p id="sum">Reading what is kept…</p>`;
    if (!page.stores) return html`<p id="sum">${NO_STORAGE}</p>`;
    if (page.rows.length === 0)
      return html`<p id="sum">${NO_RUNS}</p>
        <p>
          <a href="#">Go to Chains</a> <a href="#sweep">Go to Sweep</a>
          <a href="#transformer">Go to Transformer</a>
        </p>
        ${this.everything(page)}`;
    return html`<p id="sum">${sumWords(page)}</p>
      <p class="note">
        They are kept in this browser alone, which may clear them when space is short: download what must not
        be lost. The file of all runs has experiments, names, dates and results, and no weights.
      </p>
      ${this.everything(page)} ${this.table(page.rows)} ${this.comparison(page)}`;
  }

  /** What is done with all runs at once. */
  private everything({ rows, busy }: RunsPage): unknown {
    return html`<div class="everything">
      <button
        type="button"
        id="take-all"
        ?disabled=${busy || rows.length === 0}
        @click=${() => void this.takeAll()}
      >
        Take all away (JSON)
      </button>
      <button type="button" id="bring" ?disabled=${busy} @click=${() => this.focusFile()}>
        Bring runs in…
      </button>
      <input
        type="file"
        hidden
        accept=".json,application/json"
        @change=${(event: Event) => void this.bring(event)}
      />
    </div>`;
  }

  private focusFile(): void {
    this.renderRoot.querySelector<HTMLInputElement>('input[type="file"]')?.click();
  }

  private comparison({ rows, compared }: RunsPage): unknown {
    const picked = rows.filter((row) => row.picked).length;
    if (picked > 1 && compared.length > 1)
      return html`<lab-runs-compare
        .runs=${compared}
        @end=${() => void this.endComparison()}
      ></lab-runs-compare>`;
    const hint = ["Tick two runs or more to compare them.", "Tick another run to compare it with this one."];
    return rows.length > 1 ? html`<p class="note" id="hint">${hint[picked] ?? ""}</p>` : nothing;
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
