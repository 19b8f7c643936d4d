import { LitElement, css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import uPlot from "uplot";
import { forget, inFrame } from "./frames.js";
import { onThemeChange, palette } from "./palette.js";
import { plotData, plotOptions, shapeOf, type PlotSpec } from "./plot-options.js";

/** Where the pointer is, in the plot's values; null when it left. */
export type PlotPoint = { readonly x: number; readonly y: number } | null;
export interface PlotRange {
  readonly from: number;
  readonly to: number;
}

/**
 * One uPlot canvas in its own shadow root, with a cursor and a range laid over it. It draws in a frame of its own,
 * follows its size and the theme, and reports pointers as `plot-point` (PlotPoint) and `plot-range` (PlotRange).
 */
@customElement("lab-plot")
export class LabPlot extends LitElement {
  /* uPlot's own sheet does not reach into a shadow root: these are the rules of it that matter here. */
  static override styles = css`
    :host {
      display: block;
      position: relative;
      min-height: var(--plot-height, 280px);
    }
    .plot {
      position: absolute;
      inset: 0;
      overflow: hidden;
    }
    .plot.brush {
      cursor: crosshair;
      touch-action: pan-y;
    }
    .uplot,
    .u-wrap {
      position: relative;
      user-select: none;
    }
    .uplot canvas {
      display: block;
      position: relative;
      width: 100%;
      height: 100%;
    }
    .u-over,
    .u-under,
    .u-axis {
      position: absolute;
    }
    .u-legend,
    .u-select {
      display: none;
    }
    .cursor,
    .range,
    .mark {
      position: absolute;
      left: 0;
      top: 0;
      pointer-events: none;
    }
    [hidden] {
      display: none;
    }
    .cursor {
      width: 1px;
      background: var(--ink-2);
    }
    .mark {
      width: 2px;
      margin-left: -1px;
      background: var(--ink);
      outline: 1px solid var(--panel);
    }
    .range {
      background: color-mix(in srgb, var(--sim) 16%, transparent);
      border-inline: 1.5px solid var(--sim);
    }
  `;

  @property({ attribute: false }) spec: PlotSpec | null = null;
  /** The x that is being read. */
  @property({ attribute: false }) cursor: number | null = null;
  /** The x of the playhead. */
  @property({ attribute: false }) mark: number | null = null;
  @property({ attribute: false }) range: PlotRange | null = null;
  /** Whether a range may be drawn with the pointer. */
  @property({ type: Boolean }) brush = false;

  @query(".plot") private place!: HTMLElement;

  private plot: uPlot | null = null;
  private shape = "";
  private drawnWith: object | null = null;
  /** As last observed: to ask for it would hold up every frame. */
  private size: readonly [number, number] = [0, 0];
  private observer: ResizeObserver | null = null;
  private endTheme: (() => void) | null = null;
  private downAt: { x: number; clientX: number } | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new ResizeObserver(([entry]) => {
      if (entry) this.size = [entry.contentRect.width, entry.contentRect.height];
      this.ask();
    });
    this.observer.observe(this);
    this.endTheme = onThemeChange(() => this.ask());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
    this.endTheme?.();
    forget(this);
    this.plot?.destroy();
    this.plot = null;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has("spec")) this.ask();
    this.lay();
  }

  private ask(): void {
    inFrame(this, () => this.draw());
  }

  private draw(): void {
    const { spec } = this;
    const [width, height] = this.size;
    if (!spec || width < 40 || height < 40 || !this.isConnected) return;
    const shape = shapeOf(spec);
    if (!this.plot || shape !== this.shape || palette() !== this.drawnWith || this.plot.width < 1) {
      this.plot?.destroy();
      this.shape = shape;
      this.drawnWith = palette();
      const options = plotOptions(() => this.spec ?? spec, palette(), { width, height, zoom: 1 });
      this.plot = new uPlot(options, plotData(spec), this.place);
    } else {
      // uPlot draws both changes at once, a microtask later.
      if (this.plot.width !== width || this.plot.height !== height) this.plot.setSize({ width, height });
      this.plot.setData(plotData(spec));
    }
    this.lay();
  }

  /** The same picture on a canvas of its own, for saving: `zoom` canvas pixels to one of the page's. */
  async picture(width: number, height: number, zoom: number): Promise<HTMLCanvasElement | null> {
    const { spec } = this;
    if (!spec) return null;
    const holder = document.createElement("div");
    holder.hidden = true;
    this.renderRoot.append(holder);
    const options = plotOptions(() => spec, palette(), { width, height, zoom: zoom / devicePixelRatio });
    const plot = new uPlot(options, plotData(spec), holder);
    await new Promise((drawn) => requestAnimationFrame(drawn));
    const { canvas } = plot.ctx;
    plot.destroy();
    holder.remove();
    return canvas;
  }

  private pointAt(event: PointerEvent): { x: number; y: number } | null {
    const { plot } = this;
    if (!plot) return null;
    const box = this.place.getBoundingClientRect();
    const px = devicePixelRatio;
    return {
      x: plot.posToVal(event.clientX - box.left - plot.bbox.left / px, "x"),
      y: plot.posToVal(event.clientY - box.top - plot.bbox.top / px, "y"),
    };
  }

  private say(type: "plot-point" | "plot-range", detail: PlotPoint | PlotRange): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  private down(event: PointerEvent): void {
    const point = this.pointAt(event);
    if (!point || event.button !== 0) return;
    this.downAt = { x: point.x, clientX: event.clientX };
    this.say("plot-point", point);
  }

  private move(event: PointerEvent): void {
    const point = this.pointAt(event);
    if (!point) return;
    const { downAt } = this;
    if (this.brush && downAt && Math.abs(event.clientX - downAt.clientX) > 5) {
      if (!this.place.hasPointerCapture(event.pointerId)) this.place.setPointerCapture(event.pointerId);
      this.say("plot-range", { from: Math.min(downAt.x, point.x), to: Math.max(downAt.x, point.x) });
    } else if (!downAt || !this.brush) this.say("plot-point", point);
  }

  private up(): void {
    this.downAt = null;
  }

  private leave(event: PointerEvent): void {
    if (event.pointerType === "mouse" && !this.downAt) this.say("plot-point", null);
  }

  /** Lays cursor, playhead and range over the canvas; by properties, since the page's policy allows no style attributes. */
  private lay(): void {
    const { plot, range } = this;
    const px = devicePixelRatio;
    const upright = (kind: string, from: number | null, to: number | null): void => {
      const element = this.renderRoot.querySelector<HTMLElement>(`.${kind}`);
      if (!element) return;
      element.hidden = true;
      if (!plot || from === null) return;
      const most = plot.bbox.width / px;
      const left = plot.valToPos(from, "x");
      const right = to === null ? left : plot.valToPos(to, "x");
      if (right < -1 || left > most + 1) return;
      element.hidden = false;
      const at = Math.max(0, left);
      element.style.transform = `translate(${at + plot.bbox.left / px}px, ${plot.bbox.top / px}px)`;
      element.style.height = `${plot.bbox.height / px}px`;
      if (to !== null) element.style.width = `${Math.max(1, Math.min(most, right) - at)}px`;
    };
    upright("range", range?.from ?? null, range?.to ?? null);
    upright("mark", this.mark, null);
    upright("cursor", this.cursor, null);
  }

  protected override render(): unknown {
    return html`<div
        class=${this.brush ? "plot brush" : "plot"}
        @pointerdown=${(event: PointerEvent) => this.down(event)}
        @pointermove=${(event: PointerEvent) => this.move(event)}
        @pointerup=${() => this.up()}
        @pointercancel=${() => this.up()}
        @pointerleave=${(event: PointerEvent) => this.leave(event)}
      ></div>
      <div class="range" hidden></div>
      <div class="mark" hidden></div>
      <div class="cursor" hidden></div>`;
  }
}
