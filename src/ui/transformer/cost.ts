import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../style/shared.js";
import type { TransformerPage } from "./page.js";
import { regimeWords, sizeWords, timeWords } from "./words.js";

/** What the experiment takes: parameters, memory, time; or why it cannot run. */
@customElement("lab-transformer-cost")
export class LabTransformerCost extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        margin-top: 18px;
        padding: 10px 12px;
        border-radius: 8px;
        background: var(--field);
        color: var(--ink-2);
        font-size: var(--note);
      }
      p {
        margin: 0;
      }
      p + p {
        margin-top: 6px;
      }
      .refused {
        color: var(--collapse);
        font-weight: 550;
      }
      #time {
        min-height: 4.4em;
      }
    `,
  ];

  @property({ attribute: false }) page: TransformerPage | null = null;

  protected override render(): unknown {
    const { page } = this;
    if (!page) return nothing;
    if (!page.estimate)
      return html`<p id="size">What it takes is known when its text is here: see Corpus, above.</p>`;
    return html`<p id="size">${sizeWords(page)}</p>
      ${
        page.refusal
          ? html`<p class="refused">This cannot run here. ${page.refusal}</p>`
          : html`<p id="time">${timeWords(page)}</p>`
      }
      <p id="regime">${regimeWords(page)}</p>`;
  }
}
