import { css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Population } from "../../index.js";
import { tokenName, truthShares } from "../state/sizes.js";
import type { View } from "../state/view.js";
import { counted, whole } from "../words/format.js";
import { Chart } from "./chart.js";
import "./figure.js";
import type { Picture } from "./figure.js";
import { forget, inFrame } from "./frames.js";
import { onThemeChange, palette } from "./palette.js";
import { atCorners, drawSimplex, livingTokens, type Moment } from "./simplex-plot.js";
import type { TableData } from "./table.js";

/** Playing through all generations takes at most so long, in seconds, and one generation at most so long. */
const SECONDS = 16;
const SLOWEST = 0.35;

/**
 * Chains of three tokens as points of a triangle, drifting to its corners. Its generation is the playhead: it says
 * `playhead` (a generation) when it moves it.
 */
@customElement("lab-simplex")
export class LabSimplex extends Chart {
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
      }
      .controls {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 10px;
        align-items: center;
        font-size: var(--note);
        color: var(--ink-2);
      }
      .controls button {
        min-width: 4.5em;
      }
      .when {
        min-width: 7.5em;
        text-align: right;
      }
    `,
  ];

  @property({ attribute: false }) view: View | null = null;
  @property({ attribute: false }) population: Population | null = null;
  @property({ type: Number }) playhead = 0;
  /** The chain whose way is drawn. */
  @property({ type: Number }) chain = 0;
  @state() private playing = false;
  /** Between whole generations while it plays. */
  private moment = 1;
  private tokens: ReturnType<typeof livingTokens> = null;
  private last = 0;
  private wanted = false;
  private seen = false;

  @query("canvas") private canvas!: HTMLCanvasElement | null;
  /** Of the canvas, as last observed: to ask for it would hold up every frame. */
  private size: readonly [number, number] = [0, 0];
  private sizes: ResizeObserver | null = null;
  private observers: { disconnect(): void }[] = [];
  private endTheme: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const sizes = new ResizeObserver(([entry]) => {
      if (entry) this.size = [entry.contentRect.width, entry.contentRect.height];
      this.ask();
    });
    this.sizes = sizes;
    const sight = new IntersectionObserver((entries) => {
      this.seen = entries.some((entry) => entry.isIntersecting);
      this.autoplay();
    });
    sight.observe(this);
    this.observers = [sizes, sight];
    if (this.canvas) sizes.observe(this.canvas);
    this.endTheme = onThemeChange(() => this.ask());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const observer of this.observers) observer.disconnect();
    this.endTheme?.();
    this.playing = false;
    forget(this);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("population")) {
      this.tokens = this.population ? livingTokens(this.population) : null;
      this.playing = false;
      this.moment = 1;
      this.at = null;
      this.wanted = this.population !== null;
      this.lazyTable = this.population ? () => this.table() : null;
      this.autoplay();
    }
    if (changed.has("playhead") && this.playhead !== Math.floor(this.moment) && this.playhead > 0) {
      this.playing = false;
      this.wanted = false;
      this.moment = Math.max(1, Math.min(this.end, this.playhead));
    }
  }

  protected override firstUpdated(): void {
    if (this.canvas) this.sizes?.observe(this.canvas);
  }

  protected override updated(): void {
    this.ask();
  }

  private get end(): number {
    return this.population?.lastGeneration ?? 1;
  }

  /** Plays once by itself, when it is first seen, where motion is welcome. */
  private autoplay(): void {
    if (!this.wanted || !this.seen || this.playhead > 1) return;
    this.wanted = false;
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.play();
  }

  private play(): void {
    if (this.moment >= this.end) this.moment = 1;
    this.playing = true;
    this.last = performance.now();
    requestAnimationFrame((now) => this.tick(now));
  }

  private tick(now: number): void {
    if (!this.playing || !this.isConnected) return;
    const speed = Math.max(1 / SLOWEST, this.end / SECONDS);
    const step = (Math.min(100, Math.max(0, now - this.last)) / 1000) * speed;
    this.last = now;
    this.go(Math.min(this.end, this.moment + step));
    if (this.moment >= this.end) this.playing = false;
    else requestAnimationFrame((next) => this.tick(next));
  }

  private go(moment: number): void {
    const before = Math.floor(this.moment);
    this.moment = moment;
    const generation = Math.floor(moment);
    if (generation !== before || generation !== this.playhead)
      this.dispatchEvent(new CustomEvent<number>("playhead", { detail: generation }));
    this.ask();
  }

  private ask(): void {
    inFrame(this, () => {
      const { canvas } = this;
      const moment = this.shownMoment();
      if (!canvas || !moment) return;
      const px = devicePixelRatio;
      const [width, height] = [Math.round(this.size[0] * px), Math.round(this.size[1] * px)];
      if (width < 1 || height < 1) return;
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      const ctx = canvas.getContext("2d");
      if (ctx) drawSimplex(ctx, moment, palette(), px);
    });
  }

  private shownMoment(generation = this.moment): Moment | null {
    const { population, view } = this;
    const { tokens } = this;
    if (!population || !tokens || !view) return null;
    const shares = truthShares(view.experiment.truth);
    const truth = shares ? tokens.map((token) => shares[token] ?? 0) : null;
    const table = view.corpus?.table ?? null;
    const names = tokens.map((token) => tokenName(view.experiment.truth, table, token));
    return { population, tokens, names, generation, truth, chain: this.chain * population.contexts };
  }

  protected override readonly picture: Picture = (width, height, zoom) => {
    const moment = this.shownMoment();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: width * zoom, height: height * zoom });
    const ctx = canvas.getContext("2d");
    if (moment && ctx) drawSimplex(ctx, moment, palette(), zoom);
    return Promise.resolve(moment && ctx ? canvas : null);
  };

  protected override points(): readonly number[] {
    return Array.from({ length: this.end }, (_, i) => i + 1);
  }

  protected override read(i: number): string {
    return this.told(i + 1);
  }

  private told(generation: number): string {
    const moment = this.shownMoment(generation);
    if (!moment) return "";
    const corners = atCorners(moment).reduce((sum, chains) => sum + chains, 0);
    const { dots, contexts } = moment.population;
    const what = counted(dots, contexts > 1 ? "context" : "chain");
    const left = corners === 0 ? "none" : whole(corners);
    return `Generation ${whole(generation)}: ${left} of ${what} ${corners > 1 ? "have" : "has"} one token left`;
  }

  protected override moved(at: number | null): void {
    if (at === null) return;
    this.playing = false;
    this.go(at + 1);
  }

  private table(): TableData | null {
    const moment = this.shownMoment(1);
    if (!moment) return null;
    return {
      columns: ["Generation", ...moment.names.map((name) => `Chains at token ${name}`)],
      rows: this.points().map((generation) => {
        const then = this.shownMoment(generation);
        return [generation, ...(then ? atCorners(then) : [])];
      }),
      show: (value) => (typeof value === "number" ? whole(value) : (value ?? "–")),
    };
  }

  protected override render(): unknown {
    const generation = Math.floor(this.moment);
    const { dots, contexts } = this.population ?? { dots: 0, contexts: 1 };
    const first = `the first ${counted(Math.ceil(dots / contexts), "chain")}`;
    const dot =
      dots === 0
        ? "the first chains"
        : contexts > 1
          ? `${counted(dots, "context")} of ${first}`
          : counted(dots, "chain");
    return html`<lab-figure
      heading="Where do chains drift?"
      .definition=${`Each dot is one of ${dot}: the nearer a corner, the larger that token's share. A corner is collapse; the line is chain ${whole(this.chain)}.`}
      .summary=${this.told(generation) ? `${this.told(generation)}.` : ""}
      .spoken=${this.spoken}
      .table=${this.lazyTable}
      .picture=${this.picture}
      .sentence=${this.view?.sentence ?? ""}
      file="simplex"
      .moment=${`Generation ${whole(generation)}.`}
      keys="They move the generation."
      @chart-key=${(event: CustomEvent<KeyboardEvent>) => {
        this.at = generation - 1;
        this.pressed(event);
      }}
    >
      <div class="place"><canvas></canvas></div>
      <div slot="controls" class="controls">
        <button
          class="small"
          type="button"
          @click=${() => (this.playing ? (this.playing = false) : this.play())}
        >
          ${this.playing ? "Pause" : "Play"}<span class="unseen"> the drift</span>
        </button>
        <input
          type="range"
          aria-label="Generation shown"
          aria-valuetext=${this.told(generation)}
          min="1"
          max=${this.end}
          .value=${String(generation)}
          @input=${(event: Event) => {
            this.playing = false;
            this.go(Number((event.target as HTMLInputElement).value));
          }}
        />
        <span class="when">generation ${whole(generation)}</span>
      </div>
    </lab-figure>`;
  }
}
