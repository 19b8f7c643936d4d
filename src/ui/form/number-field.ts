import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { base, buttons, fields } from "../style/shared.js";
import { shown, typed } from "../words/format.js";
import { fromSlider, stepped, toSlider, type Slider, STEPS } from "./slider.js";

/** What a field was given: a number, null where it was emptied and may be; `moving` while its slider is held. */
export interface FieldValue {
  readonly value: number | null;
  readonly moving: boolean;
}

/**
 * A number: typed box, slider where it has a natural range, unit, range in the tooltip, reset when changed. It says
 * `field-value` (FieldValue), and keeps what was typed while that is wrong.
 */
@customElement("lab-number-field")
export class LabNumberField extends LitElement {
  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };

  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: block;
        margin: 7px 0;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto 112px;
        align-items: center;
        gap: 4px 4px;
      }
      .box {
        position: relative;
      }
      .box input {
        text-align: right;
      }
      .reset {
        padding: 1px 6px;
        font-size: var(--text);
        line-height: 1.4;
        background: none;
        color: var(--ink-2);
        border-radius: var(--round-field);
        min-width: 24px;
        min-height: 24px;
      }
      .reset.unused {
        visibility: hidden;
      }
      input[type="range"] {
        display: block;
        margin: 4px 0 0;
      }
      .help {
        margin: 2px 0 0;
        font-size: var(--small);
        color: var(--ink-2);
      }
      .error {
        margin: 3px 0 0;
        font-size: var(--small);
        color: var(--collapse);
      }
    `,
  ];

  @property() label = "";
  @property({ attribute: false }) value: number | null = null;
  /** What reset goes back to; undefined where there is nothing to go back to. */
  @property({ attribute: false }) initial: number | null | undefined = undefined;
  /** What may be given, in words: the tooltip. */
  @property() allowed = "";
  @property() help = "";
  @property() unit = "";
  /** What an empty box means; empty where it may not be empty. */
  @property() blank = "";
  @property({ attribute: false }) slider: Slider | null = null;
  /** Why the typed value was refused. */
  @property() error = "";
  @state() private text: string | null = null;
  @state() private unread = "";
  /** Whether keys move the slider. */
  private byKey = false;

  @query("#box") private box!: HTMLInputElement;

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("value") && this.hasUpdated && changed.get("value") !== this.value) {
      this.text = null;
      this.unread = "";
    }
  }

  private say(value: number | null, moving: boolean): void {
    this.dispatchEvent(new CustomEvent<FieldValue>("field-value", { detail: { value, moving } }));
  }

  private changed(): void {
    const text = this.box.value;
    this.text = text;
    this.unread = "";
    if (text.trim() === "" && this.blank) {
      this.say(null, false);
      return;
    }
    const value = typed(text);
    if (value !== null) {
      this.say(value, false);
      return;
    }
    const given = text.trim() === "" ? "empty" : `“${text.trim()}”, which is not a number`;
    this.unread = `${this.label} is ${given}; allowed: ${this.allowed}.`;
  }

  private slid(event: Event, moving: boolean): void {
    const { slider } = this;
    if (!slider) return;
    const place = Number((event.target as HTMLInputElement).value);
    const value =
      this.byKey && this.value !== null ? stepped(slider, this.value, place) : fromSlider(slider, place);
    this.text = null;
    this.unread = "";
    this.say(value, moving);
  }

  private reset(): void {
    if (this.initial === undefined) return;
    this.text = null;
    this.unread = "";
    this.say(this.initial, false);
    this.box.focus();
  }

  protected override render(): unknown {
    const { value, slider } = this;
    const error = this.unread || (this.text === null ? "" : this.error);
    const changed = this.initial !== undefined && (value !== this.initial || error !== "");
    const plain = value === null ? "" : shown(value);
    return html`<div class="row">
        <label for="box">${this.label}</label>
        <button
          type="button"
          class=${changed ? "reset" : "reset unused"}
          aria-label=${`Reset ${this.label}`}
          title=${this.initial === null ? `Back to ${this.blank}` : `Back to ${shown(this.initial ?? 0)}`}
          ?disabled=${!changed}
          @click=${() => this.reset()}
        >
          ↺
        </button>
        <div class="box">
          <input
            id="box"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            spellcheck="false"
            placeholder=${this.blank || nothing}
            title=${`${this.label}: ${this.allowed}${this.unit ? ` (${this.unit})` : ""}`}
            aria-describedby="help error"
            aria-invalid=${error ? "true" : "false"}
            .value=${this.text !== null && error ? this.text : plain}
            @change=${() => this.changed()}
          />
        </div>
      </div>
      ${
        slider
          ? html`<input
              type="range"
              aria-label=${`${this.label}, slider`}
              aria-valuetext=${`${plain || this.blank} ${this.unit}`}
              min="0"
              max=${STEPS}
              .value=${String(toSlider(slider, value))}
              @keydown=${() => (this.byKey = true)}
              @pointerdown=${() => (this.byKey = false)}
              @input=${(event: Event) => this.slid(event, true)}
              @change=${(event: Event) => this.slid(event, false)}
            />`
          : nothing
      }
      <p class="help" id="help" ?hidden=${!this.help}>${this.help}</p>
      <p class="error" id="error" role="alert" ?hidden=${!error}>${error}</p>`;
  }
}
