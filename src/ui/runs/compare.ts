import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, buttons } from "../style/shared.js";
import { shortened } from "../words/format.js";
import { differences, sameNumbers } from "./differences.js";
import "./overlay.js";
import type { ComparedRun } from "./page.js";
import { KINDS } from "./words.js";

/** Letters of a run's name at the top of its column: what is different of its experiment stands below. */
const LONGEST = 70;

/** What differs between some runs, side by side with their answers, and their lines in one chart. Says `end`. */
@customElement("lab-runs-compare")
export class LabRunsCompare extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        margin-top: 26px;
      }
      header {
        display: flex;
        gap: 12px;
        align-items: baseline;
      }
      h2 {
        font-size: var(--reading);
      }
      h2:focus-visible {
        outline-offset: 4px;
      }
      button.small {
        min-height: 28px;
      }
      p {
        margin: 6px 0 0;
        color: var(--ink-2);
        max-width: 62em;
      }
      .scroll {
        overflow-x: auto;
        margin: 14px 0 16px;
        background: var(--panel);
        border: 1px solid var(--rule);
        border-radius: var(--round-card);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--note);
      }
      th,
      td {
        padding: 7px 14px;
        text-align: left;
        vertical-align: top;
        font-weight: 400;
        border-top: 1px solid var(--rule);
      }
      thead th {
        border-top: 0;
        min-width: 11em;
        max-width: 26em;
        overflow-wrap: anywhere;
      }
      thead td {
        border-top: 0;
      }
      thead b {
        color: var(--sim-text);
        font-weight: 650;
        margin-right: 4px;
      }
      small {
        display: block;
        color: var(--ink-2);
        font-size: var(--small);
      }
      tbody th {
        position: sticky;
        left: 0;
        background: var(--panel);
        color: var(--ink-2);
        white-space: nowrap;
      }
      td {
        overflow-wrap: anywhere;
      }
      .answer td {
        font-weight: 600;
      }
      @media (max-width: 560px) {
        th,
        td {
          padding: 7px 10px;
        }
      }
    `,
  ];

  @property({ attribute: false }) runs: readonly ComparedRun[] = [];

  private row(name: string, of: (run: ComparedRun) => string, kind = ""): unknown {
    const values = this.runs.map(of);
    if (values.every((value) => value === "")) return nothing;
    return html`<tr class=${kind}>
      <th scope="row">${name}</th>
      ${values.map((value) => html`<td>${value || "–"}</td>`)}
    </tr>`;
  }

  protected override render(): unknown {
    const { runs } = this;
    const mixed = runs.some(({ kind }) => kind !== runs[0]?.kind);
    const said = [
      mixed
        ? "They are of different kinds: of their experiments, what all of them have is compared."
        : "Of their experiments, only the fields that differ.",
      mixed ? "" : sameNumbers(runs),
    ];
    return html`<section aria-labelledby="title">
      <header>
        <h2 id="title">What differs</h2>
        <button class="small" type="button" @click=${() => this.dispatchEvent(new CustomEvent("end"))}>
          End the comparison
        </button>
      </header>
      <p id="said">${said.join(" ")}</p>
      <div class="scroll" tabindex="0" role="group" aria-label="Table: what differs">
        <table aria-labelledby="title">
          <thead>
            <tr>
              <td></td>
              ${runs.map(
                ({ label, name, kind }) =>
                  html`<th scope="col">
                    <small>${KINDS[kind]}</small> <b>${label}</b> ${shortened(name, LONGEST)}
                  </th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${differences(runs).map(
              ({ field, values }) =>
                html`<tr>
                  <th scope="row">${field}</th>
                  ${values.map((value) => html`<td>${value}</td>`)}
                </tr>`,
            )}
            ${this.row("Answer", ({ answer, state }) => answer || state, "answer")}
            ${this.row("Engine", ({ engine }) => engine)}
            ${this.row("Digest", ({ digest }) => digest.slice(0, 8))}
          </tbody>
        </table>
      </div>
      <lab-runs-overlay .runs=${runs}></lab-runs-overlay>
    </section>`;
  }
}
