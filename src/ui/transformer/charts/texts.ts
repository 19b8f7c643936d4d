import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../../charts/figure.js";
import type { LazyTable, TableData } from "../../charts/table.js";
import { Media } from "../../state/media.js";
import { base, buttons, fields } from "../../style/shared.js";
import { counted, percent, shortened, whole } from "../../words/format.js";
import type { TransformerView } from "../view.js";
import { choice, choiceStyle } from "./choice.js";
import { corpusName } from "./corpus-name.js";
import { marks, wordsOf, type Marked, type Stretch } from "./marks.js";
import { recipeLooks } from "./recipes.js";
import { samplesOf, sideBySide, type Sample } from "./samples.js";
import { truthWords } from "./truth-words.js";

const NARROW = "(max-width: 560px)";
/** Generations side by side. */
const COLUMNS = { wide: 4, narrow: 2 };

/** What generations write, side by side, with what has gone wrong softly marked. */
@customElement("lab-transformer-texts")
export class LabTransformerTexts extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    choiceStyle,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .waiting {
        min-height: 300px;
        display: grid;
        place-items: center;
        padding: 0 12%;
        text-align: center;
        color: var(--ink-2);
        font-size: var(--note);
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 16px 22px;
        align-items: start;
      }
      .legend {
        margin: 0 0 10px;
        font-size: var(--note);
        color: var(--ink-2);
      }
      h3 {
        font-size: var(--small);
        font-weight: 600;
        color: var(--ink-2);
        margin-bottom: 4px;
        min-height: 2.2em;
        display: flex;
        gap: 6px;
        align-items: center;
      }
      label {
        display: flex;
        gap: 6px;
        align-items: center;
      }
      select {
        width: auto;
        font-size: var(--small);
        padding: 2px 4px;
      }
      /* Of one height, whatever is written: nothing beneath moves. */
      .sample {
        margin: 0;
        height: 27em;
        overflow: auto;
        font:
          0.78125rem / 1.5 ui-monospace,
          "JetBrains Mono",
          Menlo,
          Consolas,
          monospace;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        color: var(--ink);
      }
      mark {
        color: inherit;
        border-radius: 3px;
        text-underline-offset: 2.5px;
      }
      mark.unknown {
        background: var(--bound-fill);
        text-decoration: underline dotted var(--bound) 1.5px;
      }
      mark.again {
        background: color-mix(in srgb, var(--collapse) 13%, transparent);
        text-decoration: underline solid var(--collapse) 1.5px;
      }
      mark.unknown.again {
        text-decoration: underline double var(--collapse);
      }
      .cursor {
        display: inline-block;
        width: 0.45em;
        height: 1.1em;
        vertical-align: text-bottom;
        background: var(--ink);
      }
      @media (max-width: 1160px) {
        .columns {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      @media (max-width: 560px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .sample {
          height: 18em;
        }
      }
      @media (forced-colors: active) {
        mark.unknown,
        mark.again {
          background: none;
          color: CanvasText;
        }
        .cursor {
          background: CanvasText;
        }
      }
    `,
  ];

  @property({ attribute: false }) view: TransformerView | null = null;
  @state() private recipe = 0;
  /** The generations that the reader has put into columns. */
  @state() private picked: ReadonlyMap<number, number> = new Map();
  /** Of the corpus; null until they are known. */
  @state() private words: ReadonlySet<string> | null = null;
  private readonly narrow = new Media(this, NARROW);
  private readText: string | null = null;
  private samples: readonly Sample[] = [];
  private lazyTable: LazyTable | null = null;
  /** By text: what was marked does not change while another text grows. */
  private marked = new Map<string, Marked>();

  protected override willUpdate(changed: Map<string, unknown>): void {
    const { view } = this;
    if (!view) return;
    if (view.text !== this.readText) void this.read(view.text);
    if (changed.has("words")) this.marked = new Map();
    if (!changed.has("view") && !changed.has("recipe") && !changed.has("words")) return;
    if (this.recipe >= view.experiment.recipes.length) this.recipe = 0;
    this.samples = samplesOf(view, this.recipe);
    this.lazyTable = this.samples.length > 0 ? () => this.table() : null;
  }

  private async read(text: string | null): Promise<void> {
    this.readText = text;
    this.words = null;
    const words = text === null ? null : await wordsOf(text);
    if (this.readText === text) this.words = words;
  }

  private marksOf({ text, live }: Sample): Marked {
    const known = this.marked.get(text) ?? marks(text, this.words);
    if (!live) this.marked.set(text, known);
    return known;
  }

  /** The generations in the columns. */
  private columns(): readonly Sample[] {
    const { samples, picked } = this;
    const count = this.narrow.holds ? COLUMNS.narrow : COLUMNS.wide;
    const auto = sideBySide(
      samples.map(({ generation }) => generation),
      count,
    );
    return auto.flatMap((generation, column) => {
      const of = (wanted: number | undefined): Sample | undefined =>
        samples.find((sample) => sample.generation === wanted);
      return of(picked.get(column)) ?? of(generation) ?? [];
    });
  }

  private definition({ experiment }: TransformerView): string {
    const { temperature, topK, topP } = experiment.decoding;
    const isPlain = temperature === 1 && topK === undefined && topP === undefined;
    const how = isPlain ? "" : " It writes at temperature 1, whatever the decoding.";
    return `The first words of each generation's text, from one prompt. Generation 0 is ${truthWords(experiment)}.${how}`;
  }

  private summary(columns: readonly Sample[]): string {
    const said = [columns[0], columns.at(-1)].filter((one, i, all) => one && all.indexOf(one) === i);
    return said
      .flatMap((sample) => {
        if (!sample) return [];
        const { words, unknown, again } = this.marksOf(sample);
        const lost =
          this.words === null
            ? []
            : [`${percent(unknown / Math.max(1, words), 0)} are in no line of the text`];
        const parts = [...lost, `${percent(again / Math.max(1, words), 0)} are written again at once`];
        return [
          `Of generation ${whole(sample.generation)}'s ${counted(words, "word")} ${parts.join(" and ")}.`,
        ];
      })
      .join(" ");
  }

  private table(): TableData {
    return {
      columns: ["Generation", "Words", "In no line of the text", "Written again at once", "Text"],
      rows: this.samples.map((sample) => {
        const { words, unknown, again } = this.marksOf(sample);
        return [sample.generation, words, this.words === null ? null : unknown, again, sample.text];
      }),
      show: (value) =>
        typeof value === "number" ? whole(value) : value === null ? "–" : shortened(value, 48),
    };
  }

  /** All of the recipe's texts, for saving. */
  private asText(recipe: string): string {
    return this.samples
      .map(({ generation, text }) => `Generation ${generation}, ${recipe}\n\n${text.trim()}\n`)
      .join("\n\n");
  }

  private pick(column: number, generation: number): void {
    this.picked = new Map([...this.picked, [column, generation]]);
  }

  private stretch({ text, unknown, again }: Stretch): unknown {
    if (!unknown && !again) return text;
    return html`<mark class=${`${unknown ? "unknown" : ""} ${again ? "again" : ""}`.trim()}>${text}</mark>`;
  }

  private column(sample: Sample, place: number): unknown {
    const { generation, live } = sample;
    const { stretches } = this.marksOf(sample);
    // No white space may come between the pieces: all of it is shown.
    const said = [
      ...stretches.map((one) => this.stretch(one)),
      live ? html`<span class="cursor"></span>` : "",
    ];
    return html`<section aria-label=${`Generation ${generation}`}>
      <h3>
        <label
          >Generation
          <select
            @change=${(event: Event) => this.pick(place, Number((event.target as HTMLSelectElement).value))}
          >
            ${this.samples.map(
              (one) =>
                html`<option value=${one.generation} .selected=${one.generation === generation}>
                  ${whole(one.generation)}
                </option>`,
            )}
          </select></label
        >
        ${live ? html`<span>writing</span>` : nothing}
      </h3>
      <p class="sample" tabindex="0">${said}</p>
    </section>`;
  }

  protected override render(): unknown {
    const { view } = this;
    if (!view) return html``;
    const looks = recipeLooks(view.experiment);
    const recipe = looks[this.recipe]?.name ?? "";
    const columns = this.columns();
    return html`<lab-figure
      heading="What it writes"
      .definition=${this.definition(view)}
      .summary=${this.summary(columns)}
      .table=${this.lazyTable}
      .text=${() => this.asText(recipe)}
      file="what-it-writes"
    >
      ${
        looks.length > 1
          ? choice(
              "Mix",
              looks.map(({ name, short }) => ({ text: short, name })),
              this.recipe,
              (place) => (this.recipe = place),
            )
          : nothing
      }
      ${
        columns.length === 0
          ? html`<div class="waiting">
              ${
                view.update === null
                  ? "Press Run: what each generation writes stands here, side by side, and grows while it is written."
                  : "It begins when p(0) writes."
              }
            </div>`
          : html`<div>
              <p class="legend">
                Marked:
                ${
                  this.words === null
                    ? nothing
                    : html`<mark class="unknown">dotted</mark>, words that are in no line of
                        ${corpusName(view.experiment)};`
                }
                <mark class="again">underlined</mark>, 8 characters or 3 words and more, written again at
                once.
              </p>
              <div class="columns">${columns.map((sample, i) => this.column(sample, i))}</div>
            </div>`
      }
    </lab-figure>`;
  }
}
