import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { View } from "../state/view.js";
import { base } from "../style/shared.js";
import { atEnd, meanInWords, type AtEnd } from "../words/agreement.js";
import { brief } from "../words/format.js";

/** Above this a bound on a drift in L1 says nothing. */
const MOST_L1 = 2;

/** The models at the last generation: how far they are from the first and from the truth, and what bounds and limits say. */
@customElement("lab-state")
export class LabState extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-width: 0;
        min-height: 92px;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 3px 14px;
        margin: 0;
        font-size: var(--note);
      }
      dt {
        color: var(--ink-2);
      }
      dd {
        margin: 0;
        text-align: right;
      }
      .formula {
        white-space: nowrap;
      }
      sub {
        font-size: 0.8em;
        line-height: 0;
      }
      .sim {
        color: var(--sim-text);
        font-weight: 600;
      }
      .law {
        color: var(--theory);
      }
      @media (max-width: 560px) {
        :host {
          min-height: 176px;
        }
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
        dd {
          text-align: left;
          margin-bottom: 5px;
        }
      }
      .bound {
        color: var(--bound-text);
      }
    `,
  ];

  @property({ attribute: false }) view: View | null = null;

  private row(name: string, formula: string, end: AtEnd | null, more: unknown = nothing): unknown {
    if (!end || (end.mean === null && end.exact === null && more === nothing)) return nothing;
    const [value, half] = end.mean ? meanInWords(end.mean) : [null, null];
    return html`<dt>${name} <span class="formula">${formula}</span></dt>
      <dd>
        ${value === null ? nothing : html`<span class="sim">${value}${half === null ? "" : ` ± ${half}`}</span>`}
        ${end.exact === null ? nothing : html`<span class="law">exact ${brief(end.exact, 4)}</span>`} ${more}
      </dd>`;
  }

  /** What bounds the drift, where that is less than it can be at all. */
  private bounds(generation: number): unknown {
    const laws = this.view?.laws?.result;
    if (!laws) return nothing;
    const row = laws.generations.indexOf(generation);
    const { bound, theorem3 } = laws.series.driftL1;
    const below = (value: number | null | undefined): string | null =>
      value === null || value === undefined || value >= MOST_L1 ? null : brief(value, 3);
    const [elementary, third] = [below(bound?.[row]), below(theorem3?.[row])];
    if (elementary === null) return nothing;
    return html`<span class="bound"
      >at most ${elementary}${third === null ? "" : `, by Theorem 3 ${third}`}</span
    >`;
  }

  protected override render(): unknown {
    const { view } = this;
    if (!view) return nothing;
    const drift = atEnd(view, "driftL1");
    const { limit } = view.laws?.result.series.sumOfSquares ?? {};
    return html`<dl>
      ${this.row("Drift", "E‖p(m) − p(1)‖₁", drift, drift ? this.bounds(drift.generation) : nothing)}
      ${this.row("Squared drift", "E‖p(m) − p(1)‖₂²", atEnd(view, "driftL2Squared"))}
      ${this.row("From the truth,", "E‖p(m) − p(0)‖₁", atEnd(view, "driftFromTruthL1"))}
      ${
        limit === undefined
          ? nothing
          : html`<dt>Limit of S<sub>m</sub></dt>
              <dd class="law">${brief(limit, 4)}</dd>`
      }
    </dl>`;
  }
}
