import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { layout } from "../../style/layout.js";
import { base } from "../../style/shared.js";
import type { TransformerView } from "../view.js";
import "./losses.js";
import { DRIFTS, MEASURES } from "./quantities.js";
import "./series.js";
import "./texts.js";

/** The charts of the bench "Transformer": drift, losses, what is written, and every other measure. */
@customElement("lab-transformer-charts")
export class LabTransformerCharts extends LitElement {
  static override styles = [
    base,
    layout,
    css`
      .charts {
        margin-top: 0;
      }
    `,
  ];

  @property({ attribute: false }) view: TransformerView | null = null;

  protected override render(): unknown {
    const { view } = this;
    return html`<div class="charts">
      <lab-transformer-series class="c6" .view=${view} .quantities=${DRIFTS}></lab-transformer-series>
      <lab-transformer-losses class="c6" .view=${view}></lab-transformer-losses>
      <lab-transformer-texts class="c12" .view=${view}></lab-transformer-texts>
      <lab-transformer-series class="c12" .view=${view} .quantities=${MEASURES}></lab-transformer-series>
    </div>`;
  }
}
