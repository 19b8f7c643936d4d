import { css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Chart } from "../charts/chart.js";
import type { Picture } from "../charts/figure.js";
import "../charts/figure.js";
import { forget, inFrame } from "../charts/frames.js";
import { onThemeChange, palette } from "../charts/palette.js";
import { axisName } from "./fields.js";
import { drawHeat, layoutOf, placeAt, sweepHeat, type Heat, type Side } from "./heat-plot.js";
import type { SweepPage } from "./page.js";
import { rowsOf, type PointRow } from "./rows.js";
import { scaleOf } from "./scale.js";
import { pointsTable } from "./table.js";
import { readRow, summaryOf } from "./words.js";

const BOUNDS =
  "Dashed, with an arrow: chains were still alive at the cap, it is above what the colour says. ";

/** Places that Page Up and Page Down move by. */
const FAR = 5;

/**
 * What is asked over two swept fields: a square a point, with the law's contour lines. Says `pick` (a point) where the pointer
 * or the keys go, and `open-point` at a click or Enter.
 */
@customElement("lab-sweep-heat")
export class LabSweepHeat extends Chart {
  static override styles = [
    ...(Array.isArray(Chart.styles) ? Chart.styles : []),
    css`
      .place {
        min-height: var(--plot-height, 280px);
        position: relative;
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) page: SweepPage | null = null;
  @property({ attribute: false }) selected: number | null = null;
  /** The experiment in a sentence. */
  @property() sentence = "";
  @query("canvas") private canvas!: HTMLCanvasElement | null;
  /** Whether the selected point is being read here. */
  @state() private active = false;
  private rows: readonly PointRow[] = [];
  private heat: Heat | null = null;
  /** Of the canvas, as last observed: to ask for it would hold up every frame. */
  private size: readonly [number, number] = [0, 0];
  private sizes: ResizeObserver | null = null;
  private endTheme: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes = new ResizeObserver(([entry]) => {
      if (entry) this.size = [entry.contentRect.width, entry.contentRect.height];
      this.ask();
    });
    if (this.canvas) this.sizes.observe(this.canvas);
    this.endTheme = onThemeChange(() => this.ask());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes?.disconnect();
    this.endTheme?.();
    forget(this);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    const { page } = this;
    if (!page?.sweep || !changed.has("page")) return;
    const rows = rowsOf(page);
    if (rows === this.rows) return;
    const sides = page.design.axes.map((axis): Omit<Side, "values"> => {
      return { scale: scaleOf(axis), label: axisName(axis.path) };
    });
    const [across, up] = sides;
    if (!across || !up) return;
    this.rows = rows;
    this.heat = sweepHeat(page.asked, this.rows, [across, up], page.design.method === "exact");
    this.lazyTable = () => pointsTable(page, this.rows);
  }

  protected override firstUpdated(): void {
    if (this.canvas) this.sizes?.observe(this.canvas);
  }

  protected override updated(): void {
    this.ask();
  }

  /** The place of the selected point on the map, whose sides ascend. */
  private place(): readonly [number, number] | null {
    const { heat, selected } = this;
    const row = selected === null ? undefined : this.rows[selected];
    if (!heat || !row) return null;
    return [heat.across.values.indexOf(row.at[0] ?? 0), heat.up.values.indexOf(row.at[1] ?? 0)];
  }

  private ask(): void {
    inFrame(this, () => {
      const { canvas, heat } = this;
      if (!canvas || !heat) return;
      const px = devicePixelRatio;
      const [width, height] = [Math.round(this.size[0] * px), Math.round(this.size[1] * px)];
      if (width < 1 || height < 1) return;
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      const ctx = canvas.getContext("2d");
      if (ctx) drawHeat(ctx, heat, palette(), px, this.place());
    });
  }

  protected override readonly picture: Picture = (width, height, zoom) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: width * zoom, height: height * zoom });
    const ctx = canvas.getContext("2d");
    if (this.heat && ctx) drawHeat(ctx, this.heat, palette(), zoom, null);
    return Promise.resolve(this.heat && ctx ? canvas : null);
  };

  protected override points(): readonly number[] {
    return this.rows.map(({ point }) => point);
  }

  protected override read(point: number): string {
    const row = this.rows[point];
    return row && this.page ? readRow(this.page, row) : "";
  }

  protected override moved(): void {
    // The place of the map is the selected point, which is the bench's.
  }

  protected override reading(): string {
    return this.selected === null || !this.active ? "" : this.read(this.selected);
  }

  private go(i: number, j: number): void {
    const { heat } = this;
    if (!heat) return;
    const inside = (at: number, { values }: Side): number => Math.max(0, Math.min(values.length - 1, at));
    const row = heat.cell(inside(i, heat.across), inside(j, heat.up));
    if (!row) return;
    this.active = true;
    this.selected = row.point;
    this.dispatchEvent(new CustomEvent<number>("pick", { detail: row.point }));
    this.speak(this.read(row.point));
  }

  protected override pressed(event: CustomEvent<KeyboardEvent>): void {
    const key = event.detail;
    const [i, j] = this.place() ?? [0, 0];
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [i - 1, j],
      ArrowRight: [i + 1, j],
      ArrowUp: [i, j + 1],
      ArrowDown: [i, j - 1],
      PageUp: [i, j + FAR],
      PageDown: [i, j - FAR],
      Home: [0, j],
      End: [Infinity, j],
    };
    const move = moves[key.key];
    if (key.key === "Escape") this.active = false;
    if (move) {
      key.preventDefault();
      if (this.place() === null) this.go(0, 0);
      else this.go(...move);
    } else if (key.key === "Enter" && this.selected !== null) {
      key.preventDefault();
      this.dispatchEvent(new CustomEvent("open-point"));
    }
  }

  private pointAt(event: PointerEvent | MouseEvent): PointRow | undefined {
    const { canvas, heat } = this;
    if (!canvas || !heat) return undefined;
    const at = canvas.getBoundingClientRect();
    const px = devicePixelRatio;
    const layout = layoutOf(heat, canvas.width, canvas.height, px);
    const place = placeAt(heat, layout, (event.clientX - at.left) * px, (event.clientY - at.top) * px);
    return place ? heat.cell(...place) : undefined;
  }

  private hovered(event: PointerEvent): void {
    const row = this.pointAt(event);
    this.active = row !== undefined;
    if (row && row.point !== this.selected)
      this.dispatchEvent(new CustomEvent<number>("pick", { detail: row.point }));
  }

  /** A finger has no hover: its first touch of a square reads it. */
  private clicked(event: PointerEvent): void {
    const row = this.pointAt(event);
    if (row && event.pointerType === "mouse") this.dispatchEvent(new CustomEvent("open-point"));
  }

  protected override render(): unknown {
    const { page } = this;
    if (!page?.sweep) return html``;
    const exact = page.design.method === "exact";
    const time = page.asked === "time";
    const what = time ? "E[T]" : "S, the chance that two samples of the last generation agree";
    return html`<lab-figure
      .heading=${time ? "How long until collapse, everywhere?" : "How much diversity is left, everywhere?"}
      .definition=${
        exact
          ? `Colour and lines: ${what}, exact law. Empty squares are still to come.`
          : `Colour: ${what}, simulated. ${this.heat?.bounds === true ? BOUNDS : ""}Lines: exact law. Empty squares are still to come.`
      }
      hint="Click a square to open it as a run."
      .summary=${summaryOf(page, this.rows)}
      .reading=${this.reading()}
      .spoken=${this.spoken}
      .table=${this.lazyTable}
      .picture=${this.picture}
      .sentence=${this.sentence}
      file="sweep-map"
      keys="They move from square to square; Enter opens one as a run."
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => this.pressed(event)}
    >
      <div class="place">
        <canvas
          @pointermove=${(event: PointerEvent) => this.hovered(event)}
          @pointerleave=${() => (this.active = false)}
          @pointerdown=${(event: PointerEvent) => this.hovered(event)}
          @click=${(event: PointerEvent) => this.clicked(event)}
        ></canvas>
      </div>
    </lab-figure>`;
  }
}
