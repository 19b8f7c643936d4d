import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { ChainsExperiment, Parsed, Preset } from "../../index.js";
import { elsewhere } from "../rooms.js";
import type { OfferedCorpus, ResolvedCorpus } from "../state/lab.js";
import { tokensOf } from "../state/sizes.js";
import type { Missing, Texts } from "../state/texts.js";
import { base, buttons, fields } from "../style/shared.js";
import { chosenFile } from "./chosen-file.js";
import {
  ENDS,
  fieldAt,
  seedFrom,
  shortened,
  truthAs,
  weightsFrom,
  withField,
  without,
  withRecipe,
  withStop,
} from "./edit.js";
import type { Draft, RecipeForm, TruthForm } from "./edit.js";
import * as settings from "./fields.js";
import type { NumberSetting } from "./fields.js";
import { formStyle } from "./form-style.js";
import "./mixing-grid.js";
import "./number-field.js";
import type { FieldValue } from "./number-field.js";
import type { Quotas } from "./quotas.js";
import "./text-truth.js";
import type { LabTextTruth, TakeText } from "./text-truth.js";

/** A change of the experiment: `moving` while a slider is held. `corpus` is its text, where that is not in the experiment. */
export interface Edited {
  readonly experiment: ChainsExperiment;
  readonly corpus: ResolvedCorpus | null;
  readonly moving: boolean;
}

type Judge<T> = (value: T, corpus: ResolvedCorpus | null) => Parsed;

const CHOICES: ReadonlySet<string> = new Set(["truth.form", "recipe.form", "stop", "method", "engine"]);

const FILE_LIMIT = 50_000_000;

/**
 * The experiment's controls. Every change is judged by the lab's own reader: what it accepts is said as `edited`
 * (Edited); what it refuses stays in its field with the reader's sentence beside it.
 */
@customElement("lab-form")
export class LabForm extends LitElement {
  static override styles = [base, buttons, fields, formStyle];

  @property({ attribute: false }) experiment: ChainsExperiment | null = null;
  /** What reset goes back to. */
  @property({ attribute: false }) initial: ChainsExperiment | null = null;
  @property({ attribute: false }) presets: readonly Preset[] = [];
  /** The preset that the experiment is; empty for none. */
  @property() preset = "";
  /** The text of the experiment, where it is a file's or an address's. */
  @property({ attribute: false }) corpus: ResolvedCorpus | null = null;
  /** An experiment that waits for its text. */
  @property({ attribute: false }) missing: Missing | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** The texts that the lab offers. */
  @property({ attribute: false }) offered: readonly OfferedCorpus[] = [];
  /** Reads an experiment, or says why it is none. */
  @property({ attribute: false }) judge: Judge<unknown> = () => ({ ok: false, message: "" });
  /** The same of a file's text. */
  @property({ attribute: false }) judgeText: Judge<string> = () => ({ ok: false, message: "" });
  @state() private errors: Readonly<Record<string, string>> = {};
  @state() private weightsText: string | null = null;
  @state() private seedText: string | null = null;
  /** Whether the truth of a text is being set up before there is a text. */
  @state() private choosingText = false;

  /** Puts the focus on the control that sets a field. */
  focusField(path: string): void {
    const control = this.renderRoot.querySelector<HTMLElement>(`[data-path="${path}"]`);
    const inText = this.renderRoot.querySelector<LabTextTruth>("lab-text-truth");
    (control ?? inText)?.scrollIntoView({ block: "nearest" });
    if (control) control.focus();
    else inText?.focusField(path);
  }

  /** What the lab's reader says of a draft, with the text that the page has. */
  private read(draft: Draft, corpus = this.corpus): Parsed {
    return this.judge(draft, corpus);
  }

  /**
   * A draft that ends as the experiment does if the reader asked for that, else as suits it: where nobody chose an end, a
   * change that may make runs endless brings a cap with it.
   */
  private ending(draft: Draft): Draft {
    const { experiment } = this;
    if (!experiment) return draft;
    const usual = this.read(without({ ...experiment }, ENDS));
    const chosen =
      !usual.ok ||
      usual.experiment.stop !== experiment.stop ||
      usual.experiment.generations !== experiment.generations;
    return chosen && experiment.generations !== null ? draft : without(draft, ENDS);
  }

  private attempt(path: string, draft: Draft, moving = false, corpus = this.corpus): boolean {
    const judged = this.read(draft, corpus);
    if (!judged.ok) {
      this.errors = { ...this.errors, [path]: judged.message };
      return false;
    }
    // A choice that was refused is not the choice any more: its reason goes with the next change.
    const stays = ([key]: readonly [string, string]): boolean => key !== path && !CHOICES.has(key);
    this.errors = Object.fromEntries(Object.entries(this.errors).filter(stays));
    this.say(judged.experiment, moving, corpus);
    return true;
  }

  private say(experiment: ChainsExperiment, moving: boolean, corpus: ResolvedCorpus | null): void {
    const { truth } = experiment;
    const named = truth.form === "text" && truth.corpus.form !== "text";
    const detail = { experiment, moving, corpus: named ? corpus : null };
    this.dispatchEvent(new CustomEvent<Edited>("edited", { detail }));
  }

  private take(experiment: ChainsExperiment, corpus: ResolvedCorpus | null = null): void {
    this.errors = {};
    this.weightsText = null;
    this.seedText = null;
    this.choosingText = false;
    this.say(experiment, false, corpus);
  }

  private readonly takeText: TakeText = (truth, corpus) => {
    const { experiment } = this;
    if (!experiment) return "";
    const judged = this.read(without({ ...experiment, truth }, ["contexts"]), corpus);
    if (!judged.ok) return judged.message;
    this.choosingText = false;
    this.say(judged.experiment, false, corpus);
    return "";
  };

  private number(of: NumberSetting): unknown {
    const { experiment, initial } = this;
    if (!experiment) return nothing;
    const value = fieldAt(experiment, of.path);
    const before = initial ? fieldAt(initial, of.path) : undefined;
    return html`<lab-number-field
      data-path=${of.path}
      .label=${of.label}
      .value=${typeof value === "number" ? value : null}
      .initial=${typeof before === "number" || before === null ? before : undefined}
      .allowed=${of.allowed}
      .unit=${of.unit}
      .help=${of.help}
      .blank=${of.blank}
      .slider=${of.slider}
      .error=${(this.errors[of.path] ?? "").replace(of.path, of.label)}
      @field-value=${(event: CustomEvent<FieldValue>) => {
        const draft = withField(experiment, of.path, event.detail.value);
        const ends = of.path.startsWith("decoding.") ? this.ending(draft) : draft;
        this.attempt(of.path, ends, event.detail.moving);
      }}
    ></lab-number-field>`;
  }

  /** A number that is there only when it is switched on. */
  private switched(of: NumberSetting, name: string, start: number): unknown {
    const { experiment } = this;
    if (!experiment) return nothing;
    const on = fieldAt(experiment, of.path) !== undefined;
    return html`<label class="switch">
        <input
          type="checkbox"
          id=${of.path.replace(".", "-")}
          .checked=${live(on)}
          @change=${(event: Event) => {
            const checked = (event.target as HTMLInputElement).checked;
            const draft = withField(experiment, of.path, checked ? start : undefined);
            this.attempt(of.path, this.ending(draft));
          }}
        />
        ${name}
      </label>
      ${on ? this.number(of) : nothing}`;
  }

  private choice(
    path: string,
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
    help: string,
    chosen: (value: string) => void,
  ): unknown {
    const id = path.replace(".", "-");
    const long = options.some(([, name]) => name.length > 14);
    return html`<div class=${long ? "long" : "row"}>
        <label for=${id} class=${long ? "unseen" : ""}>${label}</label>
        <select
          id=${id}
          data-path=${path}
          aria-describedby=${`${id}-help`}
          @change=${(event: Event) => chosen((event.target as HTMLSelectElement).value)}
        >
          ${options.map(
            ([key, name]) => html`<option value=${key} .selected=${live(key === value)}>${name}</option>`,
          )}
        </select>
      </div>
      <p class="help" id=${`${id}-help`}>${help}</p>
      ${this.error(path)}`;
  }

  private error(path: string): unknown {
    const message = this.errors[path];
    return html`<p class="error" role="alert" id=${`${path.replace(".", "-")}-error`} ?hidden=${!message}>
      ${message ?? ""}
    </p>`;
  }

  private seed(path: string, value: number | string): unknown {
    const { experiment } = this;
    if (!experiment) return nothing;
    const id = path.replace(".", "-");
    const wrong = this.errors[path] !== undefined && this.seedText !== null;
    return html`<div class="row narrow">
        <label for=${id}>${path === "seed" ? "Seed" : "Seed of the truth"}</label>
        <input
          id=${id}
          data-path=${path}
          autocomplete="off"
          spellcheck="false"
          title="A whole number from 0 up, or any text: the same seed gives the same numbers everywhere"
          aria-invalid=${wrong ? "true" : "false"}
          aria-describedby=${`${id}-error`}
          .value=${wrong ? (this.seedText ?? "") : String(value)}
          @change=${(event: Event) => {
            const text = (event.target as HTMLInputElement).value;
            this.seedText = text;
            if (this.attempt(path, withField(experiment, path, seedFrom(text)))) this.seedText = null;
          }}
        />
      </div>
      ${this.error(path)}`;
  }

  private weights(weights: readonly number[]): unknown {
    const { experiment } = this;
    if (!experiment) return nothing;
    const path = "truth.weights";
    const wrong = this.weightsText !== null;
    return html`<div class="tall">
      <label for="weights">Weights</label>
      <textarea
        id="weights"
        data-path=${path}
        spellcheck="false"
        aria-describedby="truth-weights-error"
        aria-invalid=${wrong ? "true" : "false"}
        .value=${this.weightsText ?? weights.join(", ")}
        @change=${(event: Event) => {
          const text = (event.target as HTMLTextAreaElement).value;
          const read = weightsFrom(text);
          this.weightsText = text;
          if (read === null) {
            const message =
              "Weights must be numbers from 0 up, between commas or spaces, and at least one of them above 0.";
            this.errors = { ...this.errors, [path]: message };
          } else if (this.attempt(path, withField(experiment, path, read))) this.weightsText = null;
        }}
      ></textarea>
      ${this.error(path)}
    </div>`;
  }

  private truth(experiment: ChainsExperiment): unknown {
    const { truth } = experiment;
    const form = this.missing || this.choosingText ? "text" : truth.form;
    const about = settings.FORMS.find((one) => one.form === form);
    const options = settings.FORMS.map((one) => [one.form, one.name] as const);
    const choice = this.choice("truth.form", "Form", form, options, about?.help ?? "", (value) => {
      this.weightsText = null;
      if (value === "text") this.startText();
      else this.leaveText(experiment, value as Exclude<TruthForm, "text">);
    });
    if (form === "text") return [choice, this.text(experiment)];
    const tokens = truth.form === "weights" ? this.weights(truth.weights) : this.number(settings.TOKENS);
    return [choice, tokens, this.more(truth), this.number(settings.CONTEXTS)];
  }

  private more(truth: ChainsExperiment["truth"]): unknown {
    switch (truth.form) {
      case "uniform":
      case "weights":
      case "text":
        return nothing;
      case "zipf":
        return this.number(settings.EXPONENT);
      case "geometric": {
        const from = Number((1.01 / truth.tokens).toPrecision(2));
        return this.number({
          ...settings.SUM_OF_SQUARES,
          slider: { from, to: 0.95, log: true, whole: false },
        });
      }
      case "dirichlet":
        return [this.number(settings.CONCENTRATION), this.seed("truth.seed", truth.seed)];
    }
  }

  /** A text of the lab's at once, so that there is something to see; any other takes its place. */
  private startText(): void {
    this.choosingText = true;
    const corpus = this.offered.find((one) => one.corpus.form === "text")?.corpus;
    if (!corpus) return;
    const message = this.takeText({ form: "text", corpus, tokenizer: "characters", contextLength: 1 }, null);
    if (message) this.errors = { ...this.errors, "truth.form": message };
  }

  private leaveText(experiment: ChainsExperiment, form: Exclude<TruthForm, "text">): void {
    const { truth } = experiment;
    this.choosingText = false;
    const tokens = Math.max(2, tokensOf(truth, this.corpus?.table ?? null));
    const draft = { ...experiment, truth: truthAs(form, tokens, experiment.seed) };
    this.attempt("truth.form", truth.form === "text" ? without(draft, ["contexts"]) : draft);
  }

  private text(experiment: ChainsExperiment): unknown {
    const { truth } = experiment;
    const here = truth.form === "text" && !this.missing;
    return html`<lab-text-truth
      .truth=${here ? truth : null}
      .contexts=${experiment.contexts}
      .tokens=${here ? tokensOf(truth, this.corpus?.table ?? null) : 0}
      .missing=${this.missing}
      .texts=${this.texts}
      .offered=${this.offered}
      .take=${this.takeText}
    ></lab-text-truth>`;
  }

  private recipe(experiment: ChainsExperiment): unknown {
    const { recipe } = experiment;
    const about = settings.RECIPES.find((one) => one.form === recipe.form);
    const options = settings.RECIPES.map((one) => [one.form, one.name] as const);
    return [
      this.choice("recipe.form", "Recipe", recipe.form, options, about?.help ?? "", (value) =>
        this.attempt(
          "recipe.form",
          shortened(withRecipe(experiment, value as RecipeForm), (draft) => this.read(draft).ok),
        ),
      ),
      (about?.numbers ?? []).map((of) => this.number(of)),
      recipe.form === "mixing-matrix" ? this.grid(experiment, recipe.quotas) : nothing,
    ];
  }

  private grid(experiment: ChainsExperiment, quotas: Quotas): unknown {
    return html`<lab-mixing-grid
      data-path="recipe.quotas"
      .quotas=${quotas}
      .error=${this.errors["recipe.quotas"] ?? ""}
      @quotas=${(event: CustomEvent<Quotas>) => {
        const recipe = { form: "mixing-matrix", quotas: event.detail };
        this.attempt("recipe.quotas", this.ending({ ...experiment, recipe }));
      }}
    ></lab-mixing-grid>`;
  }

  private decoding({ truth }: ChainsExperiment): unknown {
    const tokens = tokensOf(truth, this.corpus?.table ?? null);
    return [
      this.number(settings.TEMPERATURE),
      this.switched(
        settings.TOP_K,
        "Top-k: only the k likeliest tokens",
        Math.max(1, Math.min(10, Math.ceil(tokens / 2))),
      ),
      this.switched(settings.TOP_P, "Top-p: only the likeliest, up to a share p", 0.9),
    ];
  }

  private async open(event: Event): Promise<void> {
    const file = chosenFile(event);
    if (!file) return;
    if (file.size > FILE_LIMIT) {
      const message = `it has ${file.size} bytes; allowed: up to ${FILE_LIMIT}.`;
      this.errors = { ...this.errors, file: `${file.name}: ${message}` };
      return;
    }
    const text = await file.text();
    if (!elsewhere(this, file.name, text)) this.openText(file.name, text);
  }

  /** Opens a file's text, or says why not. */
  openText(name: string, text: string): void {
    const judged = this.judgeText(text, null);
    if (judged.ok) this.take(judged.experiment);
    else if (judged.missing) this.wait(judged.missing, (corpus) => this.judgeText(text, corpus));
    else this.errors = { ...this.errors, file: `${name}: ${judged.message}` };
  }

  /** An experiment file names a text that is not here. */
  private wait(text: Missing["text"], read: (corpus: ResolvedCorpus) => Parsed): void {
    const found = (corpus: ResolvedCorpus): string => {
      const judged = read(corpus);
      if (judged.ok) this.take(judged.experiment, corpus);
      return judged.ok ? "" : judged.message;
    };
    this.dispatchEvent(new CustomEvent<Missing>("missing", { detail: { text, found } }));
  }

  /** The paper's figures, each a click away. */
  private figures(): unknown {
    const numbers = this.presets.map((one) => /^figure-(\d+)/.exec(one.id)?.[1]);
    const figures = this.presets.flatMap((one, i) => {
      const number = numbers[i];
      if (number === undefined) return [];
      const several = numbers.filter((other) => other === number).length > 1;
      const before = numbers.slice(0, i).filter((other) => other === number).length;
      return [{ ...one, number: several ? `${number}${"abcdef"[before] ?? ""}` : number }];
    });
    if (figures.length === 0) return nothing;
    return html`<div class="figures" role="group" aria-label="Figures of the paper">
      <span>Figure</span>
      ${figures.map(
        ({ id, number, name, experiment }) =>
          html`<button
            type="button"
            class="small"
            data-preset=${id}
            title=${name}
            aria-label=${`Figure ${number} of the paper`}
            aria-pressed=${id === this.preset ? "true" : "false"}
            @click=${() => this.take(experiment)}
          >
            ${number}
          </button>`,
      )}
    </div>`;
  }

  private start(): unknown {
    const chosen = this.presets.find((one) => one.id === this.preset);
    return html`<div class="tall">
      <label for="preset">Start from</label>
      <select
        id="preset"
        data-path="preset"
        aria-describedby="preset-help"
        @change=${(event: Event) => {
          const id = (event.target as HTMLSelectElement).value;
          const preset = this.presets.find((one) => one.id === id);
          if (preset) this.take(preset.experiment);
        }}
      >
        ${chosen ? nothing : html`<option value="" .selected=${true}>Your own experiment</option>`}
        ${[...new Set(this.presets.map(({ group }) => group))].map(
          (group) =>
            html`<optgroup label=${group}>
              ${this.presets
                .filter((one) => one.group === group)
                .map(
                  (one) =>
                    html`<option value=${one.id} .selected=${live(one.id === this.preset)}>
                      ${one.name}
                    </option>`,
                )}
            </optgroup>`,
        )}
      </select>
      ${this.figures()}
      <p class="help" id="preset-help">${chosen ? chosen.note : "Changed from where you started."}</p>
      <label class="unseen" for="file">Experiment or result file</label>
      <input
        id="file"
        type="file"
        accept="application/json,.json"
        tabindex="-1"
        @change=${(event: Event) => void this.open(event)}
      />
      <button
        class="small open"
        type="button"
        @click=${() => this.renderRoot.querySelector<HTMLInputElement>("#file")?.click()}
      >
        Open a file…
      </button>
      ${this.error("file")}
    </div>`;
  }

  protected override render(): unknown {
    const { experiment } = this;
    if (!experiment) return nothing;
    const stop = settings.STOPS.find((one) => one.stop === experiment.stop);
    const engine = settings.ENGINES.find((one) => one.engine === experiment.engine);
    const method = settings.METHODS.find((one) => one.method === experiment.method);
    const methods = settings.METHODS.map((one) => [one.method, one.name] as const);
    const stops = settings.STOPS.map((one) => [one.stop, one.name] as const);
    const engines = settings.ENGINES.map((one) => [one.engine, one.name] as const);
    return html`${this.start()}
      <fieldset>
        <legend>Truth: what people write</legend>
        ${this.truth(experiment)}
      </fieldset>
      <fieldset>
        <legend>Recipe: what models learn from</legend>
        ${this.recipe(experiment)}
      </fieldset>
      <fieldset>
        <legend>Decoding: how models write</legend>
        ${this.decoding(experiment)}
      </fieldset>
      <fieldset>
        <legend>Run</legend>
        ${this.number(settings.CHAINS)} ${this.seed("seed", experiment.seed)}
        ${this.choice("stop", "Stop", experiment.stop, stops, stop?.help ?? "", (value) =>
          this.attempt("stop", withStop(experiment, value as ChainsExperiment["stop"])),
        )}
        ${this.number(experiment.stop === "collapse" ? settings.GENERATIONS : settings.EXACTLY)}
        ${this.choice("method", "Method", experiment.method, methods, method?.help ?? "", (value) =>
          this.attempt("method", { ...experiment, method: value }),
        )}
        ${this.choice("engine", "Engine", experiment.engine, engines, engine?.help ?? "", (value) =>
          this.attempt("engine", { ...experiment, engine: value }),
        )}
      </fieldset>`;
  }
}
