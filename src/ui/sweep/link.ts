import { LINK_CHARACTERS } from "../../index.js";

type File = Readonly<Record<string, unknown>>;

const PREFIX = "#sweep";
const ALWAYS = { version: 1, kind: "chains" } as const;

/** A sweep file as a URL's fragment, `#sweep=` and its JSON; null where that would be longer than 8,192 characters. */
export function toSweepLink(file: File): string | null {
  const fields = Object.fromEntries(Object.entries(file).filter(([name]) => !(name in ALWAYS)));
  const json = encodeURIComponent(JSON.stringify(fields)).replaceAll("%3A", ":").replaceAll("%2C", ",");
  const link = `${PREFIX}=${json}`;
  return link.length <= LINK_CHARACTERS ? link : null;
}

/** The sweep file of a fragment, for the lab's reader to judge; null where it names none, a sentence where it is cut off. */
export function fromSweepLink(hash: string): File | string | null {
  if (hash === PREFIX || hash === "") return null;
  try {
    if (hash.length > LINK_CHARACTERS) throw new RangeError();
    const value: unknown = JSON.parse(decodeURIComponent(hash.slice(PREFIX.length + 1)));
    if (typeof value !== "object" || value === null) throw new TypeError();
    return { ...ALWAYS, ...value };
  } catch {
    return "The link's text after #sweep= is not a sweep; was it cut off when it was copied?";
  }
}
