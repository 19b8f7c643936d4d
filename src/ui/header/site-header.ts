import { LitElement, css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { ChainsResult, EnginesFound } from "../../index.js";
import { base, buttons } from "../style/shared.js";
import "./downloads.js";
import "./engine-badge.js";
import "./help.js";
import type { LabHelp } from "./help.js";
import { mark } from "./mark.js";

const SHARED_FOR = 2500;

/** Name, engine, downloads, share, help. Says `share`, and `take` from the downloads. */
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
        margin-right: auto;
        white-space: nowrap;
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
      @media (max-width: 560px) {
        header {
          padding: 0 6px 0 14px;
          gap: 0;
        }
        .share {
          min-width: 0;
        }
      }
      @media (max-width: 400px) {
        .name {
          gap: 6px;
        }
      }
    `,
  ];

  @property({ attribute: false }) engines: EnginesFound | null = null;
  @property({ attribute: false }) running: ChainsResult["engine"] = null;
  @property({ type: Boolean }) ready = false;
  @property() digest = "";
  @state() private shared = false;

  @query("lab-help") private help!: LabHelp;

  /** Says for a moment that the link was copied. */
  confirmShared(): void {
    this.shared = true;
    setTimeout(() => (this.shared = false), SHARED_FOR);
  }

  protected override render(): unknown {
    return html`<header>
        <div class="name">
          <svg viewBox="0 0 24 24" aria-hidden="true">${mark}</svg>
          <h1>Collapse Lab</h1>
        </div>
        <lab-engine-badge .engines=${this.engines} .running=${this.running}></lab-engine-badge>
        <lab-downloads
          .ready=${this.ready}
          .digest=${this.digest}
          @take=${(event: CustomEvent<string>) => this.dispatchEvent(new CustomEvent("take", { detail: event.detail }))}
        ></lab-downloads>
        <button
          class="plain share"
          type="button"
          @click=${() => this.dispatchEvent(new CustomEvent("share"))}
        >
          ${this.shared ? "Link copied" : "Share"}
        </button>
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
