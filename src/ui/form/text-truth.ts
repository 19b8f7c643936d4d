import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { ResolvedCorpus } from "../state/lab.js";
import type { Missing, Reading, TextTruth, Texts } from "../state/texts.js";
import { counted, shortened } from "../words/format.js";
import * as settings from "./fields.js";
import "./number-field.js";
import type { FieldValue } from "./number-field.js";
import { LabTextPicker, anotherText } from "./text-picker.js";
import type { TextSource } from "./text-source.js";

/** Takes a text truth with its text, or says why not; empty where it was taken. */
export type TakeText = (truth: TextTruth, corpus: ResolvedCorpus | null) => string;

type Place = "truth.corpus" | "truth.tokenizer" | "truth.contextLength";
type How = Pick<TextTruth, "tokenizer" | "contextLength">;

/** The truth of a text: where the text comes from, what its tokens are, how many of them a context has. */
@customElement("lab-text-truth")
export class LabTextTruth extends LabTextPicker {
  static override styles = [
    ...LabTextPicker.styles,
    css`
      output {
        text-align: right;
        padding: 5px 8px;
      }
    `,
  ];

  @property({ attribute: false }) truth: TextTruth | null = null;
  /** As computed from the text. */
  @property({ type: Number }) contexts = 1;
  @property({ type: Number }) tokens = 0;
  /** An experiment that waits for its text. */
  @property({ attribute: false }) missing: Missing | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) take: TakeText = () => "";
  protected readonly path = "truth.corpus";

  protected get awaited(): Missing["text"] | null {
    return this.missing?.text ?? null;
  }

  /** A text that was here before is not asked for again. */
  protected override updated(changed: Map<string, unknown>): void {
    const { missing, texts } = this;
    if (!missing || !texts || !changed.has("missing")) return;
    const source = texts.source(missing.text.sha256);
    if (source) void this.readLong(source);
  }

  /** Puts the focus on the control that sets a field of the truth. */
  focusField(path: string): void {
    this.renderRoot.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus();
  }

  private get how(): How {
    const { tokenizer = "characters", contextLength = 1 } = this.missing?.text ?? this.truth ?? {};
    return { tokenizer, contextLength };
  }

  protected read(source: TextSource, reading: Reading): Promise<string> {
    return this.readAs(source, this.how, reading);
  }

  private async readAs(source: TextSource, how: How, reading: Reading): Promise<string> {
    const { texts, missing } = this;
    if (!texts) return "";
    const read = await texts.read(source, how, reading);
    if (typeof read === "string") return read;
    const corpus = { form: source.form, name: source.name, sha256: read.sha256 };
    if (missing === null) return this.take({ form: "text", corpus, ...how }, read);
    if (missing.text.sha256 === read.sha256) return missing.found(read);
    return anotherText(source.name, missing.text.sha256, read.sha256);
  }

  protected inline(text: string): string {
    return this.take({ form: "text", corpus: { form: "text", text }, ...this.how }, null);
  }

  /** The same text, read in another way. */
  private async change(place: Place, change: Partial<How>): Promise<void> {
    const { truth, texts } = this;
    if (!truth || !texts) return;
    const how = { ...this.how, ...change };
    if (truth.corpus.form === "text") {
      this.cancel();
      this.refuse(place, this.take({ ...truth, ...how }, null));
      return;
    }
    const source = texts.source(truth.corpus.sha256);
    if (!source) return;
    const name = shortened(source.name);
    await this.long(place, name, (signal) => this.readAs(source, how, this.reading(name, signal)));
  }

  protected named(): unknown {
    const { missing, truth } = this;
    if (missing)
      return html`<p class="missing" role="alert">
        This experiment is of a text that is not here: ${shortened(missing.text.name, 60)} (SHA-256
        ${missing.text.sha256.slice(0, 8)}…). Choose it, and the experiment opens.
      </p>`;
    const corpus = truth?.corpus;
    if (!corpus) return nothing;
    const offered = this.offered.find(({ corpus: one }) =>
      one.form === "text" || corpus.form === "text"
        ? one.form === "text" && corpus.form === "text" && one.text === corpus.text
        : one.sha256 === corpus.sha256,
    );
    const own = corpus.form === "text" ? `“${shortened(corpus.text)}”` : shortened(corpus.name, 60);
    return html`<p class="name">${offered?.name ?? own}</p>
      <p class="help">${counted(this.tokens, "token")}, ${counted(this.contexts, "context")}</p>`;
  }

  protected override render(): unknown {
    const { truth, missing } = this;
    if (missing || !truth) return this.source();
    const about = settings.TOKENIZERS.find((one) => one.tokenizer === truth.tokenizer);
    const at = (place: Place): string => (this.trouble?.place === place ? this.trouble.message : "");
    return html`${this.source()}
      <div class="row">
        <label for="tokenizer">Tokens are</label>
        <select
          id="tokenizer"
          data-path="truth.tokenizer"
          aria-describedby="tokenizer-help tokenizer-error"
          @change=${(event: Event) => {
            const tokenizer = (event.target as HTMLSelectElement).value as TextTruth["tokenizer"];
            void this.change("truth.tokenizer", { tokenizer });
          }}
        >
          ${settings.TOKENIZERS.map(
            ({ tokenizer, name }) =>
              html`<option value=${tokenizer} .selected=${live(tokenizer === truth.tokenizer)}>
                ${name}
              </option>`,
          )}
        </select>
      </div>
      <p class="help" id="tokenizer-help">${about?.help ?? ""}</p>
      <p class="error" id="tokenizer-error" role="alert" ?hidden=${!at("truth.tokenizer")}>
        ${at("truth.tokenizer")}
      </p>
      <lab-number-field
        data-path="truth.contextLength"
        .label=${settings.CONTEXT_LENGTH.label}
        .value=${truth.contextLength}
        .allowed=${settings.CONTEXT_LENGTH.allowed}
        .unit=${settings.CONTEXT_LENGTH.unit}
        .error=${at("truth.contextLength").replace("truth.contextLength", settings.CONTEXT_LENGTH.label)}
        @field-value=${(event: CustomEvent<FieldValue>) => {
          const { value } = event.detail;
          if (value === null) return;
          if (Number.isSafeInteger(value) && value >= 0)
            void this.change("truth.contextLength", { contextLength: value });
          else
            this.refuse(
              "truth.contextLength",
              `${settings.CONTEXT_LENGTH.label} is ${value}; allowed: ${settings.CONTEXT_LENGTH.allowed}.`,
            );
        }}
      ></lab-number-field>
      <div class="row">
        <span id="contexts-label">Contexts</span>
        <output data-path="contexts" tabindex="-1" aria-labelledby="contexts-label">
          ${counted(this.contexts, "context")}
        </output>
      </div>
      <p class="help">As many as the text has; n is the mean over them of their samples.</p>`;
  }
}
