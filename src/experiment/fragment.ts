import { isRecord } from "./json.js";
import { LINK_CHARACTERS } from "./limits.js";
import { quote, showNumber } from "./words.js";

type Fields = Readonly<Record<string, unknown>>;

/** Fields as a URL's fragment: `#`, the prefix and their JSON; null where that would be longer than 8,192 characters. */
export function writeFragment(prefix: string, fields: Fields): string | null {
  // A fragment may carry ":" and ",", which makes it shorter and lets it be read.
  const json = encodeURIComponent(JSON.stringify(fields)).replaceAll("%3A", ":").replaceAll("%2C", ",");
  const link = `#${prefix}${json}`;
  return link.length <= LINK_CHARACTERS ? link : null;
}

/** What writeFragment wrote, with the fields that it always leaves out; or a sentence. Never throws. */
export function readFragment(
  prefix: string,
  hash: string,
  always: Fields,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string } {
  const fragment = hash.replace(/^#/, "");
  const refuse = (message: string): { readonly ok: false; readonly message: string } => ({
    ok: false,
    message,
  });
  if (!fragment.startsWith(prefix)) {
    return refuse(
      `The link begins with ${quote(fragment.slice(0, 12))}; allowed: #${prefix} and an experiment.`,
    );
  }
  if (hash.length > LINK_CHARACTERS) {
    const [length, limit] = [showNumber(hash.length), showNumber(LINK_CHARACTERS)];
    return refuse(`The link has ${length} characters; allowed: up to ${limit}.`);
  }
  try {
    const value: unknown = JSON.parse(decodeURIComponent(fragment.slice(prefix.length)));
    return { ok: true, value: isRecord(value) ? { ...always, ...value } : value };
  } catch {
    return refuse(
      `The link's text after #${prefix} is not an experiment; was it cut off when it was copied?`,
    );
  }
}
