import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../header/downloads.js";
import { ended } from "../state/view.js";
import { base } from "../style/shared.js";
import "./generations.js";
import type { TransformerPage } from "./page.js";
import { answerOf } from "./words.js";

/** The answer: the newest drift of the first mix, the others beside it, and the generations. Says `take` as lab-downloads does. */
@customElement("lab-transformer-answer")
export class LabTransformerAnswer extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1.7fr) minmax(0, 1fr) auto;
        gap: 10px 32px;
        align-items: center;
        padding: 16px 22px 14px;
        background: var(--panel);
        border: 1px solid var(--rule);
        border-radius: var(--round-card);
      }
      h2 {
        font-weight: 450;
        letter-spacing: 0;
        color: var(--ink-2);
        font-size: var(--reading);
        line-height: 1.2;
      }
      .big {
        color: var(--ink);
        font-size: var(--answer);
        font-weight: 650;
        letter-spacing: -0.025em;
        line-height: 1.1;
        margin-right: 6px;
      }
      p {
        margin: 8px 0 0;
        color: var(--ink-2);
        min-height: 2.9em;
      }
      p + p {
        margin-top: 2px;
        font-size: var(--note);
      }
      .refused {
        color: var(--collapse);
        font-weight: 550;
      }
      lab-downloads {
        align-self: start;
      }
      @media (max-width: 1160px) {
        section {
          grid-template-columns: minmax(0, 1fr) auto;
          padding: 14px 16px 12px;
        }
        lab-generations {
          grid-column: 1 / -1;
          grid-row: 2;
        }
      }
      @media (max-width: 560px) {
        .said {
          grid-column: 1 / -1;
        }
        lab-generations {
          grid-row: auto;
        }
        .big {
          font-size: 2.125rem;
        }
        h2 {
          font-size: 1rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) page: TransformerPage | null = null;

  protected override render(): unknown {
    const { page } = this;
    if (!page) return nothing;
    const { value, name, others, floor } = answerOf(page);
    const ready = ended(page.run) && page.run?.result !== null;
    return html`<section aria-labelledby="what">
      <div class="said">
        <h2 id="what"><span class="big" id="value">${value || "–"}</span> ${name}</h2>
        ${
          page.refusal
            ? html`<p id="others" class="refused">This cannot run here. ${page.refusal}</p>`
            : html`<p id="others">${others}</p>`
        }
        <p id="floor">${floor}</p>
      </div>
      <lab-generations .page=${page}></lab-generations>
      <lab-downloads
        kind="small"
        .ready=${ready}
        @take=${({ detail }: CustomEvent<string>) =>
          this.dispatchEvent(new CustomEvent<string>("take", { detail }))}
      ></lab-downloads>
    </section>`;
  }
}
