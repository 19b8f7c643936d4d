import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { DriftBudget } from "../../index.js";
import { drawable, onlyT, silence, type View } from "../state/view.js";
import { brief, counted, decimalsFor, fixed, inWords, whole } from "../words/format.js";
import { Chart } from "./chart.js";
import "./figure.js";
import { Z95 } from "./intervals.js";
import "./drift-budget.js";
import { isFurther, MEASURES, MOST_L1, type Measure } from "./measures.js";
import "./plot.js";
import type { PlotPoint } from "./plot.js";
import type { PlotSpec } from "./plot-options.js";
import { spread } from "./rows.js";
import { measureCurve, measureSpec, type Curve } from "./series-plot.js";
import type { TableData } from "./table.js";

/** Generations at which further measures are taken. */
const FURTHER_ROWS = 48;

/**
 * S_m, or another measure that the reader picks, against generation: dots with 95 % bands over the law. Measures that no run
 * carries it asks for with `want-measures` (their generations).
 */
@customElement("lab-diversity")
export class LabDiversity extends Chart {
  static override styles = [
    ...(Array.isArray(Chart.styles) ? Chart.styles : []),
    css`
      .below {
        display: grid;
        gap: 4px;
        margin-top: 4px;
        font-size: var(--note);
        color: var(--ink-2);
      }
      .below p {
        margin: 0;
      }
      .below label {
        display: flex;
        gap: 8px;
        align-items: baseline;
      }
      .below input {
        width: auto;
        accent-color: var(--collapse);
      }
    `,
  ];

  @property({ attribute: false }) view: View | null = null;
  /** The largest n that keeps the drift below a bound. */
  @property({ attribute: false }) budget: ((epsilon: number) => Promise<DriftBudget | null>) | null = null;
  @state() private chosen = 0;
  @state() private printed = false;
  private curve: Curve | null = null;
  private spec: PlotSpec | null = null;

  private get of(): Measure {
    const first = MEASURES[0];
    const found = MEASURES[this.chosen] ?? first;
    if (!found) throw new Error("There are no measures.");
    return found;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!this.view || !(changed.has("view") || changed.has("chosen") || changed.has("printed"))) return;
    if (!drawable(this.view)) return;
    this.curve = measureCurve(this.view, this.of, this.printed);
    this.spec = measureSpec(this.curve, this.of.law(this.view));
    this.lazyTable = () => this.table();
  }

  protected override updated(): void {
    const { view, curve, of } = this;
    if (!view || !curve || !isFurther(of.name) || view.further.state !== "none" || !drawable(view)) return;
    const places = [...spread(curve.x, curve.xRange[1], FURTHER_ROWS)].sort((a, b) => a - b);
    const detail = places.map((i) => curve.x[i] ?? 0);
    this.dispatchEvent(new CustomEvent<readonly number[]>("want-measures", { detail }));
  }

  protected override points(): readonly number[] {
    return this.curve?.x ?? [];
  }

  protected override read(i: number): string {
    const { curve } = this;
    if (!curve) return "";
    const said: string[] = [];
    const mean = curve.mean[i] ?? null;
    const half = mean === null ? 0 : (curve.high[i] ?? mean) - mean;
    if (mean !== null) {
      const decimals = decimalsFor(half);
      said.push(
        `simulated ${half > 0 ? `${fixed(mean, decimals)} ± ${fixed(half, decimals)}` : `${brief(mean, 5)} ± 0`}`,
      );
    }
    const law = curve.law[i] ?? null;
    if (law !== null) said.push(`exact ${brief(law, 5)}`);
    const printed = curve.printed[i] ?? null;
    if (printed !== null) said.push(`as printed ${brief(printed, 5)}`);
    for (const bound of curve.bounds) {
      const value = bound.y[i] ?? null;
      if (value !== null) said.push(`${bound.words} ${brief(value, 4)}`);
    }
    return `Generation ${whole(curve.x[i] ?? 0)}: ${said.length > 0 ? said.join(", ") : "not simulated yet"}`;
  }

  protected override moved(): void {
    // Nothing else follows the point that is read.
  }

  private summary(): string {
    const { curve, of } = this;
    if (!curve || this.insteadOfChart()) return "";
    const known = (curve.law.at(-1) ?? null) === null ? curve.mean : curve.law;
    const at = known.findIndex((value) => value !== null);
    const end = known.findLastIndex((value) => value !== null);
    if (at < 0 || end <= at) return "It is drawn as soon as the first chains are done.";
    const which = known === curve.law ? "By the exact law," : "Simulated:";
    const said = of.subject ?? (/^[A-Z][a-z]/.test(of.option) ? `the ${of.option.toLowerCase()}` : of.option);
    const [from, to] = [known[at] ?? 0, known[end] ?? 0];
    if (from === to) return `${which} ${said} stays at ${brief(from, 3)}.`;
    const moves = to > from ? "rises" : "falls";
    const span = `between generation ${whole(curve.x[at] ?? 0)} and ${whole(curve.x[end] ?? 0)}`;
    return `${which} ${said} ${moves} from ${brief(from, 3)} to ${brief(to, 3)} ${span}.`;
  }

  private table(): TableData | null {
    const { curve } = this;
    if (!curve) return null;
    const bounds = curve.bounds;
    return {
      columns: [
        "Generation",
        "Simulated",
        "Standard error",
        "Exact",
        ...bounds.map((bound) => bound.words),
        ...(this.printed ? ["Theorem 2 as printed"] : []),
      ],
      rows: curve.x.map((generation, i) => {
        const mean = curve.mean[i] ?? null;
        const error = mean === null ? null : ((curve.high[i] ?? mean) - mean) / Z95;
        const printed = this.printed ? [curve.printed[i] ?? null] : [];
        const others = [...bounds.map((bound) => bound.y[i] ?? null), ...printed];
        return [generation, mean, error, curve.law[i] ?? null, ...others];
      }),
      show: (value, column) =>
        typeof value !== "number"
          ? (value ?? "–")
          : column === 0
            ? whole(value)
            : brief(value, column === 2 ? 2 : 6),
    };
  }

  /** Why there is nothing to draw; empty where there is. */
  private insteadOfChart(): string {
    const { view, curve, of } = this;
    if (!view) return "";
    if (isFurther(of.name)) {
      const { further } = view;
      if (further.state === "failed") return `These measures could not be computed: ${further.message}`;
      if (further.state !== "known") return "Following the first chains for this measure.";
      return "";
    }
    const known = curve?.law.some((value) => value !== null) ?? false;
    return known ? "" : silence(view);
  }

  private definition(): string {
    const { view, of } = this;
    if (!view) return of.definition;
    const more: string[] = [];
    if (isFurther(of.name)) {
      const chains = view.further.state === "known" ? view.further.series[of.name].chains : null;
      if (chains !== null) more.push(`Over the first ${counted(chains, "chain")}.`);
    } else if (onlyT(view)) more.push("The line is the law; the run tells only T.");
    return [of.definition, ...more, of.collapse].join(" ");
  }

  /** What Theorem 3 says where it is no line: drifts in L1 end at 2. */
  private theorem3(): string {
    const theory = this.view?.laws?.result;
    const values = theory?.series.driftL1.theorem3;
    if (this.of.name !== "driftL1" || !values) return "";
    const given = values.filter((value): value is number => value !== null);
    const least = given.length > 0 ? Math.min(...given) : null;
    if (least !== null && least <= MOST_L1) return "";
    const rows = theory.generations.some((generation) => generation >= 2);
    if (!rows) return "";
    const value = least === null ? "no finite number" : inWords(least, 5);
    return `Theorem 3 gives ${value} here: L1 never exceeds 2.`;
  }

  private below(): unknown {
    const { view, of, budget } = this;
    if (view?.experiment.recipe.form !== "partially-synthetic") return nothing;
    const theorem3 = this.theorem3();
    if (of.name === "driftL1")
      return html`<div slot="controls" class="below">
        ${theorem3 ? html`<p>${theorem3}</p>` : nothing}
        <lab-drift-budget .experiment=${view.experiment} .budget=${budget}></lab-drift-budget>
      </div>`;
    const printed = view.laws?.result.series.sumOfSquares.printed;
    if (of.name !== "sumOfSquares" || !printed) return nothing;
    return html`<div slot="controls" class="below">
      <label
        ><input
          type="checkbox"
          .checked=${this.printed}
          @change=${(event: Event) => (this.printed = (event.target as HTMLInputElement).checked)}
        />Show Theorem 2 as it is printed</label
      >
      ${
        this.printed
          ? html`<p>
              The paper prints the last sign as minus. At m = 0 only plus gives S₁ = 1/N + (1 − 1/N) S₀, and
              the simulation agrees with plus.
            </p>`
          : nothing
      }
    </div>`;
  }

  protected override render(): unknown {
    const { of } = this;
    const instead = this.insteadOfChart();
    return html`<lab-figure
      .heading=${of.question}
      .definition=${this.definition()}
      .summary=${this.summary()}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${instead ? null : this.lazyTable}
      .picture=${this.picture}
      .sentence=${this.view?.sentence ?? ""}
      .file=${of.name}
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => this.pressed(event)}
    >
      <select
        slot="tools"
        class="small"
        aria-label="Measure"
        .value=${String(this.chosen)}
        @change=${(event: Event) => {
          this.chosen = Number((event.target as HTMLSelectElement).value);
          this.at = null;
        }}
      >
        ${MEASURES.map((one, i) => html`<option value=${i}>${one.option}</option>`)}
      </select>
      ${
        instead
          ? html`<div class="waiting">${instead}</div>`
          : html`<lab-plot
              .spec=${this.spec}
              .cursor=${this.cursor()}
              @plot-point=${(event: CustomEvent<PlotPoint>) => this.pointed(event)}
            ></lab-plot>`
      }
      ${this.below()}
    </lab-figure>`;
  }
}
