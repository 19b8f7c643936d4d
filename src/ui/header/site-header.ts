import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { EngineReport, EnginesFound } from "../../index.js";
import type { RoomName } from "../rooms.js";
import { base, buttons } from "../style/shared.js";
import "./downloads.js";
import "./engine-badge.js";
import "./help.js";
import type { LabHelp } from "./help.js";
import { mark } from "./mark.js";

const SHARED_FOR = 2500;

export type Bench = "chains" | RoomName;

const BENCHES = [
  { bench: "chains", name: "Chains", link: "#" },
  { bench: "sweep", name: "Sweep", link: "#sweep" },
  { bench: "transformer", name: "Transformer", link: "#transformer" },
  { bench: "runs", name: "Runs", link: "#runs" },
] as const;

/** Name, benches, engine, downloads, share, help. Says `choose-bench` (a Bench), `share`, and `take` from the downloads. */
@customElement("lab-header")
export class LabHeader extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      header {
        display: flex;
        align-items: center;
        gap: 4px;
        height: 52px;
        padding: 0 12px 0 20px;
        border-bottom: 1px solid var(--rule);
      }
      .name {
        display: flex;
        gap: 9px;
        align-items: center;
        margin-right: 12px;
        white-space: nowrap;
      }
      nav {
        display: flex;
        gap: 2px;
        margin-right: auto;
      }
      nav a {
        padding: 6px 12px;
        border-radius: var(--round-button);
        color: var(--ink-2);
        text-decoration: none;
      }
      nav a:hover {
        background: color-mix(in srgb, var(--field), var(--ink) 7%);
      }
      nav a[aria-current] {
        background: var(--field);
        color: var(--ink);
        font-weight: 550;
      }
      @media (forced-colors: active) {
        nav a[aria-current] {
          outline: 1px solid CanvasText;
        }
      }
      h1 {
        font-size: var(--title);
      }
      .name svg {
        width: 24px;
        height: 24px;
      }
      button.plain {
        font-size: var(--note);
      }
      .share {
        min-width: 6.6em;
      }
      /* There the benches need the room of the name. */
      @media (max-width: 820px) {
        .name {
          margin-right: 4px;
        }
        h1 {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        nav a {
          padding: 6px 8px;
        }
      }
      /* Nor there: they have a line of their own. */
      @media (max-width: 560px) {
        header {
          --plain-inline: 6px;
          flex-wrap: wrap;
          height: auto;
          padding: 2px 8px 6px 14px;
        }
        .name {
          margin-right: auto;
        }
        nav {
          order: 1;
          flex-basis: 100%;
          flex-wrap: wrap;
          gap: 0;
          margin-left: -8px;
        }
        .share {
          min-width: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) engines: EnginesFound | null = null;
  @property({ attribute: false }) running: EngineReport | null = null;
  @property() bench: Bench = "chains";
  @property({ type: Boolean }) ready = false;
  @property() digest = "";
  @state() private shared = false;

  @query("lab-help") private help!: LabHelp;

  /** Says for a moment that the link was copied. */
  confirmShared(): void {
    this.shared = true;
    setTimeout(() => (this.shared = false), SHARED_FOR);
  }

  private choose(event: MouseEvent, bench: Bench): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent<Bench>("choose-bench", { detail: bench }));
  }

  protected override render(): unknown {
    return html`<header>
        <div class="name">
          <svg viewBox="0 0 24 24" aria-hidden="true">${mark}</svg>
          <h1>Collapse Lab</h1>
        </div>
        <nav aria-label="Benches">
          ${BENCHES.map(
            ({ bench, name, link }) =>
              html`<a
                href=${link}
                aria-current=${bench === this.bench ? "page" : nothing}
                @click=${(event: MouseEvent) => this.choose(event, bench)}
                >${name}</a
              >`,
          )}
        </nav>
        <lab-engine-badge
          .engines=${this.engines}
          .running=${this.running}
          .trains=${this.bench === "transformer"}
        ></lab-engine-badge>
        ${
          this.bench === "chains"
            ? html`<lab-downloads
                .ready=${this.ready}
                .digest=${this.digest}
                @take=${(event: CustomEvent<string>) => this.dispatchEvent(new CustomEvent("take", { detail: event.detail }))}
              ></lab-downloads>`
            : nothing
        }
        ${
          this.bench === "runs"
            ? nothing
            : html`<button
                class="plain share"
                type="button"
                @click=${() => this.dispatchEvent(new CustomEvent("share"))}
              >
                ${this.shared ? "Link copied" : "Share"}
              </button>`
        }
        <span class="unseen" aria-live="polite"
          >${this.shared ? "The link to this experiment was copied." : ""}</span
        >
        <button class="plain" type="button" aria-haspopup="dialog" @click=${() => this.help.show()}>
          Help
        </button>
      </header>
      <lab-help></lab-help>`;
  }
}
