import { LitElement, css, html, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { TEXT_BYTES } from "../../index.js";
import type { OfferedCorpus } from "../state/lab.js";
import type { Reading } from "../state/texts.js";
import { base, buttons, fields } from "../style/shared.js";
import { brief, percent, shortened, whole } from "../words/format.js";
import { chosenFile } from "./chosen-file.js";
import { formStyle } from "./form-style.js";
import { fetchText, type TextSource } from "./text-source.js";

/** A pasted text stands in the experiment itself up to so many bytes; a longer one would hold up the page, and is read as a file is. */
const INLINE_BYTES = 100_000;

/** What is said of a text that is not the one that an experiment names. */
export function anotherText(name: string, wanted: string, given: string): string {
  const [asked, has] = [wanted, given].map((hash) => hash.slice(0, 8));
  return `${shortened(name)} is another text: its SHA-256 begins with ${has}, that of the one asked for with ${asked}.`;
}

/**
 * Where a text comes from: a file, chosen or dropped; one that the lab offers; what is pasted; an address. What becomes of it
 * is for those who extend this.
 */
export abstract class LabTextPicker extends LitElement {
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
    `,
  ];

  /** The texts that the lab offers. */
  @property({ attribute: false }) offered: readonly OfferedCorpus[] = [];
  @state() private over = false;
  @state() private busy: {
    readonly name: string;
    readonly share: number | null;
    readonly done: string;
  } | null = null;
  @state() protected trouble: { readonly place: string; readonly message: string } | null = null;
  private control: AbortController | null = null;

  @query("#text-file") private file!: HTMLInputElement;
  @query("#text-address") private address!: HTMLInputElement;
  @query("#text-paste") private paste!: HTMLTextAreaElement;

  /** The field that the text is of. */
  protected abstract readonly path: string;
  /** The name of a text that an experiment waits for, a file's or an address; null where it waits for none. */
  protected abstract get awaited(): { readonly form: "file" | "url"; readonly name: string } | null;

  /** What stands over the choices: the text that is there, or the one that is missing. */
  protected abstract named(): unknown;
  /** Reads a text and takes it, or says why not. */
  protected abstract read(source: TextSource, reading: Reading): Promise<string>;
  /** Takes a short text into the experiment itself, or says why not. */
  protected abstract inline(text: string): string;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel();
  }

  protected cancel(): void {
    this.control?.abort();
    this.control = null;
    this.busy = null;
  }

  protected refuse(place: string, message: string): void {
    this.trouble = message === "" ? null : { place, message };
  }

  /** Runs something long that can be cancelled; what it returns is why it failed, or empty. */
  protected async long(
    place: string,
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

  protected readLong(source: TextSource): Promise<void> {
    const name = shortened(source.name);
    return this.long(this.path, name, (signal) => this.read(source, this.reading(name, signal)));
  }

  /** Shows how much of a text is read. */
  protected reading(name: string, signal: AbortSignal): Reading {
    // A worker's last news of it may come after the text itself.
    const onProgress = (share: number): void => {
      if (this.control?.signal === signal) this.busy = { name, share, done: "" };
    };
    return { onProgress, signal };
  }

  private async open(blob: File | undefined): Promise<void> {
    if (!blob) return;
    if (blob.size <= TEXT_BYTES) await this.readLong({ form: "file", name: blob.name, blob });
    else
      this.refuse(
        this.path,
        `${shortened(blob.name)} has ${whole(blob.size)} bytes; allowed: up to ${whole(TEXT_BYTES)}.`,
      );
  }

  protected async fetch(address: string): Promise<void> {
    await this.long(this.path, shortened(address), async (signal) => {
      const onBytes = (bytes: number): void => {
        if (!signal.aborted)
          this.busy = { name: shortened(address), share: null, done: `${brief(bytes / 1e6, 2)} MB` };
      };
      const source = await fetchText(address, onBytes, signal);
      if (typeof source === "string") return source;
      return this.read(source, this.reading(shortened(source.name), signal));
    });
  }

  private async use(text: string): Promise<void> {
    if (text === "") {
      this.refuse(
        this.path,
        "The pasted text is empty; allowed: at least one token more than a context has.",
      );
      return;
    }
    const blob = new Blob([text]);
    if (blob.size > INLINE_BYTES || this.awaited !== null) {
      await this.open(new File([blob], "pasted text"));
      return;
    }
    this.cancel();
    this.refuse(this.path, this.inline(text));
  }

  protected source(): unknown {
    const { busy } = this;
    const trouble = this.trouble?.place === this.path ? this.trouble.message : "";
    const address = this.awaited?.form === "url" ? this.awaited.name : null;
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
        @change=${(event: Event) => void this.open(chosenFile(event))}
      />
      <div class="choices">
        <button type="button" class="small" data-path=${this.path} @click=${() => this.file.click()}>
          Choose a text file…
        </button>
        ${this.offered.map(({ id, name, corpus }) =>
          corpus.form === "text" && this.awaited === null
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
      <details ?open=${address !== null}>
        <summary>Fetch one by its address</summary>
        <label class="unseen" for="text-address">Address of the text</label>
        <input
          id="text-address"
          type="url"
          spellcheck="false"
          autocomplete="off"
          placeholder="https://"
          .value=${address ?? ""}
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
}
