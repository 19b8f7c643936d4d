import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { TransformerExperiment, TransformerRecipe } from "../../index.js";
import { RECIPES, type NumberSetting } from "../form/fields.js";
import { formStyle } from "../form/form-style.js";
import "../form/number-field.js";
import type { FieldValue } from "../form/number-field.js";
import { base, buttons, fields } from "../style/shared.js";
import { shown } from "../words/format.js";
import { ADDED, NEW_REAL, SUBSAMPLED, SYNTHETIC, WINDOW } from "./fields.js";
import { percentOf, recipeAs, tokensEach, withPercent, type Form } from "./mixes.js";

const FORMS: readonly Form[] = [
  "fully-synthetic",
  "partially-synthetic",
  "fresh-real",
  "accumulate",
  "accumulate-subsample",
  "most-recent",
];

/** Recipes as the reader sees them; the lab's reader has the last word. */
const MOST = 16;

/** A change of one mix, or of their number. */
export interface MixesEdited {
  /** The place that was changed: "recipes[1]". */
  readonly path: string;
  readonly recipes: readonly TransformerRecipe[];
}

/** The mixes, one under another. Says `mixes` (MixesEdited). */
@customElement("lab-mix-list")
export class LabMixList extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    formStyle,
    css`
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        border-left: 2px solid var(--rule);
        padding: 1px 0 1px 10px;
        margin: 8px 0;
      }
      .top {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px;
        align-items: center;
      }
      .remove {
        min-width: 26px;
        min-height: 26px;
      }
    `,
  ];

  @property({ attribute: false }) experiment: TransformerExperiment | null = null;
  /** What was refused, by the mix's path. */
  @property({ attribute: false }) errors: Readonly<Record<string, string>> = {};

  /** What is no value of a mix at all, by the mix's path. */
  @state() private unfit: { readonly path: string; readonly message: string } | null = null;

  /** Puts the focus on a mix. */
  focusMix(path: string): void {
    this.renderRoot.querySelector<HTMLElement>(`select[data-path="${path}"]`)?.focus();
  }

  private say(path: string, recipes: readonly TransformerRecipe[]): void {
    const removed = recipes.length < (this.experiment?.recipes.length ?? 0);
    if (removed || this.unfit?.path === path) this.unfit = null;
    this.dispatchEvent(new CustomEvent<MixesEdited>("mixes", { detail: { path, recipes } }));
  }

  private number(
    of: NumberSetting,
    path: string,
    value: number,
    made: (value: number) => TransformerRecipe | null,
    replaced: (recipe: TransformerRecipe) => void,
  ): unknown {
    const own = this.unfit?.path === path ? this.unfit.message : "";
    const refused = (this.errors[path] ?? "").replace(`${path}.`, "");
    return html`<lab-number-field
      data-path=${`${path}.${of.path}`}
      .label=${of.label}
      .value=${value}
      .allowed=${of.allowed}
      .unit=${of.unit}
      .error=${own || refused}
      @field-value=${({ detail: { value: given } }: CustomEvent<FieldValue>) => {
        if (given === null) return;
        const recipe = made(given);
        const message = `${of.label} is ${shown(given)}; allowed: ${of.allowed}.`;
        if (!recipe) this.unfit = { path, message };
        if (recipe) replaced(recipe);
      }}
    ></lab-number-field>`;
  }

  private numbers(
    recipe: TransformerRecipe,
    path: string,
    replaced: (recipe: TransformerRecipe) => void,
  ): unknown {
    const { experiment } = this;
    const tokens = experiment ? tokensEach(experiment) : 0;
    const one = (
      of: NumberSetting,
      value: number,
      made: (value: number) => TransformerRecipe | null,
    ): unknown => this.number(of, path, value, made, replaced);
    switch (recipe.form) {
      case "fully-synthetic":
        return this.error(path);
      case "partially-synthetic":
        return one(SYNTHETIC, percentOf(recipe), (percent) => withPercent(percent, tokens));
      case "fresh-real":
        return one(NEW_REAL, recipe.realShare, (realShare) => ({ ...recipe, realShare }));
      case "accumulate":
        return one(ADDED, recipe.samples, (samples) => ({ ...recipe, samples }));
      case "accumulate-subsample":
        return one(SUBSAMPLED, recipe.samples, (samples) => ({ ...recipe, samples }));
      case "most-recent":
        return one(WINDOW, recipe.window, (window) => ({ ...recipe, window }));
    }
  }

  private error(path: string): unknown {
    const message = this.errors[path];
    return message ? html`<p class="error" role="alert">${message}</p>` : nothing;
  }

  private mix(recipes: readonly TransformerRecipe[], recipe: TransformerRecipe, i: number): unknown {
    const path = `recipes[${i}]`;
    const about = RECIPES.find(({ form }) => form === recipe.form);
    const replaced = (next: TransformerRecipe): void =>
      this.say(
        path,
        recipes.map((one, at) => (at === i ? next : one)),
      );
    const { experiment } = this;
    return html`<li>
      <div class="top">
        <select
          data-path=${path}
          aria-label=${`Mix ${i + 1}`}
          title=${about?.help ?? ""}
          @change=${(event: Event) => {
            const form = (event.target as HTMLSelectElement).value as Form;
            if (experiment) replaced(recipeAs(form, tokensEach(experiment)));
          }}
        >
          ${FORMS.map((form) => {
            const name = RECIPES.find((one) => one.form === form)?.name ?? form;
            return html`<option value=${form} .selected=${live(form === recipe.form)}>${name}</option>`;
          })}
        </select>
        ${
          recipes.length > 1
            ? html`<button
                type="button"
                class="small remove"
                aria-label=${`Remove mix ${i + 1}`}
                title="Remove this mix"
                @click=${() =>
                  this.say(
                    path,
                    recipes.filter((_, at) => at !== i),
                  )}
              >
                ×
              </button>`
            : nothing
        }
      </div>
      ${this.numbers(recipe, path, replaced)}
    </li>`;
  }

  protected override render(): unknown {
    const { experiment } = this;
    if (!experiment) return nothing;
    const { recipes } = experiment;
    const added = `recipes[${recipes.length}]`;
    return html`<ol aria-label="Mixes">
        ${recipes.map((recipe, i) => this.mix(recipes, recipe, i))}
      </ol>
      ${this.error(added)}
      ${
        recipes.length < MOST
          ? html`<button
              type="button"
              class="small"
              id="add-mix"
              @click=${() => this.say(added, [...recipes, recipeAs("partially-synthetic", tokensEach(experiment))])}
            >
              Add a mix
            </button>`
          : nothing
      }`;
  }
}
