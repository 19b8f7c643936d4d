import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { corpora, type MissingTokens, type TransformerExperiment } from "../../index.js";
import type { Draft } from "../form/edit.js";
import { LabTextPicker, anotherText } from "../form/text-picker.js";
import type { TextSource } from "../form/text-source.js";
import type { Reading } from "../state/texts.js";
import { brief, counted, shortened, whole } from "../words/format.js";
import { TOKENIZERS } from "./fields.js";
import type { ReadText, TransformerPage } from "./page.js";
import { readText } from "./texts.js";

/** Takes another corpus with its text (undefined: the one that is here), or says why not; empty where it was taken. */
export type TakeCorpus = (corpus: Draft, text: ReadText | null | undefined) => string;

type Corpus = TransformerExperiment["corpus"];
type Named = Exclude<MissingTokens, { form: "text" }>;

/** The text that the first model learns: what is here of it, and where another comes from. */
@customElement("lab-transformer-corpus")
export class LabTransformerCorpus extends LabTextPicker {
  @property({ attribute: false }) page: TransformerPage | null = null;
  @property({ attribute: false }) take: TakeCorpus = () => "";
  /** Hears of every text that was read. */
  @property({ attribute: false }) remember: (source: TextSource, text: ReadText) => void = () => undefined;
  protected readonly path = "corpus";

  /** A text that the lab offers may be left for any other: only one that a file or a link names is waited for. */
  protected get awaited(): Named | null {
    return this.page?.experiment.corpus.form === "tiny-shakespeare" ? null : this.missing;
  }

  /** A text that is not here, and that only the reader can bring. */
  private get missing(): Named | null {
    const { missing = null, reading = false } = this.page ?? {};
    return reading || missing?.form === "text" ? null : missing;
  }

  protected async read(source: TextSource, reading: Reading): Promise<string> {
    const { page } = this;
    if (!page) return "";
    const { corpus } = page.experiment;
    const text = await readText(source, corpus.tokenizer, reading);
    if (typeof text === "string") return text;
    this.remember(source, text);
    const { missing } = this;
    const { sha256 } = text.tokens;
    if (missing?.sha256 === sha256) return this.take({ ...corpus }, text);
    if (missing && (this.awaited || source.name === missing.name))
      return anotherText(source.name, missing.sha256, sha256);
    const offered = corpora.find((one) => one.corpus.form === "url" && one.corpus.sha256 === sha256);
    if (offered?.id === "tiny-shakespeare") return this.take({ form: offered.id }, text);
    const { form, name } = source;
    return this.take({ form, name, sha256 }, text);
  }

  protected inline(text: string): string {
    return this.take({ form: "text", text }, null);
  }

  protected named(): unknown {
    const { page } = this;
    if (!page) return nothing;
    const { missing } = this;
    const { corpus, experiment } = page;
    const name = nameOf(experiment.corpus);
    if (missing && this.awaited)
      return html`<p class="missing" role="alert">
        This experiment is of a text that is not here: ${shortened(missing.name, 60)} (SHA-256
        ${missing.sha256.slice(0, 8)}…). Choose it, and the experiment can run.
      </p>`;
    if (missing)
      return html`<p class="name">${name}</p>
        <p class="help">1.1 MB, not here yet. The paper's text; it comes from raw.githubusercontent.com.</p>
        <button type="button" class="small" id="fetch-offered" @click=${() => void this.fetch(missing.name)}>
          Fetch it
        </button>`;
    if (!corpus)
      return html`<p class="name">${name}</p>
        <p class="help">Reading it…</p>`;
    const { ids, vocabulary } = corpus.tokens;
    return html`<p class="name">${name}</p>
      <p class="help">
        ${counted(ids.length, "token")} of a vocabulary of ${whole(vocabulary.length)}; the last
        ${brief(100 * experiment.corpus.validationShare, 3)} % held out.
      </p>`;
  }

  private cut(): unknown {
    const { page } = this;
    if (!page) return nothing;
    const { corpus } = page.experiment;
    const about = TOKENIZERS.find(({ tokenizer }) => tokenizer === corpus.tokenizer);
    const trouble = this.trouble?.place === "corpus.tokenizer" ? this.trouble.message : "";
    return html`<div class="row">
        <label for="tokenizer">Tokens are</label>
        <select
          id="tokenizer"
          data-path="corpus.tokenizer"
          aria-describedby="tokenizer-help tokenizer-error"
          @change=${(event: Event) => {
            const tokenizer = (event.target as HTMLSelectElement).value;
            this.refuse("corpus.tokenizer", this.take({ ...corpus, tokenizer }, undefined));
          }}
        >
          ${TOKENIZERS.map(
            ({ tokenizer, name }) =>
              html`<option value=${tokenizer} .selected=${live(tokenizer === corpus.tokenizer)}>
                ${name}
              </option>`,
          )}
        </select>
      </div>
      <p class="help" id="tokenizer-help">${about?.help ?? ""}</p>
      <p class="error" id="tokenizer-error" role="alert" ?hidden=${trouble === ""}>${trouble}</p>`;
  }

  protected override render(): unknown {
    return html`${this.source()} ${this.cut()}`;
  }
}

function nameOf(corpus: Corpus): string {
  switch (corpus.form) {
    case "tiny-shakespeare":
      return "Tiny Shakespeare";
    case "text": {
      const offered = corpora.find((one) => one.corpus.form === "text" && one.corpus.text === corpus.text);
      return offered?.name ?? `“${shortened(corpus.text)}”`;
    }
    case "file":
    case "url":
      return shortened(corpus.name, 60);
  }
}
