import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { TransformerExperiment } from "../../index.js";
import { chosenFile } from "../form/chosen-file.js";
import { formStyle } from "../form/form-style.js";
import { digestOf } from "../state/digest.js";
import { base, buttons, fields } from "../style/shared.js";
import { percent, shortened, whole } from "../words/format.js";
import { lacksWeights, type TransformerPage } from "./page.js";

type Truth = TransformerExperiment["truth"];

/** The largest file of weights, in bytes: more than those of any model that is trained here. */
const MOST_BYTES = 2e9;

/** Where p(0) comes from: it is trained on the text, or a file has its weights. */
@customElement("lab-transformer-truth")
export class LabTransformerTruth extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    formStyle,
    css`
      .name {
        margin: 0 0 2px;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .missing {
        overflow-wrap: anywhere;
        color: var(--collapse);
        font-size: var(--note);
        margin: 0 0 4px;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-top: 6px;
      }
      button.small {
        min-height: 26px;
      }
    `,
  ];

  @property({ attribute: false }) page: TransformerPage | null = null;
  /** Takes another p(0), or says why not. */
  @property({ attribute: false }) take: (truth: Truth) => string = () => "";
  /** Hears of every file of weights that was read. */
  @property({ attribute: false }) remember: (sha256: string, file: Blob) => void = () => undefined;
  @state() private busy = "";
  @state() private trouble = "";
  @query("#weights-file") private file!: HTMLInputElement;
  private control: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel();
  }

  private cancel(): void {
    this.control?.abort();
    this.control = null;
    this.busy = "";
  }

  private train(): void {
    this.cancel();
    this.trouble = this.take({ form: "trained" });
  }

  private async open(file: File | undefined): Promise<void> {
    if (!file) return;
    this.cancel();
    const control = new AbortController();
    this.control = control;
    const { signal } = control;
    const name = shortened(file.name);
    this.busy = name;
    let trouble: string;
    try {
      const onProgress = (share: number): void => void (this.busy = `${name}, ${percent(share, 0)}`);
      trouble = await this.read(file, onProgress, signal);
    } catch (error) {
      trouble = `${name} could not be read: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (signal.aborted) return;
    this.cancel();
    this.trouble = trouble;
  }

  private async read(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<string> {
    if (file.size > MOST_BYTES)
      return `${shortened(file.name)} has ${whole(file.size)} bytes; allowed: up to ${whole(MOST_BYTES)}.`;
    const digest = await digestOf(file, onProgress, signal);
    const { page } = this;
    const truth = page?.experiment.truth;
    if (page && truth?.form === "weights" && lacksWeights(page) && truth.sha256 !== digest) {
      const [has, asked] = [digest, truth.sha256].map((one) => one.slice(0, 8));
      return (
        `${shortened(file.name)} has other weights: its SHA-256 begins with ${has}, that of the file asked for with ${asked}. ` +
        "To take it all the same, choose “Train p(0)” first."
      );
    }
    this.remember(digest, file);
    // The same weights under another name are the same p(0).
    const same = truth?.form === "weights" && truth.sha256 === digest;
    return this.take(same ? truth : { form: "weights", name: file.name, sha256: digest });
  }

  private named(page: TransformerPage): unknown {
    const { truth } = page.experiment;
    if (truth.form === "trained")
      return html`<p class="name">Trained on the text</p>
        <p class="help">
          Or a file gives its weights: a model of this lab, a nanoGPT checkpoint or Hugging Face's GPT-2, of
          the sizes and tokens set here. It stays on this machine.
        </p>`;
    const short = `SHA-256 ${truth.sha256.slice(0, 8)}…`;
    if (lacksWeights(page))
      return html`<p class="missing" role="alert">
        The weights of p(0) are not here: ${shortened(truth.name, 60)} (${short}). Choose that file again, and
        the experiment can run.
      </p>`;
    return html`<p class="name">${shortened(truth.name, 60)}</p>
      <p class="help">
        Weights of p(0) (${short}), which is not trained. The text gives the tokens, and what is held out.
      </p>`;
  }

  protected override render(): unknown {
    const { page, busy } = this;
    if (!page) return nothing;
    return html`${this.named(page)}
      <label class="unseen" for="weights-file">File of weights</label>
      <input
        id="weights-file"
        type="file"
        accept=".safetensors"
        tabindex="-1"
        @change=${(event: Event) => void this.open(chosenFile(event))}
      />
      <div class="choices">
        ${
          page.experiment.truth.form === "weights"
            ? html`<button type="button" class="small" id="train" @click=${() => this.train()}>
                Train p(0)
              </button>`
            : nothing
        }
        <button type="button" class="small" data-path="truth" @click=${() => this.file.click()}>
          Weights of p(0)… (.safetensors)
        </button>
        ${
          busy === ""
            ? nothing
            : html`<button type="button" class="small" id="weights-cancel" @click=${() => this.cancel()}>
                Cancel
              </button>`
        }
      </div>
      <p class="help" ?hidden=${busy === ""}>Reading ${busy}</p>
      <p class="error" id="weights-error" role="alert" ?hidden=${this.trouble === ""}>${this.trouble}</p>`;
  }
}
