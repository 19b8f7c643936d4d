import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, buttons } from "../style/shared.js";

/** An earlier run that was not finished and is kept, in words; nothing where they are empty. Says `continue` and `discard`. */
@customElement("lab-interrupted")
export class LabInterrupted extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        align-items: baseline;
        padding: 7px 20px;
        font-size: var(--note);
        border-bottom: 1px solid var(--rule);
      }
      span {
        flex: 1 1 14em;
        overflow-wrap: anywhere;
      }
      .choices {
        display: flex;
        gap: 8px;
        padding: 0;
        border: 0;
      }
      button.small {
        min-height: 26px;
      }
      @media (max-width: 900px) {
        div {
          padding: 6px 14px;
        }
      }
    `,
  ];

  @property() words = "";

  private say(type: "continue" | "discard"): void {
    this.dispatchEvent(new CustomEvent(type));
  }

  protected override render(): unknown {
    if (this.words === "") return nothing;
    return html`<div role="group" aria-label="An earlier run">
      <span>${this.words}</span>
      <div class="choices">
        <button type="button" class="small" @click=${() => this.say("continue")}>Continue</button>
        <button type="button" class="small" @click=${() => this.say("discard")}>Discard</button>
      </div>
    </div>`;
  }
}
