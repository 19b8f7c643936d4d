import type { ChainsExperiment, Parsed } from "../../index.js";
import type { TextSource } from "../form/text-source.js";
import type { Lab, ResolvedCorpus } from "./lab.js";

export type TextTruth = Extract<ChainsExperiment["truth"], { form: "text" }>;

/** An experiment whose text is not here: it opens as soon as the text is. */
export interface Missing {
  readonly text: NonNullable<Extract<Parsed, { ok: false }>["missing"]>;
  /** Opens the experiment with its text, or says what is wrong. */
  readonly found: (corpus: ResolvedCorpus) => string;
}

/** How far a text is, and what can end it. */
export interface Reading {
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** The texts from outside that were read since the page was opened, by their SHA-256. */
export class Texts {
  private readonly lab: Pick<Lab, "readCorpus">;
  private readonly known = new Map<string, TextSource>();

  constructor(lab: Pick<Lab, "readCorpus">) {
    this.lab = lab;
  }

  /** A text that has been here. */
  source(sha256: string): TextSource | null {
    return this.known.get(sha256) ?? null;
  }

  /** A text that another bench has read. */
  remember(sha256: string, source: TextSource): void {
    this.known.set(sha256, source);
  }

  /** Reads a text into its contexts and remembers it; one that is refused is a sentence. */
  async read(
    source: TextSource,
    { tokenizer, contextLength }: Pick<TextTruth, "tokenizer" | "contextLength">,
    { onProgress, signal }: Reading,
  ): Promise<ResolvedCorpus | string> {
    const read = await this.lab.readCorpus(source.blob, tokenizer, contextLength, onProgress, signal);
    signal.throwIfAborted();
    if (!read.ok) return read.message;
    this.known.set(read.corpus.sha256, source);
    return read.corpus;
  }
}
