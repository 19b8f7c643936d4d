import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { View } from "../state/view.js";
import { base } from "../style/shared.js";
import { censored, exactMean, simulatedMean } from "../words/agreement.js";
import { brief } from "../words/format.js";
import { placeLabels, rulerScale, type Label } from "./ruler-scale.js";

/** About as wide as a letter of 12 pixels is: the ruler is drawn in pixels, as charts are. */
const LETTER = 6.7;
const BAR = 38;

interface Drawn extends Label {
  readonly kind: "bound" | "exact" | "note";
}

/** Theorem 1's range of E[T], the exact value and the simulated interval on one logarithmic axis. */
@customElement("lab-ruler")
export class LabRuler extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-width: 0;
        height: 92px;
      }
      svg {
        display: block;
        width: 100%;
        height: 92px;
        overflow: visible;
      }
      text {
        font: 12px var(--ui);
        text-anchor: middle;
      }
      text.bound {
        fill: var(--bound-text);
      }
      text.note {
        fill: var(--bound-text);
      }
      text.exact {
        fill: var(--theory);
        font-weight: 600;
      }
      .range {
        fill: var(--bound-fill);
      }
      @media (forced-colors: active) {
        .range {
          stroke: var(--bound);
        }
      }
      .end {
        stroke: var(--bound);
        stroke-width: 2;
      }
      .law {
        stroke: var(--theory);
        stroke-width: 2;
      }
      .interval {
        stroke: var(--sim);
        stroke-width: 5;
        stroke-linecap: round;
        opacity: 0.55;
      }
      .mean {
        fill: var(--sim);
        stroke: var(--panel);
        stroke-width: 2;
      }
    `,
  ];

  @property({ attribute: false }) view: View | null = null;
  @state() private width = 0;
  private observer: ResizeObserver | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new ResizeObserver(() => requestAnimationFrame(() => (this.width = this.clientWidth)));
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
  }

  protected override render(): unknown {
    const { view, width } = this;
    const theory = view?.laws?.result.collapseTime.theory;
    if (!view || !theory || width < 80) return nothing;
    const exact = exactMean(view);
    const limit = theory.diffusion;
    const law = exact ?? limit;
    if (law === null && theory.lowerBound === null && theory.upperBound === null) return nothing;
    const mean = censored(view) > 0 ? null : simulatedMean(view);
    const half = mean?.halfWidth ?? 0;
    const { lowerBound: low, upperBound: high } = theory;
    const ends = [low, high, law].filter((value): value is number => value !== null);
    const x = rulerScale(ends, width);
    const inside = (value: number): number => Math.max(4, Math.min(width - 4, x(value)));
    const named = (kind: Drawn["kind"], text: string, at: number): Drawn => ({
      kind,
      text,
      at,
      width: text.length * LETTER * (kind === "exact" ? 1.06 : 1),
    });
    const above: Drawn[] = [];
    if (law !== null)
      above.push(named("exact", `${exact === null ? "limit" : "exact"} ${brief(law, 4)}`, x(law)));
    if (low !== null && high !== null) {
      const taken = above[0] ? Math.max(above[0].at, above[0].width / 2) + above[0].width / 2 : 0;
      const notes = ["Theorem 1 allows this whole range", "Theorem 1 allows this", "Theorem 1"];
      const fits = notes
        .map((note) => named("note", note, (x(low) + x(high)) / 2))
        .map((note) => ({ ...note, at: Math.max(note.at, taken + 16 + note.width / 2) }))
        .find((note) => note.at + note.width / 2 <= width);
      if (fits) above.push(fits);
    }
    const below: Drawn[] = [];
    if (low !== null) below.push(named("bound", `lower bound ${brief(low, 4)}`, x(low)));
    if (high !== null) below.push(named("bound", `upper bound ${brief(high, 4)}`, x(high)));
    const placed = (drawn: readonly Drawn[], y: (row: number) => number): unknown =>
      placeLabels(drawn, width).map(
        ({ x: at, row }, i) =>
          svg`<text class=${drawn[i]?.kind ?? ""} x=${at} y=${y(row)}>${drawn[i]?.text}</text>`,
      );
    const words = [
      low !== null && high !== null ? `Theorem 1 allows ${brief(low, 5)} to ${brief(high, 5)}` : "",
      law !== null
        ? `${exact === null ? "the limit of large n" : "the exact value"} is ${brief(law, 5)}`
        : "",
      mean ? `the simulated mean is ${brief(mean.value, 5)}` : "",
    ].filter((text) => text !== "");
    return html`<svg
      viewBox="0 0 ${width} 92"
      role="img"
      aria-label=${`On a logarithmic axis: ${words.join("; ")}.`}
    >
      ${
        low !== null && high !== null
          ? svg`<rect class="range" x=${x(low)} y=${BAR} width=${Math.max(0, x(high) - x(low))} height="12" rx="3"></rect>
            <line class="end" x1=${x(low)} x2=${x(low)} y1=${BAR - 4} y2=${BAR + 16}></line>
            <line class="end" x1=${x(high)} x2=${x(high)} y1=${BAR - 4} y2=${BAR + 16}></line>`
          : nothing
      }
      ${
        law !== null
          ? svg`<line class="law" x1=${x(law)} x2=${x(law)} y1=${BAR - 8} y2=${BAR + 20} stroke-dasharray=${exact === null ? "4 3" : nothing}></line>`
          : nothing
      }
      ${
        mean
          ? svg`<line class="interval" x1=${inside(Math.max(1e-9, mean.value - half))} x2=${inside(mean.value + half)} y1=${BAR + 6} y2=${BAR + 6}></line>
            <circle class="mean" cx=${inside(mean.value)} cy=${BAR + 6} r="5.5"></circle>`
          : nothing
      }
      ${placed(above, (row) => BAR - 20 - row * 16)} ${placed(below, (row) => BAR + 34 + row * 16)}
    </svg>`;
  }
}
