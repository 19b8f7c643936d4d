import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, buttons } from "../style/shared.js";
import "../header/disclosure.js";
import type { LabDisclosure } from "../header/disclosure.js";
import { ended } from "../state/view.js";
import type { SweepPage } from "./page.js";
import { rowsOf } from "./rows.js";
import { agreement, answerOf, standingOf } from "./words.js";

const SIGNS = { none: "", agrees: "✓ ", unsure: "≈ ", disagrees: "✗ " } as const;

/** The answer of a sweep: how E[T] goes, whether simulation and law agree; and its files. Says `take` ("json", "csv", "sweep"). */
@customElement("lab-sweep-answer")
export class LabSweepAnswer extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
      }
      section {
        display: flex;
        gap: 12px 24px;
        justify-content: space-between;
        align-items: flex-start;
        padding: 18px 22px;
        background: var(--panel);
        border: 1px solid var(--rule);
        border-radius: var(--round-card);
      }
      h2 {
        font-size: var(--note);
        font-weight: 450;
        letter-spacing: 0;
        color: var(--ink-2);
      }
      .big {
        font-size: var(--answer);
        font-weight: 650;
        letter-spacing: -0.025em;
        line-height: 1.2;
        min-height: 1.2em;
      }
      p {
        margin: 6px 0 0;
        color: var(--ink-2);
        min-height: 1.45em;
      }
      .agrees {
        color: var(--real);
        font-weight: 600;
      }
      .unsure {
        color: var(--bound-text);
        font-weight: 600;
      }
      .disagrees {
        color: var(--collapse);
        font-weight: 600;
      }
      .choices {
        display: grid;
        gap: 2px;
        min-width: 13em;
      }
      .choices button {
        text-align: left;
        background: none;
        font-weight: 450;
        padding: 6px 10px;
      }
      @media (max-width: 560px) {
        section {
          flex-direction: column;
        }
      }
      @media (max-width: 900px) {
        section {
          padding: 14px 16px;
        }
        .big {
          font-size: 1.75rem;
        }
        p {
          min-height: 2.9em;
        }
      }
    `,
  ];

  @property({ attribute: false }) page: SweepPage | null = null;

  private take(what: string): void {
    this.renderRoot.querySelector<LabDisclosure>("lab-disclosure")?.close();
    this.dispatchEvent(new CustomEvent<string>("take", { detail: what }));
  }

  protected override render(): unknown {
    const { page } = this;
    if (!page) return nothing;
    const rows = rowsOf(page);
    const { name, value } = answerOf(page, rows);
    const { kind, claim, rest } = agreement(page, rows);
    const ready = ended(page.run) && page.run?.result !== null;
    return html`<section aria-labelledby="what">
      <div>
        <h2 id="what">
          ${
            page.asked === "time"
              ? "Mean collapse time over the sweep"
              : "Sum of squares at the last generation, over the sweep"
          }
        </h2>
        <div class="big" id="value">${name} ${value}</div>
        <p id="verdict">
          ${claim ? html`<span class=${kind}>${SIGNS[kind]}${claim}</span>${rest}` : nothing}
        </p>
        <p id="standing">${standingOf(page, rows)}</p>
      </div>
      <lab-disclosure kind="small" tight>
        <span slot="label">Download</span>
        <div class="choices">
          <button type="button" ?disabled=${!ready} @click=${() => this.take("json")}>Result (JSON)</button>
          <button type="button" ?disabled=${!ready} @click=${() => this.take("csv")}>Points (CSV)</button>
          <button type="button" ?disabled=${!page.sweep} @click=${() => this.take("sweep")}>
            Sweep (JSON)
          </button>
        </div>
      </lab-disclosure>
    </section>`;
  }
}
