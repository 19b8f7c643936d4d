import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { canBeLeft } from "../../index.js";
import { drawable, onlyT, silence, type View } from "../state/view.js";
import { brief, percent, whole } from "../words/format.js";
import { Chart } from "./chart.js";
import { collapsedCurve, collapsedSpec, type CollapsedCurve } from "./collapsed-plot.js";
import "./figure.js";
import "./plot.js";
import type { PlotPoint } from "./plot.js";
import type { PlotSpec } from "./plot-options.js";
import type { TableData } from "./table.js";

/** The share of chains with one token left, against generation: dots with Wilson's 95 % band, the exact law, Theorem 1's range. */
@customElement("lab-collapsed")
export class LabCollapsed extends Chart {
  @property({ attribute: false }) view: View | null = null;
  private curve: CollapsedCurve | null = null;
  private spec: PlotSpec | null = null;

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!this.view || !changed.has("view")) return;
    if (!drawable(this.view)) return;
    this.curve = collapsedCurve(this.view);
    this.spec = collapsedSpec(this.curve);
    this.lazyTable = () => this.table();
  }

  protected override points(): readonly number[] {
    return this.curve?.x ?? [];
  }

  protected override read(i: number): string {
    const { curve } = this;
    if (!curve) return "";
    const said: string[] = [];
    const [mean, law] = [curve.mean[i] ?? null, curve.law[i] ?? null];
    if (mean !== null) {
      const [low, high] = [curve.low[i] ?? 0, curve.high[i] ?? 1];
      said.push(`simulated ${percent(mean)} (95 %: ${brief(low * 100, 3)} to ${brief(high * 100, 3)} %)`);
    }
    if (law !== null) said.push(`exact ${percent(law, 2)}`);
    const [lower, upper] = [curve.lower[i] ?? null, curve.upper[i] ?? null];
    if (lower !== null && upper !== null) said.push(`Theorem 1: ${percent(lower)} to ${percent(upper)}`);
    return `Generation ${whole(curve.x[i] ?? 0)}: ${said.length > 0 ? said.join(", ") : "not simulated yet"}`;
  }

  protected override moved(): void {
    // Nothing else follows the point that is read.
  }

  private leavable(): boolean {
    return this.view !== null && canBeLeft(this.view.experiment.recipe);
  }

  /** Why there is nothing to draw; empty where there is. */
  private insteadOfChart(): string {
    const { view, curve } = this;
    const known = curve?.law.some((value) => value !== null) ?? false;
    return view && !known ? silence(view) : "";
  }

  private summary(): string {
    const { curve } = this;
    if (!curve) return "";
    const exact = (curve.law.at(-1) ?? null) !== null;
    const known = exact ? curve.law : curve.mean;
    const at = (share: number): string | null => {
      const i = known.findIndex((value) => value !== null && value >= share);
      return i < 0 ? null : whole(curve.x[i] ?? 0);
    };
    const [half, most] = [at(0.5), at(0.95)];
    if (this.insteadOfChart()) return "";
    if (half === null) {
      if (!exact && !curve.mean.some((value) => value !== null))
        return "It is drawn as soon as the first chains are done.";
      return this.leavable()
        ? "At no generation shown do half of the chains have one token left."
        : "Fewer than half of the chains collapse in the generations shown.";
    }
    const start = exact ? "By the exact law," : "Simulated:";
    if (this.leavable())
      return `${start} half of the chains have one token left at generation ${half} for the first time.`;
    return `${start} half of the chains have collapsed by generation ${half}${most === null ? "." : `, 95 % by generation ${most}.`}`;
  }

  private table(): TableData | null {
    const { curve } = this;
    if (!curve) return null;
    const columns = [curve.mean, curve.low, curve.high, curve.law, curve.lower, curve.upper];
    return {
      columns: ["Generation", "Simulated", "95 % from", "to", "Exact", "Theorem 1 from", "to"],
      rows: curve.x.map((generation, i) => [generation, ...columns.map((column) => column[i] ?? null)]),
      show: (value, column) =>
        typeof value !== "number" ? (value ?? "–") : column === 0 ? whole(value) : percent(value, 2),
    };
  }

  protected override render(): unknown {
    const bounded = this.curve?.upper.some((value) => value !== null) ?? false;
    const instead = this.insteadOfChart();
    const more = [
      this.leavable() ? "It may fall, since a collapse can be left again here." : "",
      bounded ? "Shaded: what Theorem 1 allows." : "",
      this.view && onlyT(this.view) ? "The line is the law; the run tells only T." : "",
    ].filter((text) => text !== "");
    return html`<lab-figure
      heading="How many have collapsed?"
      .definition=${["Share of chains with one token left at generation m (total collapse).", ...more].join(" ")}
      .summary=${this.summary()}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${instead ? null : this.lazyTable}
      .picture=${this.picture}
      .sentence=${this.view?.sentence ?? ""}
      file="collapsed-share"
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => this.pressed(event)}
    >
      ${
        instead
          ? html`<div class="waiting">${instead}</div>`
          : html`<lab-plot
              .spec=${this.spec}
              .cursor=${this.cursor()}
              @plot-point=${(event: CustomEvent<PlotPoint>) => this.pointed(event)}
            ></lab-plot>`
      }
    </lab-figure>`;
  }
}
