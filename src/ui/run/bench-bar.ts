import { LitElement, css, html, nothing, type CSSResultGroup } from "lit";
import { ended } from "../state/view.js";
import { base, buttons } from "../style/shared.js";

/** What a bench's bar shows at one moment. */
export interface BarView {
  /** Whether a run can be started, held or gone on with. */
  readonly able: boolean;
  readonly run: { readonly state: string } | null;
  /** What the progress counts: "Chains done". */
  readonly counted: string;
  /** How much is done, 0 to 1. */
  readonly share: number;
  readonly line: string;
  /** Told to who does not see it, at a few moments only. */
  readonly milestone: string;
  /** Speed, or when it was saved; null where nothing is said of either. */
  readonly rate: { readonly text: string; readonly title?: string } | null;
}

/** Run or Pause, Stop; progress, time left, speed: the bar at the foot of a bench. Says `toggle` and `stop`. */
export abstract class BenchBar extends LitElement {
  static override styles: CSSResultGroup = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        gap: 12px;
        align-items: center;
        padding: 11px 20px;
      }
      /* As wide as its longest label, so that Step and Stop never move beneath a finger. */
      .primary::after {
        content: "Run again";
        display: block;
        height: 0;
        overflow: hidden;
        visibility: hidden;
      }
      .bar {
        flex: 1;
        height: 6px;
        border-radius: 3px;
        background: color-mix(in srgb, var(--field), var(--ink) 6%);
        overflow: hidden;
        min-width: 60px;
      }
      .bar div {
        height: 100%;
        width: 100%;
        background: var(--sim);
        transform-origin: left;
      }
      small {
        color: var(--ink-2);
        font-size: var(--note);
        white-space: nowrap;
      }
      .line {
        min-width: 15em;
        text-align: right;
      }
      .rate {
        min-width: 15.5em;
        text-align: right;
      }
      @media (forced-colors: active) {
        .bar {
          border: 1px solid CanvasText;
        }
        .bar div {
          background: Highlight;
          forced-color-adjust: none;
        }
      }
      @media (max-width: 1100px) {
        .rate {
          display: none;
        }
      }
      @media (max-width: 900px) {
        :host {
          flex-wrap: wrap;
          gap: 8px;
          padding: 10px 14px;
        }
        .bar {
          order: -1;
          flex-basis: 100%;
        }
        .line {
          flex: 1;
          min-width: 0;
          white-space: normal;
          font-size: var(--small);
        }
        button {
          padding: 8px 13px;
        }
      }
      @media (max-width: 480px) {
        .bar {
          order: -2;
        }
        .line {
          order: -1;
          flex-basis: 100%;
          text-align: left;
        }
      }
    `,
  ];

  protected abstract bar(): BarView | null;

  /** What stands between Run and Stop. */
  protected between(): unknown {
    return nothing;
  }

  /** By a property, since the page's policy allows no style attributes. */
  protected override updated(): void {
    const done = this.renderRoot.querySelector<HTMLElement>(".done");
    const view = this.bar();
    if (done && view) done.style.transform = `scaleX(${view.share})`;
  }

  protected say(type: string): void {
    this.dispatchEvent(new CustomEvent(type));
  }

  protected override render(): unknown {
    const view = this.bar();
    if (!view) return nothing;
    const { able, share, line, rate } = view;
    const going = view.run !== null && !ended(view.run);
    return html`<button
        class="primary"
        type="button"
        aria-disabled=${able ? "false" : "true"}
        @click=${() => able && this.say("toggle")}
      >
        ${label(view)}
      </button>
      ${this.between()}
      <button
        type="button"
        aria-disabled=${going ? "false" : "true"}
        @click=${() => going && this.say("stop")}
      >
        Stop
      </button>
      <div
        class="bar"
        role="progressbar"
        aria-label=${view.counted}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.floor(share * 100)}
        aria-valuetext=${line}
      >
        <div class="done"></div>
      </div>
      <small class="line">${line}</small>
      ${rate ? html`<small class="rate" title=${rate.title ?? nothing}>${rate.text}</small>` : nothing}
      <span class="unseen" aria-live="polite">${view.milestone}</span>`;
  }
}

function label({ run }: BarView): string {
  if (!run) return "Run";
  if (ended(run)) return "Run again";
  return run.state === "paused" ? "Resume" : "Pause";
}
