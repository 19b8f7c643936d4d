import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, buttons } from "../style/shared.js";
import { counted, whole } from "../words/format.js";
import type { Offer } from "./page.js";

/** An interrupted sweep that the browser keeps. Says `continue` and `discard`. */
@customElement("lab-sweep-offer")
export class LabSweepOffer extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
      }
      section {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        align-items: baseline;
        padding: 7px 20px;
        font-size: var(--note);
        border-bottom: 1px solid var(--rule);
      }
      span {
        flex: 1 1 16em;
      }
      div {
        display: flex;
        gap: 8px;
      }
      @media (max-width: 900px) {
        section {
          padding: 6px 14px;
        }
      }
    `,
  ];

  @property({ attribute: false }) offer: Offer | null = null;

  private say(type: "continue" | "discard"): void {
    this.dispatchEvent(new CustomEvent(type));
  }

  protected override render(): unknown {
    const { offer } = this;
    if (!offer) return nothing;
    const { words, done, of } = offer;
    const which = words === "" ? "An earlier sweep" : `An earlier sweep, ${words},`;
    return html`<section aria-label="An interrupted sweep">
      <span>${which} was interrupted at ${whole(done)} of ${counted(of, "point")}.</span>
      <div>
        <button class="small" type="button" @click=${() => this.say("continue")}>Continue</button>
        <button class="small" type="button" @click=${() => this.say("discard")}>Discard</button>
      </div>
    </section>`;
  }
}
