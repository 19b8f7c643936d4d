import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { FILE_BYTES } from "../../index.js";
import { chosenFile } from "../form/chosen-file.js";
import { weightsFrom } from "../form/edit.js";
import { formStyle } from "../form/form-style.js";
import "../form/number-field.js";
import type { FieldValue } from "../form/number-field.js";
import { base, buttons, fields } from "../style/shared.js";
import { whole } from "../words/format.js";
import { axesFor, type Design } from "./design.js";
import { sweepable, type Axis, type Spacing } from "./fields.js";
import type { SweepPage } from "./page.js";

const SPACINGS = [
  { spacing: "log", name: "By ratios (log)" },
  { spacing: "linear", name: "Evenly (linear)" },
  { spacing: "list", name: "As listed" },
] as const;

const METHODS = [
  { method: "simulate", name: "Simulate", help: "Every chain, generation by generation." },
  {
    method: "ancestry",
    name: "Ancestry",
    help: "T drawn from genealogies: far quicker, for fully synthetic data alone.",
  },
  { method: "exact", name: "Exact", help: "The law alone; nothing is drawn." },
] as const;

const FIRST = ["Across", "Up"] as const;

/**
 * The controls of a sweep. Every change is tried through `take`: what the lab's reader refuses stays in its field with the
 * reader's sentence beside it. Says `open-file` (a File) and `change-base`.
 */
@customElement("lab-sweep-form")
export class LabSweepForm extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    formStyle,
    css`
      fieldset:first-of-type {
        margin-top: 0;
      }
      .tall {
        margin: 7px 0;
      }
      .held {
        font-size: var(--note);
        color: var(--ink-2);
        margin: 4px 0 8px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) page: SweepPage | null = null;
  /** The experiment that the sweep starts from, in a sentence. */
  @property() sentence = "";
  /** Why a file was not opened. */
  @property() fileError = "";
  /** Takes another design, or says why not. */
  @property({ attribute: false }) take: (design: Design) => string = () => "";
  @state() private errors: Readonly<Record<string, string>> = {};
  @state() private listText: Readonly<Record<string, string>> = {};

  /** Puts the focus on the control that sets a field. */
  focusField(path: string): void {
    const control = this.renderRoot.querySelector<HTMLElement>(`[data-path="${path}"]`);
    control?.scrollIntoView({ block: "nearest" });
    control?.focus();
  }

  /** Takes a design, or else the first of others that is not refused; the sentence on the design stays where none is. */
  private attempt(key: string, design: Design, ...others: readonly Design[]): boolean {
    const refused = this.take(design);
    const wrong = others.some((other) => refused !== "" && this.take(other) === "") ? "" : refused;
    const rest = Object.fromEntries(Object.entries(this.errors).filter(([other]) => other !== key));
    this.errors = wrong === "" ? rest : { ...this.errors, [key]: wrong };
    return wrong === "";
  }

  private attemptAxis(design: Design, i: number, key: string, change: Partial<Axis>): boolean {
    const axes = design.axes.map((axis, at) => (at === i ? { ...axis, ...change } : axis));
    return this.attempt(key, { ...design, axes });
  }

  private error(key: string): unknown {
    const message = this.errors[key] ?? "";
    return html`<p class="error" role="alert" id=${`${key}-error`} ?hidden=${message === ""}>${message}</p>`;
  }

  private number(
    key: string,
    label: string,
    allowed: string,
    value: number | null,
    set: (value: number | null) => void,
    more: { readonly unit?: string; readonly blank?: string; readonly help?: string } = {},
  ): unknown {
    return html`<lab-number-field
      data-path=${key}
      .label=${label}
      .value=${value}
      .allowed=${allowed}
      .unit=${more.unit ?? ""}
      .blank=${more.blank ?? ""}
      .help=${more.help ?? ""}
      .error=${this.errors[key] ?? ""}
      @field-value=${(event: CustomEvent<FieldValue>) => set(event.detail.value)}
    ></lab-number-field>`;
  }

  private choice<T extends string>(
    key: string,
    label: string,
    value: T,
    options: readonly (readonly [T, string])[],
    chosen: (value: T) => void,
  ): unknown {
    return html`<div class="tall">
        <label for=${key}>${label}</label>
        <select
          id=${key}
          data-path=${key}
          aria-describedby=${`${key}-error`}
          @change=${(event: Event) => chosen((event.target as HTMLSelectElement).value as T)}
        >
          ${options.map(
            ([name, words]) =>
              html`<option value=${name} .selected=${live(name === value)}>${words}</option>`,
          )}
        </select>
      </div>
      ${this.error(key)}`;
  }

  private axis(page: SweepPage, i: number): unknown {
    const { design } = page;
    const axis = design.axes[i];
    const other = design.axes[1 - i]?.path;
    const free = sweepable(page.base)
      .filter(({ path }) => path !== other)
      .map(({ path, label }) => [path, label] as const);
    const options = i === 0 ? free : ([["", "Nothing: one field"], ...free] as const);
    const key = `axis-${i}`;
    const chosen = (path: string): void => {
      const rest = design.axes.filter((_, at) => at !== i);
      const designs =
        path === ""
          ? []
          : axesFor(page.base, path).map((next) => {
              return { ...design, axes: i === 0 ? [next, ...rest] : [...rest, next] };
            });
      const [first = { ...design, axes: rest }, ...others] = designs;
      this.attempt(key, first, ...others);
    };
    return html`<fieldset>
      <legend>${FIRST[i]}</legend>
      ${this.choice(key, "Field", axis?.path ?? "", options, chosen)}
      ${axis ? this.values(design, i, axis) : nothing}
    </fieldset>`;
  }

  private values(design: Design, i: number, axis: Axis): unknown {
    const key = (name: string): string => `axis-${i}-${name}`;
    const spacings = SPACINGS.map(({ spacing, name }) => [spacing, name] as const);
    const spaced = (spacing: Spacing): void => {
      const fields = this.page?.sweep?.fields[i]?.values ?? [];
      const values = fields.filter((value): value is number => typeof value === "number");
      this.attemptAxis(design, i, key("spacing"), spacing === "list" ? { spacing, values } : { spacing });
    };
    const from = (name: "from" | "to" | "points", label: string, allowed: string): unknown =>
      this.number(key(name), label, allowed, axis[name], (value) => {
        if (value !== null) this.attemptAxis(design, i, key(name), { [name]: value });
      });
    return [
      this.choice(key("spacing"), "Spaced", axis.spacing, spacings, spaced),
      axis.spacing === "list"
        ? this.list(design, i, axis)
        : [
            from("from", "From", "what the field itself allows"),
            from("to", "To", "what the field itself allows"),
            from("points", "Points", `whole numbers from 1 to ${whole(10_000)}`),
          ],
    ];
  }

  private list(design: Design, i: number, axis: Axis): unknown {
    const key = `axis-${i}-values`;
    const typed = this.listText[key];
    return html`<div class="tall">
        <label for=${key}>Values</label>
        <textarea
          id=${key}
          data-path=${key}
          spellcheck="false"
          aria-describedby=${`${key}-error`}
          aria-invalid=${this.errors[key] ? "true" : "false"}
          .value=${typed ?? axis.values.join(", ")}
          @change=${(event: Event) => {
            const text = (event.target as HTMLTextAreaElement).value;
            const values = weightsFrom(text);
            this.listText = { ...this.listText, [key]: text };
            if (values === null) {
              const message = "Values must be numbers, between commas or spaces.";
              this.errors = { ...this.errors, [key]: message };
              return;
            }
            const ends = { from: Math.min(...values), to: Math.max(...values) };
            if (this.attemptAxis(design, i, key, { values, ...ends }))
              this.listText = Object.fromEntries(
                Object.entries(this.listText).filter(([other]) => other !== key),
              );
          }}
        ></textarea>
      </div>
      ${this.error(key)}`;
  }

  private until(page: SweepPage): unknown {
    const { design } = page;
    const set =
      (key: string, name: "precision" | "budgetSeconds") =>
      (value: number | null): void => {
        if (value !== null) this.attempt(key, { ...design, [name]: value });
      };
    const about = METHODS.find(({ method }) => method === design.method);
    const methods = METHODS.map(({ method, name }) => [method, name] as const);
    return html`<fieldset>
      <legend>Until</legend>
      ${this.number(
        "precision",
        "Precision",
        "numbers from 0.000001 to 1",
        design.precision,
        set("precision", "precision"),
        {
          unit: "half-width of the 95 % interval, as a share of the value",
          help: "Half-width of each point's 95 % interval as a share of its value: 0.01 is 1 %.",
        },
      )}
      ${this.number("budget", "Seconds at most", "numbers from 0 to 1,000,000,000", design.budgetSeconds, set("budget", "budgetSeconds"))}
      ${this.number("chains", "Chains at most", `whole numbers from 1 to ${whole(2 ** 32 - 1)}`, design.chains, (chains) => this.attempt("chains", { ...design, chains }), { unit: "chains of a point", blank: "as needed" })}
      ${this.choice("method", "Method", design.method, methods, (method) => this.attempt("method", { ...design, method }))}
      <p class="help">${about?.help ?? ""}</p>
      <label class="switch">
        <input
          type="checkbox"
          id="common"
          .checked=${live(design.commonRandomNumbers)}
          @change=${(event: Event) => {
            const commonRandomNumbers = (event.target as HTMLInputElement).checked;
            this.attempt("common", { ...design, commonRandomNumbers });
          }}
        />
        The same random numbers at every point
      </label>
      ${this.error("common")}
    </fieldset>`;
  }

  private chosen(event: Event): void {
    const file = chosenFile(event);
    if (!file) return;
    if (file.size > FILE_BYTES) {
      const allowed = whole(FILE_BYTES);
      this.errors = { file: `${file.name} has ${whole(file.size)} bytes; allowed: up to ${allowed}.` };
      return;
    }
    this.errors = {};
    this.listText = {};
    this.dispatchEvent(new CustomEvent<File>("open-file", { detail: file }));
  }

  protected override render(): unknown {
    const { page } = this;
    if (!page) return nothing;
    const fileError = this.errors["file"] ?? this.fileError;
    return html`${this.axis(page, 0)} ${this.axis(page, 1)}
      <p class="error" role="alert" ?hidden=${page.trouble === ""}>${page.trouble}</p>
      ${this.until(page)}
      <fieldset>
        <legend>Held fixed: the rest of the experiment of Chains</legend>
        <p class="held">${this.sentence}</p>
        <button
          class="small"
          type="button"
          @click=${() => this.dispatchEvent(new CustomEvent("change-base"))}
        >
          Change it in Chains
        </button>
        <div>
          <label class="unseen" for="file">Sweep or result file</label>
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
            Open a sweep file…
          </button>
          <p class="error" role="alert" ?hidden=${fileError === ""}>${fileError}</p>
        </div>
      </fieldset>`;
  }
}
