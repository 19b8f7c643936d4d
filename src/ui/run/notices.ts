import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Message } from "../state/messages.js";
import { base, buttons } from "../style/shared.js";

/** What a person must be told. It stands over the run bar, so that nothing on the page moves for it. Says `dismiss` (an id). */
@customElement("lab-notices")
export class LabNotices extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
      }
      div {
        display: flex;
        gap: 10px;
        align-items: baseline;
        padding: 7px 20px;
        font-size: var(--note);
        border-bottom: 1px solid var(--rule);
      }
      span {
        flex: 1;
        overflow-wrap: anywhere;
      }
      .error span {
        color: var(--collapse);
        font-weight: 550;
      }
      button.small {
        min-width: 24px;
        min-height: 24px;
        padding: 1px 7px;
      }
      @media (max-width: 900px) {
        div {
          padding: 6px 14px;
        }
      }
    `,
  ];

  @property({ attribute: false }) messages: readonly Message[] = [];

  protected override render(): unknown {
    return html`<section aria-live="polite" aria-label="Notices">
      ${this.messages.map(
        ({ id, kind, text }) =>
          html`<div class=${kind === "error" ? "error" : "told"}>
            <span>${text}</span>
            <button
              class="small"
              type="button"
              aria-label="Put this notice away"
              @click=${() => this.dispatchEvent(new CustomEvent<number>("dismiss", { detail: id }))}
            >
              ×
            </button>
          </div>`,
      )}
    </section>`;
  }
}
