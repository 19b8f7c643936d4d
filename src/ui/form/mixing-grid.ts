import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { base, buttons, fields } from "../style/shared.js";
import { counted, shown, typed, whole } from "../words/format.js";
import { GRID_ROWS, PATTERNS, quotasFor, withQuota, withRow, type Quotas } from "./quotas.js";

/** A mixing matrix as a grid: a row a generation, a column a model it may draw from. It says `quotas` (Quotas). */
@customElement("lab-mixing-grid")
export class LabMixingGrid extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: block;
      }
      .scroll {
        overflow-x: auto;
        margin: 6px 0;
        padding: 3px;
      }
      table {
        border-collapse: collapse;
        font-size: var(--small);
      }
      th {
        font-weight: 550;
        color: var(--ink-2);
        padding: 2px 4px;
        white-space: nowrap;
      }
      th[scope="row"] {
        position: sticky;
        left: -3px;
        background: var(--paper);
        text-align: right;
        z-index: 1;
      }
      td {
        padding: 1px;
      }
      input {
        width: 4.4em;
        padding: 3px 5px;
        text-align: right;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin: 4px 0;
      }
      p {
        margin: 2px 0 4px;
        font-size: var(--small);
        color: var(--ink-2);
      }
      .fill {
        align-items: center;
        font-size: var(--small);
        color: var(--ink-2);
      }
      .fill input {
        color: var(--ink);
      }
      .error {
        color: var(--collapse);
      }
    `,
  ];

  @property({ attribute: false }) quotas: Quotas = [[1]];
  /** Why the last change was refused. */
  @property() error = "";
  /** The cell that was typed wrong, "row/model", and what stands in it. */
  @state() private wrong: { readonly cell: string; readonly text: string } | null = null;
  @state() private unread = "";
  /** n of the patterns; null while it is that of the first generation. */
  @state() private fill: number | null = null;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("input")?.focus();
  }

  private say(quotas: Quotas): void {
    this.dispatchEvent(new CustomEvent<Quotas>("quotas", { detail: quotas }));
  }

  private changed(row: number, model: number, text: string): void {
    const draws = text.trim() === "" ? 0 : typed(text);
    const cell = `${row}/${model}`;
    this.wrong = { cell, text };
    this.unread = "";
    if (draws === null)
      this.unread = `${named(row, model)} is “${text.trim()}”; allowed: a whole number from 0 to ${whole(2 ** 20)}.`;
    else this.say(withQuota(this.quotas, row, model, draws));
  }

  private all(quotas: Quotas): void {
    this.wrong = null;
    this.unread = "";
    this.say(quotas);
  }

  /** Up and down move between generations. */
  private pressed(event: KeyboardEvent, row: number, model: number): void {
    const to = { ArrowUp: row - 1, ArrowDown: row + 1 }[event.key];
    if (to === undefined) return;
    const next = this.renderRoot.querySelector<HTMLInputElement>(`[data-cell="${to}/${model}"]`);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  }

  private cell(row: number, model: number, draws: number): unknown {
    const cell = `${row}/${model}`;
    const wrong = this.wrong?.cell === cell && (this.unread !== "" || this.error !== "");
    return html`<td>
      <input
        inputmode="numeric"
        autocomplete="off"
        data-cell=${cell}
        aria-label=${named(row, model)}
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby="error"
        .value=${wrong ? (this.wrong?.text ?? "") : shown(draws)}
        @change=${(event: Event) => this.changed(row, model, (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.pressed(event, row, model)}
      />
    </td>`;
  }

  protected override render(): unknown {
    const { quotas } = this;
    const rows = quotas.slice(0, GRID_ROWS);
    const hidden = quotas.length - rows.length;
    const samples = this.fill ?? Math.max(1, quotas[0]?.[0] ?? 1);
    const error = this.unread || (this.wrong ? this.error : "");
    return html`<div class="row fill">
        <label for="fill">Fill all of it with n =</label>
        <input
          id="fill"
          inputmode="numeric"
          autocomplete="off"
          .value=${shown(samples)}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            const n = typed(input.value);
            if (n !== null && Number.isInteger(n) && n >= 1 && n <= 2 ** 20) this.fill = n;
            input.value = shown(this.fill ?? samples);
          }}
        />
      </div>
      <div class="row" role="group" aria-label="Ways to fill the mixing matrix">
        ${PATTERNS.map(
          ({ pattern, name }) =>
            html`<button
              type="button"
              class="small"
              data-pattern=${pattern}
              @click=${() => {
                this.fill = samples;
                this.all(quotasFor(pattern, quotas.length, samples));
              }}
            >
              ${name}
            </button>`,
        )}
      </div>
      <p id="what">Draws of generation m from model t; model 0 is the truth.</p>
      <div class="scroll" role="group" tabindex="0" aria-labelledby="what">
        <table aria-labelledby="what">
          <thead>
            <tr>
              <th scope="col">m</th>
              ${rows.map((_, t) => html`<th scope="col">t = ${t}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (entries, i) =>
                html`<tr>
                  <th scope="row">${i + 1}</th>
                  ${Array.from({ length: i + 1 }, (_, t) => this.cell(i, t, entries[t] ?? 0))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="error" id="error" role="alert" ?hidden=${!error}>${error}</p>
      ${
        hidden > 0
          ? html`<p>${counted(hidden, "more generation")} came by file and can be changed there.</p>`
          : html`<div class="row">
              <button
                type="button"
                class="small"
                ?disabled=${quotas.length >= GRID_ROWS}
                @click=${() => this.all(withRow(quotas))}
              >
                Add a generation
              </button>
              <button
                type="button"
                class="small"
                ?disabled=${quotas.length < 2}
                @click=${() => this.all(quotas.slice(0, -1))}
              >
                Remove the last
              </button>
            </div>`
      }
      ${quotas.length === GRID_ROWS ? html`<p>More than ${GRID_ROWS} generations come by file.</p>` : nothing}`;
  }
}

function named(row: number, model: number): string {
  return `draws of generation ${row + 1} from ${model === 0 ? "the truth" : `model ${model}`}`;
}
