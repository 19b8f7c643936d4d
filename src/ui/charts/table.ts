import { LitElement, css, html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { base, buttons } from "../style/shared.js";
import { whole } from "../words/format.js";

/** A chart's data: every cell as text for people, and as a plain number or text for files. */
export interface TableData {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** How a column's numbers are written for people. */
  readonly show: (value: string | number | null, column: number) => string;
}

/** A table that is made when it is asked for. */
export type LazyTable = () => TableData | null;

const PAGE = 25;

/** A table in pages of 25 rows. */
@customElement("lab-table")
export class LabTable extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
      }
      .scroll {
        overflow: auto;
        max-height: var(--plot-height, 280px);
        border-block: 1px solid var(--rule);
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: var(--note);
      }
      th,
      td {
        padding: 4px 10px 4px 0;
        text-align: right;
        white-space: nowrap;
      }
      th {
        position: sticky;
        top: 0;
        background: var(--panel);
        color: var(--ink-2);
        font-weight: 550;
        border-bottom: 1px solid var(--rule);
        white-space: normal;
        vertical-align: bottom;
      }
      th:first-child,
      td:first-child {
        text-align: left;
      }
      tbody tr:nth-child(even) {
        background: color-mix(in srgb, var(--field), transparent 40%);
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
        padding-top: 8px;
        font-size: var(--small);
        color: var(--ink-2);
      }
      nav button {
        white-space: nowrap;
      }
      nav[hidden] {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) data: TableData | null = null;
  @property() caption = "";
  @state() private page = 0;

  protected override render(): unknown {
    const { data } = this;
    if (!data) return html``;
    const pages = Math.max(1, Math.ceil(data.rows.length / PAGE));
    const page = Math.min(this.page, pages - 1);
    const rows = data.rows.slice(page * PAGE, (page + 1) * PAGE);
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${`Table: ${this.caption}`}>
        <table>
          <caption class="unseen">
            ${this.caption}
          </caption>
          <thead>
            <tr>
              ${data.columns.map((column) => html`<th scope="col">${column}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  ${row.map((cell, column) => html`<td>${data.show(cell, column)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <nav aria-label="Pages of the table" ?hidden=${pages === 1}>
        <button class="small" ?disabled=${page === 0} @click=${() => (this.page = page - 1)}>
          Previous rows
        </button>
        <button class="small" ?disabled=${page >= pages - 1} @click=${() => (this.page = page + 1)}>
          Next rows
        </button>
        <span aria-live="polite"
          >Rows ${whole(page * PAGE + 1)} to ${whole(page * PAGE + rows.length)} of
          ${whole(data.rows.length)}</span
        >
      </nav>`;
  }
}
