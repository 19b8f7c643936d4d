import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, buttons } from "../style/shared.js";
import { mixWords } from "./mixes.js";
import { resultOf, type TransformerPage } from "./page.js";

/** The trigram models beside the mixes, each to be opened as chains. Says `open-chains` (the mix's index). */
@customElement("lab-transformer-beside")
export class LabTransformerBeside extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 12px;
        align-items: center;
        margin-top: 16px;
        padding: 12px 18px;
        background: var(--panel);
        border: 1px solid var(--rule);
        border-radius: var(--round-card);
        color: var(--ink-2);
      }
      h2 {
        font-size: var(--title);
        line-height: 1.6;
        color: var(--ink);
      }
      p {
        margin: 2px 0 0;
        font-size: var(--note);
      }
      .said {
        flex: 1 1 22em;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      button.small {
        min-height: 28px;
      }
      @media (max-width: 560px) {
        section {
          padding: 12px 16px;
        }
      }
    `,
  ];

  @property({ attribute: false }) page: TransformerPage | null = null;

  protected override render(): unknown {
    const { page } = this;
    const result = page && resultOf(page);
    // Without its text no chain can be drawn.
    if (!page?.corpus || !result?.surrogates.some((own) => own !== null)) return nothing;
    return html`<section aria-labelledby="beside">
      <div class="said">
        <h2 id="beside">The same on a trigram model</h2>
        <p>
          Thin lines in the charts: each mix on a table of which character follows two others in the text,
          generation after generation. The bench Chains shows such a model by itself, with its exact law.
        </p>
      </div>
      <div class="choices">
        ${result.surrogates.map((own, i) => {
          const { recipe } = result.recipes[i] ?? {};
          return own === null || !recipe
            ? nothing
            : html`<button
                type="button"
                class="small"
                @click=${() => this.dispatchEvent(new CustomEvent<number>("open-chains", { detail: i }))}
              >
                Open as chains: ${mixWords(recipe)}
              </button>`;
        })}
      </div>
    </section>`;
  }
}
