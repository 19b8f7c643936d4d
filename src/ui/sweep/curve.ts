import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Chart } from "../charts/chart.js";
import "../charts/figure.js";
import "../charts/plot.js";
import type { PlotPoint } from "../charts/plot.js";
import type { PlotSpec } from "../charts/plot-options.js";
import { curveSpec, sweepCurve, type Curve } from "./curve-plot.js";
import { axisName, valueWords } from "./fields.js";
import type { SweepPage } from "./page.js";
import { rowsOf, type PointRow } from "./rows.js";
import { scaleOf } from "./scale.js";
import { pointsTable } from "./table.js";
import { readRow, summaryOf } from "./words.js";

/**
 * What is asked against the field that runs across, with law, limit and bounds; of two fields the points at one value of the
 * second, that of the point `selected`. Says `pick` (a point) when another one is read.
 */
@customElement("lab-sweep-curve")
export class LabSweepCurve extends Chart {
  @property({ attribute: false }) page: SweepPage | null = null;
  @property({ attribute: false }) selected: number | null = null;
  /** The experiment in a sentence. */
  @property() sentence = "";
  private rows: readonly PointRow[] = [];
  private curve: Curve | null = null;
  private spec: PlotSpec | null = null;

  protected override willUpdate(changed: Map<string, unknown>): void {
    const { page } = this;
    if (!page?.sweep || !(changed.has("page") || changed.has("selected"))) return;
    const axis = page.design.axes[0];
    if (!axis) return;
    const all = rowsOf(page);
    const level = all[this.selected ?? 0]?.place[1] ?? 0;
    this.rows = all.filter(({ place }) => place[1] === level);
    this.curve = sweepCurve(page.asked, this.rows, 0, scaleOf(axis), axisName(axis.path));
    this.spec = curveSpec(this.curve);
    this.lazyTable = () => pointsTable(page, this.rows);
  }

  protected override points(): readonly number[] {
    return this.curve?.x.map((value) => this.curve?.across.at(value) ?? 0) ?? [];
  }

  /** Of the point being read here; else of the selected one. */
  protected override cursor(): number | null {
    const selected = this.curve?.rows.findIndex(({ point }) => point === this.selected) ?? -1;
    return super.cursor() ?? this.points()[selected] ?? null;
  }

  protected override read(i: number): string {
    const row = this.curve?.rows[i];
    return row && this.page ? readRow(this.page, row) : "";
  }

  protected override moved(at: number | null): void {
    const row = at === null ? undefined : this.curve?.rows[at];
    if (row) this.dispatchEvent(new CustomEvent<number>("pick", { detail: row.point }));
  }

  protected override pointed(event: CustomEvent<PlotPoint>): void {
    const before = this.at;
    super.pointed(event);
    if (this.at !== null && this.at !== before) this.moved(this.at);
  }

  private definition(page: SweepPage): string {
    const second = page.sweep?.fields[1];
    const row = this.rows[0];
    const where = second && row ? `At ${valueWords(second.path, row.at[1] ?? 0)}. ` : "";
    const dots = page.design.method === "exact" ? "" : "Dots: simulated, with 95 % intervals. ";
    const open = this.rows.some(({ above }) => above !== null)
      ? "Arrows up: chains were still alive at the cap, E[T] is above this. "
      : "";
    const law = this.rows.some((one) => (one.law?.exact ?? null) !== null) ? "Line: exact law. " : "";
    if (page.asked === "state")
      return `${where}S, the chance that two samples of the last generation agree. ${dots}${law}`;
    const some = (of: "limit" | "upper"): boolean =>
      this.rows.some((one) => (one.law?.[of] ?? null) !== null);
    const limit = some("limit") ? "Dashed: its limit for large n. " : "";
    const bounds = some("upper") ? "Shaded: what Theorem 1 allows." : "";
    return `${where}${dots}${open}${law}${limit}${bounds}`;
  }

  protected override render(): unknown {
    const { page } = this;
    const axis = page?.design.axes[0];
    if (!page?.sweep || !axis) return html``;
    const name = page.asked === "time" ? "E[T]" : "diversity";
    const what = axis.path === "recipe.samples" && page.asked === "time";
    return html`<lab-figure
      .heading=${what ? "Does E[T] grow like n or like n²?" : `How does ${name} go with ${axisName(axis.path)}?`}
      .definition=${this.definition(page)}
      .summary=${summaryOf(page, this.rows)}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${this.lazyTable}
      .picture=${this.picture}
      .sentence=${this.sentence}
      file="sweep"
      keys="Enter opens the point as a run."
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => {
        if (event.detail.key === "Enter" && this.at !== null)
          this.dispatchEvent(new CustomEvent("open-point"));
        else this.pressed(event);
      }}
    >
      <lab-plot
        .spec=${this.spec}
        .cursor=${this.cursor()}
        @plot-point=${(event: CustomEvent<PlotPoint>) => this.pointed(event)}
      ></lab-plot>
    </lab-figure>`;
  }
}
