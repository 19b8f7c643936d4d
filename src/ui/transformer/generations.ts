import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { TransformerExperiment } from "../../index.js";
import { base } from "../style/shared.js";
import { counted, percent, whole } from "../words/format.js";
import type { TransformerPage } from "./page.js";
import { generationShares } from "./words.js";

/** More cells than these have no room for their numbers. */
const MOST_CELLS = 12;

/** The generations in a row, each filled as far as it is; many of them as one bar. */
@customElement("lab-generations")
export class LabGenerations extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .cells {
        display: flex;
        gap: 6px;
      }
      .cell {
        position: relative;
        flex: 1;
        min-width: 0;
        height: 28px;
        border: 1px solid var(--rule);
        border-radius: var(--round-field);
        overflow: hidden;
        text-align: center;
        font-size: var(--small);
        line-height: 26px;
        color: var(--ink);
        white-space: nowrap;
      }
      .cell svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      .cell rect {
        fill: var(--sim-fill);
      }
      .cell span {
        position: relative;
      }
      .cell.now {
        font-weight: 650;
        border-color: var(--sim);
      }
      p {
        margin: 8px 0 0;
        font-size: var(--small);
        color: var(--ink-2);
      }
      @media (forced-colors: active) {
        .cell rect {
          fill: Highlight;
          forced-color-adjust: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) page: TransformerPage | null = null;

  protected override render(): unknown {
    const { page } = this;
    if (!page) return nothing;
    const shares = generationShares(page);
    const done = shares.filter((share) => share > 0.999).length;
    const now = shares.findIndex((share) => share > 0 && share < 0.999);
    const total = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const many = shares.length > MOST_CELLS;
    const cells = many
      ? [{ share: total, label: `${whole(done)} of ${whole(shares.length)} generations`, now: now >= 0 }]
      : shares.map((share, i) => ({ share, label: String(i + 1), now: i === now }));
    const doing = now < 0 ? "" : ` Generation ${now + 1} is ${percent(shares[now] ?? 0, 0)} done.`;
    const first = page.run?.update?.current?.generation === 0;
    return html`<div
        class="cells"
        role="img"
        aria-label=${`${whole(done)} of ${counted(shares.length, "generation")} done.${doing}`}
      >
        ${cells.map(
          ({ share, label, now: at }) =>
            html`<div class=${at ? "cell now" : "cell"}>
              <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
                ${svg`<rect width=${Math.min(1, share)} height="1"></rect>`}
              </svg>
              <span>${label}</span>
            </div>`,
        )}
      </div>
      <p>
        ${first ? firstWords(page.experiment) : "Generations: train, write, train on what was written."}
      </p>`;
  }
}

/** What is done before generation 1. */
function firstWords({ truth, realData }: TransformerExperiment): string {
  const writes =
    realData === "model" ? "what is real from then on" : "the contexts in which models are compared";
  const learns = truth.form === "weights" ? "" : "learns the text, and ";
  return `Before generation 1: p(0) ${learns}writes ${writes}.`;
}
