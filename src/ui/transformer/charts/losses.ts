import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { sentenceText, transformerSentence } from "../../../index.js";
import { Chart } from "../../charts/chart.js";
import "../../charts/figure.js";
import "../../charts/plot.js";
import type { PlotPoint } from "../../charts/plot.js";
import type { PlotSpec } from "../../charts/plot-options.js";
import { counted, shown } from "../../words/format.js";
import type { TransformerView } from "../view.js";
import { choice, choiceStyle, list } from "./choice.js";
import { corpusName } from "./corpus-name.js";
import {
  LOSSES,
  lossCurves,
  lossesSpec,
  lossesSummary,
  lossesTable,
  MOST_CURVES,
  readLosses,
  type LossCurves,
} from "./losses-plot.js";
import { recipeLooks } from "./recipes.js";
import { truthWords } from "./truth-words.js";

/** Losses while generations train, all of one recipe's generations over one another. */
@customElement("lab-transformer-losses")
export class LabTransformerLosses extends Chart {
  static override styles = [...(Array.isArray(Chart.styles) ? Chart.styles : []), choiceStyle];

  @property({ attribute: false }) view: TransformerView | null = null;
  @state() private chosen = 0;
  @state() private recipe = 0;
  private curves: LossCurves | null = null;
  private spec: PlotSpec | null = null;

  protected override willUpdate(changed: Map<string, unknown>): void {
    const { view } = this;
    const of = LOSSES[this.chosen];
    if (!view || !of || !(changed.has("view") || changed.has("chosen") || changed.has("recipe"))) return;
    if (this.recipe >= view.experiment.recipes.length) this.recipe = 0;
    const curves = lossCurves(of, this.recipe, view.experiment, view.result);
    this.curves = curves;
    this.spec = curves && lossesSpec(curves);
    this.lazyTable = curves && (() => lossesTable(curves));
  }

  protected override points(): readonly number[] {
    return this.curves?.x ?? [];
  }

  protected override read(i: number): string {
    return this.curves ? readLosses(this.curves, i) : "";
  }

  protected override moved(): void {
    // Nothing else follows the point that is read.
  }

  protected override render(): unknown {
    const { view, curves } = this;
    const of = LOSSES[this.chosen];
    if (!view || !of) return html``;
    const { experiment, update } = view;
    const looks = recipeLooks(experiment);
    const recipe = looks[this.recipe]?.name ?? "";
    const { generations } = experiment;
    const some = generations > MOST_CURVES ? ` ${MOST_CURVES} of ${counted(generations, "generation")}.` : "";
    const order = `Stronger is later; without colour: ${truthWords(experiment)}.${some}`;
    return html`<lab-figure
      .heading=${of.question(corpusName(experiment))}
      .definition=${`${of.definition(experiment)} ${order}`}
      .moment=${`Mix: ${recipe}.`}
      .summary=${curves ? lossesSummary(curves, recipe) : ""}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${this.lazyTable}
      .picture=${this.picture}
      .sentence=${sentenceText(transformerSentence(experiment, shown))}
      .file=${of.id}
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => this.pressed(event)}
    >
      ${
        looks.length > 1
          ? choice(
              "Mix",
              looks.map(({ name, short }) => ({ text: short, name })),
              this.recipe,
              (place) => (this.recipe = place),
            )
          : ""
      }
      ${list(
        "Loss",
        LOSSES.map(({ option }) => ({ text: option, name: option })),
        this.chosen,
        (place) => {
          this.chosen = place;
          this.at = null;
        },
      )}
      ${
        curves
          ? html`<lab-plot
              .spec=${this.spec}
              .cursor=${this.cursor()}
              @plot-point=${(event: CustomEvent<PlotPoint>) => this.pointed(event)}
            ></lab-plot>`
          : html`<div class="waiting">
              ${
                update === null
                  ? "Press Run: every generation's loss grows here while it trains."
                  : "It begins with the first reading of p(0)."
              }
            </div>`
      }
    </lab-figure>`;
  }
}
