import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ChainsExperiment, Parsed, Preset } from "../../index.js";
import { base, buttons, fields } from "../style/shared.js";
import { fieldAt, seedFrom, tokensOf, truthAs, weightsFrom, withField, withStop } from "./edit.js";
import type { Draft, TruthForm } from "./edit.js";
import * as settings from "./fields.js";
import type { NumberSetting } from "./fields.js";
import { formStyle } from "./form-style.js";
import "./number-field.js";
import type { FieldValue } from "./number-field.js";

/** A change of the experiment: `moving` while a slider is held. */
export interface Edited {
  readonly experiment: ChainsExperiment;
  readonly moving: boolean;
}

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
  /** Reads an experiment, or says why it is none. */
  @property({ attribute: false }) judge: (value: unknown) => Parsed = () => ({ ok: false, message: "" });
  /** The same of a file's text. */
  @property({ attribute: false }) judgeText: (text: string) => Parsed = () => ({ ok: false, message: "" });
  @state() private errors: Readonly<Record<string, string>> = {};
  @state() private weightsText: string | null = null;
  @state() private seedText: string | null = null;

  /** Puts the focus on the control that sets a field. */
  focusField(path: string): void {
    const control = this.renderRoot.querySelector<HTMLElement>(`[data-path="${path}"]`);
    control?.scrollIntoView({ block: "nearest" });
    control?.focus();
  }

  private attempt(path: string, draft: Draft, moving = false): boolean {
    const judged = this.judge(draft);
    if (!judged.ok) {
      this.errors = { ...this.errors, [path]: judged.message };
      return false;
    }
    this.errors = Object.fromEntries(Object.entries(this.errors).filter(([key]) => key !== path));
    this.say(judged.experiment, moving);
    return true;
  }

  private say(experiment: ChainsExperiment, moving: boolean): void {
    this.dispatchEvent(new CustomEvent<Edited>("edited", { detail: { experiment, moving } }));
  }

  private take(experiment: ChainsExperiment): void {
    this.errors = {};
    this.weightsText = null;
    this.seedText = null;
    this.say(experiment, false);
  }

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
        this.attempt(of.path, withField(experiment, of.path, event.detail.value), event.detail.moving);
      }}
    ></lab-number-field>`;
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
    return html`<div class="row">
        <label for=${id}>${label}</label>
        <select
          id=${id}
          data-path=${path}
          aria-describedby=${`${id}-help`}
          @change=${(event: Event) => chosen((event.target as HTMLSelectElement).value)}
        >
          ${options.map(([key, name]) => html`<option value=${key} ?selected=${key === value}>${name}</option>`)}
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
    const about = settings.FORMS.find((one) => one.form === truth.form);
    const options = settings.FORMS.map((one) => [one.form, one.name] as const);
    const form = this.choice("truth.form", "Form", truth.form, options, about?.help ?? "", (value) => {
      const next = truthAs(value as TruthForm, truth, experiment.seed);
      this.weightsText = null;
      this.attempt("truth.form", { ...experiment, truth: next });
    });
    const tokens = truth.form === "weights" ? this.weights(truth.weights) : this.number(settings.TOKENS);
    const more = {
      uniform: () => nothing,
      weights: () => nothing,
      zipf: () => this.number(settings.EXPONENT),
      geometric: () =>
        this.number({
          ...settings.SUM_OF_SQUARES,
          slider: {
            from: Number((1.01 / tokensOf(truth)).toPrecision(2)),
            to: 0.95,
            log: true,
            whole: false,
          },
        }),
      dirichlet: () => [
        this.number(settings.CONCENTRATION),
        truth.form === "dirichlet" ? this.seed("truth.seed", truth.seed) : nothing,
      ],
    }[truth.form]();
    return [form, tokens, more];
  }

  private async open(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    const refuse = (message: string): void => {
      this.errors = { ...this.errors, file: `${file.name}: ${message}` };
    };
    if (file.size > FILE_LIMIT) {
      refuse(`it has ${file.size} bytes; allowed: up to ${FILE_LIMIT}.`);
      return;
    }
    const judged = this.judgeText(await file.text());
    if (judged.ok) this.take(judged.experiment);
    else refuse(judged.message);
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
        ${chosen ? nothing : html`<option value="" selected>Your own experiment</option>`}
        ${this.presets.map(
          (one) => html`<option value=${one.id} ?selected=${one.id === this.preset}>${one.name}</option>`,
        )}
      </select>
      <p class="help" id="preset-help">
        ${chosen ? (settings.PRESET_HELP[chosen.id] ?? "") : "Changed from where you started."}
      </p>
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
    const stops = settings.STOPS.map((one) => [one.stop, one.name] as const);
    const engines = settings.ENGINES.map((one) => [one.engine, one.name] as const);
    return html`${this.start()}
      <fieldset>
        <legend>Truth: what people write</legend>
        ${this.truth(experiment)} ${this.number(settings.CONTEXTS)}
      </fieldset>
      <fieldset>
        <legend>Recipe: what models learn from</legend>
        ${this.choice(
          "recipe.form",
          "Data",
          experiment.recipe.form,
          [["fully-synthetic", "Fully synthetic"]],
          "Each generation learns only from what the last one wrote.",
          () => {},
        )}
        ${this.number(settings.SAMPLES)}
      </fieldset>
      <fieldset>
        <legend>Run</legend>
        ${this.number(settings.CHAINS)} ${this.seed("seed", experiment.seed)}
        ${this.choice("stop", "Stop", experiment.stop, stops, stop?.help ?? "", (value) =>
          this.attempt("stop", withStop(experiment, value as ChainsExperiment["stop"])),
        )}
        ${this.number(experiment.stop === "collapse" ? settings.GENERATIONS : settings.EXACTLY)}
        ${this.choice("engine", "Engine", experiment.engine, engines, engine?.help ?? "", (value) =>
          this.attempt("engine", { ...experiment, engine: value }),
        )}
      </fieldset>`;
  }
}
