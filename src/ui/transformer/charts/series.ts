import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { sentenceText, transformerSentence } from "../../../index.js";
import { Chart } from "../../charts/chart.js";
import "../../charts/figure.js";
import "../../charts/plot.js";
import type { PlotPoint } from "../../charts/plot.js";
import type { PlotSpec } from "../../charts/plot-options.js";
import { shown } from "../../words/format.js";
import type { TransformerView } from "../view.js";
import { choice, choiceStyle } from "./choice.js";
import type { Quantity } from "./quantities.js";
import {
  readSeries,
  seriesCurves,
  seriesSpec,
  seriesSummary,
  seriesTable,
  type SeriesCurves,
} from "./series-plot.js";

/** One of some quantities against generation, a line for each recipe; the reader picks which. */
@customElement("lab-transformer-series")
export class LabTransformerSeries extends Chart {
  static override styles = [...(Array.isArray(Chart.styles) ? Chart.styles : []), choiceStyle];

  @property({ attribute: false }) view: TransformerView | null = null;
  @property({ attribute: false }) quantities: readonly Quantity[] = [];
  @state() private chosen = 0;
  private curves: SeriesCurves | null = null;
  private spec: PlotSpec | null = null;

  protected override willUpdate(changed: Map<string, unknown>): void {
    const { view } = this;
    const of = this.quantities[this.chosen];
    if (!view || !of || !(changed.has("view") || changed.has("chosen"))) return;
    const curves = seriesCurves(of, view.experiment, view.result);
    this.curves = curves;
    this.spec = curves && seriesSpec(curves);
    this.lazyTable = curves && (() => seriesTable(curves));
  }

  protected override points(): readonly number[] {
    return this.curves?.x ?? [];
  }

  protected override read(i: number): string {
    return this.curves ? readSeries(this.curves, i) : "";
  }

  protected override moved(): void {
    // Nothing else follows the point that is read.
  }

  /** Why there is nothing to draw. */
  private silence({ experiment, result, update }: TransformerView, of: Quantity): string {
    const measured = result?.recipes.some(({ generations }) => generations.length > 0) ?? false;
    if (measured && of.isDefined?.(experiment) === false)
      return "It is not defined here: the context is shorter than its tokens.";
    if (measured) return "The training diverged: there is no number to draw.";
    if (result === null && update === null)
      return "Press Run: a line for each mix grows here, generation by generation.";
    return "It begins once p(0) and p(1) are trained.";
  }

  protected override render(): unknown {
    const { view, curves } = this;
    const of = this.quantities[this.chosen];
    if (!view || !of) return html``;
    const options = this.quantities.map(({ option, short = option }) => ({ text: short, name: option }));
    return html`<lab-figure
      .heading=${of.question}
      .definition=${of.definition(view.experiment)}
      .summary=${curves ? seriesSummary(curves) : ""}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${this.lazyTable}
      .picture=${this.picture}
      .sentence=${sentenceText(transformerSentence(view.experiment, shown))}
      .file=${of.id}
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => this.pressed(event)}
    >
      ${choice("Measure", options, this.chosen, (place) => {
        this.chosen = place;
        this.at = null;
      })}
      ${
        curves
          ? html`<lab-plot
              .spec=${this.spec}
              .cursor=${this.cursor()}
              @plot-point=${(event: CustomEvent<PlotPoint>) => this.pointed(event)}
            ></lab-plot>`
          : html`<div class="waiting">${this.silence(view, of)}</div>`
      }
    </lab-figure>`;
  }
}
