import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ChainsExperiment, ChainsLaws, ChainsResult, DrawnLaw } from "../../index.js";
import { lawAt } from "../charts/bins.js";
import { histogram, histogramSpec } from "../charts/histogram-plot.js";
import { MEASURES } from "../charts/measures.js";
import "../charts/plot.js";
import type { PlotSpec } from "../charts/plot-options.js";
import { measureCurve, measureSpec } from "../charts/series-plot.js";
import type { RunView, View } from "../state/view.js";
import { base, buttons } from "../style/shared.js";
import { brief, counted, fixed } from "../words/format.js";
import type { SweepPage } from "./page.js";
import { rowsOf, type PointRow } from "./rows.js";
import { aliveWords, boundWords, meanWords, placeWords } from "./words.js";

/** The point of a sweep that is being read: its values, and T as far as it is known. Says `open-point`. */
@customElement("lab-sweep-cell")
export class LabSweepCell extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      section {
        height: 100%;
        display: flex;
        flex-direction: column;
        background: var(--panel);
        border: 1px solid var(--rule);
        border-radius: var(--round-card);
        padding: 16px 18px 12px;
      }
      header {
        display: flex;
        gap: 6px 12px;
        align-items: flex-start;
        justify-content: space-between;
      }
      h2 {
        font-size: var(--title);
        line-height: 1.6;
      }
      button {
        white-space: nowrap;
      }
      p {
        margin: 2px 0 8px;
        color: var(--ink-2);
        font-size: var(--note);
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 3px 14px;
        margin: 4px 0 10px;
        font-size: var(--note);
      }
      dt {
        color: var(--ink-2);
      }
      dd {
        margin: 0;
        min-width: 9em;
        text-align: right;
      }
      .sim {
        color: var(--sim-text);
        font-weight: 600;
      }
      .law {
        color: var(--theory);
      }
      .bound {
        color: var(--bound-text);
      }
      .place {
        flex: 1;
        display: grid;
        min-height: 190px;
        --plot-height: 190px;
      }
      p.what {
        margin: 0 0 4px;
      }
      .waiting {
        place-items: center;
        text-align: center;
        color: var(--ink-2);
        font-size: var(--note);
        padding: 0 10%;
      }
    `,
  ];

  @property({ attribute: false }) page: SweepPage | null = null;
  @property({ attribute: false }) selected: number | null = null;
  private drawn: (Known & { readonly spec: PlotSpec | null }) | null = null;

  private values(row: PointRow, page: SweepPage): unknown {
    const { law } = row;
    const name = page.asked === "time" ? "E[T]" : "S at the last generation";
    const line = (term: string, kind: string, value: string): unknown =>
      html`<dt>${term}</dt>
        <dd class=${kind}>${value}</dd>`;
    const number = (value: number | null | undefined, digits: number): string =>
      value === undefined ? "…" : value === null ? "–" : brief(value, digits);
    const bounds =
      law === undefined || law.lower === null || law.upper === null
        ? number(law === undefined ? undefined : null, 0)
        : `${brief(law.lower, 4)} to ${brief(law.upper, 4)}`;
    return html`<dl>
      ${line(`${name}, simulated`, row.above === null ? "sim" : "bound", boundWords(row) ?? meanWords(row))}
      ${line("Exact law", "law", number(law === undefined ? undefined : law.exact, 6))}
      ${
        page.asked === "time"
          ? [
              line("Limit of large n", "law", number(law === undefined ? undefined : law.limit, 5)),
              line("Theorem 1 allows", "bound", bounds),
            ]
          : nothing
      }
      ${line("Standard errors apart", "", row.errors === null ? "–" : fixed(row.errors, 1))}
    </dl>`;
  }

  private standing(row: PointRow): string {
    if (row.chains === 0) return "Not simulated yet.";
    const chains = row.above === null ? counted(row.chains, "chain") : aliveWords(row);
    return `${chains}${row.done ? "" : row.above === null ? " so far" : ", so far"}.`;
  }

  /** The collapse times of the point, or its diversity over generations where that is what is asked. */
  private picture(page: SweepPage, row: PointRow): unknown {
    const time = page.asked === "time";
    const what = time ? "Collapse times" : "Sum of squares by generation";
    const known = knownOf(page, row.point);
    const view = known && viewOf(known);
    if (!known || !view) return html`<div class="place waiting">${what}: the law is being computed.</div>`;
    if (this.drawn?.result !== known.result || this.drawn.laws !== known.laws)
      this.drawn = { ...known, spec: time ? histogramSpec(view, histogram(view)) : stateSpec(view) };
    const kinds = [view.run ? "simulated" : "", view.laws ? "exact law" : ""].filter((kind) => kind !== "");
    const label = `${what} at ${placeWords(page, row)}: ${kinds.join(" and ")}`;
    return html`<p class="what">${what}${time ? ", as shares of all chains" : ""}</p>
      <div class="place" role="img" aria-label=${label}>
        <lab-plot .spec=${this.drawn.spec}></lab-plot>
      </div>`;
  }

  protected override render(): unknown {
    const { page, selected } = this;
    if (!page?.sweep) return html``;
    const row = selected === null ? undefined : rowsOf(page)[selected];
    if (!row)
      return html`<section aria-label="The point being read">
        <h2>One point</h2>
        <p>Move over a point, or to one with the arrow keys, to read it here.</p>
        <div class="place"></div>
      </section>`;
    return html`<section aria-label="The point being read">
      <header>
        <h2>${placeWords(page, row)}</h2>
        <button class="small" type="button" @click=${() => this.dispatchEvent(new CustomEvent("open-point"))}>
          Open as run
        </button>
      </header>
      <p>${this.standing(row)}</p>
      ${this.values(row, page)} ${this.picture(page, row)}
    </section>`;
  }
}

function stateSpec(view: View): PlotSpec | null {
  const measure = MEASURES.find(({ name }) => name === "sumOfSquares");
  return measure ? measureSpec(measureCurve(view, measure), "exact law") : null;
}

/** What a point's picture is drawn from: its result, over its chains so far, and its laws; one of them at least. */
interface Known {
  readonly result: ChainsResult | null;
  readonly laws: ChainsLaws | null;
}

/** In the end a point's result has its laws in it; before, and after a stop, they come apart. */
function knownOf({ run, looked }: SweepPage, point: number): Known | null {
  const own = looked?.point === point ? looked : null;
  const result = run?.result?.points[point] ?? own?.result ?? null;
  const laws = own?.laws ?? null;
  return result === null && laws === null ? null : { result, laws };
}

/** A point as the histogram of the bench "Chains" takes a run; its settled chains alone, so that none is still running. */
function viewOf({ result, laws }: Known): View | null {
  const told = laws?.result ?? result;
  if (!told) return null;
  const { experiment, collapseTime } = result ?? told;
  const counts = collapseTime.counts ?? null;
  const run: RunView | null =
    result === null || counts === null
      ? null
      : {
          state: "finished",
          engine: result.engine,
          chainsDone: experiment.chains,
          settled: collapseTime.settled ?? 0,
          seconds: result.seconds ?? 0,
          secondsLeft: null,
          generationsPerSecond: null,
          counts,
          result,
        };
  const isKnown = told.collapseTime.theory !== null;
  return {
    experiment,
    corpus: null,
    sentence: "",
    parts: [],
    laws: isKnown ? { result: told, collapseTime: laws?.collapseTime ?? lawOf(told) } : null,
    law: isKnown ? "known" : "none",
    run,
    further: { state: "none" },
  };
}

/**
 * The law of T at the rows of a result, at even steps as wide as the widest gap between rows, so that it is drawn smooth;
 * null where it is not known.
 */
function lawOf({ collapseTime, generations }: ChainsResult): DrawnLaw | null {
  const { distribution = null } = collapseTime.theory ?? {};
  if (distribution === null || generations.length < 2) return null;
  const at = (share: number): number | undefined => generations[distribution.findIndex((p) => p >= share)];
  const last = generations.at(-1) ?? 1;
  const high = at(0.999) ?? last;
  const rows = { kind: "exact", low: at(0.001) ?? 1, high } as const;
  const given: DrawnLaw = {
    ...rows,
    generations: Float64Array.from(generations),
    cdf: Float64Array.from(distribution),
  };
  const gaps = generations.slice(1).map((m, i) => (m > high ? 0 : m - (generations[i] ?? 0)));
  const step = Math.max(1, ...gaps);
  const even = Float64Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
  return { ...rows, generations: even, cdf: even.map((m) => lawAt(given, m)) };
}

/** The experiment of a point as a run of its own: with the chains that it took, so that it comes out the same. */
export function runOf(page: SweepPage, point: number): ChainsExperiment | null {
  const experiment = page.sweep?.points[point];
  if (!experiment) return null;
  const took = page.run?.result?.points[point];
  const done = took?.collapseTime.counts ? took.experiment.chains : 0;
  const chains = done > 0 ? done : Math.min(experiment.chains, page.base.chains);
  return { ...experiment, chains, method: experiment.method === "exact" ? "simulate" : experiment.method };
}
