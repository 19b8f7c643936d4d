import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import {
  corpora,
  FILE_BYTES,
  transformerFields,
  transformerPresets,
  type TransformerExperiment,
  type TransformerPreset,
} from "../../index.js";
import { chosenFile } from "../form/chosen-file.js";
import { fieldAt, seedFrom, withField, without, type Draft } from "../form/edit.js";
import type { NumberSetting } from "../form/fields.js";
import { formStyle } from "../form/form-style.js";
import "../form/number-field.js";
import type { FieldValue } from "../form/number-field.js";
import type { TextSource } from "../form/text-source.js";
import { base, buttons, fields } from "../style/shared.js";
import { whole } from "../words/format.js";
import "./corpus.js";
import type { LabTransformerCorpus } from "./corpus.js";
import "./cost.js";
import {
  DECODING,
  ENGINES,
  GENERATIONS,
  MEASURES,
  MODEL,
  MORE_TRAINING,
  REAL_DATA,
  TOKENS_EACH,
  TRAINING,
  VALIDATION,
} from "./fields.js";
import "./mix-list.js";
import "./truth.js";
import type { LabTransformerTruth } from "./truth.js";
import type { LabMixList, MixesEdited } from "./mix-list.js";
import { MIXES, mixesOf, tokensEach, withTokens } from "./mixes.js";
import { going, type ReadText, type TransformerPage } from "./page.js";

/** Fields whose numbers are there only when they are switched on, and what they start with. */
const SWITCHED: ReadonlyMap<string, readonly [name: string, start: number]> = new Map([
  ["decoding.topK", ["Top-k: only the k likeliest tokens", 10]],
  ["decoding.topP", ["Top-p: only the likeliest, up to a share p", 0.9]],
]);

/**
 * The controls of a transformer's experiment. Every change is tried through `take`: what the lab's reader refuses stays in its
 * field with the reader's sentence beside it. Says `preset` (a TransformerPreset) and `open-file` (a File). While a run is
 * under way nothing can be changed.
 */
@customElement("lab-transformer-form")
export class LabTransformerForm extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    formStyle,
    css`
      .busy {
        margin: 0 0 12px;
        padding: 8px 10px;
        border-radius: var(--round-field);
        background: var(--field);
        color: var(--ink-2);
        font-size: var(--note);
      }
      .tall {
        margin: 9px 0 7px;
      }
      .controls[inert] {
        opacity: 0.65;
      }
      details {
        margin-top: 6px;
      }
      summary {
        cursor: pointer;
        color: var(--ink-2);
        font-size: var(--note);
        padding: 3px 0;
      }
    `,
  ];

  @property({ attribute: false }) page: TransformerPage | null = null;
  /** Why a file was not opened. */
  @property() fileError = "";
  /** Takes another experiment, or says why not. */
  @property({ attribute: false }) take: (fields: Draft, text: ReadText | null | undefined) => string = () =>
    "";
  @property({ attribute: false }) remember: (source: TextSource, text: ReadText) => void = () => undefined;
  @property({ attribute: false }) rememberWeights: (sha256: string, file: Blob) => void = () => undefined;
  @state() private errors: Readonly<Record<string, string>> = {};
  @state() private seedText: string | null = null;

  /** Puts the focus on the control that sets a field. */
  focusField(path: string): void {
    if (path.startsWith("recipes[")) {
      this.renderRoot.querySelector<LabMixList>("lab-mix-list")?.focusMix(path);
      return;
    }
    const own = this.renderRoot.querySelector<HTMLElement>(`[data-path="${path}"]`);
    const parts = this.renderRoot.querySelectorAll<LabTransformerCorpus | LabTransformerTruth>(
      "lab-transformer-corpus, lab-transformer-truth",
    );
    const inner = [...parts].map((part) =>
      part.renderRoot.querySelector<HTMLElement>(`[data-path="${path}"]`),
    );
    const control = own ?? inner.find((one) => one !== null);
    const details = control?.closest("details");
    if (details) details.open = true;
    control?.scrollIntoView({ block: "nearest" });
    control?.focus();
  }

  private attempt(key: string, draft: Draft): boolean {
    return this.note(key, this.take(draft, undefined));
  }

  private note(key: string, wrong: string): boolean {
    const rest = Object.entries(this.errors).filter(([other]) => other !== key);
    this.errors = Object.fromEntries(wrong === "" ? rest : [...rest, [key, wrong]]);
    return wrong === "";
  }

  private forgetMixes(): void {
    const rest = Object.entries(this.errors).filter(([key]) => !key.startsWith("recipes["));
    this.errors = Object.fromEntries(rest);
  }

  private fresh(): void {
    this.errors = {};
    this.seedText = null;
  }

  private number(experiment: TransformerExperiment, of: NumberSetting): unknown {
    const value = fieldAt(experiment, of.path);
    const before = this.page ? fieldAt(this.page.initial, of.path) : undefined;
    return html`<lab-number-field
      data-path=${of.path}
      .label=${of.label}
      .value=${typeof value === "number" ? value : null}
      .initial=${typeof before === "number" ? before : undefined}
      .allowed=${of.allowed}
      .unit=${of.unit}
      .help=${of.help}
      .error=${(this.errors[of.path] ?? "").replace(of.path, of.label)}
      @field-value=${({ detail }: CustomEvent<FieldValue>) =>
        this.attempt(of.path, withField(transformerFields(experiment), of.path, detail.value))}
    ></lab-number-field>`;
  }

  private switched(experiment: TransformerExperiment, of: NumberSetting): unknown {
    const [name, start] = SWITCHED.get(of.path) ?? [];
    if (name === undefined) return this.number(experiment, of);
    const on = fieldAt(experiment, of.path) !== undefined;
    return html`<label class="switch">
        <input
          type="checkbox"
          id=${of.path.replace(".", "-")}
          .checked=${live(on)}
          @change=${(event: Event) => {
            const { checked } = event.target as HTMLInputElement;
            const value = checked ? start : undefined;
            this.attempt(of.path, withField(transformerFields(experiment), of.path, value));
          }}
        />
        ${name}
      </label>
      ${on ? this.number(experiment, of) : this.error(of.path)}`;
  }

  private choice(
    key: string,
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
    help: string,
    chosen: (value: string) => void,
  ): unknown {
    return html`<div class="tall">
        <label for=${key}>${label}</label>
        <select
          id=${key}
          data-path=${key}
          aria-describedby=${`${key}-help ${key}-error`}
          @change=${(event: Event) => chosen((event.target as HTMLSelectElement).value)}
        >
          ${options.map(
            ([name, words]) =>
              html`<option value=${name} .selected=${live(name === value)}>${words}</option>`,
          )}
        </select>
      </div>
      <p class="help" id=${`${key}-help`}>${help}</p>
      ${this.error(key)}`;
  }

  private error(key: string): unknown {
    const message = this.errors[key] ?? "";
    return html`<p
      class="error"
      role="alert"
      id=${`${key.replace(".", "-")}-error`}
      ?hidden=${message === ""}
    >
      ${message}
    </p>`;
  }

  private start(page: TransformerPage): unknown {
    const chosen = transformerPresets.find(({ id }) => id === page.preset);
    const own = chosen ? [] : ([["", "Your own experiment"]] as const);
    const options = transformerPresets.map(({ id, name }) => [id, name] as const);
    const fileError = this.errors["file"] ?? this.fileError;
    return html`${this.choice(
        "preset",
        "Start from",
        page.preset,
        [...own, ...options],
        chosen?.note ?? "Changed from where you started.",
        (id) => {
          const preset = transformerPresets.find((one) => one.id === id);
          if (!preset) return;
          this.fresh();
          this.dispatchEvent(new CustomEvent<TransformerPreset>("preset", { detail: preset }));
        },
      )}
      <label class="unseen" for="file">Experiment or result file</label>
      <input
        id="file"
        type="file"
        accept="application/json,.json"
        tabindex="-1"
        @change=${(event: Event) => this.chosen(event)}
      />
      <button
        class="small open"
        type="button"
        @click=${() => this.renderRoot.querySelector<HTMLInputElement>("#file")?.click()}
      >
        Open a file…
      </button>
      <p class="error" role="alert" ?hidden=${fileError === ""}>${fileError}</p>`;
  }

  private chosen(event: Event): void {
    const file = chosenFile(event);
    if (!file) return;
    this.fresh();
    if (file.size > FILE_BYTES) {
      this.note("file", `${file.name} has ${whole(file.size)} bytes; allowed: up to ${whole(FILE_BYTES)}.`);
      return;
    }
    this.dispatchEvent(new CustomEvent<File>("open-file", { detail: file }));
  }

  private corpus(page: TransformerPage): unknown {
    const { experiment } = page;
    const take = (corpus: Draft, text: ReadText | null | undefined): string => {
      const draft = transformerFields(experiment);
      const { tokenizer, validationShare } = experiment.corpus;
      // How a stream begins is a text's own.
      const sampling = without((draft["sampling"] ?? {}) as Draft, ["prompt"]);
      const asked = { tokenizer, validationShare, ...corpus };
      const wrong = this.take({ ...draft, sampling, corpus: asked }, text);
      // Of other tokens there may be a trigram model.
      if (wrong === "") this.note("surrogate", "");
      return wrong;
    };
    return html`<lab-transformer-corpus
        .page=${page}
        .offered=${corpora}
        .take=${take}
        .remember=${this.remember}
      ></lab-transformer-corpus>
      ${this.number(experiment, VALIDATION)}`;
  }

  private recursion(experiment: TransformerExperiment): unknown {
    const draft = transformerFields(experiment);
    const chosen = mixesOf(experiment);
    const own = chosen === "" ? ([["", "Your own"]] as const) : [];
    const options = MIXES.map(({ id, name }) => [id, name] as const);
    const about = REAL_DATA.find(({ realData }) => realData === experiment.realData);
    const real = REAL_DATA.map(({ realData, name }) => [realData, name] as const);
    return html`${this.number(experiment, GENERATIONS)}
      <lab-number-field
        data-path=${TOKENS_EACH.path}
        .label=${TOKENS_EACH.label}
        .value=${tokensEach(experiment)}
        .initial=${this.page ? tokensEach(this.page.initial) : undefined}
        .allowed=${TOKENS_EACH.allowed}
        .unit=${TOKENS_EACH.unit}
        .help=${`Rounded up to whole streams of ${whole(experiment.sampling.streamLength)}.`}
        .error=${(this.errors["recipes"] ?? "").replace(/recipes\[\d+\]\.\w+/, TOKENS_EACH.label)}
        @field-value=${({ detail }: CustomEvent<FieldValue>) => {
          const { value } = detail;
          if (value === null) return;
          this.attempt("recipes", { ...draft, recipes: withTokens(experiment, value) });
        }}
      ></lab-number-field>
      ${this.choice("mixes", "Mixes", chosen, [...own, ...options], "", (id) => {
        const mixes = MIXES.find((one) => one.id === id);
        if (mixes) this.attempt("mixes", { ...draft, recipes: mixes.recipes(tokensEach(experiment)) });
      })}
      <lab-mix-list
        .experiment=${experiment}
        .errors=${this.errors}
        @mixes=${({ detail }: CustomEvent<MixesEdited>) => {
          const taken = this.attempt(detail.path, { ...draft, recipes: detail.recipes });
          // Behind one that is removed, mixes are not where they were refused.
          if (taken && detail.recipes.length < experiment.recipes.length) this.forgetMixes();
        }}
      ></lab-mix-list>
      ${this.choice("realData", "Real data", experiment.realData, real, about?.help ?? "", (value) =>
        this.attempt("realData", { ...draft, realData: value }),
      )}
      <label class="switch">
        <input
          type="checkbox"
          id="surrogate"
          data-path="surrogate"
          aria-describedby="surrogate-help surrogate-error"
          .checked=${live(experiment.surrogate)}
          @change=${(event: Event) => {
            const { checked } = event.target as HTMLInputElement;
            this.attempt("surrogate", { ...draft, surrogate: checked });
          }}
        />
        Trigram model beside it
      </label>
      <p class="help" id="surrogate-help">
        The same mixes on a table of which character follows two others in the text: an experiment of kind
        “chains”. It takes seconds, is drawn thin, and opens in the bench Chains.
      </p>
      ${this.error("surrogate")}`;
  }

  private seed(experiment: TransformerExperiment): unknown {
    const wrong = this.errors["seed"] !== undefined && this.seedText !== null;
    return html`<div class="row narrow">
        <label for="seed">Seed</label>
        <input
          id="seed"
          data-path="seed"
          autocomplete="off"
          spellcheck="false"
          title="A whole number from 0 up, or any text: the same seed draws the same numbers"
          aria-invalid=${wrong ? "true" : "false"}
          aria-describedby="seed-error"
          .value=${wrong ? (this.seedText ?? "") : String(experiment.seed)}
          @change=${(event: Event) => {
            const text = (event.target as HTMLInputElement).value;
            this.seedText = text;
            this.attempt("seed", { ...transformerFields(experiment), seed: seedFrom(text) });
          }}
        />
      </div>
      ${this.error("seed")}`;
  }

  protected override render(): unknown {
    const { page } = this;
    if (!page) return nothing;
    const { experiment } = page;
    const engine = ENGINES.find((one) => one.engine === experiment.engine);
    const engines = ENGINES.map((one) => [one.engine, one.name] as const);
    const all = (settings: readonly NumberSetting[]): unknown =>
      settings.map((of) => this.number(experiment, of));
    const busy = going(page);
    return html`<p class="busy" ?hidden=${!busy}>
        A run of this experiment is under way. Stop it to change anything here.
      </p>
      <div class="controls" ?inert=${busy}>
        ${this.start(page)}
        <fieldset>
          <legend>
            Corpus${experiment.truth.form === "weights" ? "" : ": the text that is learned first"}
          </legend>
          ${this.corpus(page)}
        </fieldset>
        <fieldset>
          <legend>p(0), the first model</legend>
          <lab-transformer-truth
            .page=${page}
            .take=${(truth: TransformerExperiment["truth"]) =>
              this.take({ ...transformerFields(experiment), truth }, undefined)}
            .remember=${this.rememberWeights}
          ></lab-transformer-truth>
        </fieldset>
        <fieldset>
          <legend>Model</legend>
          ${all(MODEL)}
        </fieldset>
        <fieldset>
          <legend>Training, of every model</legend>
          ${all(TRAINING)}
          <details>
            <summary>More</summary>
            ${all(MORE_TRAINING)}
          </details>
        </fieldset>
        <fieldset>
          <legend>Recursion: what the next generation learns</legend>
          ${this.recursion(experiment)}
        </fieldset>
        <fieldset>
          <legend>Decoding: how models write</legend>
          ${DECODING.map((of) => this.switched(experiment, of))}
        </fieldset>
        <fieldset>
          <legend>Run</legend>
          ${this.seed(experiment)}
          ${this.choice("engine", "Engine", experiment.engine, engines, engine?.help ?? "", (value) =>
            this.attempt("engine", { ...transformerFields(experiment), engine: value }),
          )}
          <details>
            <summary>What is measured</summary>
            ${all(MEASURES)}
          </details>
        </fieldset>
      </div>
      <lab-transformer-cost .page=${page}></lab-transformer-cost>`;
  }
}
