import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { OfferedCorpus, ResolvedCorpus } from "../state/lab.js";
import type { Missing, TextTruth, Texts } from "../state/texts.js";
import { base, buttons, fields } from "../style/shared.js";
import { brief, counted, percent, shortened } from "../words/format.js";
import * as settings from "./fields.js";
import { formStyle } from "./form-style.js";
import "./number-field.js";
import type { FieldValue } from "./number-field.js";
import { fetchText, type TextSource } from "./text-source.js";

/** Takes a text truth with its text, or says why not; empty where it was taken. */
export type TakeText = (truth: TextTruth, corpus: ResolvedCorpus | null) => string;

/** A pasted text stands in the experiment itself up to so many bytes; a longer one would hold up the page, and is read as a file is. */
const INLINE_BYTES = 100_000;

type Place = "truth.corpus" | "truth.tokenizer" | "truth.contextLength";
type How = Pick<TextTruth, "tokenizer" | "contextLength">;

/** The truth of a text: where the text comes from, what its tokens are, how many of them a context has. */
@customElement("lab-text-truth")
export class LabTextTruth extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    formStyle,
    css`
      .drop {
        border: 1px dashed var(--field-edge);
        border-radius: var(--round-field);
        padding: 8px 10px 10px;
        margin: 7px 0;
      }
      .drop.over {
        border-color: var(--sim);
        background: color-mix(in srgb, var(--sim) 10%, transparent);
      }
      .name {
        margin: 0 0 2px;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-top: 6px;
      }
      details {
        margin-top: 6px;
        font-size: var(--note);
      }
      summary {
        cursor: pointer;
        color: var(--ink-2);
        padding: 3px 0;
      }
      details > * {
        margin-top: 4px;
      }
      .reading {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px 8px;
        align-items: center;
        font-size: var(--small);
        color: var(--ink-2);
      }
      .reading span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .reading,
      .place {
        min-height: 44px;
        margin: 6px 0 0;
      }
      progress {
        width: 100%;
        height: 6px;
        accent-color: var(--sim);
      }
      .missing {
        overflow-wrap: anywhere;
        color: var(--collapse);
        font-size: var(--note);
        margin: 0 0 4px;
      }
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
  /** The texts that the lab offers. */
  @property({ attribute: false }) offered: readonly OfferedCorpus[] = [];
  @property({ attribute: false }) take: TakeText = () => "";
  @state() private over = false;
  @state() private busy: {
    readonly name: string;
    readonly share: number | null;
    readonly done: string;
  } | null = null;
  @state() private trouble: { readonly place: Place; readonly message: string } | null = null;
  private control: AbortController | null = null;

  @query("#text-file") private file!: HTMLInputElement;
  @query("#text-address") private address!: HTMLInputElement;
  @query("#text-paste") private paste!: HTMLTextAreaElement;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel();
  }

  /** A text that was here before is not asked for again. */
  protected override updated(changed: Map<string, unknown>): void {
    const { missing, texts } = this;
    if (!missing || !texts || !changed.has("missing")) return;
    const source = texts.source(missing.text.sha256);
    if (source)
      void this.long("truth.corpus", shortened(source.name), (signal) => this.read(source, this.how, signal));
  }

  /** Puts the focus on the control that sets a field of the truth. */
  focusField(path: string): void {
    this.renderRoot.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus();
  }

  private get how(): How {
    const { tokenizer = "characters", contextLength = 1 } = this.missing?.text ?? this.truth ?? {};
    return { tokenizer, contextLength };
  }

  private cancel(): void {
    this.control?.abort();
    this.control = null;
    this.busy = null;
  }

  private refuse(place: Place, message: string): void {
    this.trouble = message === "" ? null : { place, message };
  }

  /** Runs something long that can be cancelled; what it returns is why it failed, or empty. */
  private async long(
    place: Place,
    name: string,
    work: (signal: AbortSignal) => Promise<string>,
  ): Promise<void> {
    this.cancel();
    this.refuse(place, "");
    const control = new AbortController();
    this.control = control;
    this.busy = { name, share: null, done: "" };
    let message: string;
    try {
      message = await work(control.signal);
    } catch (error) {
      if (control.signal.aborted) return;
      message = `${name} could not be read: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (control.signal.aborted) return;
    this.control = null;
    this.busy = null;
    this.refuse(place, message);
  }

  private async read(source: TextSource, how: How, signal: AbortSignal): Promise<string> {
    const { texts, missing } = this;
    if (!texts) return "";
    const onProgress = (share: number): void => {
      if (!signal.aborted) this.busy = { name: shortened(source.name), share, done: "" };
    };
    const read = await texts.read(source, how, { onProgress, signal });
    if (typeof read === "string") return read;
    const corpus = { form: source.form, name: source.name, sha256: read.sha256 };
    if (missing === null) return this.take({ form: "text", corpus, ...how }, read);
    if (missing.text.sha256 === read.sha256) return missing.found(read);
    const [wanted, given] = [missing.text.sha256, read.sha256].map((hash) => hash.slice(0, 8));
    return `${shortened(source.name)} is another text: its SHA-256 begins with ${given}, that of the one asked for with ${wanted}.`;
  }

  private async open(blob: File | undefined): Promise<void> {
    if (!blob) return;
    const source: TextSource = { form: "file", name: blob.name, blob };
    await this.long("truth.corpus", shortened(blob.name), (signal) => this.read(source, this.how, signal));
  }

  private async fetch(address: string): Promise<void> {
    await this.long("truth.corpus", shortened(address), async (signal) => {
      const onBytes = (bytes: number): void => {
        if (!signal.aborted)
          this.busy = { name: shortened(address), share: null, done: `${brief(bytes / 1e6, 2)} MB` };
      };
      const source = await fetchText(address, onBytes, signal);
      return typeof source === "string" ? source : this.read(source, this.how, signal);
    });
  }

  private async use(text: string): Promise<void> {
    if (text === "") {
      this.refuse(
        "truth.corpus",
        "The pasted text is empty; allowed: at least one token more than a context has.",
      );
      return;
    }
    const blob = new Blob([text]);
    if (blob.size > INLINE_BYTES || this.missing) {
      await this.open(new File([blob], "pasted text"));
      return;
    }
    this.cancel();
    this.refuse(
      "truth.corpus",
      this.take({ form: "text", corpus: { form: "text", text }, ...this.how }, null),
    );
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
    if (source) await this.long(place, shortened(source.name), (signal) => this.read(source, how, signal));
  }

  private named(): unknown {
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

  private offerOfAddress(): string | null {
    const { missing } = this;
    return missing?.text.form === "url" ? missing.text.name : null;
  }

  private source(): unknown {
    const { busy } = this;
    const trouble = this.trouble?.place === "truth.corpus" ? this.trouble.message : "";
    const offered = this.offerOfAddress();
    return html`<div
      class=${this.over ? "drop over" : "drop"}
      @dragover=${(event: DragEvent) => {
        event.preventDefault();
        this.over = true;
      }}
      @dragleave=${() => (this.over = false)}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        this.over = false;
        void this.open(event.dataTransfer?.files[0]);
      }}
    >
      ${this.named()}
      <label class="unseen" for="text-file">Text file</label>
      <input
        id="text-file"
        type="file"
        tabindex="-1"
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const chosen = input.files?.[0];
          input.value = "";
          void this.open(chosen);
        }}
      />
      <div class="choices">
        <button type="button" class="small" data-path="truth.corpus" @click=${() => this.file.click()}>
          Choose a text file…
        </button>
        ${this.offered.map(({ id, name, corpus }) =>
          corpus.form === "text" && !this.missing
            ? html`<button
                type="button"
                class="small"
                data-text=${id}
                @click=${() => void this.use(corpus.text)}
              >
                ${name}
              </button>`
            : nothing,
        )}
      </div>
      ${
        busy
          ? html`<div class="reading">
              <span>
                Reading ${busy.name}${busy.share === null ? ` ${busy.done}` : `, ${percent(busy.share, 0)}`}
              </span>
              <button type="button" class="small" id="text-cancel" @click=${() => this.cancel()}>
                Cancel
              </button>
              <progress aria-label="Text read" max="1" value=${busy.share ?? nothing}></progress>
            </div>`
          : html`<p class="help place">
              Or drop a file here: UTF-8, up to 100 MB. It stays on this machine.
            </p>`
      }
      <details>
        <summary>Paste a text</summary>
        <label class="unseen" for="text-paste">Text</label>
        <textarea id="text-paste" spellcheck="false"></textarea>
        <button type="button" class="small" id="text-use" @click=${() => void this.use(this.paste.value)}>
          Use this text
        </button>
      </details>
      <details ?open=${offered !== null}>
        <summary>Fetch one by its address</summary>
        <label class="unseen" for="text-address">Address of the text</label>
        <input
          id="text-address"
          type="url"
          spellcheck="false"
          autocomplete="off"
          placeholder="https://"
          .value=${offered ?? ""}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key === "Enter") void this.fetch(this.address.value);
          }}
        />
        <div class="choices">
          <button
            type="button"
            class="small"
            id="text-fetch"
            @click=${() => void this.fetch(this.address.value)}
          >
            Fetch
          </button>
          ${this.offered.map(({ id, name, corpus }) =>
            corpus.form === "url"
              ? html`<button
                  type="button"
                  class="small"
                  data-text=${id}
                  title=${corpus.name}
                  @click=${() => (this.address.value = corpus.name)}
                >
                  ${name}
                </button>`
              : nothing,
          )}
        </div>
        <p class="help">Nothing is asked of that address before you press Fetch.</p>
      </details>
      <p class="error" id="text-error" role="alert" ?hidden=${!trouble}>${trouble}</p>
    </div>`;
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
