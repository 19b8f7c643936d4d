import { corpora, type TransformerExperiment } from "../../../index.js";
import { shortened } from "../../words/format.js";

/** The text that models learn, as titles name it. */
export function corpusName({ corpus }: TransformerExperiment): string {
  switch (corpus.form) {
    case "tiny-shakespeare":
      return "Shakespeare";
    case "text": {
      const offered = corpora.find((one) => one.corpus.form === "text" && one.corpus.text === corpus.text);
      return offered ? `“${offered.name.split(":")[0] ?? ""}”` : "its text";
    }
    case "file":
    case "url":
      return `“${shortened(corpus.name.split("/").findLast((part) => part !== "") ?? corpus.name)}”`;
  }
}
