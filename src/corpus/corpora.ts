import { THE_LIGHTHOUSE } from "./the-lighthouse.js";

/** A text to start from: in full, or where it lies and the SHA-256 of its bytes. */
export interface OfferedCorpus {
  /** Kebab-case, stable. */
  readonly id: string;
  readonly name: string;
  readonly corpus:
    | { readonly form: "text"; readonly text: string }
    | { readonly form: "url"; readonly name: string; readonly sha256: string };
}

/** The texts that the lab offers. */
export const corpora: readonly OfferedCorpus[] = [
  {
    id: "the-lighthouse",
    name: "The lighthouse: a short story of our own",
    corpus: { form: "text", text: THE_LIGHTHOUSE },
  },
  {
    id: "tiny-shakespeare",
    name: "Tiny Shakespeare (1.1 MB), the paper's text",
    corpus: {
      form: "url",
      name: "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
      sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
    },
  },
];
